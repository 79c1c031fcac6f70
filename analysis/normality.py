"""How normal a cloud is: distances of held-out points, Henze-Zirkler's test, trimmed nulls."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.spatial.distance import pdist

from analysis.checks import check_count, check_positive, checked, refuse
from analysis.cloud import FloatArray, Points, moments
from analysis.intervals import Rate

Draw = Callable[[np.random.Generator], FloatArray]


def held_out_law(*, n: int, n_dim: int) -> Any:
    """Law of the squared Mahalanobis distance of a new normal point from n others.

    Mean and sample covariance come from the n others, so that chi-square with `n_dim` degrees of
    freedom would be too narrow: D² follows p (n² - 1) / (n (n - p)) times F with p and n - p
    degrees of freedom (Hotelling 1931).

    Parameters
    ----------
    n
        Number of points that mean and covariance come from, more than `n_dim`.
    n_dim
        Dimension p.

    Returns
    -------
    frozen distribution of scipy.stats
        Its median tends to that of chi-square as n grows. [unitless]

    Raises
    ------
    ValueError
        If there are not more points than dimensions: no covariance can then be inverted.

    Examples
    --------
    >>> law = held_out_law(n=10_000_000, n_dim=4)
    >>> [round(float(x), 3) for x in (law.median(), stats.chi2(4).median())]
    [3.357, 3.357]
    """
    check_count(n_dim=n_dim)
    if n <= n_dim:
        refuse("n", f"be above `n_dim` = {n_dim}", n, "Take more points or fewer axes.")
    scale = n_dim * (n**2 - 1) / (n * (n - n_dim))
    return stats.f(n_dim, n - n_dim, scale=scale)


def held_out_squares(points: Points, *, cloud: Points) -> FloatArray:
    """Squared Mahalanobis distances from the mean of `cloud`, by its sample covariance.

    Parameters
    ----------
    points : array of shape (n, z_dim)
        New points, none of which is in the cloud. [latent units]
    cloud : array of shape (m, z_dim)
        Cloud, m > z_dim. [latent units]

    Returns
    -------
    array of shape (n,)
        D², to be compared with `held_out_law`. [unitless]

    Raises
    ------
    ValueError
        If the cloud has not more points than dimensions, or is flat.
    """
    checked(points, name="points", axes=2)
    checked(cloud, name="cloud", axes=2, least=cloud.shape[1] + 1, varying=True)
    mean, covariance = moments(cloud)
    try:
        factor = np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        refuse("cloud", "fill all dimensions", "a flat one", "Use its leading principal axes.")
    return np.asarray(np.sum(np.linalg.solve(factor, (points - mean).T) ** 2, axis=0))


def share_within(squares: FloatArray, *, law: Any, probability: float) -> Rate:
    """How many points lie in the ellipsoid that holds a share `probability` of a normal density.

    Parameters
    ----------
    squares : array of shape (n,)
        What `held_out_squares` returns.
    law
        What `held_out_law` returns.
    probability
        Share, above 0 and below 1.
    """
    if not 0 < probability < 1:
        refuse("probability", "lie between 0 and 1", probability, "Give a share.")
    return Rate(int(np.sum(squares <= law.ppf(probability))), len(squares))


def henze_zirkler(points: Points) -> float:
    """Statistic of Henze and Zirkler (1990): distance of a cloud from the normal of its moments.

    A weighted distance of the empirical characteristic function of the standardised points from
    exp(-t²/2), with the smoothing that the authors recommend. It does not change under affine
    maps, so its law for normal points depends on n and the dimension alone.

    Parameters
    ----------
    points : array of shape (n, dim)
        Cloud, n > dim. Time and memory grow with n². [any unit]

    Returns
    -------
    float
        Near 1 for normal points, larger for others; NaN, not decidable, from fewer points than
        twice the dimensions. [unitless]
    """
    checked(points, name="points", axes=2, least=2, varying=True)
    n, dim = points.shape
    if n < 2 * dim:
        return float("nan")
    mean, covariance = moments(points)
    factor = np.linalg.cholesky(covariance * (n - 1) / n)
    standard = np.linalg.solve(factor, (points - mean).T).T  # (n, dim)
    beta = ((2 * dim + 1) * n / 4) ** (1 / (dim + 4)) / np.sqrt(2)
    pairs = 2 * np.exp(-0.5 * beta**2 * pdist(standard, "sqeuclidean")).sum() / n + 1
    lengths = np.sum(standard**2, axis=1)
    middle = np.exp(-0.5 * beta**2 / (1 + beta**2) * lengths).sum()
    return float(
        pairs - 2 * (1 + beta**2) ** (-dim / 2) * middle + n * (1 + 2 * beta**2) ** (-dim / 2)
    )


def trimmed(points: Points, *, reach: float) -> Points:
    """Points without those that have a component farther than `reach` sd from its mean.

    Parameters
    ----------
    points : array of shape (n, dim)
        Cloud, along axes of its own. [any unit]
    reach
        Limit, in standard deviations of each component. One pass: means and sds are those of
        all points.
    """
    checked(points, name="points", axes=2, least=2, varying=True)
    check_positive(reach=reach)
    off = np.abs(points - points.mean(axis=0)) / points.std(axis=0)
    kept: Points = points[np.all(off <= reach, axis=1)]
    return kept


class Outcome(NamedTuple):
    """A statistic beside its values for draws of a null.

    Parameters
    ----------
    value
        The statistic.
    null : array of shape (draws,)
        The same of clouds drawn from the null.
    """

    value: float
    null: FloatArray

    @property
    def p(self) -> float:
        """Chance of such a value or a larger one, at least 1 / (draws + 1).

        Draws whose value is NaN do not count; NaN, not decidable, of a NaN or without draws.
        """
        null = self.null[~np.isnan(self.null)]
        if np.isnan(self.value) or len(null) == 0:
            return float("nan")
        return float((1 + np.sum(null >= self.value)) / (1 + len(null)))


def normal_scores(n: int, n_dim: int) -> Draw:
    """A source of clouds of n independent standard normal points, (n, n_dim).

    Parameters
    ----------
    n, n_dim
        Number of points, and their dimension.
    """
    return lambda rng: rng.standard_normal((n, n_dim))


def heavy_scores(n: int, n_dim: int, *, freedom: float) -> Draw:
    """A source of clouds with the multivariate t distribution: elliptical, with heavier tails.

    Parameters
    ----------
    n, n_dim
        Number of points, and their dimension.
    freedom
        Degrees of freedom; the distances of points of a cloud become the more alike the larger.
    """

    def draw(rng: np.random.Generator) -> FloatArray:
        stretch = np.sqrt(freedom / rng.chisquare(freedom, (n, 1)))
        return np.asarray(stretch * rng.standard_normal((n, n_dim)))

    return draw


def simulated(
    statistics: Callable[[Points], dict[str, float]],
    draw: Draw,
    *,
    draws: int,
    rng: np.random.Generator,
) -> dict[str, FloatArray]:
    """Statistics of simulated clouds by name, each of shape (draws,).

    Parameters
    ----------
    statistics
        From a cloud to named numbers.
    draw
        From a generator to a cloud.
    draws
        Number of clouds.
    rng
        Source of randomness.
    """
    check_count(draws=draws)
    found = [statistics(draw(rng)) for _ in range(draws)]
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def rejections(values: NDArray[Any], *, null: FloatArray, level: float = 0.05) -> Rate:
    """How many of several values a test against `null` rejects at `level`.

    With values of an alternative this is the test's power, with values of the null its rate of
    false alarms.

    Parameters
    ----------
    values : array of shape (m,)
        Values of the statistic; those that are NaN, not decidable, do not count.
    null : array of shape (draws,)
        Values under the null.
    level
        Chance of a false alarm.
    """
    p = np.array([Outcome(float(value), null).p for value in values])
    return Rate(int(np.sum(p <= level)), int(np.sum(~np.isnan(p))))


def rejected_components(points: Points, *, level: float = 0.05) -> float:
    """Number of components that Shapiro and Wilk's test (1965) rejects, each at `level`.

    Parameters
    ----------
    points : array of shape (n, dim)
        Cloud of 3 to 5,000 points, beyond which the test's p-values are not calibrated.
    level
        Chance of a false alarm in each.

    Raises
    ------
    ValueError
        If there are fewer or more points.
    """
    checked(points, name="points", axes=2, least=3, varying=True)
    if len(points) > 5000:
        refuse("points", "be at most 5,000", len(points), "Draw a part of them.")
    return float(sum(stats.shapiro(column).pvalue < level for column in points.T))
