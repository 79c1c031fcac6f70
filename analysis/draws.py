"""Points drawn at random in N dimensions, and what is estimated from them."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from analysis.checks import check_count, check_positive, checked, refuse
from analysis.intervals import Sampled, sampled_mean

FloatArray = NDArray[np.float64]

BLOCK = 2**20  # numbers drawn at a time: 8 MiB


class Sampler(Protocol):
    """A function that draws points of shape (n, n_dim)."""

    def __call__(self, shape: tuple[int, int], *, rng: np.random.Generator) -> FloatArray:
        """Points of the given shape."""
        ...


def uniform_points(shape: tuple[int, int], *, rng: np.random.Generator) -> FloatArray:
    """Points of shape (n, n_dim) with independent components, uniform on [-1, 1]."""
    return 2 * rng.random(shape) - 1


def gaussian_points(shape: tuple[int, int], *, rng: np.random.Generator) -> FloatArray:
    """Points of shape (n, n_dim) with independent standard normal components."""
    return rng.standard_normal(shape)


def drawn_radii(
    n: int, *, n_dim: int, sampler: Sampler = uniform_points, rng: np.random.Generator
) -> FloatArray:
    """Radii of n random points, drawn in blocks of bounded memory.

    Parameters
    ----------
    n
        Number of points, at least 1.
    n_dim
        Dimension N, at least 1.
    sampler
        Draws the points.
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n,)
        Radii in units of the sampler's half-width or standard deviation.

    Raises
    ------
    ValueError
        If `n` or `n_dim` is below 1.
    """
    check_count(n=n, n_dim=n_dim)
    radii = np.empty(n)
    rows = max(1, BLOCK // n_dim)
    for start in range(0, n, rows):
        points = sampler((min(rows, n - start), n_dim), rng=rng)
        radii[start : start + rows] = np.sqrt(np.einsum("ij,ij->i", points, points))
    return radii


def relative_width(values: FloatArray) -> Sampled:
    """Relative spread of `values`, (n,): standard deviation over mean, with its standard error."""
    checked(values, name="values", axes=1, least=2, varying=True)
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    deviation = values - mean
    influence = deviation**2 / (2 * sd * mean) - sd * deviation / mean**2
    return Sampled(sd / mean, sampled_mean(influence).error)


def power_law(n_dims: Sequence[int], widths: Sequence[Sampled]) -> Sampled:
    """Slope of ln(width) against ln(N) by least squares, with its standard error.

    Parameters
    ----------
    n_dims
        Dimensions, at least two different ones.
    widths
        Positive numbers, independent of each other; errors of 0 for exact numbers.

    Examples
    --------
    >>> round(power_law([1, 4], [Sampled(8.0, 0.0), Sampled(4.0, 0.0)]).value, 12)
    -0.5
    """
    if len(set(n_dims)) < 2 or min(n_dims) < 1 or min(width.value for width in widths) <= 0:
        value = f"{list(n_dims)}, {[width.value for width in widths]}"
        refuse("n_dims, widths", "be positive and differ", value, "Give two dimensions.")
    log_n = np.log(n_dims)
    lever = (log_n - log_n.mean()) / np.sum((log_n - log_n.mean()) ** 2)
    value, error = np.array(widths).T
    slope = np.sum(lever * np.log(value))
    return Sampled(float(slope), float(np.sqrt(np.sum((lever * error / value) ** 2))))


def correlation(first: FloatArray, second: FloatArray) -> Sampled:
    """Pearson correlation of two arrays of shape (n,), with the standard error (1 - r²)/sqrt(n)."""
    for name, values in {"first": first, "second": second}.items():
        checked(values, name=name, axes=1, least=2, varying=True)
    r = float(np.corrcoef(first, second)[0, 1])
    return Sampled(r, (1 - r**2) / float(np.sqrt(len(first))))


def largest_correlation(points: FloatArray) -> float:
    """Largest absolute correlation between two different components.

    Parameters
    ----------
    points : array of shape (n, n_dim)
        At least two components.
    """
    return float(np.abs(correlations(points)).max())


def correlations(points: FloatArray) -> FloatArray:
    """Correlations of all pairs of different components.

    Parameters
    ----------
    points : array of shape (n, n_dim)
        At least two points and two components, none of them constant.

    Returns
    -------
    array of shape (n_dim (n_dim - 1) / 2,)
        Between independent components each has mean 0 and standard deviation 1 / sqrt(n - 1).
    """
    checked(points, name="points", axes=2, least=2, varying=True)
    check_count(least=2, n_dim=points.shape[1])
    matrix = np.atleast_2d(np.corrcoef(points, rowvar=False))  # (n_dim, n_dim)
    pairs: FloatArray = matrix[np.triu_indices(points.shape[1], k=1)]
    return pairs


def largest_correlation_null(n: int, n_dim: int, *, probability: float) -> float:
    """Quantile of the largest absolute correlation between independent components.

    The square of one correlation of n normal pairs follows Beta(1/2, n/2 - 1); the N (N - 1) / 2
    pairs are taken as independent.

    Parameters
    ----------
    n, n_dim
        Number of points and of components.
    probability
        Which quantile; 0.5 gives the median.

    Examples
    --------
    >>> round(largest_correlation_null(10_000, 256, probability=0.5), 3)
    0.043
    """
    check_count(least=3, n=n)
    check_count(least=2, n_dim=n_dim)
    if not 0 < probability < 1:
        refuse("probability", "lie between 0 and 1", probability, "Give a share.")
    pairs = n_dim * (n_dim - 1) / 2
    tail = -np.expm1(np.log(probability) / pairs)
    return float(np.sqrt(stats.beta.isf(tail, 0.5, n / 2 - 1)))


def direction_spread(points: FloatArray) -> FloatArray:
    """Shape of each point's direction u: N · Σ uᵢ⁴.

    Parameters
    ----------
    points : array of shape (n, n_dim)
        Points other than the origin.

    Returns
    -------
    array of shape (n,)
        1 for a direction along a diagonal of the cube, N for one along an axis.
    """
    checked(points, name="points", axes=2)
    if not np.all(np.any(points, axis=1)):
        refuse("points", "differ from the origin", "one at 0", "A direction needs a length.")
    squares = points**2 / np.sum(points**2, axis=1, keepdims=True)  # (n, n_dim)
    spread: FloatArray = points.shape[1] * np.sum(squares**2, axis=1)
    return spread


def nearest_distances(probes: FloatArray, points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Distance of each probe to its nearest point, and to all points on average.

    Parameters
    ----------
    probes : array of shape (m, n_dim)
        Places at which the filling is judged.
    points : array of shape (n, n_dim)
        Points that fill the space.

    Returns
    -------
    nearest, typical : array of shape (m,)
        Distances in the unit of the points.
    """
    checked(probes, name="probes", axes=2)
    checked(points, name="points", axes=2)
    if probes.shape[1] != points.shape[1]:
        value = f"{probes.shape[1]} and {points.shape[1]}"
        refuse("probes, points", "have equal dimensions", value, "Use one space.")
    nearest, typical = np.empty(len(probes)), np.empty(len(probes))
    rows = max(1, BLOCK // len(points))
    for start in range(0, len(probes), rows):
        block = slice(start, start + rows)
        squared = _squared_distances(probes[block], points)
        distance = np.sqrt(np.maximum(squared, 0))
        nearest[block], typical[block] = distance.min(axis=1), distance.mean(axis=1)
    return nearest, typical


def poisson_nearest(density: float, *, n_dim: int) -> float:
    """Mean distance to the nearest of randomly scattered points: Γ(1 + 1/N) / (density · V)^(1/N).

    Parameters
    ----------
    density
        Points per unit volume, without borders. [1/length^N]
    n_dim
        Dimension N; V is the volume of its unit ball.

    Examples
    --------
    >>> round(poisson_nearest(100.0, n_dim=2), 12)  # 1 / (2 sqrt(density))
    0.05
    """
    check_positive(density=density)
    check_count(n_dim=n_dim)
    log_ball = n_dim / 2 * np.log(np.pi) - special.gammaln(n_dim / 2 + 1)
    scale = np.exp(-(np.log(density) + log_ball) / n_dim)
    return float(special.gamma(1 + 1 / n_dim) * scale)


def _squared_distances(first: FloatArray, second: FloatArray) -> FloatArray:
    """All squared distances, of shape (m, n), by one matrix product."""
    squares = np.sum(first**2, axis=1)[:, None] + np.sum(second**2, axis=1)
    return np.asarray(squares - 2 * first @ second.T)
