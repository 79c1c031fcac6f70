"""The components of z-points: densities, peaks, shapes, shares of the radius."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.special import ndtr

from analysis.checks import check_count, check_positive, checked, refuse
from analysis.cloud import FloatArray, Points, moments

ENOUGH_FOR_PEAKS = 100  # points; with fewer the peak of a density is not decidable


def component_densities(z: Points, *, width: float) -> tuple[FloatArray, FloatArray]:
    """Centres of common bins, and the density of each component in them.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    width
        Bin width; edges are multiples of it. [latent units]

    Returns
    -------
    centres, densities : arrays of shape (bins,) and (z_dim, bins)
        Each density times `width` sums to 1. [latent units, 1/latent unit]
    """
    checked(z, name="z", axes=2)
    check_positive(width=width)
    places = np.floor(z / width).astype(np.int64)  # (n, z_dim)
    first, bins = places.min(), int(np.ptp(places)) + 1
    places += bins * np.arange(z.shape[1]) - first  # a stretch of bins for each component
    counts = np.bincount(places.ravel(), minlength=bins * z.shape[1]).reshape(-1, bins)
    return (first + np.arange(bins) + 0.5) * width, counts / (len(z) * width)


class Peaks(NamedTuple):
    """Peak and full width at half maximum of each component's density. [latent units]."""

    centre: FloatArray
    fwhm: FloatArray


def standardised_densities(z: Points, *, width: float = 0.2) -> tuple[FloatArray, FloatArray]:
    """Densities of the components in units of their own standard deviations, about their means.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    width
        Bin width. [standard deviations]

    Returns
    -------
    centres, densities : arrays of shape (bins,) and (z_dim, bins)
        As `component_densities` returns them. [standard deviations, 1/standard deviation]
    """
    checked(z, name="z", axes=2, least=2, varying=True)
    mean, sd = z.mean(axis=0, dtype=np.float64), z.std(axis=0, dtype=np.float64)
    return component_densities((z - mean) / sd, width=width)


def component_peaks(z: Points) -> Peaks:
    """Centre and full width at half maximum (FWHM) of the density of each component.

    The densities are smoothed by a Gaussian kernel of 0.9 n^(-1/5) sd. It widens them, and the
    noise that is left in their peaks narrows them: for normal components the mean FWHM is
    2.355 sd within 1.5 % at n = 800 and 0.6 % at n = 8,000. The half-width is half of it. From
    fewer than 100 points neither is decidable: both are NaN.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]

    Returns
    -------
    Peaks
        Two arrays of shape (z_dim,). [latent units]
    """
    checked(z, name="z", axes=2, least=2, varying=True)
    if len(z) < ENOUGH_FOR_PEAKS:
        return Peaks(np.full(z.shape[1], np.nan), np.full(z.shape[1], np.nan))
    mean, sd = z.mean(axis=0, dtype=np.float64), z.std(axis=0, dtype=np.float64, ddof=1)
    step, kernel = 0.02, 0.9 * len(z) ** -0.2
    centres, raw = component_densities(np.clip((z - mean) / sd, -6, 6 - step), width=step)
    margin = int(5 * kernel / step) + 1  # else a steep flank could end above half of the peak
    padded = np.pad(raw, [(0, 0), (margin, margin)])
    densities = gaussian_filter1d(padded, kernel / step, axis=1, mode="constant")
    crossings = np.array([_half_maximum(density) for density in densities])  # (z_dim, 3)
    left, peak, right = (centres[0] + step * (crossings - margin)).T
    return Peaks(mean + sd * peak, sd * (right - left))


def prominence(peaks: Peaks) -> FloatArray:
    """How special each axis is: above 1 for a broad or off-centre one.

    The larger of FWHM / 1.25 and |centre| / 0.25, both in units of the median FWHM. For a median
    FWHM of 2, as the posts report it, these limits are a FWHM of 2.5 and a centre of 0.5.

    Parameters
    ----------
    peaks
        Centres and widths of the components' densities. [latent units]

    Returns
    -------
    array of shape (z_dim,)

    Examples
    --------
    >>> prominence(Peaks(np.array([0.0, 0.0, 1.0]), np.array([2.0, 5.0, 2.0])))
    array([0.8, 2. , 2. ])
    """
    usual = np.median(peaks.fwhm)
    return np.asarray(np.maximum(peaks.fwhm / 1.25, np.abs(peaks.centre) / 0.25) / usual)


def special_axes(peaks: Peaks) -> dict[str, NDArray[np.intp]]:
    """Indices of the ``broad`` and of the ``shifted`` axes, by the limits of `prominence`.

    Parameters
    ----------
    peaks
        Centres and widths of the components' densities. [latent units]

    Examples
    --------
    >>> special_axes(Peaks(np.array([0.0, 0.0, 1.0]), np.array([2.0, 5.0, 2.0])))
    {'broad': array([1]), 'shifted': array([2])}
    """
    usual = np.median(peaks.fwhm)
    if np.isnan(usual):
        remedy = f"Give {ENOUGH_FOR_PEAKS} points or more."
        refuse("peaks", "be decidable", "none", remedy)
    return {
        "broad": np.flatnonzero(peaks.fwhm > 1.25 * usual),
        "shifted": np.flatnonzero(np.abs(peaks.centre) > 0.25 * usual),
    }


def far_axes(z: Points, *, beyond: float = 0.5) -> NDArray[np.intp]:
    """Indices of the components whose mean lies far off zero.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    beyond
        Limit of |mean|, in standard deviations of the component.

    Examples
    --------
    >>> far_axes(np.array([[1.0, -1.0], [3.0, 1.0]]))
    array([0])
    """
    checked(z, name="z", axes=2, least=2, varying=True)
    check_positive(beyond=beyond)
    mean, sd = z.mean(axis=0, dtype=np.float64), z.std(axis=0, dtype=np.float64)
    return np.flatnonzero(np.abs(mean) > beyond * sd)


def skewness(x: Points) -> FloatArray:
    """Third standardised moment along the first axis; 0 for a normal density."""
    checked(x, name="x", axes=x.ndim, least=2, varying=True)
    standard = (x - x.mean(axis=0, dtype=np.float64)) / x.std(axis=0, dtype=np.float64)
    return np.asarray(np.mean(standard**3, axis=0))


def excess_kurtosis(x: Points) -> FloatArray:
    """Fourth standardised moment less 3 along the first axis; 0 for a normal density."""
    checked(x, name="x", axes=x.ndim, least=2, varying=True)
    standard = (x - x.mean(axis=0, dtype=np.float64)) / x.std(axis=0, dtype=np.float64)
    return np.asarray(np.mean(standard**4, axis=0) - 3.0)


def distance_to_normal(z: Points) -> FloatArray:
    """Largest distance of each component's distribution function from its fitted normal one.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]

    Returns
    -------
    array of shape (z_dim,)
        Between 0 and 1; about 0.6/sqrt(n) for normal components (Lilliefors 1967).
    """
    checked(z, name="z", axes=2, least=2, varying=True)
    standard = (z - z.mean(axis=0, dtype=np.float64)) / z.std(axis=0, dtype=np.float64, ddof=1)
    fitted = ndtr(np.sort(standard, axis=0))
    steps = np.arange(len(z) + 1)[:, None] / len(z)
    distances: FloatArray = np.maximum(
        np.max(steps[1:] - fitted, axis=0), np.max(fitted - steps[:-1], axis=0)
    )
    return distances


def largest_share(vectors: Points, *, count: int) -> FloatArray:
    """Share of a vector's squared length that its `count` largest components hold.

    Parameters
    ----------
    vectors : array of shape (n, z_dim)
        Vectors other than 0. [any unit]
    count
        Number of components, at most z_dim.

    Returns
    -------
    array of shape (n,)
        Between count / z_dim and 1. [unitless]

    Examples
    --------
    >>> largest_share(np.array([[3.0, -4.0, 0.0]]), count=1)
    array([0.64])
    """
    checked(vectors, name="vectors", axes=2)
    check_count(count=count)
    if count > vectors.shape[1]:
        refuse("count", f"be at most z_dim = {vectors.shape[1]}", count, "Ask for fewer.")
    if not np.all(np.any(vectors, axis=1)):
        refuse("vectors", "differ from 0", "one at 0", "Leave it out.")
    squares = np.sort(np.asarray(vectors, np.float64) ** 2, axis=1)[:, ::-1]
    return np.asarray(squares[:, :count].sum(axis=1) / squares.sum(axis=1))


def mean_square_shares(z: Points) -> FloatArray:
    """Share of each component in the mean squared radius, E z_i² / E R², of shape (z_dim,).

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    """
    checked(z, name="z", axes=2)
    squares = np.einsum("ij,ij->j", z, z, dtype=np.float64)
    if not squares.any():
        refuse("z", "differ from 0", "zeros only", "Give a cloud.")
    return np.asarray(squares / squares.sum())


def second_moment_shares(z: Points) -> FloatArray:
    """Share of each principal axis of E z z' in the mean squared radius, the largest first.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud; moments are about the origin, not about its mean. [latent units]

    Returns
    -------
    array of shape (z_dim,)
        Sums to 1; no other axes hold more in as few.
    """
    mean, spread = moments(z)
    second = spread * (len(z) - 1) / len(z) + np.outer(mean, mean)
    if not second.any():
        refuse("z", "differ from 0", "zeros only", "Give a cloud.")
    shares: FloatArray = np.maximum(np.linalg.eigvalsh(second)[::-1], 0.0) / np.trace(second)
    return shares


def _half_maximum(density: FloatArray) -> tuple[float, float, float]:
    """Places, in grid steps, of the half maximum to the left, of the peak, and to the right."""
    peak = int(density.argmax())
    below = density < density[peak] / 2
    left = peak - int(np.argmax(below[peak::-1]))
    right = peak + int(np.argmax(below[peak:]))
    half = density[peak] / 2
    rise, fall = density[left + 1] - density[left], density[right - 1] - density[right]
    return (
        left + (half - density[left]) / rise,
        float(peak),
        right - (half - density[right]) / fall,
    )


def special_counts(z: Points) -> dict[str, int]:
    """Numbers of ``broad`` and ``shifted`` axes, by `special_axes`, and of ``far`` ones.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    """
    special = special_axes(component_peaks(z)) | {"far": far_axes(z)}
    return {name: len(axes) for name, axes in special.items()}
