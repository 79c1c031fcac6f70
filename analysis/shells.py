"""Radii of points with independent components: exact and approximate.

Components are uniform on [-b, b], b the half-width, or Gaussian. The exact mean goes back to the
box integrals of Bailey, Borwein and Crandall (2007).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from analysis.checks import check_count, check_positive, checked

FloatArray = NDArray[np.float64]

STEP = 1 / 16  # of the trapezoid rule in the logarithm of the integration variable
LOG_REACH = 40.0


def _check(n_dims: ArrayLike, **lengths: float) -> None:
    for n_dim in np.ravel(n_dims):
        check_count(n_dim=n_dim)
    check_positive(**lengths)


def log_damped_mean(t: FloatArray) -> FloatArray:
    """Logarithm of E exp(-t² x²) for x uniform on [-1, 1].

    Parameters
    ----------
    t : array
        Non-negative numbers of any size.

    Returns
    -------
    array
        ln(sqrt(pi) erf(t) / (2 t)), from its power series below t = 1/2, where the quotient would
        lose its digits.
    """
    order = np.arange(1, 16)
    signs = np.where(order % 2, -1.0, 1.0)
    terms = signs / (special.factorial(order) * (2 * order + 1))
    small = np.minimum(t, 0.5)
    series = np.log1p(np.polynomial.polynomial.polyval(small**2, np.concatenate([[0.0], terms])))
    large = np.maximum(t, 0.5)
    quotient = np.log(0.5 * np.sqrt(np.pi)) + np.log(special.erf(large)) - np.log(large)
    log_mean: FloatArray = np.where(t < 0.5, series, quotient)
    return log_mean


def mean_radius(n_dim: int, *, half_width: float = 1.0) -> float:
    """Exact mean radius of points with components uniform on [-b, b].

    <R> = b / sqrt(pi) · ∫₀^∞ (1 - E[exp(-t² x²)]^N) / t² dt, by the trapezoid rule in ln t, which
    converges exponentially here. The power is taken in logs.

    Parameters
    ----------
    n_dim
        Dimension N, at least 1.
    half_width
        Half-width b of the cube. [length]

    Returns
    -------
    float
        Mean radius, with a relative error below 1e-12. [length]

    Raises
    ------
    ValueError
        If an argument is not positive.

    Examples
    --------
    >>> round(mean_radius(1), 12), round(mean_radius(2), 7)
    (0.5, 0.7651957)
    """
    _check(n_dim, half_width=half_width)
    log_t = np.arange(-LOG_REACH, LOG_REACH, STEP) - 0.5 * np.log(n_dim)
    t = np.exp(log_t)
    missing = -np.expm1(n_dim * log_damped_mean(t))
    return float(half_width * STEP * np.sum(missing / t) / np.sqrt(np.pi))


def second_moment(n_dim: int, *, half_width: float = 1.0) -> float:
    """Exact mean of R², N b² / 3, in squared units of the half-width b."""
    _check(n_dim, half_width=half_width)
    return n_dim * half_width**2 / 3


def radius_sd(n_dim: int, *, half_width: float = 1.0) -> float:
    """Exact standard deviation of the radius: sqrt(E R² - <R>²).

    Parameters
    ----------
    n_dim
        Dimension N, at least 1.
    half_width
        Half-width b of the cube. [length]

    Examples
    --------
    >>> round(radius_sd(1) * 12**0.5, 10)
    1.0
    """
    _check(n_dim, half_width=half_width)
    mean = mean_radius(n_dim)
    return half_width * float(np.sqrt(second_moment(n_dim) - mean**2))


def mean_radius_formula(n_dim: ArrayLike, *, half_width: float = 1.0) -> FloatArray:
    """Approximate mean radius b · sqrt(N/3 - 1/15), in the unit of the half-width b."""
    _check(n_dim, half_width=half_width)
    return np.asarray(half_width * np.sqrt(np.asarray(n_dim) / 3 - 1 / 15))


def radius_sd_limit(*, half_width: float = 1.0) -> float:
    """Limit b / sqrt(15) of the radius' standard deviation for large N, with no N in it."""
    _check(1, half_width=half_width)
    return half_width / float(np.sqrt(15))


def relative_width_limit(n_dim: ArrayLike) -> FloatArray:
    """Limit 1 / sqrt(5 N) of the radius' standard deviation over its mean for large N."""
    _check(n_dim)
    return np.asarray(1 / np.sqrt(5 * np.asarray(n_dim)))


def radius_density(radii: FloatArray, *, n_dim: int, half_width: float = 1.0) -> FloatArray:
    """Probability density of the radius of points in the cube [-b, b]^N.

    Closed forms for N up to 3. Beyond, R² lies between 0 and N b², so that its density is a
    Fourier series whose coefficients are powers of one component's characteristic function.

    Parameters
    ----------
    radii : array of shape (m,)
        Radii at which to evaluate. [length]
    n_dim
        Dimension N, at least 1.
    half_width
        Half-width b of the cube. [length]

    Returns
    -------
    array of shape (m,)
        Density, to about 1e-6 of its peak; 0 outside the cube. [1/length]

    Raises
    ------
    ValueError
        If an argument is not positive.
    """
    _check(n_dim, half_width=half_width)
    r = checked(np.asarray(radii, float), name="radii", axes=1) / half_width
    if n_dim <= 3:
        density = (np.ones_like(r), _square_density(r), _box_density(r))[n_dim - 1]
    else:
        density = 2 * r * _fourier_density(r**2, n_dim)
    return np.where((r >= 0) & (r**2 <= n_dim), density, 0.0) / half_width


def _square_density(r: FloatArray) -> FloatArray:
    """Arc of radius r in the unit square."""
    return r * (np.pi / 2 - 2 * np.arccos(1 / np.maximum(r, 1)))


def _box_density(r: FloatArray) -> FloatArray:
    """Part of a sphere of radius r in the unit cube: an octant, less caps, plus their overlaps."""
    cap = np.pi / 2 * r * np.maximum(r - 1, 0)
    outer = np.clip(r, np.sqrt(2), np.sqrt(3))
    side = np.sqrt(outer**2 - 2)
    overlap = outer * np.arctan(side / outer) - np.arcsin(side / np.sqrt(outer**2 - 1))
    return np.pi / 2 * r**2 - 3 * cap + 6 * outer * overlap


def _fourier_density(squares: FloatArray, n_dim: int) -> FloatArray:
    """Density of the sum of N squared uniform components, N at least 4."""
    power = n_dim / 2
    highest = (1e-6 * (power - 1)) ** (1 / (1 - power)) * (np.pi / 4) ** (power / (power - 1))
    terms = min(int(np.ceil(n_dim * max(highest, 20.0) / (2 * np.pi))), 100_000)
    frequency = 2 * np.pi * np.arange(1, terms + 1) / n_dim
    root = np.sqrt(-1j * frequency)
    one = 0.5 * np.sqrt(np.pi) * special.erf(root) / root
    kept = n_dim * np.log(np.abs(one)) > np.log(1e-12)
    weights, frequency = one[kept] ** n_dim, frequency[kept]
    waves = [np.sum((weights * np.exp(-1j * frequency * s)).real) for s in squares]
    return (1 + 2 * np.array(waves)) / n_dim


def chi_mean(n_dim: int, *, sd: float = 1.0) -> float:
    """Mean radius of points with independent Gaussian components.

    sqrt(2) Γ((N + 1) / 2) / Γ(N / 2) · sd.

    Parameters
    ----------
    n_dim
        Dimension N, at least 1.
    sd
        Standard deviation of each component. [length]

    Examples
    --------
    >>> round(chi_mean(256), 3)
    15.984
    """
    _check(n_dim, sd=sd)
    return sd * float(np.sqrt(2) * special.poch(n_dim / 2, 0.5))


def chi_sd(n_dim: int, *, sd: float = 1.0) -> float:
    """Exact radial standard deviation for Gaussian components: sqrt(N - <R>²) · sd."""
    _check(n_dim, sd=sd)
    return sd * float(np.sqrt(n_dim - chi_mean(n_dim) ** 2))


def chi_mode(n_dim: int, *, sd: float = 1.0) -> float:
    """Most frequent radius for Gaussian components: sqrt(N - 1) · sd."""
    _check(n_dim, sd=sd)
    return sd * float(np.sqrt(n_dim - 1))


def chi_mean_formula(n_dim: ArrayLike, *, sd: float = 1.0) -> FloatArray:
    """Approximate mean radius for Gaussian components: sqrt(N - 1/2) · sd."""
    _check(n_dim, sd=sd)
    return np.asarray(sd * np.sqrt(np.asarray(n_dim) - 0.5))


def chi_sd_limit(*, sd: float = 1.0) -> float:
    """Limit sd / sqrt(2) of the radial standard deviation for Gaussian components."""
    _check(1, sd=sd)
    return sd / float(np.sqrt(2))


def chi_width_limit(n_dim: ArrayLike) -> FloatArray:
    """Limit 1 / sqrt(2 N) of the relative width for Gaussian components."""
    _check(n_dim)
    return np.asarray(1 / np.sqrt(2 * np.asarray(n_dim)))
