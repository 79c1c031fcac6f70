"""Neighbours in a plane and in the full space, and whether a cloud falls into clusters."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from sklearn.neighbors import kneighbors_graph

from analysis.cloud import FloatArray, Points
from analysis.intervals import Interval, normal_interval, sampled_mean


class PlanePairs(NamedTuple):
    """Distances of pairs of points, in a plane and in the full space.

    Parameters
    ----------
    near_plane, near_full : array of shape (n,)
        Of each point and its nearest neighbour in the plane. [latent units]
    random_plane, random_full : array of shape (n,)
        Of each point and one drawn at random. [latent units]
    """

    near_plane: FloatArray
    near_full: FloatArray
    random_plane: FloatArray
    random_full: FloatArray

    @property
    def outside(self) -> tuple[FloatArray, FloatArray]:
        """Distances of near and of random pairs along all axes outside the plane, (n,) each."""
        near = self.near_full**2 - self.near_plane**2
        other = self.random_full**2 - self.random_plane**2
        return np.sqrt(np.maximum(near, 0.0)), np.sqrt(np.maximum(other, 0.0))


def plane_pairs(z: Points, plane: Points, *, rng: np.random.Generator) -> PlanePairs:
    """Pairs that are neighbours in a plane, and random pairs.

    Parameters
    ----------
    z, plane : arrays of shape (n, z_dim) and (n, 2)
        Points, and their coordinates along two orthogonal axes. [latent units]
    rng
        Source of randomness.
    """
    near = cKDTree(plane).query(plane, k=2)[1][:, 1]
    other = (np.arange(len(z)) + rng.integers(1, len(z), size=len(z))) % len(z)
    parts = [np.linalg.norm(x - x[row], axis=1) for row in (near, other) for x in (plane, z)]
    return PlanePairs(*(np.asarray(part, np.float64) for part in parts))


def pairs_in_planes(z: Points, planes: Sequence[Points], *, rng: np.random.Generator) -> PlanePairs:
    """`plane_pairs` of several planes, one after the other.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Points. [latent units]
    planes : sequence of arrays of shape (n, 2)
        Their coordinates in each plane. [latent units]
    rng
        Source of randomness.

    Returns
    -------
    PlanePairs
        Arrays of shape (len(planes) * n,).
    """
    found = [plane_pairs(z, plane, rng=rng) for plane in planes]
    return PlanePairs(*(np.concatenate(kind) for kind in zip(*found, strict=True)))


def outside_ratio(pairs: PlanePairs) -> Interval:
    """Distance of plane neighbours over that of random pairs, along all axes outside the plane.

    Returns
    -------
    Interval
        Ratio of root mean squares: 1 if nearness in the plane says nothing, near 0 if neighbours in
        the plane are neighbours in the full space. Interval by the delta method over pairs.
    """
    near, other = (sampled_mean(apart**2) for apart in pairs.outside)
    value = np.sqrt(near.value / other.value)
    error = 0.5 * value * np.hypot(near.error / near.value, other.error / other.value)
    return normal_interval(value, error)


def hopkins(apart: FloatArray, together: FloatArray) -> Interval:
    """Share A / (A + T) of two mean distances, after Hopkins (1954): 1/2 without clusters.

    Parameters
    ----------
    apart : array of shape (m,)
        Distance from points of a null to the nearest point of the cloud. [latent units]
    together : array of shape (k,)
        Distance from points of the cloud to the nearest other one. [latent units]

    Returns
    -------
    Interval
        Above 1/2 where points of the cloud are closer to each other than null points to them.
    """
    (a, error_a), (t, error_t) = sampled_mean(apart), sampled_mean(together)
    return normal_interval(a / (a + t), np.hypot(t * error_a, a * error_t) / (a + t) ** 2)


def graph_parts(points: Points, *, k: int) -> int:
    """Count of connected parts of the graph that joins each point with its k nearest neighbours.

    1 for a cloud in one piece; separate clusters or strings stay separate while k is below the
    number of points on each.

    Parameters
    ----------
    points : array of shape (n, z_dim)
        Cloud, n > k. [latent units]
    k
        Number of neighbours.
    """
    if not 1 <= k < len(points):
        msg = f"`k` must be 1 to {len(points) - 1} for {len(points)} points, got {k}. Lower it."
        raise ValueError(msg)
    return int(connected_components(kneighbors_graph(points, k), directed=False)[0])
