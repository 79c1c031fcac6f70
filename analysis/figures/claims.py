"""Figures of the chapter on claims."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

COLOURS = {
    "reproduced": ("#0072B2", "white"),
    "differs": ("#E69F00", "black"),
    "refuted": ("#D55E00", "white"),
    "not decidable here": ("#CCCCCC", "black"),
}


def plot_verdicts(counts: Mapping[str, Mapping[str, int]], *, ax: Axes) -> Axes:
    """A bar per source, made of its claims by verdict.

    Parameters
    ----------
    counts
        Number of claims by verdict, for each source.
    """
    left = dict.fromkeys(counts, 0)
    for verdict, (colour, ink) in COLOURS.items():
        numbers = [counts[source].get(verdict, 0) for source in counts]
        bars = ax.barh(
            list(counts),
            numbers,
            left=list(left.values()),
            color=colour,
            edgecolor="white",
            label=verdict,
        )
        texts = [str(n) if n else "" for n in numbers]
        ax.bar_label(bars, texts, label_type="center", fontsize=8, color=ink)
        left = {source: left[source] + n for source, n in zip(counts, numbers, strict=True)}
    ax.invert_yaxis()
    ax.grid(visible=False)
    ax.set_xlabel("number of claims")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22), ncols=4)
    return ax


def figure_verdicts(counts: Mapping[str, Mapping[str, int]]) -> Figure:
    """The verdicts on the claims of each post; see `plot_verdicts`."""
    figure, ax = plt.subplots(figsize=(6.8, 0.42 * len(counts) + 1.1))
    plot_verdicts(counts, ax=ax)
    return figure
