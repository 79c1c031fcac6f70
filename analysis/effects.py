"""How far patterns in small squares are from random points: sizes of effects, and voids."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis import patterns
from analysis.cloud import FloatArray
from analysis.intervals import Interval, sampled_mean

THINNED = 100  # squares that are thinned, for the exponents


def pattern_effects(rows: FloatArray, *, distances: FloatArray, at: int) -> dict[str, FloatArray]:
    """Sizes of effects in patterns, whose values for random points are known.

    Parameters
    ----------
    rows : array of shape (squares, k)
        Patterns, as `patterns.patterns` gives them.
    distances : array of shape (d,)
        Distances r of the curves. [sides]
    at
        Place of the distance at which pairs are counted.

    Returns
    -------
    dict of array of shape (squares,)
        ``pair_excess``: pairs closer than that distance beyond those of chance, as a share (0 by
        chance); ``clark_evans`` (1 by chance); ``void``: diameter of the largest void [sides].
    """
    found = {name: rows[:, part] for name, part in patterns.parts(len(distances)).items()}
    excess = patterns.pair_excess(found["ripley_l"], distances=distances)
    return {
        "pair_excess": excess[:, at],
        "clark_evans": found["clark_evans"][:, 0],
        "void": found["largest_void"][:, 0],
    }


class Voids(NamedTuple):
    """Voids of a set of squares, and how they shrink with the number of points.

    Parameters
    ----------
    share
        Share of places further than half a spacing from any point; exp(-π/4) by chance.
    gap_exponent, void_exponent
        Exponents of size over density, of the mean distance from a place to the nearest point
        (-1/2 by chance) and of the largest void.
    beyond : array of shape (k,)
        Share of places further than each distance from any point.
    gaps : array of shape (2,)
        Mean gap with all points, and with one in four. [sides]
    """

    share: Interval
    gap_exponent: Interval
    void_exponent: Interval
    beyond: FloatArray
    gaps: FloatArray


def voids(squares: Sequence[FloatArray], *, reach: FloatArray, rng: np.random.Generator) -> Voids:
    """Voids of squares that hold equally many points.

    Parameters
    ----------
    squares : sequence of arrays of shape (m, 2)
        Points in the unit square, m >= 16.
    reach : array of shape (k,)
        Ascending distances. [1/sqrt(density)]
    rng
        Thins the squares.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> found = voids(rng.random((50, 100, 2)), reach=np.array([0.0, 9.0]), rng=rng)
    >>> found.beyond, round(found.gap_exponent.value, 1)
    (array([1., 0.]), -0.5)
    """
    shares = sampled_mean(np.array([patterns.void_share(points) for points in squares])).interval
    gap, void = (
        patterns.thinned(squares[:THINNED], statistic, rng=rng)
        for statistic in (patterns.mean_gap, patterns.largest_void)
    )
    gaps = np.sort(np.concatenate([patterns.gaps(points) for points in squares]))
    spacings = gaps * np.sqrt(len(squares[0]))
    beyond = 1 - np.searchsorted(spacings, reach) / len(gaps)
    exponents = patterns.thinning_exponent(*gap), patterns.thinning_exponent(*void)
    sizes = np.array([gap[0].mean(), gap[1].mean()])
    return Voids(shares, exponents[0], exponents[1], np.asarray(beyond), sizes)
