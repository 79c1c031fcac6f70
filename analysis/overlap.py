"""Arrangements of the same points compared by the neighbours that they keep."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from openTSNE import TSNE
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

from analysis.cloud import FloatArray, Points


def random_start_map(
    cloud: Points, *, perplexity: float, exaggeration: float, rng: np.random.Generator
) -> FloatArray:
    """A t-SNE map that starts from random places, so that another seed gives another map.

    Maps that start from principal components, as is usual, are nearly the same for all seeds and
    tell nothing about the spread that the method itself adds.

    Parameters
    ----------
    cloud : array of shape (n, z_dim)
        Points, n > 3 perplexity. [latent units]
    perplexity, exaggeration
        Number of neighbours that count, and how much they attract in the first phase.
    rng
        Source of the places to start from.

    Returns
    -------
    array of shape (n, 2)
        Places without a metric meaning (Policar and others 2024, openTSNE). [unitless]

    Raises
    ------
    ValueError
        If there are too few points for the perplexity.
    """
    if len(cloud) <= 3 * perplexity:
        msg = (
            f"`cloud` must hold more than 3 x perplexity = {3 * perplexity:g} points, got "
            f"{len(cloud)}. Lower the perplexity."
        )
        raise ValueError(msg)
    maker = TSNE(
        perplexity=perplexity,
        early_exaggeration=exaggeration,
        initialization="random",
        n_jobs=1,
        random_state=int(rng.integers(2**31)),
    )
    with threadpool_limits(1):
        return np.asarray(maker.fit(np.asarray(cloud, np.float64)), np.float64)


def neighbours(points: Points, *, k: int) -> NDArray[np.int64]:
    """Rows of the k nearest other points of each point, of shape (n, k)."""
    if not 1 <= k < len(points):
        msg = f"`k` must lie between 1 and n - 1 = {len(points) - 1}, got {k}. Lower it."
        raise ValueError(msg)
    near = NearestNeighbors(n_neighbors=k).fit(points)
    return np.asarray(near.kneighbors(return_distance=False), np.int64)


def overlap_table(arrangements: Sequence[Points], *, k: int) -> FloatArray:
    """Share of the k nearest neighbours that two arrangements of the same points agree on.

    Parameters
    ----------
    arrangements
        Arrays of shape (n, any), row by row of the same points: clouds, maps.
    k
        Number of neighbours.

    Returns
    -------
    array of shape (arrangements, arrangements)
        1 on the diagonal; k / (n - 1) by chance.

    Raises
    ------
    ValueError
        If the numbers of points differ, or `k` is not below them.
    """
    sizes = {len(points) for points in arrangements}
    if len(sizes) != 1:
        msg = f"`arrangements` must hold the same points, got {sorted(sizes)} of them."
        raise ValueError(msg)
    sets = [np.sort(neighbours(points, k=k), axis=1) for points in arrangements]
    n = sizes.pop()
    codes = [(near + n * np.arange(n)[:, None]).ravel() for near in sets]  # point and neighbour
    return np.array([[len(np.intersect1d(a, b)) / (n * k) for b in codes] for a in codes])


def large_islands(places: Points, *, reach: float, share: float) -> int:
    """Number of parts of a map, with no step below `reach` between them, that hold many points.

    Parameters
    ----------
    places : array of shape (n, 2)
        A map.
    reach
        Longest step within a part. [median distance to the nearest neighbour]
    share
        Smallest share of the points that counts.

    Returns
    -------
    int
        1 for a map in one piece.
    """
    tree = cKDTree(places)
    step = reach * float(np.median(tree.query(places, k=2)[0][:, 1]))
    first, second = tree.query_pairs(step, output_type="ndarray").T
    graph = coo_array((np.ones(len(first)), (first, second)), shape=(len(places),) * 2)
    sizes = np.bincount(connected_components(graph, directed=False)[1])
    return int(np.count_nonzero(sizes >= share * len(places)))
