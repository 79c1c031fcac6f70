"""Power of the search for filaments: what its instruments find in clouds made of strings."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.cloud import FloatArray, Points
from analysis.dimension import ESTIMATORS, neighbour_distances
from analysis.envelopes import CHANCE, Envelope, holm, p_by_statistic
from analysis.intervals import Interval, wilson_interval
from analysis.patterns import distances_for, parts, patterns
from analysis.planes import square_holding

NEAR = 20  # neighbours of a point that its dimension is estimated from
WANTED = 0.8  # share of clouds in which an instrument that sees strings finds them


class Readings(NamedTuple):
    """What the instruments read in one cloud.

    Parameters
    ----------
    patterns : array of shape (planes, k)
        Patterns of the small square in each plane.
    dimensions : array of shape (2,)
        Intrinsic dimension by TwoNN and by Levina and Bickel.
    """

    patterns: FloatArray
    dimensions: FloatArray


def readings(
    scores: Points, *, pairs: Sequence[tuple[int, int]], count: int, probes: int
) -> Readings:
    """What the instruments read in a cloud given along its principal axes.

    Parameters
    ----------
    scores : array of shape (n, z_dim)
        Points in random or any order. [latent units]
    pairs
        Pairs of axes that span the planes.
    count
        Points in each small square.
    probes
        Points whose neighbours are sought, spread evenly over the order of points.
    """
    squares = (square_holding(scores[:, list(pair)], count=count).points for pair in pairs)
    chosen = np.linspace(0, len(scores) - 1, min(probes, len(scores))).astype(np.int64)
    near = neighbour_distances(scores[chosen], points=scores, k=NEAR)
    dimensions = [estimate(near).value for estimate in ESTIMATORS.values()]
    return Readings(patterns(squares, distances=distances_for(count)), np.array(dimensions))


def seen_in_planes(
    envelopes: Mapping[str, Envelope], found: FloatArray, *, rings: int
) -> NDArray[np.bool_]:
    """Whether any plane and statistic of a cloud deviates from random points after correction.

    Parameters
    ----------
    envelopes
        Envelope of each statistic.
    found : array of shape (..., planes, k)
        Patterns of each cloud; planes and statistics of one cloud are one family of tests.
    rings
        Number of distances in a pattern.

    Returns
    -------
    array of shape (...,)
        True for at most 5 % of clouds without structure.
    """
    p = p_by_statistic(envelopes, found, parts=parts(rings))  # (..., planes, statistics)
    families = p.reshape(-1, p.shape[-2] * p.shape[-1])
    rejected = [holm(family).min() <= CHANCE for family in families]
    return np.reshape(rejected, p.shape[:-2])


def seen_by_dimension(found: FloatArray, *, null: FloatArray) -> NDArray[np.bool_]:
    """Whether a dimension is lower than in a normal cloud, by its rank among normal clouds.

    Parameters
    ----------
    found : array of shape (...,)
        Dimensions of clouds.
    null : array of shape (m,)
        Dimensions of normal clouds, m >= 19.

    Raises
    ------
    ValueError
        If there are too few normal clouds for a rank of 5 %.
    """
    if len(null) < 19:
        msg = f"`null` must hold 19 clouds or more, got {len(null)}. Simulate more."
        raise ValueError(msg)
    lower = np.searchsorted(np.sort(null), found, side="right")
    return np.asarray((1 + lower) / (len(null) + 1) <= CHANCE)


class Limit(NamedTuple):
    """Where an instrument stops finding strings.

    Parameters
    ----------
    until, beyond
        Largest thickness up to which it finds them in 80 % of clouds, and the next one that was
        tried; NaN if there is none. [sd of the cloud]
    found, missed
        Share of clouds found at these two thicknesses, with its Wilson interval; None with NaN.
    """

    until: float
    found: Interval | None
    beyond: float
    missed: Interval | None


def limit(thickness: Sequence[float], seen: NDArray[np.bool_]) -> Limit:
    """Thickness of strings at which an instrument stops, with what so few clouds tell of it.

    Parameters
    ----------
    thickness
        Ascending thicknesses. [sd of the cloud]
    seen : array of shape (len(thickness), clouds)
        Whether each cloud was found.

    Examples
    --------
    >>> found = limit([0.0, 0.1, 0.2], np.array([[True] * 10, [True] * 9 + [False], [False] * 10]))
    >>> found.until, found.found.text(".2f"), found.missed.text(".2f")
    (0.1, '0.90 [0.60, 0.98]', '0.00 [0.00, 0.28]')
    """
    rates = [wilson_interval(int(row.sum()), len(row)) for row in seen]
    ends = [(float(t), rate) for t, rate in zip(thickness, rates, strict=True)]
    missed = [place for place, rate in enumerate(rates) if rate.value < WANTED]
    stop = missed[0] if missed else len(rates)
    none = float("nan"), None
    return Limit(*(ends[stop - 1] if stop else none), *(ends[stop] if missed else none))
