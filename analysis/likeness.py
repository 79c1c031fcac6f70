"""Are two networks, or two kinds of their runs, more unlike than chance and seeds make them?"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from analysis.checks import checked, refuse
from analysis.cloud import FloatArray
from analysis.intervals import Interval, bootstrap, wilson_interval
from analysis.repeats import contrast, fisher_power, near, runs_for_power
from analysis.runs import Permuted, mean_difference, permutation_test
from analysis.trends import largest_jump

RATES = (1.0, 0.75)  # of runs that end near each other: all with a limit, the posts' 3 of 4 without


def swapped_distances(
    first: FloatArray, second: FloatArray, *, draws: int, rng: np.random.Generator
) -> FloatArray:
    """Wasserstein distances of paired values by chance: each pair keeps or swaps its order.

    Two networks see the same images, so that their radii come in pairs; dealing all radii anew
    would break the pairs and make chance too large.

    Parameters
    ----------
    first, second : arrays of shape (n,)
        One value of each pair, in one unit.
    draws
        How often all pairs are swapped at random.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (draws,)
        [unit of the values]

    Raises
    ------
    ValueError
        If the numbers of values differ, or one is not finite.

    Examples
    --------
    >>> pair = np.array([1.0, 2.0])
    >>> swapped_distances(pair, pair, draws=2, rng=np.random.default_rng(0))
    array([0., 0.])
    """
    checked(first, name="first", axes=1)
    checked(second, name="second", axes=1)
    if len(first) != len(second):
        refuse("second", f"hold {len(first)} values", len(second), "Give pairs, row by row.")
    pairs = np.stack([first, second])
    orders = (rng.integers(2, size=len(first)) for _ in range(draws))
    columns = np.arange(len(first))
    return np.array(
        [
            stats.wasserstein_distance(pairs[order, columns], pairs[1 - order, columns])
            for order in orders
        ]
    )


def paired_agreement(
    first: FloatArray, second: FloatArray, *, resamples: int, rng: np.random.Generator
) -> dict[str, Interval]:
    """How two networks agree on positive numbers of the same images, by bootstrap over images.

    Parameters
    ----------
    first, second : arrays of shape (n,)
        One number of each image, such as its radius, in one unit.
    resamples
        Number of resamples.
    rng
        Source of randomness.

    Returns
    -------
    dict of Interval
        ``mean_ratio``, mean of the second over that of the first; ``rank_correlation`` (Spearman).
    """

    def statistics(pairs: FloatArray) -> dict[str, float]:
        ranks = float(stats.spearmanr(*pairs.T)[0])
        return {
            "mean_ratio": float(pairs[:, 1].mean() / pairs[:, 0].mean()),
            "rank_correlation": ranks,
        }

    return bootstrap(np.column_stack([first, second]), statistics, resamples=resamples, rng=rng)


class Ends(NamedTuple):
    """One quantity at the end of two kinds of runs.

    Parameters
    ----------
    first, second
        Mean over the runs of each kind.
    spread
        Largest difference between two runs of one kind.
    test
        Permutation test of the difference in means.
    """

    first: float
    second: float
    spread: float
    test: Permuted


def compared_ends(first: FloatArray, second: FloatArray, *, rng: np.random.Generator) -> Ends:
    """Whether a quantity ends elsewhere in one kind of runs than in another.

    Parameters
    ----------
    first, second : arrays of shape (runs,)
        The quantity at the end of each run, in one unit.
    rng
        Deals the runs where there are too many ways to go through all of them.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> ends = compared_ends(np.array([1.0, 2.0]), np.array([5.0, 5.5]), rng=rng)
    >>> ends.spread, ends.test.p == ends.test.smallest
    (1.0, True)
    """
    statistic = mean_difference(np.concatenate([first, second]))
    test = permutation_test(statistic, first=len(first), second=len(second), rng=rng)
    spread = max(float(np.ptp(first)), float(np.ptp(second)))
    return Ends(float(first.mean()), float(second.mean()), spread, test)


class Nearness(NamedTuple):
    """How many runs of two kinds end near the median of all, and what so few can tell.

    Parameters
    ----------
    first, second
        Share of the runs of each kind, with its Wilson interval.
    p
        Fisher's exact test of the two shares.
    power
        Chance that this test tells `RATES` apart with so many runs.
    needed
        Runs of each kind for a chance of 80 %.
    """

    first: Interval
    second: Interval
    p: float
    power: float
    needed: int


def nearness(first: FloatArray, second: FloatArray, *, within: float) -> Nearness:
    """Shares of the runs of two kinds that end near the median of all.

    Parameters
    ----------
    first, second : arrays of shape (runs,)
        A positive number of each run, in one unit.
    within
        Largest relative distance from the median that counts as near.

    Examples
    --------
    >>> found = nearness(np.array([16.0, 16.1, 16.2]), np.array([16.1, 20.0]), within=0.1)
    >>> found.first.value, found.second.value, round(found.p, 2)
    (1.0, 0.5, 0.4)
    """
    close = np.split(near(np.concatenate([first, second]), within=within), [len(first)])
    table = [[int(kind.sum()), int(np.sum(~kind))] for kind in close]
    first_share, second_share = (wilson_interval(row[0], sum(row)) for row in table)
    power = fisher_power(len(first), len(second), rates=RATES)
    p = float(stats.fisher_exact(table)[1])
    return Nearness(first_share, second_share, p, power, runs_for_power(RATES))


def loss_contrasts(lost: Sequence[FloatArray], *, floor: float) -> dict[str, Interval]:
    """What a VAE, and batch normalisation, change in the loss, with Student's intervals.

    Parameters
    ----------
    lost
        Loss above the floor of each run of AE, VAE, normalised AE and normalised VAE. [nat]
    floor
        Loss that no network can go below. [nat]

    Returns
    -------
    dict of Interval
        ``relative``: VAE less AE, as a share of the AE's whole loss. As shares of what lies above
        the floor: ``excess``, the same; ``normalised``, what normalisation changes on average;
        ``interaction``, what it changes in the difference between VAE and AE.
    """
    above = float(np.mean(lost[0]))
    found = {
        "relative": (contrast(lost[:2], (-1.0, 1.0)), above + floor),
        "excess": (contrast(lost[:2], (-1.0, 1.0)), above),
        "normalised": (contrast(lost, (-0.5, -0.5, 0.5, 0.5)), above),
        "interaction": (contrast(lost, (1.0, -1.0, -1.0, 1.0)), above),
    }
    return {name: Interval(*(x / scale for x in change)) for name, (change, scale) in found.items()}


def late_jump(histories: Sequence[Mapping[str, FloatArray]], column: str) -> float:
    """Largest factor between adjacent epochs, up or down, in the second half of trainings.

    Parameters
    ----------
    histories
        Columns of each training's history, of shape (epochs,).
    column
        A positive quantity.

    Examples
    --------
    >>> round(late_jump([{"radius": np.array([1.0, 9.0, 9.0, 18.0, 17.0])}], "radius"), 9)
    2.0
    """
    return max(
        largest_jump(history[column], since=(len(history[column]) + 1) // 2).factor
        for history in histories
    )
