"""Figures of the chapter on random points: rates, places, and what single steps change."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter
from numpy.typing import NDArray

from analysis.figures.generation import title
from analysis.intervals import Interval, Rate

FloatArray = NDArray[np.float64]
Dots = Mapping[str, Mapping[str, Interval]]

MARKERS = "os^D"
FAINT = "0.55"
HEIGHT = 0.24  # of a row of dots [inch]


def plot_dots(groups: Dots, *, ax: Axes, unit: str) -> Axes:
    """One row of dots per label, with intervals, the first at the top; one marker per group.

    Parameters
    ----------
    groups
        Values under their labels for each group, in one unit; a group may lack labels, and what
        is not decidable is left out.
    unit
        What is measured, with its unit.
    """
    labels = list(dict.fromkeys(label for values in groups.values() for label in values))
    for place, (name, values) in enumerate(groups.items()):
        known = {label: value for label, value in values.items() if not np.isnan(value.value)}
        middle = np.array([value.value for value in known.values()])
        ends = np.array([(value.low, value.high) for value in known.values()]).reshape(-1, 2).T
        rows = np.array([labels.index(label) for label in known])
        heights = rows + 0.18 * (place - (len(groups) - 1) / 2)
        ax.errorbar(
            middle, heights, xerr=np.abs(ends - middle), fmt=MARKERS[place], ms=3.5, label=name
        )
    ax.set(yticks=range(len(labels)), yticklabels=labels, xlabel=unit)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    return ax


def figure_dots(panels: Mapping[str, Dots], *, logarithmic: Sequence[str] = ()) -> Figure:
    """`plot_dots` side by side with the same rows, one panel per measure.

    Parameters
    ----------
    panels
        Groups of values for each measure, which is named with its unit.
    logarithmic
        Measures whose axis is logarithmic.
    """
    rows = {label for groups in panels.values() for values in groups.values() for label in values}
    figure, axes = plt.subplots(
        1, len(panels), figsize=(6.8, 1.1 + HEIGHT * len(rows)), sharey=True, squeeze=False
    )
    for ax, (unit, groups) in zip(axes[0], panels.items(), strict=True):
        plot_dots(groups, ax=ax, unit=unit)
        if unit in logarithmic:
            ax.set_xscale("log")
            ax.axvline(1.0, color=FAINT, lw=0.8)
    _legend_below(figure, axes[0, 0])
    return figure


def plot_radii(cloud: FloatArray, sets: Mapping[str, FloatArray], *, ax: Axes) -> Axes:
    """Densities of the radius: a cloud filled, sets as lines.

    Parameters
    ----------
    cloud : array of shape (n,)
        Radii of the cloud. [latent units]
    sets : dict of array of shape (m,)
        Radii of sets. [latent units]
    """
    edges = np.arange(0.0, 1.3 * max(cloud.max(), np.median(list(sets.values())[-1])), 0.4)
    common: dict[str, Any] = {"bins": edges, "density": True}
    ax.hist(cloud, color=FAINT, alpha=0.5, label="z-points", **common)
    for name, radii in sets.items():
        ax.hist(radii, histtype="step", lw=1.2, label=name, **common)
    ax.set(xlabel="radius R [latent units]", xlim=(0, edges[-1]))
    return ax


def figure_radii(networks: Mapping[str, tuple[FloatArray, Mapping[str, FloatArray]]]) -> Figure:
    """`plot_radii` for each network, one below the other."""
    figure, axes = plt.subplots(
        len(networks), 1, figsize=(6.8, 1.0 + 1.5 * len(networks)), sharex=True, squeeze=False
    )
    for ax, (name, (cloud, sets)) in zip(axes[:, 0], networks.items(), strict=True):
        plot_radii(cloud, sets, ax=ax)
        ax.set(title=title(name), ylabel="density\n[1 / latent unit]")
    for ax in axes[:-1, 0]:
        ax.set_xlabel("")
    _legend_below(figure, axes[0, 0])
    return figure


def plot_places(places: Mapping[str, tuple[FloatArray, FloatArray]], *, ax: Axes) -> Axes:
    """Points of sets by their radius and their angle to the cloud's centre.

    Parameters
    ----------
    places : dict of pairs of array of shape (n,)
        Radius over the cloud's mean radius, and angle. [unitless, degree]
    """
    ax.axvline(1.0, color=FAINT, lw=0.8)
    ax.axhline(90.0, color=FAINT, lw=0.8, ls=":")
    for name, (lengths, angles) in places.items():
        ax.plot(lengths, angles, ".", ms=2.5, alpha=0.6, mew=0, label=name, rasterized=True)
    ax.set(xscale="log", xlabel="radius\n[cloud's mean radius]")
    ax.set_xticks([0.5, 1, 2], labels=["0.5", "1", "2"])
    ax.xaxis.set_minor_formatter(NullFormatter())
    return ax


def figure_places(
    networks: Mapping[str, Mapping[str, tuple[FloatArray, FloatArray]]],
) -> Figure:
    """`plot_places` for each network, side by side."""
    figure, axes = plt.subplots(
        1, len(networks), figsize=(6.8, 3.4), sharey=True, sharex=True, squeeze=False
    )
    for ax, (name, places) in zip(axes[0], networks.items(), strict=True):
        plot_places(places, ax=ax)
        ax.set_title(title(name))
    axes[0, 0].set_ylabel("angle to the cloud's centre [degree]")
    _legend_below(figure, axes[0, 0], markerscale=4.0)
    return figure


def plot_dimensions(
    curves: Mapping[str, Sequence[Rate]], *, z_dims: Sequence[int], ax: Axes
) -> Axes:
    """Face rates of several sets over the number of dimensions.

    Parameters
    ----------
    curves
        Face rate of each set at each dimension.
    z_dims
        The dimensions.
    """
    for (name, rates), marker in zip(curves.items(), MARKERS, strict=False):
        middle, low, high = 100 * np.array([rate.interval for rate in rates]).T
        ax.errorbar(
            z_dims, middle, [middle - low, high - middle], marker=marker, elinewidth=0.8, label=name
        )
    ax.set(xscale="log", ylim=(-3, 103), xlabel="z_dim [unitless]", ylabel="face rate [%]")
    ax.set_xticks(z_dims, labels=[str(z_dim) for z_dim in z_dims])
    ax.xaxis.set_minor_formatter(NullFormatter())
    return ax


def figure_dimensions(curves: Mapping[str, Sequence[Rate]], *, z_dims: Sequence[int]) -> Figure:
    """`plot_dimensions` as a figure of its own."""
    figure, ax = plt.subplots(figsize=(4.6, 3.4))
    plot_dimensions(curves, z_dims=z_dims, ax=ax)
    _legend_below(figure, ax, columns=2)
    return figure


def plot_changes(changes: Mapping[str, FloatArray], *, level: float, ax: Axes) -> Axes:
    """Changes of pictures by single steps, the largest first.

    Parameters
    ----------
    changes : dict of array of shape (z_dim,)
        Change by a step along each component, or along each axis. [grey level]
    level
        Difference of two reconstructed images. [grey level]
    """
    ax.axhline(level, color="black", lw=1.0, ls="--", label="two reconstructions")
    for name, values in changes.items():
        ax.plot(np.arange(1, len(values) + 1), np.sort(values)[::-1], label=name)
    ax.set(xscale="log", yscale="log", xlabel="rank [unitless]", ylabel="change [grey level]")
    return ax


def figure_changes(changes: Mapping[str, FloatArray], *, level: float) -> Figure:
    """`plot_changes` as a figure of its own."""
    figure, ax = plt.subplots(figsize=(4.6, 3.2))
    plot_changes(changes, level=level, ax=ax)
    _legend_below(figure, ax, columns=2)
    return figure


def _legend_below(figure: Figure, ax: Axes, *, columns: int = 4, markerscale: float = 1.0) -> None:
    """One legend for all panels, below them."""
    handles, labels = ax.get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="outside lower center", ncols=columns, markerscale=markerscale
    )
