"""Figures of the chapter on what such networks repair."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator
from numpy.typing import NDArray

from analysis.intervals import Sampled

FloatArray = NDArray[np.float64]
Curve = Mapping[float, Sampled]

NULL_GREY = "0.55"


class Look(NamedTuple):
    """How a kind of repair is drawn in all figures of the chapter."""

    label: str
    colour: str
    line: str


LOOKS = {
    "network": Look("network", "C0", "-"),
    "thinned": Look("network, thinned", "C0", "--"),
    "median": Look("median filter", "C1", "-"),
    "pca": Look("PCA", "C2", "-"),
    "mean_face": Look("mean face", NULL_GREY, ":"),
    "untouched": Look("damaged", NULL_GREY, "-"),
}


def plot_curves(curves: Mapping[str, Curve], *, ax: Axes) -> Axes:
    """Means with 95 % intervals against a number, one line per kind.

    Parameters
    ----------
    curves
        Mean at each place on the x-axis, under a name of `LOOKS`.
    """
    for kind, curve in curves.items():
        look = LOOKS[kind]
        values = [mean.value for mean in curve.values()]
        margins = [mean.margin for mean in curve.values()]
        ax.errorbar(
            list(curve),
            values,
            yerr=margins,
            marker="o",
            color=look.colour,
            ls=look.line,
            label=look.label,
        )
    return ax


def _doubling_axis(ax: Axes, places: Sequence[float], *, label: str, base: float = 2) -> None:
    """A logarithmic x-axis with a tick at each of the places."""
    ax.set_xscale("log", base=base)
    ax.set_xticks(list(places), [f"{place:g}" for place in places])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xlabel(label)


def figure_dimensions(rms: Mapping[str, Curve], above_floor: Mapping[str, Curve]) -> Figure:
    """Errors of test images against the number of latent dimensions.

    Parameters
    ----------
    rms
        Root mean square error under each number of dimensions and kind. [grey level]
    above_floor
        Loss above the entropy floor, likewise. [nat]
    """
    figure, axes = plt.subplots(1, 2, figsize=(6.8, 2.9))
    labels = ("rms error [grey levels]", "loss above the floor [nat]")
    for ax, curves, label in zip(axes, (rms, above_floor), labels, strict=True):
        plot_curves(curves, ax=ax)
        _doubling_axis(ax, list(curves["network"]), label="numbers per image")
        ax.set_ylim(bottom=0)
        ax.set_ylabel(label)
    axes[1].legend()
    return figure


class Panels(NamedTuple):
    """Curves of PSNR and of SSIM by kind of repair. [dB, no unit]."""

    psnr: Mapping[str, Curve]
    ssim: Mapping[str, Curve]


def figure_quality(by_kept: Panels, by_noise: Panels) -> Figure:
    """Quality of repaired test images against what was done to them.

    Parameters
    ----------
    by_kept
        Against the share of pixels that are kept.
    by_noise
        Against the standard deviation of the noise. [grey levels]
    """
    figure, axes = plt.subplots(2, 2, sharex="col", sharey="row", figsize=(6.8, 4.8))
    for column, panels in enumerate((by_kept, by_noise)):
        for ax, curves in zip(axes[:, column], panels, strict=True):
            plot_curves(curves, ax=ax)
    _doubling_axis(axes[1, 0], list(by_kept.psnr["network"]), label="share of pixels kept")
    axes[1, 1].set_xlabel("sd of the noise [grey levels]")
    axes[0, 0].set_ylabel("PSNR [dB]")
    axes[1, 0].set_ylabel("SSIM")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(labels))
    return figure


def figure_epochs(above_floor: Mapping[str, tuple[FloatArray, FloatArray]]) -> Figure:
    """Test loss above the floor by epoch, as a multiple of the last epoch's.

    Parameters
    ----------
    above_floor
        Epochs and losses, each of shape (epochs,), under each network's name. [nat]
    """
    figure, ax = plt.subplots(figsize=(5.2, 2.9))
    for place, (name, (epochs, losses)) in enumerate(above_floor.items()):
        ax.plot(epochs, losses / losses[-1], marker="o", color=f"C{place}", label=name)
    ax.axhline(1, color=NULL_GREY, lw=1, ls=":")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss above the floor, last = 1")
    ax.legend()
    return figure
