"""Sets of informed points, under the names by which tables, results and claims call them."""

from collections.abc import Mapping
from functools import partial
from typing import TypeAlias

import numpy as np

from analysis.cloud import (
    FloatArray,
    Points,
    PrincipalAxes,
    principal_axes,
    variance_inflation,
)
from analysis.density_samplers import (
    Mixture,
    ellipse_gaussian,
    kernel_points,
    mixture_points,
    truncated_gaussian,
)
from analysis.paths import across_core, perturbed, spherical_line, straight_line
from analysis.sampling import (
    box_scale,
    component_box,
    diagonal_gaussian,
    full_gaussian,
    halfway,
    isotropic_gaussian,
    origin_gaussian,
)

Sets: TypeAlias = Mapping[str, Points]

FACTS = {"f0_4": 0.4, "f0_5": 0.5, "f0_6": 0.6, "f0_7": 0.7, "f0_8": 0.8, "f0_9": 0.9, "f1_0": 1.0}
COMPONENTS = {f"k{k}": k for k in (2, 5, 10, 20, 50, 100)}
BANDWIDTHS = {"h0_25": 0.25, "h0_5": 0.5, "h1": 1.0}
SHARES = {"w0_25": 0.25, "w0_5": 0.5}
LENGTHS = {"l0_25": 0.25, "l0_5": 0.5, "l1": 1.0, "l2": 2.0}
BROADEST = 10  # principal axes of the planes of some paths
DIAGONAL_SCALES = {"s0_5": 0.5, "s2": 2.0, "s4": 4.0}
FULL_SCALES = {"s0_5": 0.5, "s2": 2.0}


def ladder_points(z: Points, *, n: int, rng: np.random.Generator) -> Sets:
    """Gaussians that know more and more of the cloud, each with draws of its own.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud. [latent units]
    n
        Number of points of each set.
    rng
        Source of randomness.
    """
    samplers = {
        "origin_gaussian": origin_gaussian,
        "isotropic_gaussian": isotropic_gaussian,
        "diagonal_gaussian": diagonal_gaussian,
        "full_gaussian": full_gaussian,
    }
    return {
        name: draw(z, n=n, rng=stream)
        for (name, draw), stream in zip(samplers.items(), rng.spawn(len(samplers)), strict=True)
    }


def box_points(z: Points, *, n: int, rng: np.random.Generator) -> Sets:
    """Component-wise boxes for seven shares of the half-widths, and one of the cloud's size.

    Every box has draws of its own, so that differences between them have plain intervals.

    Parameters
    ----------
    z, n, rng
        As for `ladder_points`.
    """
    facts = {f"component_box.{label}": fact for label, fact in FACTS.items()}
    facts["component_box_equal"] = 1.0 / box_scale(z, fact=1.0)
    streams = rng.spawn(len(facts))
    return {
        label: component_box(z, fact=fact, n=n, rng=stream)
        for (label, fact), stream in zip(facts.items(), streams, strict=True)
    }


def scaled_points(z: Points, *, n: int, rng: np.random.Generator) -> Sets:
    """Diagonal and full Gaussians, narrower and wider than the cloud.

    ``diagonal_mahalanobis`` is the diagonal Gaussian shrunk until its mean squared Mahalanobis
    distance equals the cloud's: the warning example of a comparison that seems fair.

    Parameters
    ----------
    z, n, rng
        As for `ladder_points`.
    """
    shrunk = 1 / np.sqrt(variance_inflation(z).mean())
    draws = [
        *(
            (f"diagonal_scaled.{label}", s, diagonal_gaussian)
            for label, s in DIAGONAL_SCALES.items()
        ),
        *((f"full_scaled.{label}", s, full_gaussian) for label, s in FULL_SCALES.items()),
        ("diagonal_mahalanobis", float(shrunk), diagonal_gaussian),
    ]
    return {
        label: draw(z, n=n, rng=stream, scale=scale)
        for (label, scale, draw), stream in zip(draws, rng.spawn(len(draws)), strict=True)
    }


def density_points(z: Points, *, mixture: Mixture, n: int, rng: np.random.Generator) -> Sets:
    """Points of samplers that follow the cloud's density: ellipses, a mixture, kernels.

    Parameters
    ----------
    z, n, rng
        As for `ladder_points`.
    mixture
        What `density_samplers.fitted_mixture` found of this cloud.
    """
    first, second, *streams = rng.spawn(2 + len(BANDWIDTHS))
    sets: dict[str, Points] = {
        "ellipse_gaussian": ellipse_gaussian(z, n=n, rng=first),
        "mixture": mixture_points(z, mixture=mixture, n=n, rng=second),
    }
    for (label, width), stream in zip(BANDWIDTHS.items(), streams, strict=True):
        sets[f"kernel.{label}"] = kernel_points(z, bandwidth=width, n=n, rng=stream)
    return sets


def truncated_points(z: Points, ends: Points, *, n: int, rng: np.random.Generator) -> Sets:
    """Points with no more than k principal components: Gaussian draws, and encoded images.

    Parameters
    ----------
    z, n, rng
        As for `ladder_points`.
    ends : array of shape (n or more, z_dim)
        Encoded images, all of whose other components become those of the mean. [latent units]
    """
    sets: dict[str, Points] = {}
    axes = principal_axes(z)
    for (label, components), stream in zip(
        COMPONENTS.items(), rng.spawn(len(COMPONENTS)), strict=True
    ):
        k = min(components, z.shape[1])
        sets[f"truncated_gaussian.{label}"] = truncated_gaussian(z, components=k, n=n, rng=stream)
        sets[f"truncated_test.{label}"] = truncated(ends[:n], axes=axes, components=k)
    return sets


def truncated(points: Points, *, axes: PrincipalAxes, components: int) -> FloatArray:
    """Points projected onto the plane of a cloud's broadest principal axes through its mean.

    Parameters
    ----------
    points : array of shape (n, z_dim)
        Points. [latent units]
    axes
        Mean and axes of the cloud.
    components
        Number of axes that are kept.
    """
    scores = axes.coordinates(points)
    scores[:, components:] = 0.0
    return axes.points(scores)


def line_points(ends: Points, *, origin: Points, n: int, rng: np.random.Generator) -> Sets:
    """Points between encoded images, on straight and on spherical lines, each of its own pair.

    Parameters
    ----------
    ends : array of shape (m, z_dim)
        Encoded images. [latent units]
    origin : array of shape (n, z_dim)
        Points of a Gaussian about the origin, whose middles are the comparison. [latent units]
    n
        Number of points of each set.
    rng
        Source of randomness.
    """
    lines = {"line": straight_line, "spherical_line": spherical_line}
    names = [(kind, label) for kind in lines for label in SHARES]
    sets = {
        f"{kind}.{label}": lines[kind](ends, share=SHARES[label], n=n, rng=stream)
        for (kind, label), stream in zip(names, rng.spawn(len(names)), strict=True)
    }
    return {**sets, "halfway_origin": halfway(origin)[:n]}


def core_points(z: Points, *, n: int, rng: np.random.Generator) -> Sets:
    """Points on paths across the core, in planes of components and of principal axes.

    Paths reach two half-widths to either side of the centre. Most of many axes are narrow, and so
    there are planes of the ten broadest besides.

    Parameters
    ----------
    z, n, rng
        As for `ladder_points`.
    """
    across = partial(across_core, z, reach=2.0, n=n)
    first, second, third = rng.spawn(3)
    return {
        "core_components": across(principal=False, rng=first),
        "core_principal": across(principal=True, rng=second),
        "core_broadest": across(principal=True, rng=third, broadest=BROADEST),
    }


def step_points(z: Points, ends: Points, *, n: int, rng: np.random.Generator) -> Sets:
    """Points some way off encoded images, in random directions and where the cloud extends.

    Parameters
    ----------
    z, n, rng
        As for `ladder_points`.
    ends : array of shape (n or more, z_dim)
        Encoded images to start from. [latent units]
    """
    names = [(kind, label) for kind in ("random", "along") for label in LENGTHS]
    return {
        f"step_{kind}.{label}": perturbed(
            ends[:n], cloud=z, size=LENGTHS[label], principal=kind == "along", rng=stream
        )
        for (kind, label), stream in zip(names, rng.spawn(len(names)), strict=True)
    }
