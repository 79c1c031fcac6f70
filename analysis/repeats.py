"""Repeated runs of one network: their spread, and what so few of them can show."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.checks import check_positive, checked
from analysis.cloud import FloatArray
from analysis.intervals import Interval
from analysis.runs import LEVEL


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
        interaction of two factors; (1,) for the mean of one group.
    """
    spread = run_spread(groups)
    value = sum(w * float(np.mean(group)) for w, group in zip(weights, groups, strict=True))
    scale = np.sqrt(sum(w**2 / len(group) for w, group in zip(weights, groups, strict=True)))
    margin = float(stats.t.ppf(0.975, spread.freedom) * spread.sd * scale)
    return Interval(value, value - margin, value + margin)


def next_run(values: FloatArray) -> Interval:
    """Where 95 % of further runs would end, if runs scatter normally.

    Parameters
    ----------
    values : array of shape (runs,)
        One number of each run, two runs or more.

    Returns
    -------
    Interval
        The mean, and the ends of Student's prediction interval: the yardstick for a run of
        which something else was changed than its seed.
    """
    checked(values, name="values", axes=1, least=2)
    mean, freedom = float(values.mean()), len(values) - 1
    margin = stats.t.ppf(0.975, freedom) * values.std(ddof=1) * np.sqrt(1 + 1 / len(values))
    return Interval(mean, float(mean - margin), float(mean + margin))


def near(values: FloatArray, *, within: float) -> NDArray[np.bool_]:
    """Whether each run ends near the median of all of them.

    Parameters
    ----------
    values : array of shape (runs,)
        A positive number of each run.
    within
        Largest relative distance from the median that counts as near.

    Examples
    --------
    >>> near(np.array([16.0, 16.2, 15.9, 19.75]), within=0.1)
    array([ True,  True,  True, False])
    """
    checked(values, name="values", axes=1)
    check_positive(values=float(values.min()), within=within)
    return np.asarray(np.abs(values / np.median(values) - 1) <= within)


def unseen_share(runs: int) -> float:
    """Largest share of runs that may end elsewhere though none of `runs` did, at 95 %.

    1 - 0.05^(1/runs), the exact one-sided limit.

    Examples
    --------
    >>> round(unseen_share(3), 2), round(unseen_share(20), 2)
    (0.63, 0.14)
    """
    check_positive(runs=runs)
    return float(1 - 0.05 ** (1 / runs))


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
