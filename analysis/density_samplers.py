"""Samplers that follow the density of a cloud: principal axes, mixtures, kernels.

All take the cloud `z` and `rng` and return points, as those of `analysis.sampling` do.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.stats import gaussian_kde
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from analysis.cloud import FloatArray, Points, principal_axes

CONFIDENCE = 0.95  # of the ellipses of pairs of principal components


def truncated_gaussian(
    z: Points, *, components: int, n: int, rng: np.random.Generator
) -> FloatArray:
    """Normal draws along the broadest principal axes; along all others the cloud's mean.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud, m >= 2. [latent units]
    components
        Number k of axes along which points are drawn, from 1 to z_dim.
    n
        Number of points to draw.
    rng
        Source of randomness; the draws for k axes are those for more axes, cut off.

    Returns
    -------
    array of shape (n, z_dim)
        Points in a k-dimensional plane through the mean. [latent units]

    Raises
    ------
    ValueError
        If `components` is not a number of axes that the cloud has.
    """
    _require_components(components, z)
    axes = principal_axes(z)
    scores = rng.standard_normal((n, z.shape[1])) * axes.sd  # (n, z_dim)
    scores[:, components:] = 0.0
    return axes.points(scores)


def ellipse_gaussian(
    z: Points, *, n: int, rng: np.random.Generator, confidence: float = CONFIDENCE
) -> FloatArray:
    """Normal draws along principal axes, each pair of axes inside its confidence ellipse.

    Axes are paired by size: first with second, third with fourth, and so on. In units of their
    standard deviations a pair's squared radius follows -2 ln(1 - u) with u uniform; here u stops at
    `confidence`, so that no draw need be rejected. An odd last axis keeps within the same reach.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud, m >= 2. [latent units]
    n
        Number of points to draw.
    rng
        Source of randomness.
    confidence
        Share of a normal density that each ellipse holds, above 0 and below 1.

    Returns
    -------
    array of shape (n, z_dim)
        Points. [latent units]

    Raises
    ------
    ValueError
        If `confidence` is not a share.

    Notes
    -----
    One reading of the sampler of Anracom (2023, part X). Pairs that keep within their ellipses do
    not bound the Mahalanobis distance in all dimensions beyond their sum.
    """
    if not 0 < confidence < 1:
        msg = f"`confidence` must lie between 0 and 1, got {confidence}. Take 0.95."
        raise ValueError(msg)
    axes = principal_axes(z)
    pairs = -(-z.shape[1] // 2)
    reach = np.sqrt(-2 * np.log1p(-confidence * rng.random((n, pairs))))  # (n, pairs)
    angle = 2 * np.pi * rng.random((n, pairs))
    scores = np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=2).reshape(n, -1)
    return axes.points(scores[:, : z.shape[1]] * axes.sd)


def kernel_points(z: Points, *, bandwidth: float, n: int, rng: np.random.Generator) -> FloatArray:
    """Points of the cloud, moved by normal noise with the cloud's covariance and drawn together.

    The smoothed bootstrap of Silverman and Young (1987): the noise has `bandwidth` times the
    cloud's widths, and all is shrunk about the mean by sqrt(1 + bandwidth²), so that mean and
    covariance stay those of the cloud. Bandwidth 0 repeats its points, a large one forgets them.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud, m >= 2. [latent units]
    bandwidth
        Width of the kernel over that of the cloud, positive. [unitless]
    n
        Number of points to draw.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points. [latent units]
    """
    if not (np.isfinite(bandwidth) and bandwidth > 0):
        msg = f"`bandwidth` must be a positive number, got {bandwidth}."
        raise ValueError(msg)
    axes = principal_axes(z)
    start = axes.coordinates(z[rng.integers(len(z), size=n)])  # (n, z_dim)
    noise = rng.standard_normal(start.shape) * axes.sd
    return axes.points((start + bandwidth * noise) / np.sqrt(1 + bandwidth**2))


class Mixture(NamedTuple):
    """Mixtures of normal densities, fitted along the broadest principal axes of a cloud.

    Parameters
    ----------
    criteria : array of shape (sizes,)
        Schwarz's criterion (BIC) per number of densities; smaller is better. [nat]
    best
        The mixture with the smallest criterion, in standardised principal coordinates.
    """

    criteria: FloatArray
    best: GaussianMixture


def fitted_mixture(
    z: Points, *, sizes: Sequence[int], components: int, rng: np.random.Generator, starts: int = 1
) -> Mixture:
    """Mixture of normal densities with full covariances, their number chosen by BIC.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud. [latent units]
    sizes
        Numbers of densities to try.
    components
        Number of principal axes along which they are fitted.
    rng
        Source of the seeds that the fits begin with.
    starts
        Fits of each number of densities, of which the likeliest is kept.

    Raises
    ------
    ValueError
        If an axis among them is constant, or there are too few points.
    """
    _require_components(components, z)
    axes = principal_axes(z)
    if axes.sd[components - 1] <= 1e-9 * axes.sd[0]:
        msg = f"`z` must vary along {components} axes. Ask for fewer `components`."
        raise ValueError(msg)
    scores = axes.coordinates(z)[:, :components] / axes.sd[:components]  # (m, components)
    with threadpool_limits(1):  # threads cost more than these small steps gain
        fits = [
            GaussianMixture(
                k, reg_covar=1e-4, n_init=starts, random_state=int(rng.integers(2**31))
            ).fit(scores)
            for k in sizes
        ]
    criteria = np.array([fit.bic(scores) for fit in fits])
    return Mixture(criteria, fits[int(criteria.argmin())])


def bridge(z: Points, *, mixture: Mixture) -> float:
    """Lowest density on the best way from one density of a mixture to all others, over their own.

    For two densities all points are projected onto the axis that separates these best; their
    smoothed density is least somewhere between the two means. The way goes from neighbour to
    neighbour along the highest bridges. What is looked at are points and not the fitted densities,
    which leave gaps between the pieces of an evenly filled arc, too; and all points, not those of
    the two alone, between which those of a third may lie. A gap that no plane goes through, such
    as that about a core in a shell, is not seen.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud that the mixture was fitted to. [latent units]
    mixture
        What `fitted_mixture` found.

    Returns
    -------
    float
        1 for a single density, whatever the cloud, or where no valley lies between neighbours;
        near 0 where an empty gap divides the cloud. [unitless]
    """
    best, axes = mixture.best, principal_axes(z)
    kept = best.means_.shape[1]
    scores = axes.coordinates(z)[:, :kept] / axes.sd[:kept]  # (n, components)
    valleys = np.zeros((best.n_components, best.n_components))
    for one, other in itertools.combinations(range(best.n_components), 2):
        ends = best.means_[[one, other]]
        both = best.covariances_[one] + best.covariances_[other]
        axis = np.linalg.solve(both, ends[1] - ends[0])
        least = _least_between(scores @ axis, *(ends @ axis))
        valleys[one, other] = max(1 - least, 1e-9)  # 0 is no edge
    return float(1 - minimum_spanning_tree(valleys).max())


def _least_between(x: FloatArray, first: float, last: float) -> float:
    """Least smoothed density of x between two places, over the lower of those at the places."""
    if len(x) < 2 or np.ptp(x) == 0:
        return 0.0
    density = gaussian_kde(x)(np.linspace(first, last, 41))
    return float(min(density.min() / max(min(density[0], density[-1]), 1e-300), 1.0))


def mixture_points(z: Points, *, mixture: Mixture, n: int, rng: np.random.Generator) -> FloatArray:
    """Points of a mixture along the broadest principal axes, and normal along all others.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud that the mixture was fitted to. [latent units]
    mixture
        What `fitted_mixture` found.
    n
        Number of points to draw.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points. [latent units]
    """
    axes, best = principal_axes(z), mixture.best
    scores = rng.standard_normal((n, z.shape[1]))  # (n, z_dim)
    components = best.means_.shape[1]
    roots = np.linalg.cholesky(best.covariances_)  # (k, components, components)
    which = rng.choice(len(best.weights_), size=n, p=best.weights_)
    turned = np.einsum("nij,nj->ni", roots[which], scores[:, :components])
    scores[:, :components] = best.means_[which] + turned
    return axes.points(scores * axes.sd)


def _require_components(components: int, z: Points) -> None:
    if not 1 <= components <= z.shape[1]:
        msg = f"`components` must lie between 1 and {z.shape[1]}, got {components}."
        raise ValueError(msg)
