"""Figures of the chapter on models."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
NULL_GREY = "0.55"
COLOURS = {"ae": "C0", "vae_tiny": "C1"}
OTHER_COLOURS = ("C2", "C3", "C4", "C5")


def colours(names: list[str]) -> dict[str, str]:
    """Colour of each network: the same on all pages for the two main ones."""
    others = iter(OTHER_COLOURS * len(names))
    return {name: COLOURS.get(name) or next(others) for name in names}


def plot_history(
    history: Mapping[str, FloatArray],
    *,
    floor: Mapping[str, float],
    label: str,
    colour: str,
    ax: Axes,
) -> Axes:
    """Loss per epoch above the floor: training images dashed, test images solid.

    Parameters
    ----------
    history
        Columns ``epoch``, ``train_total``, ``test_total``, each of shape (epochs,). [nat]
    floor
        Lowest possible loss of the sets ``train`` and ``test``. [nat]
    label
        Name of the network.
    colour
        Colour of its lines.
    """
    for split, style in (("train", "--"), ("test", "-")):
        above = history[f"{split}_total"] - floor[split]
        ax.plot(history["epoch"], above, style, marker="o", color=colour, label=f"{label}, {split}")
    return ax


def figure_histories(
    histories: Mapping[str, Mapping[str, FloatArray]], *, floor: Mapping[str, float]
) -> Figure:
    """Learning curves of all networks above the entropy floor.

    Parameters
    ----------
    histories
        Columns of the history, each of shape (epochs,), under each network's name. [nat]
    floor
        Lowest possible loss of the sets ``train`` and ``test``. [nat]
    """
    figure, ax = plt.subplots(figsize=(5.2, 3.0))
    colour = colours(list(histories))
    for name, history in histories.items():
        plot_history(history, floor=floor, label=name, colour=colour[name], ax=ax)
    ax.set_ylim(bottom=0)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss above the floor [nat per image]")
    ax.legend(ncols=2)
    return figure


def figure_errors(
    errors: Mapping[str, FloatArray], *, networks: list[str], bins: FloatArray
) -> Figure:
    """Errors of single images, one outline per kind of reconstruction.

    Parameters
    ----------
    errors
        Root mean square error of each test image, of shape (n,), under the kind's name.
        [grey level]
    networks
        Kinds that are networks; the others are baselines and grey.
    bins : array of shape (m + 1,)
        Ends of the histogram's intervals. [grey level]
    """
    figure, ax = plt.subplots(figsize=(5.2, 2.8))
    colour = colours(networks)
    greys = iter([(NULL_GREY, "-"), ("0.3", ":"), ("0.7", "--")])
    for kind, values in errors.items():
        tint, line = (colour[kind], "-") if kind in colour else next(greys)
        ax.hist(values, list(bins), histtype="step", lw=1.4, color=tint, ls=line, label=kind)
    ax.set_xlabel("root mean square error of an image [grey levels]")
    ax.set_ylabel("test images")
    ax.legend()
    return figure


def figure_paired(first: FloatArray, second: FloatArray, *, labels: tuple[str, str]) -> Figure:
    """Loss above the floor of one network against that of another, image by image.

    Parameters
    ----------
    first, second : array of shape (n,)
        Loss of each test image above its floor. [nat]
    labels
        Names of the networks.
    """
    figure, ax = plt.subplots(figsize=(3.4, 3.3))
    reach = 1.05 * max(float(first.max()), float(second.max()))
    ax.plot([0, reach], [0, reach], "--", color=NULL_GREY, lw=1, label="equal")
    ax.scatter(first, second, s=5, alpha=0.5, linewidths=0, color="C0", rasterized=True)
    ax.set(xlim=(0, reach), ylim=(0, reach))
    ax.set_aspect("equal")
    ax.set_xlabel(f"{labels[0]}: loss above floor [nat]")
    ax.set_ylabel(f"{labels[1]}: loss above floor [nat]")
    ax.legend()
    return figure
