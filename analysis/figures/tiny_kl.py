"""Figures that compare an AE with a VAE of tiny KL weight."""

from collections.abc import Mapping
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator
from numpy.typing import NDArray

from analysis.cloud import FloatArray
from analysis.densities import Binned
from analysis.figures.cloud import NULL, network_label

VAE_COLOR = "C1"


def plot_log_var(
    centres: FloatArray, density: FloatArray, *, marks: Mapping[str, float], ax: Axes
) -> Axes:
    """Density of the log variances, with labelled vertical lines.

    Parameters
    ----------
    centres, density : arrays of shape (bins,)
        Density over all images and components. [log latent units²]
    marks
        Places of the lines under their labels. [log latent units²]
    """
    ax.fill_between(centres, density, color=VAE_COLOR, alpha=0.4, lw=0)
    for (label, place), style in zip(marks.items(), ("-", "--", ":"), strict=False):
        ax.axvline(place, color="black", ls=style, lw=1, label=label)
    ax.set_ylim(bottom=0)
    ax.set_xlabel("log variance [log latent units²]")
    ax.set_ylabel("density")
    ax.legend(loc="best")
    return ax


def plot_noise(sd: FloatArray, noise: FloatArray, *, ax: Axes) -> Axes:
    """Posterior width of each component as a share of the width of its cloud, over that width.

    Parameters
    ----------
    sd, noise : arrays of shape (z_dim,)
        Sd of mu over the images, and root mean posterior variance. [latent units]
    """
    ax.semilogy(sd, noise / sd, ".", color=VAE_COLOR, ms=4, rasterized=True)
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set_xlabel("sd of mu [latent units]")
    ax.set_ylabel("posterior width / sd of mu")
    return ax


def plot_stationary(expected: FloatArray, measured: FloatArray, *, ax: Axes) -> Axes:
    """Measured over stationary log variance of some components, with the line of agreement."""
    ends = [min(expected.min(), measured.min()), max(expected.max(), measured.max())]
    ax.plot(ends, ends, color=NULL, lw=1)
    ax.plot(expected, measured, ".", color=VAE_COLOR, ms=4, rasterized=True)
    ax.set_xlabel("stationary log variance")
    ax.set_ylabel("measured log variance")
    return ax


def figure_log_var(
    histogram: tuple[FloatArray, FloatArray],
    *,
    marks: Mapping[str, float],
    widths: tuple[FloatArray, FloatArray],
    values: tuple[FloatArray, FloatArray],
) -> Figure:
    """Log variances, posterior widths beside those of the cloud, and stationary log variances.

    Parameters
    ----------
    histogram
        Bin centres and densities of the log variances.
    marks
        Labelled places of interest in it. [log latent units²]
    widths
        Sd of mu over the images, and root mean posterior variance, of each component.
        [latent units]
    values
        Expected and measured log variance of some components. [log latent units²]
    """
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(7.6, 2.8))
    plot_log_var(*histogram, marks=marks, ax=left)
    plot_noise(*widths, ax=middle)
    plot_stationary(*values, ax=right)
    return figure


def plot_densities(bins: Mapping[str, Binned], *, ax: Axes) -> Axes:
    """Smooth densities with their histograms, one colour per network.

    Parameters
    ----------
    bins
        Counts of each network, in bins of equal width.
    """
    for (name, counts), color in zip(bins.items(), ("C0", "C1", "C2", "C3"), strict=False):
        area = counts.counts.sum() * counts.width
        ax.plot(counts.centres, counts.counts / area, ".", color=color, ms=3)
        ax.plot(counts.centres, counts.expected / area, color=color, label=network_label(name))
    ax.set_ylim(bottom=0)
    return ax


def figure_radii(absolute: Mapping[str, Binned], relative: Mapping[str, Binned]) -> Figure:
    """Radius densities of the networks, in latent units and in units of their means."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.8, 3.0))
    plot_densities(absolute, ax=left)
    plot_densities(relative, ax=right)
    left.set_xlabel("radius R [latent units]")
    left.set_ylabel("density [1 / latent unit]")
    right.set_xlabel("radius / mean radius")
    right.set_ylabel("density")
    left.legend(loc="upper right")
    return figure


class Inertia(NamedTuple):
    """Curves of one network: arrays of shape (repeats, numbers)."""

    cloud: FloatArray
    null: FloatArray
    gaps: FloatArray
    null_gaps: FloatArray


def plot_band(
    numbers: NDArray[np.int64], curves: FloatArray, *, color: str, label: str | None, ax: Axes
) -> Axes:
    """Mean of repeated curves (repeats, numbers) over the numbers, with their range as a band."""
    ax.fill_between(numbers, curves.min(axis=0), curves.max(axis=0), color=color, alpha=0.3, lw=0)
    ax.plot(numbers, curves.mean(axis=0), color=color, label=label)
    return ax


def figure_inertia(
    numbers: NDArray[np.int64],
    curves: Mapping[str, Inertia],
    *,
    planted: Mapping[str, FloatArray],
) -> Figure:
    """Inertia over the number of clusters, and its gap to the null, a column per network.

    Parameters
    ----------
    numbers : array of shape (numbers,)
        Numbers of clusters.
    curves
        Curves under the network's name.
    planted
        Gaps (repeats, numbers) of clouds with planted clusters under their labels, two at most;
        drawn in the first column.
    """
    figure, axes = plt.subplots(2, len(curves), figsize=(6.8, 4.6), sharex=True, squeeze=False)
    for column, (name, found) in enumerate(curves.items()):
        top, bottom = axes[:, column]
        plot_band(numbers, found.null, color=NULL, label="multivariate normal", ax=top)
        plot_band(numbers, found.cloud, color=f"C{column}", label="z-points", ax=top)
        for (label, gaps), color in zip(planted.items(), ("C2", "C3"), strict=False):
            if column == 0:
                plot_band(numbers, gaps, color=color, label=label, ax=bottom)
        plot_band(numbers, found.null_gaps, color=NULL, label=None, ax=bottom)
        plot_band(numbers, found.gaps, color=f"C{column}", label=None, ax=bottom)
        top.set_title(network_label(name))
        top.legend(loc="upper right")
        bottom.set_xlabel("number of clusters k")
    axes[0, 0].set_ylabel("inertia / inertia of one cluster")
    axes[1, 0].set_ylabel("gap to the null [log inertia]")
    axes[1, 0].legend(loc="best")
    return figure
