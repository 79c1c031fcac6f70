"""Planes to look at, and squares of them beside chance in an order that does not tell."""

import itertools
from typing import NamedTuple

import numpy as np

from analysis.cloud import FloatArray, Points, PrincipalAxes
from analysis.planes import POSTS_PCS, beside_chance, posts_planes


def planes_looked_at(
    z: Points, axes: PrincipalAxes, *, count: int, leading: int, rng: np.random.Generator
) -> dict[str, FloatArray]:
    """Directions of the posts' planes, and of others drawn at random from leading components.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    axes : PrincipalAxes
        Those of `z`.
    count
        Planes in all, the posts' four among them.
    leading
        Principal components of which the others are made.
    rng
        Source of randomness.

    Returns
    -------
    dict of array of shape (2, z_dim)
        Unit vectors under names such as ``"PC3-PC7"``; the posts' planes come first.
    """
    spans = posts_planes(z, axes)
    taken = {(i - 1, j - 1) for i, j in POSTS_PCS}
    others = sorted(set(itertools.combinations(range(leading), 2)) - taken)
    for i, j in rng.choice(others, count - len(spans), replace=False):
        spans[f"PC{i + 1}-PC{j + 1}"] = axes.axes[[i, j]]
    return spans


class Pair(NamedTuple):
    """Points of a plane and points without finer structure, side by side.

    Parameters
    ----------
    left, right : arrays of shape (m, 2)
        Equally many inside the window. [sd of each axis]
    low, high : arrays of shape (2,)
        Corners of the window. [sd of each axis]
    real
        Which of the two holds the points of the plane: ``"left"`` or ``"right"``.
    """

    left: FloatArray
    right: FloatArray
    low: FloatArray
    high: FloatArray
    real: str


def blind_pair(plane: Points, *, count: int, bandwidth: float, rng: np.random.Generator) -> Pair:
    """The square that holds `count` points beside one of a smooth resampling, in random order.

    Parameters
    ----------
    plane : array of shape (n, 2)
        Coordinates in a plane. [latent units]
    count
        Points in the square; n shows all points.
    bandwidth
        Kernel of the resampling. [sd of the points]
    rng
        Source of randomness.
    """
    real, chance, low, high = beside_chance(plane, count=count, bandwidth=bandwidth, rng=rng)
    if rng.integers(2):
        return Pair(chance, real, low, high, "right")
    return Pair(real, chance, low, high, "left")
