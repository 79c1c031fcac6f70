"""Intrinsic dimension: on how many dimensions points lie, from distances to their neighbours."""

import numpy as np
from scipy.spatial import cKDTree
from sklearn.neighbors import NearestNeighbors

from analysis.cloud import FloatArray, Points
from analysis.intervals import Interval, sampled_mean

REPEATED = 1e-4  # of the usual distance of neighbours: nearer points are one image encoded twice
USUAL, USUAL_PROBES = 10, 500  # which neighbour is meant, and of how many points
SIEVE = 8  # components in which pairs are looked for first, since trees are slow in many


def neighbour_distances(probes: Points, *, points: Points, k: int) -> FloatArray:
    """Distances of each probe to its k nearest points, ascending; a probe is not its own neighbour.

    Parameters
    ----------
    probes : array of shape (m, z_dim)
        Points whose neighbours are sought. [latent units]
    points : array of shape (n, z_dim)
        Points among which they are sought. [latent units]
    k
        Number of neighbours.

    Returns
    -------
    array of shape (m, k)
        Distances, in float64. [latent units]

    Raises
    ------
    ValueError
        If a coordinate is not finite, or there are not more than k points.
    """
    if not 1 <= k < len(points):
        msg = f"`k` must be 1 to {len(points) - 1} for {len(points)} points, got {k}. Lower it."
        raise ValueError(msg)
    search = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(points)
    found = search.kneighbors(probes, return_distance=False).T  # (k + 1, m)
    apart = [np.linalg.norm(np.asarray(points[row], np.float64) - probes, axis=1) for row in found]
    distances = np.sort(np.stack(apart, axis=1), axis=1)
    return np.where(distances[:, :1] == 0, distances[:, 1:], distances[:, :-1])


def without_repeats(points: FloatArray) -> FloatArray:
    """Points less those that repeat an earlier one but for rounding.

    An image that a collection holds twice has neighbours at no distance, or at that of rounding
    errors, whose logarithm outweighs hundreds of others. A point repeats another within 1e-4 of
    the median distance to the tenth neighbour. In d dimensions a share of about 10 · 1e-4^d of
    different points lies so close: one in a thousand on a string, none to speak of from a plane
    on. The tenth neighbour is another image even if all are held up to ten times.

    Parameters
    ----------
    points : array of shape (n, z_dim)
        Points. [latent units]

    Returns
    -------
    array of shape (m, z_dim)
        The first of each group of points that repeat, and all others, in their order.

    Examples
    --------
    >>> line = np.arange(20.0)[:, None]
    >>> len(without_repeats(np.concatenate([line, line[:3] + 1e-9])))
    20
    """
    probes = np.linspace(0, len(points) - 1, min(USUAL_PROBES, len(points))).astype(np.int64)
    k = min(USUAL, len(points) - 1)
    usual = np.median(neighbour_distances(points[probes], points=points, k=k)[:, -1])
    broadest = np.argsort(points.var(axis=0))[-SIEVE:]  # pairs are no nearer along all axes
    near = cKDTree(points[:, broadest]).query_pairs(REPEATED * usual, output_type="ndarray")
    apart = np.linalg.norm(points[near[:, 0]] - points[near[:, 1]], axis=1)
    repeats = near[apart <= REPEATED * usual].max(axis=1)
    kept: FloatArray = np.delete(points, np.unique(repeats), axis=0)
    return kept


def intrinsic_dimension(distances: FloatArray) -> Interval:
    """Dimension in which neighbours lie at such distances: 1 / mean of log(r_k / r_j), j < k.

    The estimator of Levina and Bickel (2004), averaged over points as MacKay and Ghahramani (2005)
    do; for k = 2 it is TwoNN (Facco and others 2017) by maximum likelihood.

    Parameters
    ----------
    distances : array of shape (m, k)
        Ascending distances to the k nearest neighbours, k >= 2.

    Returns
    -------
    Interval
        Interval from the scatter of the points' own means; neighbours in common are ignored.

    Raises
    ------
    ValueError
        If there are fewer than two neighbours, or points that coincide.

    Examples
    --------
    >>> intrinsic_dimension(np.array([[1.0, np.e], [1.0, np.e]])).value
    1.0
    """
    if distances.ndim != 2 or distances.shape[1] < 2 or len(distances) < 2:
        msg = f"`distances` must be of two points and two neighbours or more: {distances.shape}."
        raise ValueError(msg)
    if not np.all(distances > 0):
        msg = f"`distances` must be above 0, got {distances.min()}. Remove points that repeat."
        raise ValueError(msg)
    logs = np.log(distances[:, -1:] / distances[:, :-1]).mean(axis=1)
    mean, low, high = sampled_mean(logs).interval
    return Interval(1 / mean, 1 / high, np.inf if low <= 0 else 1 / low)


def two_nn(distances: FloatArray) -> Interval:
    """`intrinsic_dimension` by the two nearest of the neighbours at `distances`, (m, k)."""
    return intrinsic_dimension(distances[:, :2])


ESTIMATORS = {"two_nn": two_nn, "levina_bickel": intrinsic_dimension}
