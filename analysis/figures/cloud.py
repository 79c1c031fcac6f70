"""Figures of the radius and of the components' densities."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator
from numpy.typing import NDArray
from scipy.stats import norm

from analysis.cloud import FloatArray
from analysis.densities import Binned
from analysis.intervals import Interval

NULL = "0.45"
BELOW: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.45, -0.26)}
LABELS = {"ae": "AE", "vae_tiny": "VAE, tiny KL", "vae": "VAE"}


def network_label(name: str) -> str:
    """Name of a network as figures and tables print it."""
    return LABELS.get(name, name)


def plot_counts(bins: Mapping[str, Binned], *, color: str, ax: Axes) -> Axes:
    """Numbers per bin with the band of chance about their smooth curve, and the nulls' curves.

    Parameters
    ----------
    bins
        Counts of the cloud, then of its nulls at the same n, under their labels.
    color
        Colour of the cloud.
    """
    (label, cloud), *nulls = bins.items()
    ax.fill_between(
        cloud.centres, cloud.low, cloud.high, color=color, alpha=0.25, lw=0, label="95 % by chance"
    )
    ax.plot(cloud.centres, cloud.counts, ".", color=color, ms=2.5, label=label)
    for (label, null), style in zip(nulls, ("-", "--"), strict=True):
        ax.plot(null.centres, null.expected, style, color=NULL, lw=1.2, label=label)
    ax.set_ylim(bottom=0)
    return ax


def figure_radius_density(bins: Mapping[str, Mapping[float, Mapping[str, Binned]]]) -> Figure:
    """Histograms of the radius: a column per network, a row per bin width.

    Parameters
    ----------
    bins
        Counts under network, bin width and label; the first label is the cloud's.
    """
    widths = list(next(iter(bins.values())))
    figure, axes = plt.subplots(
        len(widths), len(bins), figsize=(6.8, 4.6), sharex="col", squeeze=False
    )
    for column, (name, by_width) in enumerate(bins.items()):
        for ax, (width, by_label) in zip(axes[:, column], by_width.items(), strict=True):
            plot_counts(by_label, color=f"C{column}", ax=ax)
            ax.set_ylabel(f"z-points per bin of {width:g}")
        axes[0, column].set_title(network_label(name))
        axes[-1, column].set_xlabel("radius R [latent units]")
    legend_below(figure, axes[0], own=2)
    return figure


def legend_below(figure: Figure, axes: Sequence[Axes], *, own: int) -> None:
    """One legend below panels that show the same things in colours of their own.

    Parameters
    ----------
    figure
        Figure of the panels.
    axes
        Panels with equal labels.
    own
        How many of the first labels stand for things in the panel's own colour.
    """
    handles, labels = axes[0].get_legend_handles_labels()
    each = [ax.get_legend_handles_labels()[0] for ax in axes]
    entries: list[Any] = [*list(zip(*each, strict=True))[:own], *handles[own:]]
    figure.legend(
        entries,
        labels,
        loc="outside lower center",
        ncols=len(labels),
        handler_map={tuple: HandlerTuple(ndivide=None)},
    )


class Overlay(NamedTuple):
    """Densities of all components, and which of them to highlight."""

    centres: FloatArray
    densities: FloatArray
    special: NDArray[np.intp]


def plot_components(overlay: Overlay, *, color: str, ax: Axes) -> Axes:
    """One curve per component; the special ones in black.

    Parameters
    ----------
    overlay
        Bin centres (bins,), densities (z_dim, bins) and indices of the special components.
    color
        Colour of the others.
    """
    usual = np.delete(overlay.densities, overlay.special, axis=0)
    ax.plot(overlay.centres, usual.T, color=color, lw=0.4, alpha=0.35, rasterized=True)
    chosen = overlay.densities[overlay.special]
    ax.plot(overlay.centres, chosen.T, color="black", lw=0.8)
    seen = np.flatnonzero(overlay.densities.max(axis=0) > 0.002 * overlay.densities.max())
    ax.set_xlim(overlay.centres[seen[0]], overlay.centres[seen[-1]])
    ax.set_ylim(0, 1.3 * overlay.densities.max())  # room for the legend
    ax.set_xlabel("component $z_i$ [latent units]")
    handles = [Line2D([], [], color="black", lw=0.8), Line2D([], [], color=color, lw=0.8)]
    ax.legend(handles, [f"{len(chosen)} most prominent", f"other {len(usual)}"], loc="upper left")
    return ax


def figure_components(overlays: Mapping[str, Overlay]) -> Figure:
    """Densities of all components, a panel per network."""
    figure, axes = plt.subplots(1, len(overlays), figsize=(6.8, 3.2), squeeze=False)
    for column, (name, overlay) in enumerate(overlays.items()):
        plot_components(overlay, color=f"C{column}", ax=axes[0, column])
        axes[0, column].set_title(network_label(name))
    axes[0, 0].set_ylabel("density [1 / latent unit]")
    return figure


def plot_shares(shares: Mapping[str, FloatArray], *, color: str, ax: Axes) -> Axes:
    """Cumulative shares of the mean squared radius over the number of axes, largest first.

    Parameters
    ----------
    shares
        Cumulative shares (z_dim,) under the label of the axes; the first is the network's own.
    color
        Colour of the first curve.
    """
    styles = [(color, "-"), (NULL, "-"), (NULL, "--")]
    for (label, curve), (tint, style) in zip(shares.items(), styles, strict=False):
        ax.plot(np.arange(1, len(curve) + 1), curve, style, color=tint, label=label)
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter("{x:.0f}")
    ax.set_ylim(0, 1.02)
    ax.set_xlabel("number of axes, largest share first")
    return ax


def figure_shares(shares: Mapping[str, Mapping[str, FloatArray]]) -> Figure:
    """How few axes make up the mean squared radius, a panel per network."""
    figure, axes = plt.subplots(1, len(shares), figsize=(6.8, 2.9), sharey=True, squeeze=False)
    for column, (name, curves) in enumerate(shares.items()):
        plot_shares(curves, color=f"C{column}", ax=axes[0, column])
        axes[0, column].set_title(network_label(name))
        axes[0, column].legend(loc="upper left")
    axes[0, 0].set_ylabel("share of the mean squared radius")
    return figure


class Shape(NamedTuple):
    """Skewness and excess kurtosis of each component, both of shape (z_dim,)."""

    skew: FloatArray
    kurtosis: FloatArray


def plot_shapes(cloud: Shape, null: Shape, *, color: str, ax: Axes) -> Axes:
    """Skewness and excess kurtosis of each component, of a cloud and of its normal null."""
    ax.scatter(
        cloud.skew, cloud.kurtosis, s=7, color=color, lw=0, label="z-points", rasterized=True
    )
    ax.scatter(
        null.skew,
        null.kurtosis,
        s=3,
        color=NULL,
        lw=0,
        label="multivariate normal",
        rasterized=True,
    )
    ax.axhline(0, color="0.7", lw=0.6)
    ax.axvline(0, color="0.7", lw=0.6)
    ax.set_xlabel("skewness of a component")
    return ax


def figure_shapes(clouds: Mapping[str, Shape], nulls: Mapping[str, Shape]) -> Figure:
    """Shapes of the components' densities, a panel per network."""
    figure, axes = plt.subplots(
        1, len(clouds), figsize=(6.8, 3.2), sharex=True, sharey=True, squeeze=False
    )
    for column, (name, cloud) in enumerate(clouds.items()):
        plot_shapes(cloud, nulls[name], color=f"C{column}", ax=axes[0, column])
        axes[0, column].set_title(network_label(name))
    axes[0, 0].set_ylabel("excess kurtosis of a component")
    legend_below(figure, axes[0], own=1)
    return figure


Runs = Mapping[str, FloatArray]


def plot_radius_paths(paths: Mapping[int, FloatArray], *, ax: Axes) -> Axes:
    """Mean radius after each epoch, one line per dimension.

    Parameters
    ----------
    paths
        Radii of shape (epochs,) under each z_dim. [latent units]
    """
    for shade, (z_dim, radii) in zip(
        np.linspace(0.15, 0.9, len(paths)), paths.items(), strict=True
    ):
        color = plt.get_cmap("viridis")(shade)
        ax.plot(np.arange(1, len(radii) + 1), radii, "o-", color=color, label=f"{z_dim}")
    ax.set(xlabel="epoch", ylabel="mean radius [latent units]", yscale="log")
    ax.legend(title="z_dim", ncols=3, **BELOW)
    return ax


def plot_scaled_radii(
    z_dims: Sequence[int], ratios: FloatArray, band: Interval, *, ax: Axes
) -> Axes:
    """Radius over root of the dimension, and where runs at one dimension lie.

    Parameters
    ----------
    z_dims
        Dimensions.
    ratios : array of shape (len(z_dims),)
        Radius over sqrt(z_dim). [latent units]
    band
        Interval for 95 % of runs at one dimension.
    """
    ax.axhspan(band.low, band.high, color=NULL, alpha=0.2, lw=0, label="95 % of runs")
    ax.plot(z_dims, ratios, "o-", color="C0", label="one run each")
    ax.set_xscale("log", base=2)
    ax.set_xticks(z_dims, [str(z) for z in z_dims], rotation=60)
    ax.set_ylim(0, 1.25 * max(float(ratios.max()), band.high))
    ax.set(xlabel="z_dim", ylabel="radius / √z_dim [latent units]")
    ax.legend(ncols=1, **BELOW)
    return ax


def plot_runs(seeds: FloatArray, gains: Runs, *, ax: Axes) -> Axes:
    """Radius after each epoch of runs that differ in seed, and of some with other initial weights.

    Parameters
    ----------
    seeds : array of shape (runs, epochs)
        Runs that differ in their seed alone. [latent units]
    gains
        Runs of shape (epochs,) under the name of their gain.
    """
    epochs = np.arange(1, seeds.shape[1] + 1)
    ax.plot(epochs, seeds.T, color="C0", lw=1)
    ax.plot([], [], color="C0", lw=1, label="seeds")
    for (name, radii), color in zip(gains.items(), ("C1", "C2"), strict=True):
        ax.plot(epochs, radii, "--", color=color, label=f"gain {name}")
    ax.set(xlabel="epoch", ylabel="mean radius [latent units]", yscale="log")
    ax.legend(ncols=1, **BELOW)
    return ax


def figure_origin(
    paths: Mapping[int, FloatArray],
    ratios: FloatArray,
    band: Interval,
    runs: tuple[FloatArray, Runs],
) -> Figure:
    """Where the radius comes from: epochs and dimensions, their law, seeds and gains.

    Parameters
    ----------
    paths
        Radii of shape (epochs,) under each z_dim. [latent units]
    ratios : array of shape (len(paths),)
        Last radius over sqrt(z_dim). [latent units]
    band
        Interval for 95 % of the ratios of runs at one dimension.
    runs
        What `plot_runs` draws.
    """
    figure, axes = plt.subplots(1, 3, figsize=(6.8, 3.7))
    plot_radius_paths(paths, ax=axes[0])
    plot_scaled_radii(list(paths), ratios, band, ax=axes[1])
    plot_runs(*runs, ax=axes[2])
    for ax in (axes[0], axes[2]):
        ax.yaxis.set_minor_locator(LogLocator(subs=(1.5, 2, 3, 4, 5, 7), numticks=99))
        ax.yaxis.set_major_formatter("{x:g}")
        ax.yaxis.set_minor_formatter("{x:g}")
    return figure


def figure_controls(densities: Mapping[str, tuple[FloatArray, FloatArray]]) -> Figure:
    """Densities of standardised components of several clouds, beside the normal density.

    Parameters
    ----------
    densities
        Bin centres (bins,) and densities (z_dim, bins) under each panel's title.
        [standard deviations]
    """
    figure, axes = plt.subplots(1, len(densities), figsize=(6.8, 2.4), sharey=True)
    normal = np.linspace(-4, 4, 161)
    for ax, (title, (centres, values)) in zip(axes, densities.items(), strict=True):
        ax.plot(centres, values.T, color="C0", lw=0.4, alpha=0.3, rasterized=True)
        ax.plot(normal, norm.pdf(normal), "--", color="C1", lw=1.2)
        ax.set(xlim=(-4, 4), title=title.replace(", ", ",\n"), xlabel="component [sd]")
    highest = max(float(values.max()) for _, values in densities.values())
    axes[0].set(ylabel="density [1/sd]", ylim=(0, min(1.05 * highest, 1)))
    return figure
