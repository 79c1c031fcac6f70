"""Nulls: clouds that share stated properties with a cloud of z-points, and nothing else.

Beside them stand the same clouds with a planted structure, which a method has to find.
"""

import numpy as np

from analysis.checks import check_count, checked
from analysis.cloud import Points, principal_axes


def normal_null(z: Points, *, n: int, rng: np.random.Generator) -> Points:
    """Draws of a multivariate normal with the mean and the covariance of `z`.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud, m >= 2. [latent units]
    n
        Number of points to draw.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points in the precision of `z`. [latent units]
    """
    check_count(n=n)
    axes = principal_axes(z)
    scores = rng.standard_normal((n, len(axes.sd))) * axes.sd  # (n, z_dim)
    points: Points = (axes.mean + scores @ axes.axes).astype(z.dtype, copy=False)
    return points


def elliptical_null(z: Points, *, n: int, rng: np.random.Generator) -> Points:
    """Draws with the mean, the covariance and the tails of `z`, and no other structure.

    Directions are those of the multivariate normal; the Mahalanobis distances are drawn from those
    of the cloud. What a cloud has beyond this null is not a matter of its tails.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud, m > z_dim. [latent units]
    n
        Number of points to draw.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points in the precision of `z`. [latent units]

    Raises
    ------
    ValueError
        If there are not more points than components, whose distances would say nothing.
    """
    if len(z) <= z.shape[1]:
        msg = f"`z` must hold more points than its {z.shape[1]} components, got {len(z)}."
        raise ValueError(msg)
    axes = principal_axes(z)
    kept = axes.sd > 1e-6 * axes.sd[0]  # a constant component has no distance
    scores = axes.coordinates(z)[:, kept] / axes.sd[kept]
    lengths = rng.choice(np.linalg.norm(scores, axis=1), n)
    directions = rng.standard_normal((n, int(kept.sum())))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    drawn = (lengths[:, None] * directions * axes.sd[kept]) @ axes.axes[kept]
    points: Points = (axes.mean + drawn).astype(z.dtype, copy=False)
    return points


def independent_null(z: Points, *, n: int, rng: np.random.Generator) -> Points:
    """Draws of independent normal components with the means and variances of those of `z`.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud, m >= 2. [latent units]
    n
        Number of points to draw.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points in the precision of `z`. [latent units]
    """
    check_count(n=n)
    checked(z, name="z", axes=2, least=2)
    mean, sd = z.mean(axis=0, dtype=np.float64), z.std(axis=0, dtype=np.float64, ddof=1)
    points: Points = (mean + sd * rng.standard_normal((n, z.shape[1]))).astype(z.dtype, copy=False)
    return points


def permuted_components(z: Points, *, rng: np.random.Generator) -> Points:
    """`z` with each component permuted across the points.

    Every component keeps its values, so its density is that of `z`; all dependence between
    components is gone.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points in the precision of `z`. [latent units]

    Examples
    --------
    >>> z = np.array([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]])
    >>> np.sort(permuted_components(z, rng=np.random.default_rng(0)), axis=0)[:, 1]
    array([10., 20., 30.])
    """
    return np.asarray(rng.permuted(checked(z, name="z", axes=2), axis=0))


def permuted_scores(z: Points, *, n: int, rng: np.random.Generator) -> Points:
    """Draws with the densities of `z` along its principal axes, and no dependence between these.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud, m >= 2. [latent units]
    n
        Number of points, at most m.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points in the precision of `z`. Covariance and all densities along axes are those of the
        cloud but for the choice of n points. [latent units]
    """
    axes = principal_axes(z)
    scores = permuted_components(axes.coordinates(z), rng=rng)[:n]
    points: Points = axes.points(scores).astype(z.dtype, copy=False)
    return points


def rotated(z: Points, *, rng: np.random.Generator) -> Points:
    """`z` in axes turned at random about the origin (Haar measure).

    Radii, mean length and covariance spectrum stay; what belonged to single components does not.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points in the precision of `z`. [latent units]
    """
    checked(z, name="z", axes=2)
    q, r = np.linalg.qr(rng.standard_normal((z.shape[1], z.shape[1])))
    turn = q * np.sign(np.diag(r))  # Mezzadri 2007: without the signs, q is not uniform
    points: Points = (z @ turn).astype(z.dtype, copy=False)
    return points


def parted(z: Points, *, components: int, apart: float, rng: np.random.Generator) -> Points:
    """`z` in two halves, drawn at random and moved apart along one direction.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud, n >= 2. [latent units]
    components
        Number of broadest principal axes among which the direction is drawn.
    apart
        Distance of the halves' centres, in units of the cloud's width along the direction.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points in the precision of `z`: a half moved one way, the other as far the other way.
        [latent units]
    """
    axes = principal_axes(z)
    along = rng.standard_normal(components)
    step = (along / np.linalg.norm(along) * axes.sd[:components]) @ axes.axes[:components]
    side = np.where(rng.permutation(len(z)) % 2, 0.5, -0.5)  # (n,)
    points: Points = (z + apart * side[:, None] * step).astype(z.dtype, copy=False)
    return points


def curved_null(z: Points, *, pairs: int, bend: float, n: int, rng: np.random.Generator) -> Points:
    """Draws of a multivariate normal that is bent along its broadest principal axes.

    The axes are paired by size; in units of widths the second of a pair becomes
    bend · (x² - 1) / sqrt(2) + sqrt(1 - bend²) · y, with x and y normal before: mean and covariance
    stay those of `z`.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud, m >= 2. [latent units]
    pairs
        Number of pairs of axes that are bent.
    bend
        Correlation of the bent coordinate with the square of the other, from 0 to 1. [unitless]
    n
        Number of points to draw.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, z_dim)
        Points in the precision of `z`. [latent units]
    """
    axes = principal_axes(z)
    scores = rng.standard_normal((n, len(axes.sd)))
    x, y = (scores[:, start : 2 * pairs : 2] for start in (0, 1))
    scores[:, 1 : 2 * pairs : 2] = bend * (x**2 - 1) / np.sqrt(2) + np.sqrt(1 - bend**2) * y
    points: Points = axes.points(scores * axes.sd).astype(z.dtype, copy=False)
    return points
