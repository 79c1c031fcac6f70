"""Points seen in planes of a latent space: squares, what chance gives there, and statistics."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from scipy.spatial import Delaunay, cKDTree

from analysis.cloud import FloatArray, Points
from analysis.intervals import Interval, normal_interval, sampled_mean

SCALARS = 3  # single numbers at the end of a pattern, behind its curve

# Squares and random points


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
        If `plane` does not have more points than `count`.

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
    centre, sd = plane.mean(axis=0, dtype=np.float64), plane.std(axis=0, dtype=np.float64)
    scaled = (plane - centre) / sd
    reach = np.abs(scaled).max(axis=1)
    order = np.argsort(reach, kind="stable")
    half = float(reach[order[count]])
    inside = np.sort(order[:count])
    return Square(scaled[inside] / (2 * half) + 0.5, centre - half * sd, centre + half * sd)


def density_drop(plane: Points, square: Square) -> float:
    """How much a normal density with the sds of `plane`, (n, 2), falls from centre to corner."""
    corner = (square.high - square.low) / 2 / plane.std(axis=0)
    return float(-np.expm1(-0.5 * np.sum(corner**2)))


def random_points(count: int, *, rng: np.random.Generator) -> FloatArray:
    """Complete spatial randomness: `count` independent uniform points of the unit square."""
    return rng.random((count, 2))


def kernel_bandwidth(n: int) -> float:
    """Bandwidth n^(-1/6) of a two-dimensional Gaussian kernel (Scott 1992). [sd of the points]."""
    return float(n ** (-1 / 6))


def smooth_resample(plane: Points, *, bandwidth: float, rng: np.random.Generator) -> FloatArray:
    """As many points as `plane` has, from its kernel density (the smooth bootstrap).

    Points are drawn with replacement, moved by normal noise with the covariance of the plane times
    the bandwidth squared, and shrunk so that the covariance stays (Silverman 1986, section 6.4).
    What is broader than the bandwidth remains; finer structure is gone.

    Parameters
    ----------
    plane : array of shape (n, 2)
        Coordinates in a plane. [latent units]
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


def normal_resample(plane: Points, *, rng: np.random.Generator) -> FloatArray:
    """As many normal points as `plane`, (n, 2), has, with its mean and covariance."""
    moments = plane.mean(axis=0, dtype=np.float64), np.cov(plane, rowvar=False)
    return rng.multivariate_normal(*moments, size=len(plane), method="cholesky")


# Statistics of points in the unit square


def clark_evans(points: FloatArray) -> float:
    """Mean distance to the nearest neighbour over what chance gives.

    Below 1 for clustered, above 1 for regular points (Clark and Evans 1954), with the correction
    of Donnelly (1978) for the edge.

    Parameters
    ----------
    points : array of shape (m, 2)
        Points in the unit square, m >= 2.
    """
    n = len(points)
    nearest = cKDTree(points).query(points, k=2)[0][:, 1]
    expected = 0.5 / np.sqrt(n) + 4 * (0.0514 / n + 0.041 / n**1.5)
    return float(nearest.mean() / expected)


def quadrat_ratio(points: FloatArray) -> float:
    """Variance over mean of the numbers of points in equal squares, about ten points in each.

    1 on average for random points, above for clustered ones.

    Parameters
    ----------
    points : array of shape (m, 2)
        Points in the unit square.
    """
    side = max(2, round(np.sqrt(len(points) / 10)))
    cells = np.minimum((points * side).astype(np.int64), side - 1)
    counts = np.bincount(cells[:, 0] * side + cells[:, 1], minlength=side**2)
    return float(counts.var(ddof=1) / counts.mean())


def ripley_l(points: FloatArray, *, distances: FloatArray) -> FloatArray:
    """Ripley's L(r) = sqrt(K(r)/π), with translation edge correction; r on average by chance.

    Parameters
    ----------
    points : array of shape (m, 2)
        Points in the unit square, m >= 2 (Ripley 1977; Ohser 1983 for the edge).
    distances : array of shape (k,)
        Ascending distances r below 1. [sides]

    Returns
    -------
    array of shape (k,)
        L at each distance. [sides]
    """
    n = len(points)
    pairs = cKDTree(points).query_pairs(float(distances[-1]), output_type="ndarray")
    apart = np.abs(points[pairs[:, 0]] - points[pairs[:, 1]])
    places = np.searchsorted(distances, np.hypot(*apart.T))
    places = np.minimum(places, len(distances) - 1)  # a pair at the last distance, rounded up
    weights = 1 / np.prod(1 - apart, axis=1)
    counted = np.cumsum(np.bincount(places, weights, minlength=len(distances)))
    spread: FloatArray = np.sqrt(2 * counted / (n * (n - 1)) / np.pi)
    return spread


def largest_void(points: FloatArray) -> float:
    """Diameter of the largest empty circle through three points that lies within the square.

    Parameters
    ----------
    points : array of shape (m, 2)
        Points in the unit square, m >= 4.

    Returns
    -------
    float
        0 if no such circle lies within the square. [sides]
    """
    corners = points[Delaunay(points).simplices]  # (triangles, 3, 2)
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    twice = 2 * (first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0])
    squares = np.sum(first**2, axis=1), np.sum(second**2, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):  # three points on a line
        right = (second[:, 1] * squares[0] - first[:, 1] * squares[1]) / twice
        up = (first[:, 0] * squares[1] - second[:, 0] * squares[0]) / twice
    radii = np.hypot(right, up)
    centres = corners[:, 0] + np.stack([right, up], axis=1)
    within = np.minimum(centres, 1 - centres).min(axis=1) >= radii
    return float(2 * radii[within].max(initial=0.0))


def mean_gap(points: FloatArray) -> float:
    """Mean distance from a place in the middle of the square to the nearest point.

    Half a typical void; 1 / (2 sqrt(density)) for random points. Places form a grid in the middle
    half of the square, so that points outside it matter little.

    Parameters
    ----------
    points : array of shape (m, 2)
        Points in the unit square.

    Returns
    -------
    float
        Mean distance. [sides]
    """
    line = np.linspace(0.25, 0.75, 40)
    places = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    return float(cKDTree(points).query(places)[0].mean())


def gaps_by_density(
    squares: Iterable[FloatArray], *, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """`mean_gap` of each of `squares`, and the mean over its four random quarters. [sides]."""
    pairs = [
        (
            mean_gap(square),
            np.mean([mean_gap(q) for q in np.array_split(rng.permutation(square), 4)]),
        )
        for square in squares
    ]
    full, thinned = np.array(pairs).T
    return full, thinned


def gap_exponent(full: FloatArray, thinned: FloatArray) -> Interval:
    """Exponent a of gap ~ density^a, from gaps before and after thinning by 4.

    Parameters
    ----------
    full, thinned : array of shape (squares,)
        Gaps as `gaps_by_density` gives them. [sides]

    Returns
    -------
    Interval
        -1/2 for random points, nearer to 0 for voids between strings; interval by the delta
        method over squares.
    """
    value = np.log(full.mean() / thinned.mean()) / np.log(4)
    influence = full / full.mean() - thinned / thinned.mean()
    return normal_interval(value, sampled_mean(influence).error / np.log(4))


def pattern(points: FloatArray, *, distances: FloatArray) -> FloatArray:
    """All statistics of points in the unit square.

    Parameters
    ----------
    points : array of shape (m, 2)
        Points in the unit square, m >= 4.
    distances : array of shape (k,)
        Ascending distances r. [sides]

    Returns
    -------
    array of shape (k + 3,)
        L(r) - r at each distance, then `clark_evans`, `quadrat_ratio` and `largest_void`.
    """
    excess = ripley_l(points, distances=distances) - distances
    return np.array([*excess, clark_evans(points), quadrat_ratio(points), largest_void(points)])


def patterns(squares: Iterable[FloatArray], *, distances: FloatArray) -> FloatArray:
    """`pattern` of each of `squares`, an array of shape (squares, k + 3)."""
    return np.array([pattern(points, distances=distances) for points in squares])


def pair_excess(curves: FloatArray, *, distances: FloatArray) -> FloatArray:
    """Pairs closer than r beyond those of chance, K(r)/(π r²) - 1, from L(r) - r.

    Parameters
    ----------
    curves : array of shape (..., k)
        L(r) - r. [sides]
    distances : array of shape (k,)
        Distances r. [sides]
    """
    return (1 + curves / distances) ** 2 - 1
