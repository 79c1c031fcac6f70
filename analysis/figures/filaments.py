"""Figures of the search for filaments: squares beside chance, envelopes, strings and maps."""

from collections.abc import Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, StrMethodFormatter

from analysis.cloud import FloatArray
from analysis.spectrum import Spectrum

CLOUD, STRINGS, NULL = "C0", "C1", "0.55"
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
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
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


def figure_zooms(rows: dict[str, Sequence[View]], *, axes: tuple[str, str]) -> Figure:
    """One row of views per cloud, from the overview to the smallest square.

    Parameters
    ----------
    rows
        Views of each cloud, equally many, under the row's label. [sd of each axis]
    axes
        Names of the plane's axes.
    """
    columns = len(next(iter(rows.values())))
    figure, grid = plt.subplots(len(rows), columns, figsize=(6.8, 2.25 * len(rows)), squeeze=False)
    for line, (label, views) in zip(grid, rows.items(), strict=True):
        for ax, view, size in zip(line, views, np.linspace(1.0, 5.0, columns), strict=True):
            plot_points(view, ax=ax, size=float(size)).tick_params(labelsize=7)
        line[0].set_ylabel(f"{label}\n{axes[1]} [sd]")
    for ax in grid[-1]:
        ax.set_xlabel(f"{axes[0]} [sd]")
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
    """Curves L(r) - r over r above the global envelope of random points.

    Parameters
    ----------
    distances : array of shape (k,)
        Distances r. [sides]
    curves : array of shape (planes, k)
        L(r) - r. [sides]
    band : two arrays of shape (k,)
        Ends of the envelope. [sides]
    ax
        Where to draw.
    colour
        Colour of the curves.
    """
    ax.fill_between(distances, band[0], band[1], color="0.85", label="envelope of random points")
    ax.plot(distances, curves.T, color=colour, lw=0.5, alpha=0.6)
    ax.plot([], [], color=colour, label="one plane each")
    ax.axhline(0, color=NULL, lw=0.8)
    ax.set_xlabel("distance r [sides]")
    return ax


def figure_envelopes(
    distances: FloatArray, curves: dict[str, FloatArray], *, band: Sequence[FloatArray]
) -> Figure:
    """Curves of all planes of several clouds beside each other.

    Parameters
    ----------
    distances : array of shape (k,)
        Distances r. [sides]
    curves : dict of array of shape (planes, k)
        L(r) - r of each cloud under its name; strings are the last. [sides]
    band : two arrays of shape (k,)
        Ends of the envelope. [sides]
    """
    figure, axes = plt.subplots(1, len(curves), figsize=(6.8, 2.7), sharey=True)
    colours = [CLOUD, NULL, STRINGS][: len(curves)]
    for ax, (label, lines), colour in zip(axes, curves.items(), colours, strict=True):
        plot_envelope(distances, lines, band=band, ax=ax, colour=colour)
        ax.set_title(label, loc="left")
    axes[0].set_ylabel("L(r) − r [sides]")
    axes[0].legend(loc="upper left")
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
    for (label, values), colour in zip(distances.items(), (CLOUD, NULL, "C2"), strict=True):
        ax.hist(values, edges, density=True, histtype="step", color=colour, lw=1.2, label=label)
    ax.set(xlabel="distance [latent units]", ylabel="density [1/latent unit]")
    ax.set_ylim(0, 1.45 * ax.get_ylim()[1])
    ax.legend(loc="upper left")
    return ax


def figure_distances(
    distances: dict[str, FloatArray], *, densities: FloatArray, gaps: dict[str, FloatArray]
) -> Figure:
    """Distances between points, and gaps over density.

    Parameters
    ----------
    distances : dict of array of shape (m,)
        Distances under each kind of pair. [latent units]
    densities, gaps
        As for `plot_gaps`.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.8, 2.9))
    plot_distances(distances, ax=left)
    plot_gaps(densities, gaps, ax=right)
    return figure


def figure_maps(maps: dict[str, tuple[FloatArray, FloatArray]]) -> Figure:
    """Two rows of maps: the cloud above its multivariate normal null.

    Parameters
    ----------
    maps : dict of two arrays of shape (n, 2)
        Map of the cloud and of the null under the name of the input.
    """
    figure, grid = plt.subplots(2, len(maps), figsize=(6.8, 3.9), squeeze=False)
    for column, (label, pair) in zip(grid.T, maps.items(), strict=True):
        for ax, places, colour in zip(column, pair, (CLOUD, "0.3"), strict=True):
            middle, half = (places.min(0) + places.max(0)) / 2, np.ptp(places, axis=0).max() / 1.9
            plot_points(View(places, middle - half, middle + half), ax=ax, size=2.0, colour=colour)
            ax.set(xticks=[], yticks=[])
        column[0].set_title(label, loc="left")
    grid[0, 0].set_ylabel("cloud of the AE")
    grid[1, 0].set_ylabel("multivariate normal")
    return figure
