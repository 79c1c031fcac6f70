"""Two-dimensional maps of a cloud, their islands, and the neighbours that they keep."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from sklearn.manifold import TSNE
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits

from analysis.cloud import FloatArray, Points


def tsne_maps(
    clouds: Sequence[Points], *, perplexity: float, exaggeration: float, rng: np.random.Generator
) -> list[FloatArray]:
    """Two-dimensional t-SNE maps (van der Maaten and Hinton 2008) of several clouds.

    Each map is made on one thread, so that it can be repeated anywhere, and two at a time.

    Parameters
    ----------
    clouds : sequence of arrays of shape (n, z_dim)
        Points of each cloud. [latent units]
    perplexity, exaggeration
        Number of neighbours that count, and how much they attract in the first phase.
    rng
        Source of randomness, for one seed that all maps share.

    Returns
    -------
    list of arrays of shape (n, 2)
        Places without a metric meaning. [unitless]
    """
    settings = {"perplexity": perplexity, "early_exaggeration": exaggeration, "init": "pca"}
    seed = int(rng.integers(2**31))
    with ThreadPoolExecutor(2) as pool:
        maps = pool.map(lambda cloud: _tsne_map(cloud, random_state=seed, **settings), clouds)
        return list(maps)


def _tsne_map(cloud: Points, **settings: Any) -> FloatArray:
    """One map on the thread that calls."""
    with threadpool_limits(limits=1):
        return np.asarray(TSNE(n_jobs=1, **settings).fit_transform(cloud), np.float64)


def islands(places: Points, *, reach: float) -> int:
    """Count of groups of two or more points of a map, with no step below `reach` between them.

    Parameters
    ----------
    places : array of shape (n, 2)
        A map.
    reach
        Longest step. [median distance to the nearest neighbour]
    """
    tree = cKDTree(places)
    step = reach * float(np.median(tree.query(places, k=2)[0][:, 1]))
    first, second = tree.query_pairs(step, output_type="ndarray").T
    graph = coo_array((np.ones(len(first)), (first, second)), shape=(len(places),) * 2)
    sizes = np.bincount(connected_components(graph, directed=False)[1])
    return int(np.count_nonzero(sizes > 1))


def common_neighbours(first: Points, second: Points, *, k: int) -> float:
    """Share of each point's k nearest neighbours that two arrangements of the points agree on.

    Parameters
    ----------
    first, second : arrays of shape (n, d) and (n, e)
        The same points twice, such as a cloud and its map.
    k
        Number of neighbours.

    Returns
    -------
    float
        1 if all agree; k / (n - 1) by chance.
    """
    near = [
        NearestNeighbors(n_neighbors=k).fit(points).kneighbors(return_distance=False)
        for points in (first, second)
    ]
    shared = [len(np.intersect1d(a, b)) for a, b in zip(*near, strict=True)]
    return float(np.mean(shared) / k)
