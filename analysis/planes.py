"""Points seen in planes of a latent space: squares, and what chance and smoothness give there."""

from typing import NamedTuple

import numpy as np
from scipy.special import erf
from scipy.stats import kstest

from analysis.cloud import FloatArray, Points, PrincipalAxes, principal_axes

POSTS_PCS = ((1, 2), (1, 18), (8, 35))  # planes of the posts, by principal components
POSTS_SDS = (6.0, 4.7)  # assumed for PC1 and PC2 of the posts, which give none [latent units]
POSTS_POINTS, POSTS_HALF_WIDTHS = 170_000, (2.5, 0.25)  # of the posts' zooms [latent units]


def posts_planes(z: Points, axes: PrincipalAxes) -> dict[str, FloatArray]:
    """Directions of the posts' planes: three of principal axes, one of the broadest components.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    axes : PrincipalAxes
        Those of `z`.

    Returns
    -------
    dict of array of shape (2, z_dim)
        Unit vectors under names such as ``"PC1-PC18"`` and ``"z3-z17"``.

    Raises
    ------
    ValueError
        If there are fewer than 35 components.
    """
    if z.shape[1] < max(POSTS_PCS)[1]:
        msg = f"`z` must have 35 components or more, got {z.shape[1]}. Raise z_dim."
        raise ValueError(msg)
    spans = {f"PC{i}-PC{j}": axes.axes[[i - 1, j - 1]] for i, j in POSTS_PCS}
    i, j = (int(axis) for axis in np.argsort(z.std(axis=0))[:-3:-1])
    return spans | {f"z{i}-z{j}": np.eye(z.shape[1])[[i, j]]}


def turned(span: FloatArray, *, z: Points) -> FloatArray:
    """Directions in the plane of `span`, (2, z_dim), along which `z`, (n, z_dim), is uncorrelated.

    In a square whose sides lie along them the density is flat as far as it can be.
    """
    return principal_axes(z @ span.T).axes @ span


class Square(NamedTuple):
    """Points inside a square of a plane whose axes are measured in standard deviations.

    Parameters
    ----------
    points : array of shape (m, 2)
        Places in the square, from 0 to 1. [sides]
    low, high : array of shape (2,)
        Opposite corners. [latent units]
    """

    points: FloatArray
    low: FloatArray
    high: FloatArray

    def within(self, places: FloatArray) -> FloatArray:
        """Points [latent units] at `places` of the square [sides], both of shape (m, 2)."""
        return self.low + places * (self.high - self.low)


def square_holding(plane: Points, *, count: int) -> Square:
    """Square about the mean of `plane` that holds exactly `count` points.

    Its sides are equal in standard deviations of the plane's coordinates, so that the density is
    as flat along the narrow axis as along the broad one. Its edge runs through the next point
    outwards, which is left out: given the edge, points of a flat density are then independent and
    uniform inside.

    Parameters
    ----------
    plane : array of shape (n, 2)
        Coordinates in a plane. [latent units]
    count
        Number of points wanted.

    Raises
    ------
    ValueError
        If `plane` does not have more points than `count`, is constant along an axis, or holds
        a number that is not finite.

    Examples
    --------
    >>> half = np.array([[0.0, 1.0], [3.0, 0.0], [6.0, 2.0]])
    >>> square_holding(np.concatenate([half, -half]), count=4).high
    array([6., 2.])
    """
    if not 1 <= count < len(plane):
        msg = (
            f"`count` must be 1 to {len(plane) - 1} for {len(plane)} points, got {count}. Lower it."
        )
        raise ValueError(msg)
    centre, sd = _moments(plane)
    scaled = (plane - centre) / sd
    reach = np.abs(scaled).max(axis=1)
    order = np.argsort(reach, kind="stable")
    half = float(reach[order[count]])
    inside = np.sort(order[:count])
    return Square(scaled[inside] / (2 * half) + 0.5, centre - half * sd, centre + half * sd)


def density_drop(plane: Points, square: Square) -> float:
    """How much a normal density with the covariance of `plane`, (n, 2), falls to a corner."""
    half, inverse = (square.high - square.low) / 2, np.linalg.inv(np.cov(plane, rowvar=False))
    corners = half * np.array([[1.0, 1.0], [1.0, -1.0]])
    furthest = np.max(np.einsum("ij,jk,ik->i", corners, inverse, corners))
    return float(-np.expm1(-0.5 * furthest))


def normal_share(half_width: float, *, sds: tuple[float, float]) -> float:
    """Share of a normal density, with `sds` along two axes, inside |x| and |y| < `half_width`.

    Examples
    --------
    >>> round(normal_share(1.0, sds=(1.0, 1.0)), 4)
    0.4661
    """
    return float(np.prod(erf(half_width / np.asarray(sds) / np.sqrt(2))))


def random_points(count: int, *, rng: np.random.Generator) -> FloatArray:
    """Complete spatial randomness: `count` independent uniform points of the unit square."""
    return rng.random((count, 2))


def kernel_bandwidth(n: int, *, dimensions: int = 2) -> float:
    """Bandwidth n^(-1/(d + 4)) of a Gaussian kernel, d dimensions (Scott 1992). [sd of points].

    Examples
    --------
    >>> kernel_bandwidth(64)
    0.5
    """
    return float(n ** (-1 / (dimensions + 4)))


def smooth_resample(plane: Points, *, bandwidth: float, rng: np.random.Generator) -> FloatArray:
    """As many points as `plane` has, from its kernel density (the smooth bootstrap).

    Points are drawn with replacement, moved by normal noise with the covariance of the plane times
    the bandwidth squared, and shrunk so that the covariance stays (Silverman 1986, section 6.4).
    What is broader than the bandwidth remains; finer structure is gone.

    Parameters
    ----------
    plane : array of shape (n, d)
        Coordinates in a plane, or along more axes. [latent units]
    bandwidth
        Width of the kernel. [sd of the points]
    rng
        Source of randomness.
    """
    mean = plane.mean(axis=0, dtype=np.float64)
    drawn = plane[rng.integers(len(plane), size=len(plane))] - mean
    root = np.linalg.cholesky(np.cov(plane, rowvar=False))
    noise = rng.standard_normal(plane.shape) @ root.T
    return np.asarray(mean + (drawn + bandwidth * noise) / np.sqrt(1 + bandwidth**2), np.float64)


class Beside(NamedTuple):
    """Points of a plane and points without structure, in one window. [sd of each axis].

    Parameters
    ----------
    real, chance : arrays of shape (m, 2)
        Equally many inside the window.
    low, high : arrays of shape (2,)
        Corners of the window.
    """

    real: FloatArray
    chance: FloatArray
    low: FloatArray
    high: FloatArray


def beside_chance(
    plane: Points, *, count: int, bandwidth: float, rng: np.random.Generator
) -> Beside:
    """The square of `plane` that holds `count` points, beside as many without finer structure.

    Parameters
    ----------
    plane : array of shape (n, 2)
        Coordinates in a plane. [latent units]
    count
        Points in the square; n shows all points.
    bandwidth
        Kernel of the `smooth_resample` that stands for chance. [sd of the points]
    rng
        Source of randomness.
    """
    centre, sd = _moments(plane)
    scaled = (plane - centre) / sd
    smooth = smooth_resample(scaled, bandwidth=bandwidth, rng=rng)
    if count == len(plane):
        far = np.full(2, max(np.abs(scaled).max(), np.abs(smooth).max()))
        return Beside(scaled, smooth, -far, far)
    square, places = square_holding(scaled, count=count), square_holding(smooth, count=count).points
    return Beside(square.within(square.points), square.within(places), square.low, square.high)


def normal_resample(plane: Points, *, rng: np.random.Generator) -> FloatArray:
    """As many normal points as `plane`, (n, 2), has, with its mean and covariance."""
    moments = plane.mean(axis=0, dtype=np.float64), np.cov(plane, rowvar=False)
    return rng.multivariate_normal(*moments, size=len(plane), method="cholesky")


def _moments(plane: Points) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation of both coordinates, (2,) each, if they can be used."""
    centre, sd = plane.mean(axis=0, dtype=np.float64), plane.std(axis=0, dtype=np.float64)
    if not (np.isfinite(centre).all() and np.isfinite(sd).all() and sd.min() > 0):
        msg = f"`plane` must be finite and vary along both axes, got sds {sd}. Choose other axes."
        raise ValueError(msg)
    return centre, sd


def radial_distances(plane: Points) -> tuple[float, float]:
    """How far the density of `plane`, (n, 2), about its mean is from a normal and from a flat one.

    Returns
    -------
    to_normal, to_uniform
        Largest difference (Kolmogorov) between the distribution of squared Mahalanobis radii s and
        that of a normal density, 1 - exp(-s/2), or of an ellipse that is filled evenly, s/4.
    """
    centred = plane - _moments(plane)[0]
    s = np.einsum("ij,jk,ik->i", centred, np.linalg.inv(np.cov(centred.T)), centred)
    null = lambda x: -np.expm1(-x / 2), lambda x: np.minimum(x / 4, 1.0)
    normal, uniform = (float(kstest(s, cdf).statistic) for cdf in null)
    return normal, uniform
