"""Do the z-points form clusters? The inertia of k-means over its number of clusters."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from sklearn.cluster import MiniBatchKMeans
from threadpoolctl import threadpool_limits

from analysis.cloud import FloatArray, Points
from analysis.intervals import Interval
from analysis.nulls import normal_null

LEVEL = 0.05  # of a false alarm


def inertia_curve(
    z: Points, *, numbers: Sequence[int] | NDArray[np.int64], rng: np.random.Generator
) -> FloatArray:
    """Inertia of mini-batch k-means over the number of clusters, as a share of that of one.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    numbers
        Numbers of clusters k, each at most n.
    rng
        Source of randomness; each k starts anew.

    Returns
    -------
    array of shape (len(numbers),)
        Sum of squared distances to the nearest centre (Sculley 2010), divided by the sum about
        the mean: 1 for one cluster. Units cancel, so clouds of any scale compare.

    Raises
    ------
    ValueError
        If a number of clusters is not between 1 and n, or the points are all alike or not finite.

    Examples
    --------
    >>> z = np.repeat(np.array([[0.0, 0.0], [0.0, 9.0]]), 50, axis=0)
    >>> inertia_curve(z, numbers=[1, 2], rng=np.random.default_rng(0)).round(1)
    array([1., 0.])
    """
    if min(numbers) < 1 or max(numbers) > len(z):
        msg = f"`numbers` must lie between 1 and n = {len(z)}, got {list(numbers)}. Lower them."
        raise ValueError(msg)
    total = float(np.sum(z.var(axis=0, dtype=np.float64)) * len(z))
    if not (np.isfinite(total) and total > 0):
        msg = f"`z` must hold finite points that differ, got a total variance of {total}. Check it."
        raise ValueError(msg)
    with threadpool_limits(1):  # threads cost more than these small fits gain, beside TensorFlow
        return np.array([_inertia(z, number, rng) for number in numbers]) / total


def _inertia(z: Points, number: int, rng: np.random.Generator) -> float:
    """Inertia of `number` clusters from one start."""
    if number == 1:
        return float(np.sum(z.var(axis=0, dtype=np.float64)) * len(z))
    return float(_k_means(z, number, rng).inertia_)


def _k_means(z: Points, number: int, rng: np.random.Generator) -> MiniBatchKMeans:
    return MiniBatchKMeans(
        int(number),
        n_init=1,
        batch_size=min(1024, len(z)),
        init_size=min(len(z), max(1024, 4 * int(number))),
        random_state=int(rng.integers(2**31)),
    ).fit(z)


def cluster_labels(z: Points, *, number: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Cluster of each point, 0 … number - 1, of shape (n,), from one start of mini-batch k-means.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    number
        Number of clusters k, from 1 to n.
    rng
        Source of randomness.
    """
    with threadpool_limits(1):
        return np.asarray(_k_means(z, number, rng).labels_, np.int64)


def gap_curve(inertia: FloatArray, *, null: FloatArray) -> FloatArray:
    """Mean log inertia of a null less the log inertia of a cloud (Tibshirani et al. 2001).

    Parameters
    ----------
    inertia : array of shape (..., numbers)
        Inertia of the cloud at each number of clusters.
    null : array of shape (draws, numbers)
        Inertia of draws of the null at the same numbers.

    Returns
    -------
    array of shape (..., numbers)
        Positive where the cloud is tighter about its centres than the null.

    Examples
    --------
    >>> gap_curve(np.array([1.0, 0.5]), null=np.array([[1.0, 1.0]])).round(2)
    array([0.  , 0.69])
    """
    return np.asarray(np.log(null).mean(axis=0) - np.log(inertia))


def null_gaps(null: FloatArray) -> FloatArray:
    """Gap of each draw of a null to the mean of all draws: what chance alone gives.

    They scatter as single draws do, so that `chance_of`, which allows for the error of the mean,
    may judge the gap of a cloud, and the height of an elbow in it, by them.

    Parameters
    ----------
    null : array of shape (draws, numbers)
        Inertia of two or more draws.

    Returns
    -------
    array of shape (draws, numbers)
    """
    _check_draws(null)
    return gap_curve(null, null=null)


def _check_draws(null: FloatArray) -> None:
    if len(null) < 2:
        msg = f"`null` must hold two or more draws, got {len(null)}. Draw more."
        raise ValueError(msg)


def gap_number(
    numbers: Sequence[int] | NDArray[np.int64], gap: FloatArray, *, null: FloatArray
) -> int | None:
    """Number of clusters of a cloud: 1 unless its largest gap is beyond chance at 5 %.

    The largest gap is compared with the largest gaps of draws of the null against the other draws
    (`chance_of`); against the mean of all draws these maxima would come out too low. Beyond that it
    is the smallest k whose gap the next number tried does not exceed by more than chance lets one
    draw: the rule of Tibshirani, Walther and Hastie (2001), equation 2.3, which has one standard
    error in its place and so finds clusters in one normal cloud of six.

    Parameters
    ----------
    numbers
        Numbers of clusters k above 1, ascending.
    gap : array of shape (len(numbers),)
        Gap at each number. [log inertia]
    null : array of shape (draws, len(numbers))
        Inertia of two or more draws of the null.

    Returns
    -------
    int or None
        None if the gap still grows at the last number: not decidable with these numbers.

    Examples
    --------
    >>> null = np.exp(np.random.default_rng(0).normal(0.0, 0.02, (6, 3)))
    >>> gap_number([2, 3, 4], np.array([0.4, 0.9, 0.8]), null=null)
    3
    >>> gap_number([2, 3, 4], np.array([0.02, 0.0, 0.01]), null=null)
    1
    """
    against_others = len(null) / (len(null) - 1) * null_gaps(null).max(axis=1)
    if chance_of(float(np.max(gap)), null=against_others) >= LEVEL:
        return 1
    spread = np.log(null).std(axis=0, ddof=1) * np.sqrt(1 + 1 / len(null))
    margin = stats.t.ppf(1 - LEVEL, len(null) - 1) * spread
    stops = np.flatnonzero(gap[:-1] >= gap[1:] - margin[1:])
    return int(numbers[stops[0]]) if len(stops) else None


def chance_of(value: float, *, null: FloatArray) -> float:
    """Chance that one more draw of a null reaches `value`, by Student's prediction law.

    For statistics that are about normal over draws of the null, such as the height of an elbow:
    the false alarms stay at or below the nominal rate however few draws there are.

    Parameters
    ----------
    value
        Statistic of the cloud.
    null : array of shape (draws,)
        The same statistic of two or more draws of the null.

    Returns
    -------
    float
        One-sided.

    Examples
    --------
    >>> chance_of(0.0, null=np.array([-1.0, 1.0]))
    0.5
    """
    _check_draws(null)
    scale = np.std(null, ddof=1) * np.sqrt(1 + 1 / len(null))
    return float(stats.t.sf((value - np.mean(null)) / scale, len(null) - 1))


class Elbow(NamedTuple):
    """Where a gap curve bends most, and how far it stands out there."""

    number: int
    height: float


def elbow(numbers: Sequence[int] | NDArray[np.int64], gap: FloatArray) -> Elbow:
    """Elbow of a gap curve: the best fit of two straight lines that meet.

    An inertia curve falls for any cloud, and on a null too; its gap bends only where the cloud
    has a number of clusters of its own.

    Parameters
    ----------
    numbers
        Numbers of clusters k, ascending, five or more.
    gap : array of shape (len(numbers),)
        Gap at each k.

    Returns
    -------
    Elbow
        Number of clusters at which the lines meet, and the height of that corner above the line
        between the ends [log inertia]: positive for an elbow, negative for the opposite bend.

    Raises
    ------
    ValueError
        If there are fewer than five numbers.

    Examples
    --------
    >>> k = np.array([2, 6, 10, 14, 18])
    >>> found = elbow(k, np.minimum(k, 10) / 10.0)
    >>> found.number, round(found.height, 6)
    (10, 0.4)
    """
    if len(numbers) < 5:
        msg = f"`numbers` must be five or more to place an elbow, got {len(numbers)}."
        raise ValueError(msg)
    k = np.asarray(numbers, np.float64)
    fits = [_corner(k, gap, place) for place in range(1, len(k) - 1)]
    best = int(np.argmin([error for error, _ in fits]))
    return Elbow(int(numbers[best + 1]), fits[best][1])


class Bend(NamedTuple):
    """Elbows of repeated gap curves, and what chance makes of them.

    Parameters
    ----------
    height
        Mean and range over the curves. [log inertia]
    numbers
        Number of clusters at the elbow of each curve.
    p
        Chance that one more draw of the null stands as high as the mean.
    """

    height: Interval
    numbers: list[int]
    p: float


def bend(
    numbers: Sequence[int] | NDArray[np.int64], gaps: FloatArray, *, null_gaps: FloatArray
) -> Bend:
    """Elbows of the gaps of a cloud beside those of draws of its null.

    Parameters
    ----------
    numbers
        Numbers of clusters k, ascending, five or more.
    gaps, null_gaps : arrays of shape (repeats, len(numbers)) and (draws, len(numbers))
        Gaps of the cloud over starts, and of draws of the null to their mean.
    """
    found = [elbow(numbers, gap) for gap in gaps]
    heights = [each.height for each in found]
    chance = np.array([elbow(numbers, gap).height for gap in null_gaps])
    mean = float(np.mean(heights))
    interval = Interval(mean, min(heights), max(heights))
    return Bend(interval, [each.number for each in found], chance_of(mean, null=chance))


def _corner(k: FloatArray, gap: FloatArray, place: int) -> tuple[float, float]:
    """Squared error of two lines that meet at `k[place]`, and the height of the corner."""
    design = np.stack([np.ones_like(k), k, np.maximum(k - k[place], 0.0)], axis=1)
    weights = np.linalg.lstsq(design, gap)[0]
    reach = (k[place] - k[0]) * (k[-1] - k[place]) / (k[-1] - k[0])
    return float(np.sum((gap - design @ weights) ** 2)), float(-weights[2] * reach)


def planted_clusters(
    z: Points, *, number: int, share: float, n: int, rng: np.random.Generator
) -> Points:
    """Points in known clusters, with about the mean and the covariance of `z`: a positive control.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud. [latent units]
    number
        Number of clusters, of equal weight.
    share
        Share of the covariance that lies between the clusters, from 0 (none) to 1 (points).
    n
        Number of points to draw.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Centres and deviations from them are both normal, with the shape of the cloud.
        [latent units]
    """
    mean = z.mean(axis=0, dtype=np.float64)
    centres = normal_null(z, n=number, rng=rng) - mean
    within = normal_null(z, n=n, rng=rng) - mean
    own = rng.integers(number, size=n)
    points: Points = mean + np.sqrt(share) * centres[own] + np.sqrt(1 - share) * within
    return points.astype(z.dtype, copy=False)
