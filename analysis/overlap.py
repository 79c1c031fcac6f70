"""Arrangements of the same points compared by the neighbours that they keep."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors

from analysis.cloud import FloatArray, Points


def neighbours(points: Points, *, k: int) -> NDArray[np.int64]:
    """Rows of the k nearest other points of each point, of shape (n, k)."""
    if not 1 <= k < len(points):
        msg = f"`k` must lie between 1 and n - 1 = {len(points) - 1}, got {k}. Lower it."
        raise ValueError(msg)
    near = NearestNeighbors(n_neighbors=k).fit(points)
    return np.asarray(near.kneighbors(return_distance=False), np.int64)


def shared_neighbours(first: Points, second: Points, *, k: int) -> FloatArray:
    """Share of each point's k nearest neighbours that two arrangements of the points agree on.

    Parameters
    ----------
    first, second : arrays of shape (n, d) and (n, e)
        The same points twice, row by row: clouds, maps.
    k
        Number of neighbours.

    Returns
    -------
    array of shape (n,)
        1 where all agree; k / (n - 1) on average by chance.

    Raises
    ------
    ValueError
        If the numbers of points differ, or `k` is not below them.
    """
    if len(first) != len(second):
        sizes = sorted({len(first), len(second)})
        msg = f"Arrangements must hold the same points, got {sizes} of them. Pass them row by row."
        raise ValueError(msg)
    return _shared(neighbours(first, k=k), neighbours(second, k=k))


def overlap_table(arrangements: Sequence[Points], *, k: int) -> FloatArray:
    """Mean of `shared_neighbours` of all pairs of arrangements.

    Returns
    -------
    array of shape (arrangements, arrangements)
        1 on the diagonal.
    """
    sizes = {len(points) for points in arrangements}
    if len(sizes) != 1:
        msg = f"Arrangements must hold the same points, got {sorted(sizes)} of them."
        raise ValueError(msg)
    near = [neighbours(points, k=k) for points in arrangements]
    return np.array([[_shared(a, b).mean() for b in near] for a in near])


def _shared(first: NDArray[np.int64], second: NDArray[np.int64]) -> FloatArray:
    """Share of common entries of the rows of two arrays of shape (n, k)."""
    n, k = first.shape
    own = np.arange(n)[:, None]
    common = np.isin(first + n * own, second + n * own)  # a number for each pair of points
    return np.asarray(common.sum(axis=1) / k)
