"""Figures of the search for filaments: squares beside chance, envelopes, strings and maps."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, StrMethodFormatter

from analysis.cloud import FloatArray
from analysis.intervals import Interval
from analysis.spectrum import Spectrum
from analysis.views import Pair

Band = tuple[FloatArray, FloatArray]  # lower and upper end
CLOUD, STRINGS, NULL = "C0", "C1", "0.55"
COLOURS = {"z-points": CLOUD, "multivariate normal": "0.3", "strings": STRINGS}
PLAIN = "0.15"  # colour of points where cloud and chance must look alike


class View(NamedTuple):
    """Points of one panel, and the part of it that is shown.

    Parameters
    ----------
    points : array of shape (m, 2)
        Coordinates in one unit.
    low, high : array of shape (2,)
        Corners of the part that is shown, in the same unit.
    """

    points: FloatArray
    low: FloatArray
    high: FloatArray


def plot_spectrum(spectrum: Spectrum, *, ax: Axes) -> Axes:
    """Share of variance over the index of the component, both logarithmic."""
    index = np.arange(1, len(spectrum.shares) + 1)
    ax.axhspan(*spectrum.white_noise, color="0.9", zorder=0.5, label="white noise")
    ax.fill_between(index, *spectrum.null_band, color=NULL, lw=1, label="components permuted")
    ax.fill_between(index, *spectrum.band, color=CLOUD, alpha=0.3, lw=0)
    ax.plot(index, spectrum.shares, ".-", color=CLOUD, ms=3, lw=0.8, label="cloud of the AE")
    ax.set(xscale="log", yscale="log", xlabel="principal component [index]")
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    return ax


def figure_spectrum(raw: Spectrum, standardised: Spectrum) -> Figure:
    """Spectra of the cloud as it is and with all components scaled to unit variance."""
    figure, axes = plt.subplots(1, 2, figsize=(6.8, 3.0), sharey=True)
    plot_spectrum(raw, ax=axes[0]).set_title("z as it is", loc="left")
    plot_spectrum(standardised, ax=axes[1]).set_title("each component scaled to sd 1", loc="left")
    axes[0].set_ylabel("share of the variance [1]")
    axes[0].legend()
    return figure


def plot_points(view: View, *, ax: Axes, size: float = 2.0, colour: str = PLAIN) -> Axes:
    """Points of a plane with equal aspect, rasterised, without labels."""
    ax.scatter(view.points[:, 0], view.points[:, 1], s=size, color=colour, lw=0, rasterized=True)
    ax.set(xlim=(view.low[0], view.high[0]), ylim=(view.low[1], view.high[1]))
    ax.set_aspect("equal")
    ax.grid(visible=False)
    ax.spines[["top", "right"]].set_visible(True)
    return ax


def figure_pairs(pairs: dict[str, Pair]) -> Figure:
    """Two views beside each other for each plane, two planes in a row.

    Parameters
    ----------
    pairs
        Under the plane's name, which names both axes: ``"PC1-PC2"``.
    """
    rows = -(-len(pairs) // 2)
    figure, grid = plt.subplots(rows, 4, figsize=(6.8, 2.15 * rows), squeeze=False, sharey=False)
    for places, (plane, pair) in zip(grid.reshape(-1, 2), pairs.items(), strict=True):
        across, up = plane.split("-")
        for ax, points, side in zip(places, pair[:2], ("left", "right"), strict=True):
            view, size = View(points, pair.low, pair.high), np.clip(600 / len(points), 0.5, 3.0)
            plot_points(view, ax=ax, size=float(size)).tick_params(labelsize=7)
            ax.set_title(f"{plane}, {side}", loc="left", fontsize=8)
            ax.set_xlabel(f"{across} [sd]", fontsize=8)
            ax.locator_params(nbins=4)
        places[0].set_ylabel(f"{up} [sd]", fontsize=8)
        places[1].tick_params(labelleft=False)
    return figure


def figure_squares(
    squares: dict[str, FloatArray], *, columns: int = 4, size: float = 3.0
) -> Figure:
    """Squares with points and nothing else, each under its label.

    Parameters
    ----------
    squares : dict of array of shape (m, 2)
        Points in the unit square under the label of the panel. [sides]
    columns
        Squares per row.
    size
        Area of a point. [square points of print]
    """
    rows = -(-len(squares) // columns)
    figure, grid = plt.subplots(rows, columns, figsize=(6.8, 1.85 * rows), squeeze=False)
    for ax, (label, points) in zip(grid.flat, squares.items(), strict=True):
        plot_points(View(points, np.zeros(2), np.ones(2)), ax=ax, size=size)
        ax.set(xticks=[], yticks=[])
        ax.set_title(label, loc="left")
    return figure


def plot_envelope(
    distances: FloatArray, curves: FloatArray, *, band: Sequence[FloatArray], ax: Axes, colour: str
) -> Axes:
    """Curves over the distance r above the global envelope of random points.

    Parameters
    ----------
    distances : array of shape (k,)
        Distances r. [sides]
    curves : array of shape (planes, k)
        L(r) - r [sides] or g(r) [unitless].
    band : two arrays of shape (k,)
        Ends of the envelope, in the unit of the curves.
    ax
        Where to draw.
    colour
        Colour of the curves.
    """
    ax.fill_between(distances, band[0], band[1], color="0.85", label="envelope of random points")
    ax.plot(distances, curves.T, color=colour, lw=0.5, alpha=0.6)
    ax.plot([], [], color=colour, label="one plane each")
    return ax


def figure_envelopes(
    distances: FloatArray, curves: dict[str, Sequence[FloatArray]], *, bands: Sequence[Band]
) -> Figure:
    """L(r) - r above g(r), with the curves of all planes of a cloud in each column.

    Parameters
    ----------
    distances : array of shape (k,)
        Distances r. [sides]
    curves : dict of two arrays of shape (planes, k)
        L(r) - r [sides] and g(r) of each cloud under its name; strings are the last.
    bands
        Ends of the two envelopes.
    """
    figure, grid = plt.subplots(2, len(curves), figsize=(6.8, 4.6), sharey="row", sharex=True)
    colours = [CLOUD, NULL, STRINGS][: len(curves)]
    for column, (label, pair), colour in zip(grid.T, curves.items(), colours, strict=True):
        for ax, lines, band in zip(column, pair, bands, strict=True):
            plot_envelope(distances, lines, band=band, ax=ax, colour=colour)
        column[0].set_title(label, loc="left")
        column[1].set_xlabel("distance r [sides]")
        column[1].set_ylim(0, 2.5)
    grid[0, 0].set_ylabel("L(r) − r [sides]")
    grid[1, 0].set_ylabel("pair correlation g(r) [1]")
    grid[0, 0].legend(loc="upper left")
    return figure


def plot_power(
    thickness: FloatArray, found: dict[str, Sequence[Interval]], *, ax: Axes, colours: Sequence[str]
) -> Axes:
    """Numbers with intervals over the thickness of strings, one line per number of points.

    Parameters
    ----------
    thickness : array of shape (t,)
        Thicknesses, drawn at equal steps. [sd of the cloud]
    found
        One interval per thickness under each label.
    ax
        Where to draw.
    colours
        One for each label.
    """
    steps = np.arange(len(thickness))
    for shift, (label, line), colour in zip(
        np.linspace(-0.12, 0.12, len(found)), found.items(), colours, strict=True
    ):
        value, low, high = np.array(line).T
        ends = np.stack([value - low, high - value])
        ax.errorbar(steps + shift, value, ends, fmt="o-", color=colour, ms=3, lw=1, label=label)
    ax.set_xticks(steps, [f"{t:g}" for t in thickness])
    ax.set_xlabel("thickness of strings [sd of the cloud]")
    return ax


def figure_power(
    thickness: FloatArray,
    planes: dict[str, Sequence[Interval]],
    dimensions: dict[str, Sequence[Interval]],
    *,
    levels: dict[str, float],
) -> Figure:
    """Share of clouds seen in planes, and dimension in the full space, over the thickness.

    Parameters
    ----------
    thickness : array of shape (t,)
        Thicknesses of the strings. [sd of the cloud]
    planes, dimensions
        As for `plot_power`: shares of clouds, and intrinsic dimensions.
    levels
        Dimensions of other clouds under their names, drawn as lines.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.8, 3.1))
    colours = ["C1", "C2", "C3", "C4"]
    plot_power(thickness, planes, ax=left, colours=colours).set_ylim(-0.03, 1.03)
    left.set_ylabel("share of clouds seen in planes [1]")
    left.legend(title="points on a string", fontsize=7, title_fontsize=7)
    plot_power(thickness, dimensions, ax=right, colours=colours)
    for (label, level), style in zip(levels.items(), ("-", "--"), strict=True):
        right.axhline(level, color=CLOUD if style == "-" else "0.3", ls=style, lw=1, label=label)
    right.set(ylabel="intrinsic dimension [1]", yscale="log", yticks=[1, 2, 5, 10, 20])
    right.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    right.yaxis.set_minor_formatter(NullFormatter())
    right.legend(*_named(right, levels), fontsize=7)
    return figure


def _named(ax: Axes, names: Iterable[str]) -> tuple[list[Artist], list[str]]:
    """Handles and labels of those entries of a legend."""
    handles = dict(zip(*ax.get_legend_handles_labels()[::-1], strict=True))
    return [handles[name] for name in names], list(names)


def plot_voids(distances: FloatArray, shares: dict[str, FloatArray], *, ax: Axes) -> Axes:
    """Share of places further than r from any point, with the law of Poisson points.

    Parameters
    ----------
    distances : array of shape (k,)
        Distances r. [1/sqrt(density)]
    shares : dict of array of shape (k,)
        Share of places under each cloud's name.
    ax
        Where to draw.
    """
    ax.plot(distances, np.exp(-np.pi * distances**2), "--", color="0.3", lw=1.6, label="exp(−πr²)")
    for (label, line), colour in zip(shares.items(), (CLOUD, NULL, STRINGS), strict=True):
        ax.plot(distances, line, color=colour, lw=1, label=label)
    ax.set(xlabel="distance r [1/√density]", ylabel="share of places beyond r [1]")
    ax.legend()
    return ax


def figure_voids(
    distances: FloatArray,
    shares: dict[str, FloatArray],
    *,
    densities: FloatArray,
    gaps: dict[str, FloatArray],
) -> Figure:
    """Places without a point near them, and gaps over density; as `plot_voids`, `plot_gaps`."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.8, 2.9))
    plot_voids(distances, shares, ax=left)
    plot_gaps(densities, gaps, ax=right)
    return figure


def plot_gaps(densities: FloatArray, gaps: dict[str, FloatArray], *, ax: Axes) -> Axes:
    """Mean gap over the number of points in a square, both logarithmic.

    Parameters
    ----------
    densities : array of shape (2,)
        Points per square before and after thinning.
    gaps : dict of array of shape (2,)
        Mean distance from a place to the nearest point, under each cloud's name. [sides]
    ax
        Where to draw.
    """
    line = np.geomspace(densities.min() / 1.3, densities.max() * 1.3, 2)
    ax.plot(line, 0.5 / np.sqrt(line), "--", color="0.3", lw=0.9, label="1 / (2 √density)")
    for (label, pair), style in zip(gaps.items(), ("o-", "s-", "^-"), strict=False):
        colour = {"s-": NULL, "^-": STRINGS}.get(style, CLOUD)
        ax.plot(densities, pair, style, color=colour, ms=4, lw=1, label=label)
    ax.set(xscale="log", yscale="log", xlabel="points in the square [1]", xticks=densities)
    ax.set_ylabel("mean gap [sides]")
    for axis, form in ((ax.xaxis, "{x:.0f}"), (ax.yaxis, "{x:.2f}")):
        axis.set_major_formatter(StrMethodFormatter(form))
        axis.set_minor_formatter(NullFormatter() if axis is ax.xaxis else StrMethodFormatter(form))
    ax.legend()
    return ax


def plot_distances(distances: dict[str, FloatArray], *, ax: Axes) -> Axes:
    """Densities of distances between points.

    Parameters
    ----------
    distances : dict of array of shape (m,)
        Distances under each kind of pair. [latent units]
    ax
        Where to draw.
    """
    end = max(float(np.quantile(d, 0.999)) for d in distances.values())
    edges = [float(edge) for edge in np.linspace(0, end, 70)]
    for (label, values), colour in zip(distances.items(), (CLOUD, NULL, "C2", "C3"), strict=False):
        ax.hist(values, edges, density=True, histtype="step", color=colour, lw=1.2, label=label)
    ax.set(xlabel="distance [latent units]", ylabel="density [1/latent unit]")
    ax.set_ylim(0, 1.6 * ax.get_ylim()[1])
    ax.legend(loc="upper left", fontsize=7)
    return ax


def figure_distances(*panels: dict[str, FloatArray]) -> Figure:
    """Densities of distances, in a panel for each comparison; as `plot_distances`."""
    figure, axes = plt.subplots(1, len(panels), figsize=(6.8, 2.9))
    for ax, distances in zip(axes, panels, strict=True):
        plot_distances(distances, ax=ax)
    return figure


def plot_map(places: FloatArray, *, ax: Axes, colour: str) -> Axes:
    """A map of shape (n, 2) in a square, without ticks: its distances have no unit."""
    middle, half = (places.min(0) + places.max(0)) / 2, np.ptp(places, axis=0).max() / 1.9
    size = float(np.clip(1600 / len(places), 1.2, 4.0))
    plot_points(View(places, middle - half, middle + half), ax=ax, size=size, colour=colour)
    ax.set(xticks=[], yticks=[])
    return ax


def figure_maps(rows: dict[str, dict[str, FloatArray]]) -> Figure:
    """Maps of several clouds, a row each, in equal columns.

    Parameters
    ----------
    rows : dict of dict of array of shape (n, 2)
        Maps under the name of the cloud, then of the input.
    """
    inputs = list(next(iter(rows.values())))
    size = (6.8, 1.9 * len(rows))
    figure, grid = plt.subplots(len(rows), len(inputs), figsize=size, squeeze=False)
    for line, (cloud, maps) in zip(grid, rows.items(), strict=True):
        for ax, (label, places) in zip(line, maps.items(), strict=True):
            colour = next((c for name, c in COLOURS.items() if name in (cloud, label)), PLAIN)
            plot_map(places, ax=ax, colour=colour)
        line[0].set_ylabel(cloud)
    for ax, label in zip(grid[0], inputs, strict=True):
        ax.set_title(label, loc="left", fontsize=8)
    return figure
