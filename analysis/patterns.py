"""Statistics of points in the unit square, each with a known value for random points."""

from collections.abc import Callable, Iterable

import numpy as np
from scipy.spatial import Delaunay, cKDTree

from analysis.cloud import FloatArray
from analysis.intervals import Interval, normal_interval, sampled_mean

FEWEST = 4  # points of a pattern
RINGS = np.arange(1, 26) / 6.25  # distances to which pairs are counted [1 / sqrt(density)]


def distances_for(count: int) -> FloatArray:
    """Distances to which pairs are counted, in proportion to the spacing of `count` points [sides].

    Up to four spacings 1/sqrt(count), but below a quarter of the side; as the number of pairs
    within them grows like the number of points, so does the time.
    """
    return np.minimum(RINGS[-1] / np.sqrt(count), 0.25) * RINGS / RINGS[-1]


def parts(rings: int) -> dict[str, slice]:
    """Where a `pattern` holds which statistic, by name."""
    curves = {"ripley_l": slice(0, rings), "pair_correlation": slice(rings, 2 * rings)}
    singles = ("clark_evans", "quadrat_ratio", "largest_void")
    return curves | {
        name: slice(2 * rings + k, 2 * rings + k + 1) for k, name in enumerate(singles)
    }


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
    array of shape (2 k + 3,)
        L(r) - r and g(r) at each distance, then `clark_evans`, `quadrat_ratio`, `largest_void`.

    Raises
    ------
    ValueError
        If there are fewer than four points, or one outside the square.
    """
    k, g = ripley(points, distances=distances)
    singles = clark_evans(points), quadrat_ratio(points), largest_void(points)
    return np.array([*(np.sqrt(k / np.pi) - distances), *g, *singles])


def patterns(squares: Iterable[FloatArray], *, distances: FloatArray) -> FloatArray:
    """`pattern` of each of `squares`, an array of shape (squares, 2 k + 3)."""
    return np.array([pattern(points, distances=distances) for points in squares])


# Pairs


def ripley(points: FloatArray, *, distances: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Ripley's K(r) and the pair correlation g(r), with translation edge correction.

    K counts the pairs closer than r, in units of the density; g those between the last distance
    and r. By chance K = π r² and g = 1, on average exactly.

    Parameters
    ----------
    points : array of shape (m, 2)
        Points in the unit square, m >= 4 (Ripley 1977; Ohser 1983 for the edge).
    distances : array of shape (k,)
        Ascending distances r below 1. [sides]

    Returns
    -------
    k, g : arrays of shape (k,)
        At each distance. [sides², unitless]
    """
    n = len(checked(points))
    pairs = cKDTree(points).query_pairs(float(distances[-1]), output_type="ndarray")
    apart = np.abs(points[pairs[:, 0]] - points[pairs[:, 1]])
    places = np.searchsorted(distances, np.hypot(*apart.T))
    places = np.minimum(places, len(distances) - 1)  # a pair at the last distance, rounded up
    weights = 2 / (n * (n - 1)) / np.prod(1 - apart, axis=1)
    rings = np.bincount(places, weights, minlength=len(distances))
    areas = np.pi * np.diff(distances**2, prepend=0.0)
    return np.cumsum(rings), rings / areas


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


# Neighbours and counts


def clark_evans(points: FloatArray) -> float:
    """Mean distance to the nearest neighbour over what chance gives.

    Below 1 for clustered, above 1 for regular points (Clark and Evans 1954), with the correction
    of Donnelly (1978) for the edge.

    Parameters
    ----------
    points : array of shape (m, 2)
        Points in the unit square, m >= 4.
    """
    n = len(checked(points))
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


# Voids


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
    corners = points[Delaunay(checked(points)).simplices]  # (triangles, 3, 2)
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


def void_law(count: int) -> float:
    """Diameter 2 sqrt(ln(n) / (π n)) of the largest void of `count` random points [sides].

    Leading order for many points: no place of the square, of which about n are independent, is
    empty to a radius r with a chance exp(-n π r²) above 1/n.
    """
    return float(2 * np.sqrt(np.log(count) / (np.pi * count)))


def gaps(points: FloatArray) -> FloatArray:
    """Distances from places in the middle of the square to the nearest point.

    By chance a distance exceeds r with probability exp(-density π r²), the void law of Poisson
    points. Places form a grid in the middle half, so that points outside the square matter little.

    Parameters
    ----------
    points : array of shape (m, 2)
        Points in the unit square, m >= 4.

    Returns
    -------
    array of shape (1600,)
        Distances. [sides]
    """
    line = np.linspace(0.25, 0.75, 40)
    places = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    return np.asarray(cKDTree(checked(points)).query(places)[0], np.float64)


def mean_gap(points: FloatArray) -> float:
    """Mean of `gaps`, half a typical void: 1 / (2 sqrt(density)) by chance. [sides]."""
    return float(gaps(points).mean())


def void_share(points: FloatArray) -> float:
    """Share of `gaps` beyond half a spacing, 0.5/sqrt(density): exp(-π/4) = 0.456 by chance."""
    return float(np.mean(gaps(points) > 0.5 / np.sqrt(len(points))))


def thinned(
    squares: Iterable[FloatArray],
    statistic: Callable[[FloatArray], float],
    *,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """A statistic of each square, and its mean over the square's four random quarters.

    Parameters
    ----------
    squares : iterable of arrays of shape (m, 2)
        Points in the unit square, m >= 16.
    statistic
        Such as `mean_gap` or `largest_void`.
    rng
        Source of randomness.

    Returns
    -------
    full, quarter : arrays of shape (squares,)
        With all points, and with one in four. [unit of the statistic]
    """
    pairs = [
        (
            statistic(square),
            np.mean([statistic(part) for part in np.array_split(rng.permutation(square), 4)]),
        )
        for square in squares
    ]
    full, quarter = np.array(pairs).T
    return full, quarter


def thinning_exponent(full: FloatArray, quarter: FloatArray) -> Interval:
    """Exponent a of size ~ density^a, from sizes before and after thinning by 4.

    Parameters
    ----------
    full, quarter : arrays of shape (squares,)
        Sizes as `thinned` gives them. [sides]

    Returns
    -------
    Interval
        -1/2 for gaps between random points, nearer to 0 for voids between strings; interval by
        the delta method over squares.
    """
    value = np.log(full.mean() / quarter.mean()) / np.log(4)
    influence = full / full.mean() - quarter / quarter.mean()
    return normal_interval(value, sampled_mean(influence).error / np.log(4))


def checked(points: FloatArray) -> FloatArray:
    """`points`, (m, 2), if they are enough and lie in the unit square.

    Raises
    ------
    ValueError
        If there are fewer than four points, or one outside the square or not finite.
    """
    if len(points) < FEWEST:
        msg = f"`points` must be {FEWEST} or more, got {len(points)}. Take a larger square."
        raise ValueError(msg)
    if not (points.min() >= 0 and points.max() <= 1):
        ends = f"{points.min():.3g} to {points.max():.3g}"
        msg = f"`points` must lie in the unit square, got {ends}. Scale them by its sides."
        raise ValueError(msg)
    return points
