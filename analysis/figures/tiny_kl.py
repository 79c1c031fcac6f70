"""Figures that compare an AE with a VAE of tiny KL weight."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator
from numpy.typing import NDArray

from analysis.cloud import FloatArray
from analysis.cluster_reading import Gaps
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
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.set_xlabel("log variance [log latent units²]")
    ax.set_ylabel("density [1 / log latent units²]")
    ax.legend(loc="upper left")
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
    ax.set_ylabel("posterior width / sd of mu [1]")
    return ax


def figure_log_var(
    histogram: tuple[FloatArray, FloatArray],
    *,
    marks: Mapping[str, float],
    widths: tuple[FloatArray, FloatArray],
) -> Figure:
    """Log variances, and posterior widths beside those of the cloud.

    Parameters
    ----------
    histogram
        Bin centres and densities of the log variances.
    marks
        Labelled places of interest in it. [log latent units²]
    widths
        Sd of mu over the images, and root mean posterior variance, of each component.
        [latent units]
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.8, 2.8))
    plot_log_var(*histogram, marks=marks, ax=left)
    plot_noise(*widths, ax=right)
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


def plot_band(
    numbers: NDArray[np.int64], curves: FloatArray, *, color: str, label: str | None, ax: Axes
) -> Axes:
    """Mean of repeated curves (repeats, numbers) over the numbers, with their range as a band."""
    ax.fill_between(numbers, curves.min(axis=0), curves.max(axis=0), color=color, alpha=0.3, lw=0)
    ax.plot(numbers, curves.mean(axis=0), color=color, label=label)
    return ax


def figure_inertia(clouds: Mapping[str, Gaps], *, planted: Mapping[str, Gaps]) -> Figure:
    """Inertia over the number of clusters, and its gap to the null, a column per network.

    Parameters
    ----------
    clouds
        Curves under the network's name.
    planted
        Clouds with planted clusters under their labels, two at most; drawn in the first column.
    """
    figure, axes = plt.subplots(2, len(clouds), figsize=(6.8, 4.6), sharex=True, sharey="row")
    for column, (name, found) in enumerate(clouds.items()):
        (top, bottom), own, k = axes[:, column], f"C{column}", found.numbers
        plot_band(k, found.null, color=NULL, label="multivariate normal", ax=top)
        plot_band(k, found.cloud, color=own, label="z-points", ax=top)
        plot_band(k, found.null_gaps, color=NULL, label=None, ax=bottom)
        plot_band(k, found.gaps, color=own, label="to the normal null", ax=bottom)
        mean = found.tail_gaps.mean(axis=0)
        bottom.plot(k, mean, "--", color=own, label="to the null with its tails")
        top.set_title(network_label(name), loc="left")
        top.legend(loc="upper right")
        bottom.set_xlabel("number of clusters k")
    for (label, control), color in zip(planted.items(), ("C2", "C3"), strict=False):
        plot_band(control.numbers, control.gaps, color=color, label=label, ax=axes[1, 0])
    axes[0, 0].set_ylabel("inertia / inertia of one cluster")
    axes[1, 0].set_ylabel("gap to a null [log inertia]")
    axes[1, 0].set_ylim(top=1.5 * axes[1, 0].get_ylim()[1])  # room for the legends
    for ax in axes[1]:
        ax.legend(loc="upper left", fontsize=7)
    return figure


def plot_sweep(
    log_fact: FloatArray,
    measured: FloatArray,
    expected: FloatArray,
    *,
    labels: Sequence[str],
    ax: Axes,
) -> Axes:
    """Mean log variance of each run over ln fact, beside what its own curvature lets expect.

    Parameters
    ----------
    log_fact, measured, expected : arrays of shape (runs,)
        [log latent units² for the last two]
    labels
        One for each run; runs that share one share their marks.
    """
    markers = dict(zip(dict.fromkeys(labels), "osD^v", strict=False))
    for label, marker in markers.items():
        own = np.array([other == label for other in labels])
        ax.plot(log_fact[own], measured[own], marker, color=VAE_COLOR, ms=5, label=label)
        ax.plot(log_fact[own], expected[own], marker, color=NULL, ms=5, mfc="none")
    ax.plot([], [], "o", color=NULL, ms=5, mfc="none", label="stationary")
    ends = np.array([log_fact.min(), log_fact.max()])
    ax.plot(ends, ends - ends.mean() + expected.mean(), ":", color=NULL, label="slope 1")
    ax.set_xlabel("ln fact")
    ax.set_ylabel("mean log variance [log latent units²]")
    ax.legend(loc="lower right")
    return ax


def plot_images_law(expected: FloatArray, measured: FloatArray, *, ax: Axes) -> Axes:
    """Measured over stationary log variance: small dots for single images, large for components.

    Parameters
    ----------
    expected, measured : arrays of shape (images, axes)
        [log latent units²]
    """
    ends = [expected.min(), expected.max()]
    at = expected.ravel(), measured.ravel()
    ax.plot(*at, ".", color=VAE_COLOR, alpha=0.4, ms=2, rasterized=True, label="one image")
    means = expected.mean(axis=0), measured.mean(axis=0)
    ax.plot(*means, "o", color="black", ms=3, label="component, mean of images")
    ax.plot(ends, ends, color="black", lw=1, label="at rest")
    ax.set_ylim(top=ax.get_ylim()[1] + 0.3 * np.ptp(measured))  # room for the legend
    ax.set_xlabel("stationary log variance [log latent units²]")
    ax.set_ylabel("measured log variance [log latent units²]")
    ax.legend(loc="upper left", fontsize=7)
    return ax


def figure_sweep(
    runs: tuple[FloatArray, FloatArray, FloatArray],
    images: tuple[FloatArray, FloatArray],
    *,
    labels: Sequence[str],
) -> Figure:
    """Log variances over ln fact for small runs, and image by image for one network.

    Parameters
    ----------
    runs
        ln fact, measured and expected mean log variance of each run.
    images
        Expected and measured log variances of single images, (images, axes).
    labels
        One for each run.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.8, 3.2))
    plot_sweep(*runs, labels=labels, ax=left)
    plot_images_law(*images, ax=right)
    return figure


def plot_strip(groups: Mapping[str, FloatArray], *, ax: Axes) -> Axes:
    """Values of each group as dots in a row of their own, with a bar at their mean."""
    for row, ((label, values), color) in enumerate(
        zip(groups.items(), ("C0", "C1", "black"), strict=False)
    ):
        offsets = np.linspace(-0.15, 0.15, len(values)) if len(values) > 1 else np.zeros(1)
        ax.plot(values, row + offsets[: len(values)], "o", color=color, ms=4, label=label)
        if len(values):
            ax.plot([np.mean(values)] * 2, [row - 0.3, row + 0.3], color=color)
    ax.set_yticks(range(len(groups)), list(groups))
    ax.set_ylim(len(groups) - 0.5, -0.5)
    ax.set_xlim(left=0)
    return ax


def figure_runs(densities: Mapping[str, Binned], distances: Mapping[str, FloatArray]) -> Figure:
    """Radius densities of two networks, and the distances between the forms of repeated runs.

    Parameters
    ----------
    densities
        Over the radius in mean radii, under each network's name.
    distances
        Wasserstein distances of pairs of runs, under a label. [mean radii]
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.8, 3.0))
    plot_densities(densities, ax=left)
    left.set_xlabel("radius / mean radius [1]")
    left.set_ylabel("density [1]")
    left.legend(loc="upper right")
    plot_strip(distances, ax=right)
    right.set_xlabel("distance of two runs [mean radii]")
    right.xaxis.set_major_locator(MaxNLocator(4))
    return figure


def figure_histories(histories: Mapping[str, Sequence[Mapping[str, FloatArray]]]) -> Figure:
    """Mean radius and KL divergence of test images over the epochs, one line per run.

    Parameters
    ----------
    histories
        Columns of each run's history, under the label of its kind.
    """
    figure, axes = plt.subplots(1, 2, figsize=(6.8, 3.0))
    styles = [("C1", "-"), ("C2", "--"), ("black", ":"), ("C0", "-")]
    for (label, runs), (color, style) in zip(histories.items(), styles, strict=False):
        for place, run in enumerate(runs):
            text = label if place == 0 else None
            for ax, column in zip(axes, ("test_radius", "test_kl"), strict=True):
                ax.plot(run["epoch"], run[column], style, color=color, lw=1.2, label=text)
    axes[0].set_ylabel("mean radius of mu [latent units]")
    axes[1].set_ylabel("KL divergence [nat]")
    for ax in axes:
        ax.set_xlabel("epoch")
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes[0].legend(loc="best")
    return figure


def plot_agreement(
    names: Sequence[str], values: Mapping[str, FloatArray], *, chance: float, ax: Axes
) -> Axes:
    """Share of each attribute that the clusters tell, best first, one colour per network.

    Parameters
    ----------
    names
        Attributes.
    values
        Shares (attributes,) under the networks' names.
    chance
        What the best of all attributes reaches by chance in 95 % of shuffles.
    """
    order = np.argsort(next(iter(values.values())))[::-1]
    for place, (name, shares) in enumerate(values.items()):
        marker, label = "os"[place], network_label(name)
        ax.plot(
            shares[order], np.arange(len(order)), marker, color=f"C{place}", ms=3.5, label=label
        )
    ax.axvline(chance, color=NULL, ls="--", lw=1, label="95 % of chance")
    ax.set_yticks(range(len(order)), [names[place].replace("_", " ") for place in order])
    ax.tick_params(axis="y", labelsize=6)
    ax.set_ylim(max(len(order), 1) - 0.5, -0.5)
    ax.set_xlabel("share of an attribute told by 40 clusters [1]")
    ax.legend(loc="lower right")
    return ax


def figure_agreement(
    names: Sequence[str],
    values: Mapping[str, FloatArray],
    *,
    chance: float,
    numbers: NDArray[np.int64],
    by_number: Mapping[str, FloatArray],
) -> Figure:
    """What clusters tell of the attributes: each at 40 clusters, and their mean over k.

    Parameters
    ----------
    names, values, chance
        See `plot_agreement`.
    numbers : array of shape (numbers,)
        Numbers of clusters.
    by_number
        Mean share over the attributes at each number, under the networks' names.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.8, 5.2), width_ratios=(1.2, 1))
    plot_agreement(names, values, chance=chance, ax=left)
    for place, (name, shares) in enumerate(by_number.items()):
        right.plot(numbers, shares, "os"[place] + "-", color=f"C{place}", label=network_label(name))
    right.axvline(40, color=NULL, ls=":", lw=1)
    right.set_ylim(bottom=0)
    right.set_xlabel("number of clusters k")
    right.set_ylabel("mean share told, all attributes [1]")
    return figure


def figure_maps(maps: NDArray[np.float64], *, titles: Sequence[str]) -> Figure:
    """t-SNE maps in a row, points coloured by their place across the first map.

    Parameters
    ----------
    maps : array of shape (maps, n, 2)
        The same points in all maps but the last, which is a null and drawn in grey. [unitless]
    titles
        One for each map.
    """
    figure, axes = plt.subplots(1, len(maps), figsize=(6.8, 2.0))
    for place, (ax, points, title) in enumerate(zip(axes, maps, titles, strict=True)):
        last = place == len(maps) - 1
        colors = {"color": NULL} if last else {"c": maps[0][:, 0], "cmap": "viridis"}
        ax.scatter(*points.T, s=1.5, lw=0, rasterized=True, **colors)
        middle = (points.min(axis=0) + points.max(axis=0)) / 2
        reach = 0.53 * np.ptp(points, axis=0).max()
        ax.set_xlim(middle[0] - reach, middle[0] + reach)
        ax.set_ylim(middle[1] - reach, middle[1] + reach)
        ax.set_title(title, loc="left")
        ax.set_aspect("equal")
        ax.spines[["top", "right"]].set_visible(True)
        ax.set_xticks([])
        ax.set_yticks([])
    return figure
