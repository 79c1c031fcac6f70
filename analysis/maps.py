"""Two-dimensional maps of a cloud, their islands and their gaps."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from openTSNE import TSNE
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import ConvexHull, Delaunay, cKDTree
from threadpoolctl import threadpool_limits

from analysis.cloud import FloatArray, Points

EARLY, LATE = 250, 750  # iterations with and without exaggeration, 1,000 as in the posts
MANY = 10_000  # points from which a grid approximates repulsion faster than a tree


@dataclass(frozen=True)
class MapSettings:
    """Settings of t-SNE.

    Parameters
    ----------
    perplexity
        Number of neighbours that count.
    exaggeration
        How much they attract in the first phase.
    """

    perplexity: float
    exaggeration: float


RAW, STANDARD = MapSettings(10, 16), MapSettings(30, 12)  # the posts' two


def tsne_map(
    points: Points, settings: MapSettings, *, rng: np.random.Generator, threads: int = 1
) -> FloatArray:
    """Two-dimensional t-SNE map (van der Maaten and Hinton 2008), by openTSNE, from a random start.

    Repulsion comes from a tree (Barnes and Hut, angle 0.8) or, for many points, from interpolation
    on a grid (Linderman and others 2019). One thread gives the same map in every run.

    Parameters
    ----------
    points : array of shape (n, d)
        Points, n above three times the perplexity. [latent units]
    settings
        Perplexity and early exaggeration.
    rng
        Source of randomness, for where points start.
    threads
        Threads that one map uses.

    Returns
    -------
    array of shape (n, 2)
        Places without a metric meaning. [unitless]

    Raises
    ------
    ValueError
        If there are too few points for the perplexity, or one is not finite.
    """
    if len(points) <= 3 * settings.perplexity:
        msg = f"`points` must be more than 3 perplexities ({settings.perplexity}): {len(points)}."
        raise ValueError(msg)
    if not np.isfinite(points).all():
        msg = "`points` must be finite, got NaN or infinity. Look for a failed training."
        raise ValueError(msg)
    method = TSNE(
        perplexity=settings.perplexity,
        early_exaggeration=settings.exaggeration,
        early_exaggeration_iter=EARLY,
        n_iter=LATE,
        initialization="random",
        neighbors="exact",
        negative_gradient_method="bh" if len(points) < MANY else "fft",
        theta=0.8,
        n_jobs=threads,
        random_state=int(rng.integers(2**31)),
    )
    return np.asarray(method.fit(np.asarray(points, np.float64)), np.float64)


def tsne_maps(
    clouds: Sequence[tuple[Points, MapSettings]], *, rng: np.random.Generator
) -> list[FloatArray]:
    """`tsne_map` of several clouds, as many at a time as there are cores, one thread each.

    Parameters
    ----------
    clouds
        Points of shape (n, d) with their settings.
    rng
        Source of randomness; each map has a stream of its own, whatever the number of cores.
    """
    streams = rng.spawn(len(clouds))
    with threadpool_limits(limits=1), ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [
            pool.submit(tsne_map, points, settings, rng=stream)
            for (points, settings), stream in zip(clouds, streams, strict=True)
        ]
        return [job.result() for job in jobs]


def islands(places: Points, *, reach: float, fewest: int = 2) -> int:
    """Count of groups of points of a map, with no step below `reach` between them.

    Parameters
    ----------
    places : array of shape (n, 2)
        A map.
    reach
        Longest step. [median distance to the nearest neighbour]
    fewest
        Points that make a group.
    """
    tree = cKDTree(places)
    step = reach * float(np.median(tree.query(places, k=2)[0][:, 1]))
    first, second = tree.query_pairs(step, output_type="ndarray").T
    graph = coo_array((np.ones(len(first)), (first, second)), shape=(len(places),) * 2)
    sizes = np.bincount(connected_components(graph, directed=False)[1])
    return int(np.count_nonzero(sizes >= fewest))


def empty_share(places: Points) -> float:
    """Share of a map that lies further than one spacing from any point.

    The map is the convex hull of its points, a spacing the root of its area per point: exp(-π) =
    4 % for random points, more where there are gaps and cracks.

    Parameters
    ----------
    places : array of shape (n, 2)
        A map.
    """
    hull = ConvexHull(places)
    ends = (
        np.linspace(low, high, 100) for low, high in zip(places.min(0), places.max(0), strict=True)
    )
    grid = np.stack(np.meshgrid(*ends), axis=-1).reshape(-1, 2)
    inside = grid[Delaunay(places[hull.vertices]).find_simplex(grid) >= 0]
    apart = cKDTree(places).query(inside)[0]
    return float(np.mean(apart > np.sqrt(hull.volume / len(places))))  # in a plane, its area
