"""Samplers of the latent space: boxes, cubes and Gaussians, uninformed or fitted to a cloud.

All have one signature, cloud `z` and `rng` in, points out, and are named after what they take from
the cloud: its dimension, a radius, the density of each component, or mean and covariance.
"""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import ndtr
from scipy.stats import wasserstein_distance

from analysis.checks import check_count, check_positive, checked, refuse
from analysis.cloud import FloatArray, Points, radius
from analysis.draws import drawn_radii, gaussian_points, uniform_points
from analysis.nulls import independent_null, normal_null
from analysis.shells import mean_radius, radius_sd

HALF_WIDTH_OF_SD = float(np.sqrt(2 * np.log(2)))  # half width at half maximum of a Gaussian
QUARTILES_OF_SD = 1.3489795003921634  # distance of a Gaussian's quartiles


def uniform_cube(z: Points, *, half_width: float, n: int, rng: np.random.Generator) -> FloatArray:
    """Points with independent components, uniform on [-b, b].

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud, of which nothing but its dimension is used. [latent units]
    half_width
        Half-width b of the cube, which is centred on the origin. [latent units]
    n
        Number of points to draw.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points; with equal `rng` those of two cubes differ by a factor alone. [latent units]

    Examples
    --------
    >>> z, rng = np.zeros((2, 3)), np.random.default_rng(0)
    >>> bool(np.all(abs(uniform_cube(z, half_width=2.0, n=9, rng=rng)) <= 2))
    True
    """
    _check(z, n)
    check_positive(half_width=half_width)
    return half_width * uniform_points((n, z.shape[1]), rng=rng)


def positive_cube(z: Points, *, half_width: float, n: int, rng: np.random.Generator) -> FloatArray:
    """Points with independent components, uniform on [0, b]: radii as in the cube [-b, b].

    Parameters
    ----------
    z, half_width, n, rng
        As for `uniform_cube`.

    Returns
    -------
    array of shape (n, z_dim)
        Points near the diagonal, at about 30° to (1, …, 1). [latent units]
    """
    return np.abs(uniform_cube(z, half_width=half_width, n=n, rng=rng))


def matched_half_width(z: Points) -> float:
    """Half-width of the cube whose mean radius equals that of the cloud, in latent units.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    """
    return float(radius(z).mean() / mean_radius(z.shape[1], half_width=1.0))


def wasserstein_half_width(z: Points, *, rng: np.random.Generator) -> float:
    """Half-width of the cube whose radii are nearest to the cloud's in Wasserstein's distance.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    rng
        Draws the cube's radii, as many as the cloud's.

    Returns
    -------
    float
        Half-width; about the median radius over sqrt(z_dim / 3). [latent units]
    """
    radii = radius(z)
    unit = drawn_radii(len(z), n_dim=z.shape[1], rng=rng)
    first = matched_half_width(z)
    best = minimize_scalar(
        lambda b: wasserstein_distance(radii, b * unit), bounds=(0.5 * first, 2 * first)
    )
    return float(best.x)


def common_lengths(z: Points, *, half_width: float) -> float:
    """How much of the cloud's radii and of a cube's radii is in common: sum of min(p, q).

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    half_width
        Half-width b of the cube; its radii are taken for normal, with exact mean and sd.
        [latent units]

    Returns
    -------
    float
        1 for equal densities, 0 for disjoint ones, in bins as wide as the cube's shell. [unitless]
    """
    checked(z, name="z", axes=2)
    check_positive(half_width=half_width)
    dim = z.shape[1]
    middle, width = (f(dim, half_width=half_width) for f in (mean_radius, radius_sd))
    edges = middle + width * np.arange(-8.5, 9)
    cube = np.diff(ndtr((edges - middle) / width))
    cloud = np.histogram(radius(z), bins=edges)[0] / len(z)
    return float(np.minimum(cube, cloud).sum())


def matched_sphere(z: Points, *, n: int, rng: np.random.Generator) -> FloatArray:
    """Points in uniformly random directions, all at the cloud's mean radius.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud that gives the radius. [latent units]
    n
        Number of points to draw.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points on the sphere about the origin. [latent units]
    """
    _check(z, n)
    directions = gaussian_points((n, z.shape[1]), rng=rng)
    return radius(z).mean() * directions / radius(directions)[:, None]


def standard_normal(z: Points, *, n: int, rng: np.random.Generator) -> FloatArray:
    """Points of N(0, I), the prior of a VAE, of shape (n, z_dim), in latent units.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud, of which nothing but its dimension is used. [latent units]
    n
        Number of points to draw.
    rng
        Source of randomness.
    """
    _check(z, n)
    return gaussian_points((n, z.shape[1]), rng=rng)


def component_centre(z: Points) -> FloatArray:
    """Median of each component, of shape (z_dim,), in latent units.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    """
    return np.median(np.asarray(checked(z, name="z", axes=2), np.float64), axis=0)


def component_half_width(z: Points) -> FloatArray:
    """Half width at half maximum of each component's density, as if it were Gaussian.

    sqrt(2 ln 2) · (q75 - q25) / 1.349: 1.177 standard deviations of a Gaussian, whatever its
    tails do.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]

    Returns
    -------
    array of shape (z_dim,)
        Half-widths. [latent units]
    """
    checked(z, name="z", axes=2, least=2)
    low, high = np.percentile(np.asarray(z, np.float64), [25, 75], axis=0)
    widths: FloatArray = HALF_WIDTH_OF_SD * (high - low) / QUARTILES_OF_SD
    return widths


def component_box(z: Points, *, fact: float, n: int, rng: np.random.Generator) -> FloatArray:
    """Independent components, uniform within centre ± `fact` · half-width of that component.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud that gives centres and half-widths. [latent units]
    fact
        Share of the half-width that is used.
    n
        Number of points to draw.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points. [latent units]
    """
    _check(z, n, least=2)
    check_positive(fact=fact)
    offsets = uniform_points((n, z.shape[1]), rng=rng)
    return component_centre(z) + fact * component_half_width(z) * offsets


def box_scale(z: Points, *, fact: float) -> float:
    """Ratio of widths, box to cloud: square root of the ratio of their total variances.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud. [latent units]
    fact
        Share of the half-width that the box uses.

    Returns
    -------
    float
        About 0.68 · `fact` for Gaussian components. [unitless]
    """
    check_positive(fact=fact)
    box = np.sqrt(np.sum((fact * component_half_width(z)) ** 2) / 3.0)
    return float(box) / total_sd(z)


def origin_gaussian(z: Points, *, n: int, rng: np.random.Generator) -> FloatArray:
    """Gaussian of equal widths about the origin, with the cloud's mean squared radius.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud. [latent units]
    n
        Number of points to draw.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points. [latent units]
    """
    _check(z, n)
    width = np.sqrt(np.mean(radius(z) ** 2) / z.shape[1])
    return width * gaussian_points((n, z.shape[1]), rng=rng)


def isotropic_gaussian(z: Points, *, n: int, rng: np.random.Generator) -> FloatArray:
    """Gaussian of equal widths about the cloud's mean, with the cloud's total variance.

    Parameters
    ----------
    z, n, rng
        As for `origin_gaussian`.

    Returns
    -------
    array of shape (n, z_dim)
        Points. [latent units]
    """
    _check(z, n, least=2)
    width = total_sd(z) / np.sqrt(z.shape[1])
    return z.mean(axis=0, dtype=np.float64) + width * gaussian_points((n, z.shape[1]), rng=rng)


def total_sd(z: Points) -> float:
    """Square root of the total variance: root mean square distance from the mean.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud, n >= 2. [latent units]

    Returns
    -------
    float
        Size of the cloud. [latent units]
    """
    checked(z, name="z", axes=2, least=2)
    return float(np.sqrt(np.sum(np.var(z, axis=0, dtype=np.float64, ddof=1))))


def diagonal_gaussian(
    z: Points, *, n: int, rng: np.random.Generator, scale: float = 1.0
) -> FloatArray:
    """Independent Gaussian components with the cloud's means and `scale` times its widths.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud. [latent units]
    n
        Number of points to draw.
    rng
        Source of randomness.
    scale
        Factor on all distances from the mean. [unitless]

    Returns
    -------
    array of shape (n, z_dim)
        Points. [latent units]
    """
    return _scaled(z, independent_null(z, n=n, rng=rng), scale)


def full_gaussian(z: Points, *, n: int, rng: np.random.Generator, scale: float = 1.0) -> FloatArray:
    """Multivariate normal with the cloud's mean and `scale`² times its covariance.

    Parameters
    ----------
    z, n, rng, scale
        As for `diagonal_gaussian`; with equal `scale` the total variance is the same.

    Returns
    -------
    array of shape (n, z_dim)
        Points. [latent units]
    """
    return _scaled(z, normal_null(z, n=n, rng=rng), scale)


def stepped(z: Points, *, steps: Points, length: float) -> FloatArray:
    """Points moved by `length` along the directions of `steps`.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Where to start. [latent units]
    steps : array of shape (n, z_dim)
        Directions, of any length above zero.
    length
        Length of every step. [latent units]

    Returns
    -------
    array of shape (n, z_dim)
        Moved points. [latent units]

    Examples
    --------
    >>> stepped(np.zeros((1, 2)), steps=np.array([[3.0, 4.0]]), length=10.0)
    array([[6., 8.]])
    """
    checked(z, name="z", axes=2)
    if not 0 <= length < np.inf:
        refuse("length", "be finite and not negative", length, "Turn the steps instead.")
    lengths = radius(steps)
    if steps.shape != z.shape or not lengths.all():
        refuse("steps", f"be {len(z)} directions", f"shape {steps.shape}", "None may be 0.")
    return z + length * steps / lengths[:, None]


def halfway(z: Points) -> FloatArray:
    """Middles between the points of `z` and their successors, the last with the first.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Points. [latent units]

    Returns
    -------
    array of shape (n, z_dim)
        Middles. [latent units]

    Examples
    --------
    >>> halfway(np.array([[0.0], [2.0], [6.0]])).ravel()
    array([1., 4., 3.])
    """
    z = np.asarray(checked(z, name="z", axes=2), np.float64)
    return 0.5 * (z + np.roll(z, -1, axis=0))


def _scaled(z: Points, points: Points, scale: float) -> FloatArray:
    """Points drawn closer to the mean of `z`, or farther from it."""
    check_positive(scale=scale)
    mean = z.mean(axis=0, dtype=np.float64)
    scaled: FloatArray = mean + scale * (points - mean)
    return scaled


def _check(z: Points, n: int, *, least: int = 1) -> None:
    """Refuse a cloud of fewer than `least` points, and a number of points below 1."""
    checked(z, name="z", axes=2, least=least)
    check_count(n=n)
