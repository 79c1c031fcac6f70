"""The ladder of samplers: first draws of each above its face rate and its diversity."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from analysis.intervals import Interval, Rate

Images = NDArray[np.uint8]

COLUMNS = 2  # pictures side by side on each rung
SIDE = 0.46  # of a picture, where rungs are 1 apart
MARKS: tuple[dict[str, Any], ...] = ({"color": "C0", "fmt": "o"}, {"color": "black", "fmt": "D"})


class Rung(NamedTuple):
    """One set of images and what is said of it.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        First ones, an even number and the same on every rung; 4 make a low figure. [grey level]
    rate
        Face rate of the whole set.
    diversity
        Diversity of the whole set. [grey level]
    """

    images: Images
    rate: Rate
    diversity: Interval


def plot_pictures(sets: Sequence[Images], *, ax: Axes) -> Axes:
    """Pictures of each set in two columns, the sets side by side at 0, 1, 2, …

    Parameters
    ----------
    sets
        Images of shape (n, height, width, 3), n even. [grey level]
    """
    for place, images in enumerate(sets):
        for number, image in enumerate(images):
            row, column = divmod(number, COLUMNS)
            left, upper = place + SIDE * (column - COLUMNS / 2), -SIDE * row
            edges = (left + 0.01, left + SIDE - 0.01, upper - SIDE + 0.01, upper - 0.01)
            ax.imshow(image, extent=edges)
    rows = max(len(images) for images in sets) // COLUMNS
    ax.set(xlim=(-0.5, len(sets) - 0.5), ylim=(-SIDE * rows, 0.0), aspect=1)
    ax.spines[:].set_visible(False)
    ax.grid(visible=False)
    ax.tick_params(left=False, labelleft=False, bottom=False, labelbottom=False)
    return ax


def plot_rungs(samplers: Sequence[Interval], encoded: Sequence[Interval], *, ax: Axes) -> Axes:
    """One measure of each set with its interval and its number, the encoded sets behind a line.

    Parameters
    ----------
    samplers, encoded
        Values of sets that were drawn, and of sets that came from images, in one unit.
    """
    start = 0
    for values, style in zip((samplers, encoded), MARKS, strict=True):
        middle, low, high = np.array(values).T  # (sets,) each
        places = start + np.arange(len(values))
        ax.errorbar(places, middle, (middle - low, high - middle), ms=4, capsize=2, **style)
        for place, value in zip(places, middle, strict=True):
            text, beside = f"{value:.0f}", "offset points"
            ax.annotate(text, (place, value), (5, 0), textcoords=beside, va="center", size=8)
        start += len(values)
    ax.axvline(len(samplers) - 0.5, color="0.55", lw=0.8)
    top = max(value.high for value in (*samplers, *encoded)) or 1.0
    ax.set(xlim=(-0.5, start - 0.5), ylim=(-0.1 * top, 1.12 * top))
    ax.tick_params(bottom=False, labelbottom=False)
    ax.grid(visible=False, axis="x")
    return ax


def figure_ladder(samplers: Mapping[str, Rung], encoded: Mapping[str, Rung]) -> Figure:
    """Pictures of each sampler above its face rate and its diversity, beside those of real faces.

    Parameters
    ----------
    samplers
        Sets decoded from drawn points under their samplers' names, the least informed first. Names
        may hold a line break; two lines of about 12 letters fit.
    encoded
        Sets that go back to images, such as test reconstructions and originals, named likewise.

    Examples
    --------
    >>> grey = np.full((4, 8, 8, 3), 90, np.uint8)
    >>> one = Rung(grey, rate=Rate(9, 100), diversity=Interval(30.0, 29.0, 31.0))
    >>> figure = figure_ladder({"cube": one, "+ centre": one}, {"originals": one})
    >>> figure.axes[0].get_ylabel()
    'first images'
    """
    rungs = {**samplers, **encoded}
    rows = max(len(rung.images) for rung in rungs.values()) / COLUMNS
    above = 6.8 / len(rungs) * SIDE * rows
    figure, axes = plt.subplots(
        3, 1, figsize=(6.8, above + 1.7), height_ratios=[1.1 * above, 0.6, 0.6]
    )
    plot_pictures([rung.images for rung in rungs.values()], ax=axes[0])
    both = [list(group.values()) for group in (samplers, encoded)]
    plot_rungs(*([rung.rate.interval.percent() for rung in group] for group in both), ax=axes[1])
    plot_rungs(*([rung.diversity for rung in group] for group in both), ax=axes[2])
    axes[0].set(xticks=range(len(rungs)), xticklabels=rungs, ylabel="first images")
    axes[0].tick_params(top=False, labeltop=True)
    axes[1].set_ylabel("face rate\n[%]", size=8)
    axes[2].set_ylabel("diversity\n[grey level]", size=8)
    figure.align_ylabels(axes)
    return figure
