"""What maps of several draws have in common: islands, gaps and neighbours, with their range."""

from collections.abc import Sequence

import numpy as np

from analysis.cloud import FloatArray, Points
from analysis.intervals import Interval
from analysis.maps import empty_share, islands
from analysis.overlap import shared_neighbours

REACH, FEWEST = 5, 10  # of an island: median distances of neighbours, points


def island_count(places: Points) -> float:
    """Count of groups of ten points or more of a map, (n, 2), by the chapter's rule."""
    return float(islands(places, reach=REACH, fewest=FEWEST))


MEASURES = {"islands": island_count, "gaps": empty_share}


def mean_and_range(values: Sequence[float] | FloatArray) -> Interval:
    """Mean of some numbers, and the smallest and the largest of them.

    Examples
    --------
    >>> mean_and_range([1.0, 2.0, 6.0])
    Interval(value=3.0, low=1.0, high=6.0)
    """
    return Interval(float(np.mean(values)), float(np.min(values)), float(np.max(values)))


def agreement(first: Sequence[Points], second: Sequence[Points], *, k: int = 10) -> Interval:
    """Share of neighbours that two maps of the same points agree on: mean and range over draws.

    Parameters
    ----------
    first, second : sequences of arrays of shape (n, 2)
        Maps of each draw.
    k
        Number of neighbours.
    """
    pairs = zip(first, second, strict=True)
    return mean_and_range([float(shared_neighbours(a, b, k=k).mean()) for a, b in pairs])
