"""A cloud of z-points: radius, axes, covariance."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular
from sklearn.covariance import ledoit_wolf

from analysis.checks import checked, refuse

Points = NDArray[np.floating]
FloatArray = NDArray[np.float64]

WELL_SAMPLED = 10  # points per dimension from which the sample covariance is used as it is


def radius(z: Points) -> FloatArray:
    """Euclidean norm R of each z-point.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]

    Returns
    -------
    array of shape (n,)
        Distance from the origin, summed in float64. [latent units]

    Examples
    --------
    >>> radius(np.array([[3.0, 4.0], [0.0, 1.0]]))
    array([5., 1.])
    """
    checked(z, name="z", axes=2)
    lengths: FloatArray = np.sqrt(np.einsum("ij,ij->i", z, z, dtype=np.float64))
    return lengths


@dataclass(frozen=True)
class PrincipalAxes:
    """Principal axes of a cloud, the broadest first.

    Parameters
    ----------
    mean : array of shape (z_dim,)
        Centre of the cloud. [latent units]
    axes : array of shape (z_dim, z_dim)
        One unit vector per row.
    sd : array of shape (z_dim,)
        Standard deviation along each axis, descending. [latent units]
    """

    mean: FloatArray
    axes: FloatArray
    sd: FloatArray

    def coordinates(self, z: Points) -> FloatArray:
        """Coordinates along the axes from the mean [latent units], of shape (n, z_dim)."""
        return (z - self.mean) @ self.axes.T

    def points(self, coordinates: Points) -> FloatArray:
        """Points that have these coordinates [latent units], of shape (n, z_dim)."""
        return self.mean + coordinates @ self.axes


def principal_axes(z: Points) -> PrincipalAxes:
    """Mean, axes and standard deviations from the sample covariance of `z`.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud, n >= 2. [latent units]

    Returns
    -------
    PrincipalAxes
        Axes of a sign that makes the largest entry of each positive.
    """
    mean, covariance = moments(z)
    variances, vectors = np.linalg.eigh(covariance)
    axes = vectors.T[::-1]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return PrincipalAxes(mean, axes * np.sign(largest), np.sqrt(np.maximum(variances[::-1], 0.0)))


def covariance(z: Points) -> FloatArray:
    """Covariance of `z` that can be inverted.

    The sample covariance where there are at least ten points per dimension, else the estimate of
    Ledoit and Wolf (2004), which shrinks it towards a multiple of the identity.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud, n >= 2. [latent units]

    Returns
    -------
    array of shape (z_dim, z_dim)
        Symmetric, positive definite unless a component is constant. [latent units²]
    """
    checked(z, name="z", axes=2, least=2)
    if len(z) >= WELL_SAMPLED * z.shape[1]:
        return moments(z)[1]
    shrunk: FloatArray = ledoit_wolf(np.asarray(z, np.float64))[0]
    return shrunk


def mahalanobis(z: Points, *, cloud: Points) -> FloatArray:
    """Distance of each point of `z` from the mean of `cloud`, in units of its covariance.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Points. [latent units]
    cloud : array of shape (m, z_dim)
        Where mean and `covariance` come from; other points than `z` where n matters, since
        points that shaped a covariance lie nearer in it. [latent units]

    Returns
    -------
    array of shape (n,)
        About sqrt(z_dim) for points like those of the cloud. [unitless]
    """
    checked(cloud, name="cloud", axes=2, least=2, varying=True)
    checked(z, name="z", axes=2)
    factor = cholesky(covariance(cloud), lower=True)
    return whitened_length(z, centre=cloud.mean(axis=0, dtype=np.float64), factor=factor)


def whitened_length(z: Points, *, centre: FloatArray, factor: FloatArray) -> FloatArray:
    """Length of each point from `centre` in units of a covariance whose factor is known.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Points. [latent units]
    centre : array of shape (z_dim,)
        Where lengths begin. [latent units]
    factor : array of shape (z_dim, z_dim)
        Lower Cholesky factor of the covariance. [latent units]

    Returns
    -------
    array of shape (n,)
        Mahalanobis distances. [unitless]
    """
    apart = solve_triangular(factor, (z - centre).T, lower=True)  # (z_dim, n)
    lengths: FloatArray = np.sqrt(np.sum(apart**2, axis=0))
    return lengths


def variance_inflation(z: Points) -> FloatArray:
    """Variance inflation factor of each component: 1 / (1 - R²) given all others.

    The diagonal of the covariance times that of its inverse. Its mean is the mean squared
    Mahalanobis distance, per dimension, of points whose components are drawn independently.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud; see `covariance` for few points, where factors come out too small. [latent units]

    Returns
    -------
    array of shape (z_dim,)
        At least 1. A factor f of a normal density has in a sample the expectation
        1 + (z_dim - 1)/(n - z_dim - 2) + (f - 1)(n - 1)/(n - z_dim - 2), so that chance alone
        exceeds 1 a little. [unitless]
    """
    checked(z, name="z", axes=2, least=3, varying=True)
    sigma = covariance(z)
    factors: FloatArray = np.diag(sigma) * np.diag(np.linalg.inv(sigma))
    return factors


def effective_dimension(variances: FloatArray) -> float:
    """Effective number of equally broad axes, (sum s²)² / sum s⁴.

    Parameters
    ----------
    variances : array of shape (z_dim,)
        Variances along principal axes. [latent units²]

    Examples
    --------
    >>> effective_dimension(np.array([4.0, 4.0, 0.0]))
    2.0
    """
    _check_variances(variances)
    return float(variances.sum() ** 2 / np.sum(variances**2))


def elongation(variances: FloatArray, *, n: int) -> float:
    """Broadest over narrowest principal axis, as a ratio of standard deviations.

    Parameters
    ----------
    variances : array of shape (z_dim,)
        Variances along principal axes. [latent units²]
    n
        Number of points that they come from.

    Returns
    -------
    float
        At least 1; infinite for a flat cloud; NaN, not decidable, with fewer than ten points per
        axis, where the narrowest axes of any sample are far too narrow. [unitless]

    Examples
    --------
    >>> elongation(np.array([9.0, 4.0, 1.0]), n=100), elongation(np.array([9.0, 1.0]), n=10)
    (3.0, nan)
    """
    _check_variances(variances)
    if n < WELL_SAMPLED * len(variances):
        return float("nan")
    narrowest = variances.min()
    return float(np.sqrt(variances.max() / narrowest)) if narrowest > 0 else float("inf")


def _check_variances(variances: FloatArray) -> None:
    checked(variances, name="variances", axes=1)
    if variances.min() < 0 or variances.max() <= 0:
        refuse("variances", "be positive somewhere and negative nowhere", variances, "Use squares.")


def covariance_spectrum(z: Points) -> FloatArray:
    """Variances along the principal axes, descending, of shape (z_dim,). [latent units²]."""
    return principal_axes(z).sd ** 2


class Radius(NamedTuple):
    """Root mean square, mean and standard deviation of a radius. [latent units]."""

    rms: float
    mean: float
    sd: float


def predicted_radius(mean: FloatArray, covariance: FloatArray) -> Radius:
    """Radius of normally distributed points, from their mean and covariance.

    E R² = sum(mu_i²) + tr S and Var R² = 2 tr S² + 4 mu' S mu are exact; the sd of R is
    sqrt(Var R²) / (2 rms) and its mean sqrt(rms² - sd²), to first order in the relative width.

    Parameters
    ----------
    mean : array of shape (z_dim,)
        Centre. [latent units]
    covariance : array of shape (z_dim, z_dim) or (z_dim,)
        Covariance, or the variances of independent components. [latent units²]

    Examples
    --------
    >>> predicted = predicted_radius(np.zeros(256), np.ones(256))
    >>> [round(float(number), 2) for number in predicted]
    [16.0, 15.98, 0.71]
    """
    checked(mean, name="mean", axes=1)
    checked(covariance, name="covariance", axes=covariance.ndim)
    full = np.diag(covariance) if covariance.ndim == 1 else covariance
    if full.shape != (len(mean), len(mean)):
        rule = f"be of shape ({len(mean)},) or ({len(mean)}, {len(mean)})"
        refuse("covariance", rule, f"shape {covariance.shape}", "One row per component.")
    _check_variances(np.diag(full))
    mean_square = float(mean @ mean + np.trace(full))
    variance = float(2 * np.sum(full**2) + 4 * mean @ full @ mean)
    sd = np.sqrt(variance / (4 * mean_square))
    return Radius(np.sqrt(mean_square), np.sqrt(mean_square - sd**2), sd)


def moments(z: Points) -> tuple[FloatArray, FloatArray]:
    """Mean and sample covariance, in float64."""
    checked(z, name="z", axes=2, least=2)
    mean = z.mean(axis=0, dtype=np.float64)
    centred = z - mean
    return mean, centred.T @ centred / (len(z) - 1)
