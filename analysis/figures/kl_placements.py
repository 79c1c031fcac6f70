"""Figures of the comparison of KL placements."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator
from numpy.typing import NDArray

from analysis.intervals import Interval

FloatArray = NDArray[np.float64]
SMALLEST = 1e-8  # stands for equal, which a logarithmic axis cannot show
MARKS = ("o", "s", "^", "v")


def figure_deviations(
    sound: Mapping[str, FloatArray], broken: Mapping[str, FloatArray], *, tolerance: float
) -> Figure:
    """Relative deviation of a loss from the reference's at each step.

    Parameters
    ----------
    sound, broken
        Deviations of shape (steps,) under each placement's name; the sound ones are grey.
    tolerance
        Drawn as a dashed line.
    """
    figure, ax = plt.subplots(figsize=(6.2, 3.0))
    for mark, (name, values) in zip(MARKS, sound.items(), strict=True):
        steps = np.arange(1, len(values) + 1)
        ax.plot(steps, np.maximum(values, SMALLEST), mark, ls=":", color="0.45", lw=0.8, label=name)
    for colour, (name, values) in enumerate(broken.items(), 1):
        ax.plot(np.arange(1, len(values) + 1), values, color=f"C{colour}", label=name)
    ax.axhline(tolerance, color="0.2", ls="--", lw=1, label="tolerance")
    ax.set_yscale("log")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("step")
    ax.set_ylabel("relative deviation of the total loss")
    figure.legend(loc="outside right upper")
    return figure


def figure_ratios(ratios: Mapping[str, Interval], *, claimed: tuple[float, float]) -> Figure:
    """Time per step as a multiple of the reference's, with intervals.

    Parameters
    ----------
    ratios
        Ratio with its interval under each placement's name.
    claimed
        Range of ratios that was claimed; drawn as a band.
    """
    figure, ax = plt.subplots(figsize=(5.6, 0.34 * len(ratios) + 0.9))
    ax.axvspan(*claimed, color="C1", alpha=0.2, lw=0, label="claimed")
    ax.axvline(1.0, color="0.45", ls="--", lw=1)
    for place, ratio in enumerate(ratios.values()):
        ax.plot([ratio.low, ratio.high], [place, place], color="C0")
        ax.plot(ratio.value, place, "o", color="C0", ms=4)
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 1.5, 2, 3, 5)))
    ax.xaxis.set_major_formatter("{x:g}")
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_yticks(range(len(ratios)), list(ratios))
    ax.invert_yaxis()
    ax.set_xlabel("time per image, as a multiple of compute_loss")
    ax.legend()
    return figure
