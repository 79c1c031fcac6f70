"""Trainings of one network: do two kinds of runs differ by more than their seeds?"""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.cloud import FloatArray

Group = NDArray[np.bool_]
LEVEL = 0.05


class Permuted(NamedTuple):
    """A difference between two groups of runs, and how often dealing them anew gives as much.

    Parameters
    ----------
    value
        The difference, in the unit of the statistic.
    p
        Share of all ways to deal the runs to the groups with a difference at least as large.
    smallest
        Smallest share that these numbers of runs can give at all.
    """

    value: float
    p: float
    smallest: float

    @property
    def decidable(self) -> bool:
        """Whether so many runs could have come out below 5 %."""
        return self.smallest < LEVEL


def permutation_test(
    statistic: Callable[[Group], float],
    *,
    first: int,
    second: int,
    rng: np.random.Generator,
    most: int = 10_000,
) -> Permuted:
    """Exact permutation test of a difference between two groups of runs (Fisher 1935).

    Parameters
    ----------
    statistic
        From the membership in the first group, of shape (runs,), to a number that grows with the
        difference. The runs of the first group come first.
    first, second
        Numbers of runs.
    rng
        Deals the runs where there are too many ways to go through all of them.
    most
        Most ways to go through.

    Returns
    -------
    Permuted
        With all ways that `statistic` cannot tell apart counted.

    Raises
    ------
    ValueError
        If a group is empty.
    """
    if min(first, second) < 1:
        msg = f"Both groups must have a run or more, got {first} and {second}. Raise `runs`."
        raise ValueError(msg)
    runs = first + second
    if math.comb(runs, first) <= most:
        ways = [np.isin(np.arange(runs), way) for way in itertools.combinations(range(runs), first)]
    else:
        own = np.arange(runs) < first
        ways = [own, *(rng.permutation(own) for _ in range(most - 1))]
    values = np.array([statistic(way) for way in ways])
    close = 1e-9 * max(np.abs(values).max(), 1e-300)  # ways that differ by rounding are alike
    p = float(np.mean(values >= values[0] - close))
    return Permuted(float(values[0]), p, float(np.mean(values >= values.max() - close)))


def mean_difference(values: FloatArray) -> Callable[[Group], float]:
    """Statistic for `permutation_test`: |mean of the first group - mean of the second|.

    Parameters
    ----------
    values : array of shape (runs,)
        One number of each run.
    """
    return lambda group: abs(float(values[group].mean() - values[~group].mean()))


def distances(samples: Sequence[FloatArray]) -> FloatArray:
    """Wasserstein distances between the distributions of all pairs of runs.

    Parameters
    ----------
    samples
        Values of each run, such as its radii.

    Returns
    -------
    array of shape (runs, runs)
        Symmetric, zero on the diagonal. [unit of the values]
    """
    matrix = np.zeros((len(samples), len(samples)))
    for i, j in itertools.combinations(range(len(samples)), 2):
        matrix[i, j] = matrix[j, i] = stats.wasserstein_distance(samples[i], samples[j])
    return matrix


def pairs_between(matrix: FloatArray, group: Group) -> FloatArray:
    """Distances between a run of the group and one outside it, of shape (pairs,)."""
    return matrix[np.ix_(group, ~group)].ravel()


def pairs_within(matrix: FloatArray, group: Group) -> FloatArray:
    """Distances between two runs of the group, of shape (pairs,); none for a single run."""
    inside = matrix[np.ix_(group, group)]
    return inside[np.triu_indices(len(inside), k=1)]


def excess_distance(matrix: FloatArray) -> Callable[[Group], float]:
    """Statistic for `permutation_test`: mean distance between groups less that within them.

    The energy form of a two-sample test on distances (Szekely and Rizzo 2004); each group counts
    alike.

    Parameters
    ----------
    matrix : array of shape (runs, runs)
        Distances of all pairs.
    """

    def excess(group: Group) -> float:
        within = [
            pairs.mean() for part in (group, ~group) if len(pairs := pairs_within(matrix, part))
        ]
        return float(pairs_between(matrix, group).mean() - np.mean(within or [0.0]))

    return excess


class Kinds(NamedTuple):
    """Distances between runs of one kind and of two, and the test of their difference.

    Parameters
    ----------
    first, second, between : arrays of shape (pairs,)
        Of two runs of the first kind, of two of the second, and of one of each.
    test
        Permutation test of the excess of the distances between kinds.
    """

    first: FloatArray
    second: FloatArray
    between: FloatArray
    test: Permuted

    @property
    def within(self) -> float:
        """Mean distance of two runs of one kind."""
        return float(np.concatenate([self.first, self.second]).mean())

    @property
    def ratio(self) -> float:
        """Mean distance of runs of different kinds, in units of that of runs of one kind."""
        return float(self.between.mean() / self.within)


def kinds_compared(matrix: FloatArray, *, first: int, rng: np.random.Generator) -> Kinds:
    """Whether runs of two kinds lie further apart than runs of one kind.

    Parameters
    ----------
    matrix : array of shape (runs, runs)
        Distances of all pairs; runs of the first kind come first.
    first
        Number of runs of the first kind.
    rng
        Deals the runs where there are too many ways to go through all of them.

    Examples
    --------
    >>> matrix = abs(np.subtract.outer([0.0, 1.0, 4.0, 5.0], [0.0, 1.0, 4.0, 5.0]))
    >>> kinds_compared(matrix, first=2, rng=np.random.default_rng(0)).ratio
    4.0
    """
    own = np.arange(len(matrix)) < first
    second = len(matrix) - first
    test = permutation_test(excess_distance(matrix), first=first, second=second, rng=rng)
    one, other = (pairs_within(matrix, group) for group in (own, ~own))
    return Kinds(one, other, pairs_between(matrix, own), test)
