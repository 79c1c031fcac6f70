"""Several trainings of one network: what differs between them, and what that can show."""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.cloud import FloatArray
from analysis.intervals import Interval

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


def fisher_power(
    first: int, second: int, *, rates: tuple[float, float], level: float = LEVEL
) -> float:
    """Chance that Fisher's exact test tells two rates apart, by summing over all outcomes.

    Parameters
    ----------
    first, second
        Runs of each group.
    rates
        True rate of each group, between 0 and 1.
    level
        The test rejects below it, two-sided.

    Returns
    -------
    float
        Probability of rejection.

    Examples
    --------
    >>> fisher_power(3, 3, rates=(0.0, 1.0))
    0.0
    >>> fisher_power(4, 4, rates=(0.0, 1.0))
    1.0
    """
    if not all(0 <= rate <= 1 for rate in rates):
        msg = f"`rates` must lie between 0 and 1, got {rates}. Give shares, not per cent."
        raise ValueError(msg)
    one, other = (
        stats.binom.pmf(np.arange(n + 1), n, p) for n, p in zip((first, second), rates, strict=True)
    )
    power = 0.0
    for successes in range(first + second + 1):
        i = np.arange(max(0, successes - second), min(first, successes) + 1)
        chance = stats.hypergeom.pmf(i, first + second, successes, first)
        p = (chance * (chance <= chance[:, None] * (1 + 1e-7))).sum(axis=1)  # of Fisher's test
        power += float(np.sum((one[i] * other[successes - i])[p < level]))
    return power


def runs_for_power(rates: tuple[float, float], *, power: float = 0.8, most: int = 100) -> int:
    """Runs per group from which Fisher's test tells two rates apart often enough.

    Parameters
    ----------
    rates
        True rate of each group.
    power
        Wanted chance.
    most
        Largest number to try, returned if none suffices.
    """
    enough = (n for n in range(2, most) if fisher_power(n, n, rates=rates) >= power)
    return next(enough, most)


def fitted_slope(x: FloatArray, y: FloatArray) -> Interval:
    """Slope of y on x by least squares, with Student's 95 % interval.

    Parameters
    ----------
    x, y : arrays of shape (runs,)
        Three runs or more; not all at one x.

    Raises
    ------
    ValueError
        If there are fewer than three runs, or all have the same x.

    Examples
    --------
    >>> fitted_slope(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])).value
    2.0
    """
    if len(x) < 3 or np.ptp(x) == 0:
        msg = f"`x` must hold three or more runs at different places, got {list(x)}. Add runs."
        raise ValueError(msg)
    fit = stats.linregress(x, y)
    margin = float(stats.t.ppf(0.975, len(x) - 2) * fit.stderr)
    return Interval(float(fit.slope), float(fit.slope) - margin, float(fit.slope) + margin)


class Spread(NamedTuple):
    """Standard deviation between runs that differ in their seed only, pooled over groups."""

    sd: float
    freedom: int


def run_spread(groups: Sequence[FloatArray]) -> Spread:
    """Pooled standard deviation within groups of repeated runs.

    Parameters
    ----------
    groups
        One number of each run; one group or more with at least two runs.

    Raises
    ------
    ValueError
        If no group has two runs.
    """
    freedom = sum(len(group) - 1 for group in groups)
    if freedom < 1:
        sizes = [len(group) for group in groups]
        msg = f"`groups` must have one with two runs or more, got {sizes}. Raise `runs`."
        raise ValueError(msg)
    squares = sum(float(np.sum((group - np.mean(group)) ** 2)) for group in groups)
    return Spread(float(np.sqrt(squares / freedom)), freedom)


def contrast(groups: Sequence[FloatArray], weights: Sequence[float]) -> Interval:
    """Weighted sum of the groups' means, with Student's interval from the pooled spread of runs.

    Groups of a single run lend no spread and borrow that of the others, which is an assumption.

    Parameters
    ----------
    groups
        One number of each run.
    weights
        Weight of each group's mean, such as (1, -1) for a difference, or (1, -1, -1, 1) for the
        interaction of two factors.
    """
    spread = run_spread(groups)
    value = sum(w * float(np.mean(group)) for w, group in zip(weights, groups, strict=True))
    scale = np.sqrt(sum(w**2 / len(group) for w, group in zip(weights, groups, strict=True)))
    margin = float(stats.t.ppf(0.975, spread.freedom) * spread.sd * scale)
    return Interval(value, value - margin, value + margin)


class Jump(NamedTuple):
    """Largest change from one epoch to the next, as a factor (2 for doubled or halved)."""

    factor: float
    epoch: int


def largest_jump(values: FloatArray, *, since: int) -> Jump:
    """Largest relative step of a quantity between adjacent epochs, up or down.

    Parameters
    ----------
    values : array of shape (epochs,)
        Positive, one number per epoch.
    since
        First epoch that counts, from 1: in the first ones everything changes.

    Returns
    -------
    Jump
        Its factor, at least 1, and the epoch, from 1, that ends with the new value.

    Raises
    ------
    ValueError
        If fewer than two epochs count, or a value is not positive.

    Examples
    --------
    >>> largest_jump(np.array([9.0, 1.0, 1.1, 4.4, 4.4]), since=2)
    Jump(factor=4.0, epoch=4)
    """
    late = np.asarray(values[since - 1 :], np.float64)
    if len(late) < 2 or not np.all(late > 0):
        msg = f"`values` must hold two or more positive epochs from {since} on, got {list(late)}."
        raise ValueError(msg)
    steps = np.exp(np.abs(np.diff(np.log(late))))
    place = int(np.argmax(steps))
    return Jump(float(steps[place]), since + place + 1)


def near(values: Mapping[str, float], *, within: float) -> list[str]:
    """Names of the runs whose value lies near the median of all of them.

    Parameters
    ----------
    values
        One positive number of each run, by name.
    within
        Largest relative distance from the median that counts as near.
    """
    middle = float(np.median(list(values.values())))
    return [name for name, value in values.items() if abs(value / middle - 1) <= within]
