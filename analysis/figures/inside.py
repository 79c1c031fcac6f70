"""Figures of the chapter on informed points: sheets, settings, quantiles, ways through a cloud."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from analysis.figures.panels import plot_images
from analysis.intervals import Interval, Rate

Images = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

GREY = "0.55"
SHEET_COLUMNS = 7  # pictures per row of a sheet, as on the posts' sheets
MARKERS = "os^D"


class Measured(Protocol):
    """A set of which face rate and diversity are known."""

    @property
    def rate(self) -> Rate:
        """Share of images with a face."""
        ...

    @property
    def diversity(self) -> Interval:
        """Root mean square difference of two images. [grey level]."""
        ...


class Way(NamedTuple):
    """Pictures along a way, and in which of them a face is found.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Pictures in order. [grey level]
    faces : array of shape (n,)
        Answers of the detector.
    """

    images: Images
    faces: NDArray[np.bool_]


def figure_sheets(sheets: Mapping[str, Images], *, width: float = 6.8) -> Figure:
    """Sheets of pictures under their titles, two side by side.

    Parameters
    ----------
    sheets : dict of array of shape (n, height, width, 3)
        Pictures of each sheet, the same number on all. [grey level]
    width
        Width of the figure. [inch]
    """
    rows = -(-len(next(iter(sheets.values()))) // SHEET_COLUMNS)
    lines = -(-len(sheets) // 2)
    height = lines * (0.25 + 0.5 * width * rows / SHEET_COLUMNS)
    figure, axes = plt.subplots(lines, 2, figsize=(width, height), squeeze=False)
    for ax in axes.flat:
        ax.set_axis_off()
    for ax, (title, images) in zip(axes.flat, sheets.items(), strict=False):
        plot_images(images, columns=SHEET_COLUMNS, ax=ax)
        ax.set_title(title)
    return figure


def plot_by_setting(
    curves: Mapping[str, Mapping[float, Interval]],
    levels: Mapping[str, Interval],
    *,
    ax: Axes,
) -> Axes:
    """A measure against a setting, one curve per kind of sets, and levels that do not depend on it.

    Parameters
    ----------
    curves
        Values with intervals by setting, for each kind.
    levels
        Values of single sets, as horizontal lines.
    """
    for (name, values), marker in zip(curves.items(), MARKERS, strict=False):
        middle, low, high = np.array(list(values.values())).T  # (settings,) each
        errors = (middle - low, high - middle)
        ax.errorbar(list(values), middle, errors, fmt=f"{marker}-", elinewidth=0.8, label=name)
    for (name, level), line in zip(levels.items(), ("-", "--", ":"), strict=False):
        ax.axhline(level.value, color=GREY, lw=1.2, ls=line, label=name)
    ax.set_ylim(bottom=0)
    return ax


def figure_by_setting(
    curves: Mapping[str, Mapping[float, Measured]],
    levels: Mapping[str, Measured],
    *,
    setting: str,
    scale: str = "linear",
) -> Figure:
    """Face rate beside diversity, both against a setting of the sampler.

    Parameters
    ----------
    curves
        Sets by setting, for each kind of sets.
    levels
        Single sets to compare with.
    setting
        Label of the horizontal axes, with its unit.
    scale
        Scale of the horizontal axes.
    """
    figure, axes = plt.subplots(1, 2, figsize=(6.8, 3.4))
    plot_by_setting(
        {
            name: {x: s.rate.interval.percent() for x, s in sets.items()}
            for name, sets in curves.items()
        },
        {name: one.rate.interval.percent() for name, one in levels.items()},
        ax=axes[0],
    )
    plot_by_setting(
        {name: {x: s.diversity for x, s in sets.items()} for name, sets in curves.items()},
        {name: one.diversity for name, one in levels.items()},
        ax=axes[1],
    )
    for ax, label in zip(axes, ("face rate [%]", "diversity [grey level]"), strict=True):
        ax.set(xlabel=setting, ylabel=label, xscale=scale)
    axes[0].set_ylim(0, 103)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return figure


def plot_quantiles(values: Mapping[str, FloatArray], *, expected: FloatArray, ax: Axes) -> Axes:
    """Ordered distances against those that a law expects; equal where points lie on the diagonal.

    Parameters
    ----------
    values : dict of array of shape (n,)
        Distances of each set.
    expected : array of shape (n,)
        Quantiles of the law at (i - 1/2) / n, ascending.
    """
    ax.axline((expected[0], expected[0]), slope=1, color=GREY, lw=0.8)
    for (name, distances), marker in zip(values.items(), MARKERS, strict=False):
        ax.plot(expected, np.sort(distances), marker, ms=2.5, mew=0, label=name, rasterized=True)
    ax.set(xlabel="expected of a normal cloud [unitless]")
    return ax


def figure_quantiles(networks: Mapping[str, tuple[Mapping[str, FloatArray], FloatArray]]) -> Figure:
    """`plot_quantiles` of Mahalanobis distances for each network, side by side on one axis.

    Parameters
    ----------
    networks
        Distances by set, and expected quantiles, under each network's title.
    """
    figure, axes = plt.subplots(1, len(networks), figsize=(6.8, 3.5), sharey=True, squeeze=False)
    for ax, (title, (values, expected)) in zip(axes[0], networks.items(), strict=True):
        plot_quantiles(values, expected=expected, ax=ax)
        ax.set_title(title)
    axes[0, 0].set_ylabel("Mahalanobis distance [unitless]")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, markerscale=3.0)
    return figure


def figure_ways(
    ways: Mapping[str, Way], *, ticks: Sequence[str], unit: str, width: float = 6.8
) -> Figure:
    """Rows of pictures along ways; a dot below a picture says that a face is found in it.

    Parameters
    ----------
    ways
        Pictures of each way under its label, equally many.
    ticks
        Place of each picture on its way.
    unit
        What the ticks count, with its unit.
    width
        Width of the figure. [inch]
    """
    columns = len(ticks)
    figure, axes = plt.subplots(
        len(ways), 1, figsize=(width, 0.5 + 0.94 * width / columns * len(ways)), squeeze=False
    )
    for ax, (label, way) in zip(axes[:, 0], ways.items(), strict=True):
        side = way.images.shape[2] + 2
        plot_images(way.images, columns=columns, ax=ax)
        found = side * (np.flatnonzero(way.faces) + 0.5)
        ax.plot(found, np.full(len(found), side + 4.0), "o", ms=3, color="C0", clip_on=False)
        ax.text(-0.01, 0.5, label, transform=ax.transAxes, ha="right", va="center", size=8)
    for place, tick in enumerate(ticks):
        axes[0, 0].text(side * (place + 0.5), -6, tick, ha="center", va="bottom", size=8)
    figure.supxlabel(unit, size=8)
    return figure
