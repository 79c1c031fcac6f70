"""The sets of random points of which a chapter asks whether they decode to faces."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from analysis.cloud import FloatArray, Points
from analysis.nulls import permuted_components
from analysis.sampling import (
    matched_half_width,
    matched_sphere,
    positive_cube,
    standard_normal,
    uniform_cube,
)

HALF_WIDTHS = (0.5, 1.0, 1.5, 2.0, 2.5, 5.0, 8.0, 10.0, 15.0, 20.0, 30.0, 50.0)
SOME_HALF_WIDTHS = (1.5, 5.0, 20.0)
STRETCHES = (0.5, 1.5, 3.0)
INSTRUMENTS = (
    "reconstruction_test",
    "reconstruction_other",
    "control",
    "normal",
    "cube_matched",
    "positive_cube_matched",
    "sphere_matched",
    "cube.b1_5",
    "cube.b2",
    "cube.b10",
)


class Sizes(NamedTuple):
    """Numbers of points: of a cube, of a cube of positive components, of any other set."""

    cube: int
    positive: int
    other: int


def label_of(kind: str, setting: str, value: float) -> str:
    """Name of a set, such as results carry it.

    Examples
    --------
    >>> label_of("cube", "b", 1.5), label_of("cube", "b", 10.0)
    ('cube.b1_5', 'cube.b10')
    """
    return f"{kind}.{setting}" + f"{value:g}".replace(".", "_")


def random_sets(
    z: Points,
    *,
    sizes: Sizes,
    positive: tuple[float, ...],
    seeds: tuple[int, int],
    rng: np.random.Generator,
) -> dict[str, FloatArray]:
    """Random points that know of a cloud its dimension, its mean radius, or its components.

    All cubes hold the same points, blown up; so do all cubes of positive components.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Training points. [latent units]
    sizes
        Numbers of points of the sets.
    positive
        Half-widths of the cubes of positive components. [latent units]
    seeds
        Of the points of the two kinds of cubes, so that networks may share them.
    rng
        Draws all other sets.

    Returns
    -------
    dict of array of shape (n, z_dim)
        Points under the name of their set. [latent units]
    """
    matched = matched_half_width(z)
    draws = [np.random.default_rng(seed) for seed in seeds]
    unit = uniform_cube(z, half_width=1.0, n=sizes.cube, rng=draws[0])
    corner = positive_cube(z, half_width=1.0, n=sizes.positive, rng=draws[1])
    return {
        "mean_face": z.mean(axis=0, dtype=np.float64)[None],
        "control": np.asarray(permuted_components(z, rng=rng)[: sizes.other], np.float64),
        **{label_of("cube", "b", b): b * unit for b in HALF_WIDTHS},
        "cube_matched": matched * unit,
        **{label_of("positive_cube", "b", b): b * corner for b in positive},
        "positive_cube_matched": matched * corner,
        "sphere_matched": matched_sphere(z, n=sizes.other, rng=rng),
        "normal": standard_normal(z, n=sizes.other, rng=rng),
        "line_random": random_lines(z, n=sizes.other, rng=rng),
    }


def random_lines(z: Points, *, n: int, rng: np.random.Generator) -> FloatArray:
    """Points anywhere on straight lines between random points of the cube of matched radius.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud that gives the mean radius. [latent units]
    n
        Number of lines, with one point of each.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points. [latent units]
    """
    width = matched_half_width(z)
    first, second = (uniform_cube(z, half_width=width, n=n, rng=rng) for _ in range(2))
    return between(first, second, rng=rng)


def between(first: Points, second: Points, *, rng: np.random.Generator) -> FloatArray:
    """Points anywhere on the straight lines between points and others.

    Parameters
    ----------
    first, second : array of shape (n, z_dim)
        Where the lines begin and end. [latent units]
    rng
        Draws the place on each line.

    Returns
    -------
    array of shape (n, z_dim)
        One point of each line. [latent units]
    """
    first = np.asarray(first, np.float64)
    return first + rng.random((len(first), 1)) * (second - first)


def stretched(z: Points) -> Mapping[str, FloatArray]:
    """Points of the cloud moved along their own directions from the origin, by set.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Encoded images. [latent units]

    Returns
    -------
    dict of array of shape (n, z_dim)
        The right directions at wrong lengths. [latent units]
    """
    return {label_of("stretched", "s", s): s * np.asarray(z, np.float64) for s in STRETCHES}
