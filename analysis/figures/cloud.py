"""Figures of the radius and of the components' densities."""

from collections.abc import Mapping
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from analysis.cloud import FloatArray
from analysis.densities import Binned

NULL = "0.45"
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
        axes[0, column].legend(loc="upper right")
    return figure


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
        axes[0, column].legend(loc="lower right")
    axes[0, 0].set_ylabel("share of the mean squared radius")
    return figure


class Shape(NamedTuple):
    """Skewness and excess kurtosis of each component, both of shape (z_dim,)."""

    skew: FloatArray
    kurtosis: FloatArray


def plot_shapes(cloud: Shape, null: Shape, *, color: str, ax: Axes) -> Axes:
    """Skewness and excess kurtosis of each component, of a cloud and of a null at the same n."""
    ax.scatter(
        cloud.skew, cloud.kurtosis, s=7, color=color, lw=0, label="z-points", rasterized=True
    )
    ax.scatter(null.skew, null.kurtosis, s=3, color=NULL, lw=0, label="normal", rasterized=True)
    ax.axhline(0, color="0.7", lw=0.6)
    ax.axvline(0, color="0.7", lw=0.6)
    ax.set_xlabel("skewness of a component")
    ax.legend(loc="best")
    return ax


def figure_shapes(clouds: Mapping[str, Shape], nulls: Mapping[str, Shape]) -> Figure:
    """Shapes of the components' densities, a panel per network."""
    figure, axes = plt.subplots(1, len(clouds), figsize=(6.8, 3.0), squeeze=False)
    for column, (name, cloud) in enumerate(clouds.items()):
        plot_shapes(cloud, nulls[name], color=f"C{column}", ax=axes[0, column])
        axes[0, column].set_title(network_label(name))
    axes[0, 0].set_ylabel("excess kurtosis of a component")
    return figure
