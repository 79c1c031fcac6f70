"""Figures of the chapters that decode points which no image was encoded to."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from analysis.faceness import Judged
from analysis.figures.panels import plot_images
from analysis.intervals import Interval, Rate

Images = NDArray[np.uint8]
Rows = Mapping[str, Images]
FloatArray = NDArray[np.float64]

TITLES = {"ae": "AE", "vae_tiny": "VAE, tiny KL", "vae": "VAE"}
SETTINGS = {"b": "b", "f": "fact", "s": "scale", "l": "length"}
SETTINGS |= {"k": "k", "h": "bandwidth", "w": "at"}
SPOKEN = {
    "reconstruction_test": "reconstructions",
    "reconstruction_other": "reconstructions of other images",
    "reconstruction_train": "reconstructions of training images",
    "cube_matched": "matched cube",
    "positive_cube_matched": "matched positive cube",
    "sphere_matched": "matched sphere",
    "normal": "N(0, I)",
    "line_random": "lines between random points",
    "line_encoded": "lines between images",
    "truncated_test": "truncated images",
}
GREY = "0.55"
PERCENT = 100.0


def title(network: str) -> str:
    """Name of a network as figures and tables print it."""
    return TITLES.get(network, network)


def spoken(label: str) -> str:
    """Name of a set as tables print it.

    Examples
    --------
    >>> spoken("component_box.f0_4"), spoken("cube.b10"), spoken("cube_matched")
    ('component box, fact = 0.4', 'cube, b = 10', 'matched cube')
    """
    words, _, setting = label.partition(".")
    size = f", {SETTINGS[setting[0]]} = {setting[1:].replace('_', '.')}" if setting else ""
    return SPOKEN.get(words, words.replace("_", " ")) + size


class RateCurve(NamedTuple):
    """Face rates of one sampler as its mean radius grows.

    Parameters
    ----------
    radii
        Mean radius of each set. [latent units]
    rates
        Face rate of each set.
    style
        Colour, marker and line, as `Axes.errorbar` takes them.
    """

    radii: Sequence[float]
    rates: Sequence[Rate]
    style: Mapping[str, str]


class RateFigure(NamedTuple):
    """What one panel of `figure_rate_radius` shows.

    Parameters
    ----------
    curves
        Samplers under their names.
    levels
        Rates that do not depend on a radius, under their names.
    band
        Radii between which 95 % of the cloud lie. [latent units]
    """

    curves: Mapping[str, RateCurve]
    levels: Mapping[str, Rate]
    band: tuple[float, float]


def figure_decoded(networks: Mapping[str, Rows], *, width: float = 6.8) -> Figure:
    """One column of panels per network, one row of images per set, equal rows side by side.

    Parameters
    ----------
    networks : dict of dict of array of shape (n, height, width, 3)
        Images of each set under its label, for each network; the labels are the same for all.
        [grey level]
    width
        Width of the figure. [inch]
    """
    labels = list(next(iter(networks.values())))
    figure, axes = plt.subplots(
        len(labels), len(networks), figsize=(width, _height(networks, width)), squeeze=False
    )
    for column, (name, rows) in enumerate(networks.items()):
        for ax, label in zip(axes[:, column], labels, strict=True):
            plot_images(rows[label], columns=_columns(networks), ax=ax)
            if column == 0:
                ax.text(-0.02, 0.5, label, transform=ax.transAxes, ha="right", va="center", size=8)
        axes[0, column].set_title(title(name))
    return figure


def _columns(networks: Mapping[str, Rows]) -> int:
    return max(len(images) for rows in networks.values() for images in rows.values())


def _height(networks: Mapping[str, Rows], width: float) -> float:
    """Height at which images are as wide as the labels leave room for."""
    rows = len(next(iter(networks.values())))
    image = 0.8 * width / (_columns(networks) * len(networks))
    return 0.3 + 1.05 * image * rows


def plot_rate_radius(shown: RateFigure, *, ax: Axes) -> Axes:
    """Face rates against the logarithm of the mean radius, beside levels and the cloud's radii.

    Parameters
    ----------
    shown
        Curves, levels and the band of radii.
    """
    ax.axvspan(*shown.band, color=GREY, alpha=0.25, lw=0, label="radii of 95 % of the cloud")
    for place, (name, rate) in enumerate(shown.levels.items()):
        style = ("-", "--", ":")[place % 3]
        ax.axhline(PERCENT * rate.value, color="black", lw=1.0, ls=style, label=name)
    for name, curve in shown.curves.items():
        _errorbar(curve.radii, curve.rates, ax=ax, label=name, style=curve.style)
    ax.set(xscale="log", ylim=(-3, 103), xlabel="mean radius [latent units]")
    return ax


def figure_rate_radius(networks: Mapping[str, RateFigure]) -> Figure:
    """`plot_rate_radius` for each network, side by side on one vertical axis."""
    figure, axes = plt.subplots(1, len(networks), figsize=(6.8, 3.6), sharey=True, squeeze=False)
    for ax, (name, shown) in zip(axes[0], networks.items(), strict=True):
        plot_rate_radius(shown, ax=ax)
        ax.set_title(title(name))
    axes[0, 0].set_ylabel("face rate [%]")
    _legend_below(figure, axes[0, 0])
    return figure


def plot_ladder(rungs: Mapping[str, Mapping[str, Interval]], *, ax: Axes, unit: str) -> Axes:
    """One measure of several samplers, the least informed at the top, for each network.

    Parameters
    ----------
    rungs
        Value of each sampler under its name, for each network.
    unit
        What is measured, with its unit.
    """
    labels = list(next(iter(rungs.values())))
    for place, (name, values) in enumerate(rungs.items()):
        middle = np.array([values[label].value for label in labels])
        ends = np.array([(values[label].low, values[label].high) for label in labels]).T
        heights = np.arange(len(labels)) + 0.2 * (place - (len(rungs) - 1) / 2)
        ax.errorbar(
            middle, heights, xerr=np.abs(ends - middle), fmt="os^D"[place], label=title(name)
        )
    ax.set(yticks=np.arange(len(labels)), yticklabels=labels, xlabel=unit)
    ax.invert_yaxis()
    return ax


def figure_ladder(networks: Mapping[str, Mapping[str, Judged]]) -> Figure:
    """Face rates beside diversities of samplers that know more and more of the cloud."""
    figure, axes = plt.subplots(1, 2, figsize=(6.8, 3.0), sharey=True)
    rates = {
        name: {label: one.rate.interval.percent() for label, one in rungs.items()}
        for name, rungs in networks.items()
    }
    diversities = {
        name: {label: one.diversity for label, one in rungs.items()}
        for name, rungs in networks.items()
    }
    plot_ladder(rates, ax=axes[0], unit="face rate [%]")
    plot_ladder(diversities, ax=axes[1], unit="diversity [grey level]")
    axes[1].invert_yaxis()  # the axes are shared: once is enough
    for ax in axes:
        ax.set_xlim(left=0)
    _legend_below(figure, axes[0])
    return figure


def plot_positions(places: Mapping[str, tuple[FloatArray, FloatArray]], *, ax: Axes) -> Axes:
    """Where the points of each sampler lie about the cloud's centre, in two measures.

    Parameters
    ----------
    places : dict of pairs of array of shape (n,)
        Distance from the centre over the cloud's root mean square distance, and Mahalanobis
        distance over sqrt(z_dim). [unitless]
    """
    ax.axhline(1.0, color=GREY, lw=0.8)
    ax.axvline(1.0, color=GREY, lw=0.8)
    for name, (distance, mahalanobis) in places.items():
        ax.plot(distance, mahalanobis, ".", ms=2.5, alpha=0.6, mew=0, label=name, rasterized=True)
    ax.set(yscale="log", xlabel="distance from the centre\n[cloud's root mean square]")
    return ax


def figure_positions(networks: Mapping[str, Mapping[str, tuple[FloatArray, FloatArray]]]) -> Figure:
    """`plot_positions` for each network, side by side on one vertical axis."""
    figure, axes = plt.subplots(1, len(networks), figsize=(6.8, 3.6), sharey=True, squeeze=False)
    for ax, (name, places) in zip(axes[0], networks.items(), strict=True):
        plot_positions(places, ax=ax)
        ax.set_title(title(name))
    axes[0, 0].set_ylabel("Mahalanobis distance / √z_dim [unitless]")
    _legend_below(figure, axes[0, 0], markerscale=4.0)
    return figure


def plot_trade_off(
    curves: Mapping[str, Sequence[Judged]], points: Mapping[str, Judged], *, ax: Axes
) -> Axes:
    """Face rate against diversity: curves of samplers as they widen, and single sets.

    Parameters
    ----------
    curves
        Sets of each sampler, the narrowest first.
    points
        Single sets, marked in black.
    """
    for (name, sets), marker in zip(curves.items(), "os^D", strict=False):
        _errorbar(
            [s.diversity.value for s in sets],
            [s.rate for s in sets],
            ax=ax,
            label=name,
            style={"marker": marker, "ls": "-"},
        )
    for (name, one), marker in zip(points.items(), "*PXv", strict=False):
        _errorbar(
            [one.diversity.value],
            [one.rate],
            ax=ax,
            label=name,
            style={"marker": marker, "ls": "", "color": "black", "ms": "6"},
        )
    ax.set(ylim=(-3, 103), xlabel="diversity [grey level]")
    return ax


def figure_trade_off(
    networks: Mapping[str, tuple[Mapping[str, Sequence[Judged]], Mapping[str, Judged]]],
) -> Figure:
    """`plot_trade_off` for each network, side by side on one vertical axis."""
    figure, axes = plt.subplots(1, len(networks), figsize=(6.8, 3.8), sharey=True, squeeze=False)
    for ax, (name, (curves, points)) in zip(axes[0], networks.items(), strict=True):
        plot_trade_off(curves, points, ax=ax)
        ax.set_title(title(name))
    axes[0, 0].set_ylabel("face rate [%]")
    _legend_below(figure, axes[0, 0])
    return figure


def plot_distances(distances: Mapping[str, FloatArray], *, ax: Axes) -> Axes:
    """Cumulative shares of distances to the nearest training image.

    Parameters
    ----------
    distances : dict of array of shape (n,)
        Distances of each set's images. [grey level]
    """
    for name, values in distances.items():
        ax.ecdf(values, label=name)
    ax.set(xlabel="distance to the nearest\ntraining image [grey level]", ylim=(0, 1.02))
    return ax


def figure_distances(networks: Mapping[str, Mapping[str, FloatArray]]) -> Figure:
    """`plot_distances` for each network, side by side on one vertical axis."""
    figure, axes = plt.subplots(1, len(networks), figsize=(6.8, 3.2), sharey=True, squeeze=False)
    for ax, (name, distances) in zip(axes[0], networks.items(), strict=True):
        plot_distances(distances, ax=ax)
        ax.set_title(title(name))
    axes[0, 0].set_ylabel("share of images [unitless]")
    _legend_below(figure, axes[0, 0])
    return figure


def _errorbar(
    x: Sequence[float],
    rates: Sequence[Rate],
    *,
    ax: Axes,
    label: str,
    style: Mapping[str, str],
) -> None:
    """Rates in per cent with the ends of their intervals."""
    shares = np.array([rate.value for rate in rates])
    ends = np.array([list(rate.ends.values()) or [rate.value] * 2 for rate in rates])
    errors = PERCENT * np.abs(ends.T - shares)  # (2, n)
    ax.errorbar(x, PERCENT * shares, errors, label=label, elinewidth=0.8, **style)  # type: ignore[arg-type]


def _legend_below(figure: Figure, ax: Axes, *, markerscale: float = 1.0) -> None:
    """One legend for all panels, below them."""
    handles, labels = ax.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, markerscale=markerscale)
