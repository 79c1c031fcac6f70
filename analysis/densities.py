"""The density of one quantity: bins, smooth curves, chance."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from scipy.stats import poisson

from analysis.checks import check_positive, checked, refuse
from analysis.cloud import FloatArray
from analysis.components import excess_kurtosis, skewness
from analysis.intervals import Interval, wilson_interval

ENOUGH_BINS = 20  # with fewer the roughness of a density is not decidable
POISSON_SETS = 400  # simulated for the range that chance gives the roughness
ENOUGH_BEYOND = 5  # values that must be expected beyond a quantile for it to be decidable
FINER = 10  # parts of a bin in which its smooth curve is worked out


def bin_counts(x: FloatArray, *, width: float) -> tuple[FloatArray, NDArray[np.int64]]:
    """Centres of bins, and numbers of values in bins, whose edges are multiples of `width`.

    Parameters
    ----------
    x : array of shape (n,)
        Values.
    width
        Bin width, in the unit of `x`.

    Returns
    -------
    centres, counts : arrays of shape (bins,)
        All bins from the one of the smallest to the one of the largest value.

    Examples
    --------
    >>> bin_counts(np.array([0.1, 0.2, 1.3]), width=0.5)
    (array([0.25, 0.75, 1.25]), array([2, 0, 1]))
    """
    checked(x, name="x", axes=1)
    check_positive(width=width)
    places = np.floor(x / width).astype(np.int64)
    counts = np.bincount(places - places.min())
    return (places.min() + np.arange(len(counts)) + 0.5) * width, counts


def bandwidth_of(x: FloatArray) -> float:
    """Bandwidth of a Gaussian kernel by Silverman's rule, 0.9 min(sd, IQR/1.349) n^(-1/5).

    Parameters
    ----------
    x : array of shape (n,)
        Values. Silverman (1986), equation 3.31. [unit of x]

    Raises
    ------
    ValueError
        If half of the values are equal, so that there is no width to go by.
    """
    checked(x, name="x", axes=1, least=2, varying=True)
    low, high = np.quantile(x, [0.25, 0.75])
    if high <= low:
        refuse("x", "differ in its middle half", f"{low:g} throughout", "Give a kernel yourself.")
    return float(0.9 * min(x.std(ddof=1), (high - low) / 1.349) * len(x) ** -0.2)


def smoothed_counts(counts: NDArray[np.int64], *, width: float, bandwidth: float) -> FloatArray:
    """Numbers that a smooth density would lead to expect: `counts` under a Gaussian kernel.

    Parameters
    ----------
    counts : array of shape (bins,)
        Numbers in adjacent bins; outside there are none.
    width, bandwidth
        Bin width and sd of the kernel, in one unit.
    """
    check_positive(width=width, bandwidth=bandwidth)
    if checked(counts, name="counts", axes=1).min() < 0:
        refuse("counts", "not be negative", counts.min(), "Give numbers in bins.")
    smooth: FloatArray = gaussian_filter1d(
        counts.astype(np.float64), bandwidth / width, mode="constant", truncate=5.0
    )
    return smooth


QUANTILES = {
    "q0_01": 0.0001,
    "q0_1": 0.001,
    "q2_5": 0.025,
    "q50": 0.5,
    "q97_5": 0.975,
    "q99_9": 0.999,
    "q99_99": 0.9999,
}


class Binned(NamedTuple):
    """Counts in bins, what a smooth density would lead to expect, and its Poisson 95 % band."""

    centres: FloatArray
    counts: NDArray[np.int64]
    expected: FloatArray
    low: FloatArray
    high: FloatArray
    width: float


def binned(x: FloatArray, *, width: float, bandwidth: float) -> Binned:
    """Numbers of values in bins, their smooth curve, and the scatter that chance gives.

    Parameters
    ----------
    x : array of shape (n,)
        Values.
    width, bandwidth
        Bin width and sd of the Gaussian kernel, in the unit of `x`.

    Returns
    -------
    Binned
        Arrays of shape (bins,); the band runs from the 2.5 % to the 97.5 % Poisson quantile.
    """
    checked(x, name="x", axes=1)
    check_positive(width=width, bandwidth=bandwidth)
    fine = np.floor(x / (width / FINER)).astype(np.int64)
    first = fine.min() // FINER
    bins = fine.max() // FINER - first + 1
    counts = np.bincount(fine - first * FINER, minlength=bins * FINER)
    smooth = smoothed_counts(counts, width=width / FINER, bandwidth=bandwidth)
    expected = smooth.reshape(bins, FINER).sum(axis=1)
    low, high = (poisson.ppf(level, expected) for level in (0.025, 0.975))
    centres = (first + np.arange(bins) + 0.5) * width
    return Binned(centres, counts.reshape(bins, FINER).sum(axis=1), expected, low, high, width)


def roughness(
    counts: NDArray[np.int64], *, width: float, bandwidth: float, rng: np.random.Generator
) -> Interval:
    """Chi-square per bin of counts about their smooth curve; 1 if they scatter as Poisson counts.

    The curve follows its own data a little: a residual has the variance
    lambda (1 - 2 g_0 + sum g_j²), with g the weights of the kernel, and is divided by it.

    Parameters
    ----------
    counts : array of shape (bins,)
        Numbers in adjacent bins.
    width, bandwidth
        Bin width and sd of the kernel, in one unit.
    rng
        Source of randomness.

    Returns
    -------
    Interval
        Chi-square over the bins where one or more counts are expected, divided by their number;
        `low` and `high` bound the middle 95 % of 400 sets of Poisson counts about the smooth curve,
        through the same code: residuals of neighbouring bins share their curve. NaN, not decidable,
        where fewer than 20 bins expect so many, or the kernel is narrower than a bin.
    """
    check_positive(width=width, bandwidth=bandwidth)
    expected = smoothed_counts(counts, width=width, bandwidth=bandwidth)
    if bandwidth < width or np.count_nonzero(expected >= 1.0) < ENOUGH_BINS:
        return Interval(float("nan"), float("nan"), float("nan"))
    own = _residual_variance(width=width, bandwidth=bandwidth)
    value, *null = (
        _chi_square_per_bin(row, width=width, bandwidth=bandwidth) / own
        for row in (counts, *rng.poisson(expected, (POISSON_SETS, len(counts))))
    )
    low, high = np.quantile(null, [0.025, 0.975])
    return Interval(value, float(low), float(high))


def _residual_variance(*, width: float, bandwidth: float) -> float:
    """Variance of a bin's residual over that of its count."""
    impulse = np.zeros(2 * int(5 * bandwidth / width) + 3, np.int64)
    impulse[len(impulse) // 2] = 1
    weights = smoothed_counts(impulse, width=width, bandwidth=bandwidth)
    return float(1.0 - 2.0 * weights.max() + np.sum(weights**2))


def _chi_square_per_bin(counts: NDArray[np.int64], *, width: float, bandwidth: float) -> float:
    expected = smoothed_counts(counts, width=width, bandwidth=bandwidth)
    kept = expected >= 1.0
    return float(np.mean((counts - expected)[kept] ** 2 / expected[kept]))


def smoothed_mode(x: FloatArray, *, bandwidth: float) -> float:
    """Place of the maximum of a Gaussian kernel density.

    Parameters
    ----------
    x : array of shape (n,)
        Values.
    bandwidth
        Sd of the kernel, in the unit of `x`.
    """
    check_positive(bandwidth=bandwidth)
    step = bandwidth / 10
    centres, counts = bin_counts(x, width=step)
    density = smoothed_counts(np.pad(counts, 1), width=step, bandwidth=bandwidth)
    peak = int(np.clip(density.argmax(), 1, len(density) - 2))
    before, at, after = density[peak - 1 : peak + 2]
    bend = before - 2 * at + after
    return float(centres[peak - 1] + step * (0.5 * (before - after) / bend if bend else 0.0))


def radius_statistics(lengths: FloatArray) -> dict[str, float]:
    """Statistics that describe the density of a radius.

    Parameters
    ----------
    lengths : array of shape (n,)
        Radii. [latent units]

    Returns
    -------
    dict
        ``mode`` (kernel density, bandwidth by `bandwidth_of`), ``mean``, ``sd``, the quantiles
        ``q0_01`` … ``q99_99`` in per cent [latent units]; ``skew`` and excess ``kurtosis`` [1].
        A quantile is NaN, not decidable, where fewer than 5 values are expected beyond it.
    """
    checked(lengths, name="lengths", axes=1, least=2, varying=True)
    levels = np.array(list(QUANTILES.values()))
    beyond = len(lengths) * np.minimum(levels, 1 - levels)
    quantiles = np.where(beyond >= ENOUGH_BEYOND - 1e-9, np.quantile(lengths, levels), np.nan)
    return {
        "mode": smoothed_mode(lengths, bandwidth=bandwidth_of(lengths)),
        "mean": float(lengths.mean()),
        "sd": float(lengths.std(ddof=1)),
        **dict(zip(QUANTILES, map(float, quantiles), strict=True)),
        "skew": float(skewness(lengths)),
        "kurtosis": float(excess_kurtosis(lengths)),
    }


def mode_shares(
    lengths: FloatArray, *, bands: Mapping[str, tuple[float, float]]
) -> dict[str, float]:
    """Shares of a radius between limits in units of its own mode, by name of the band.

    The mode comes from the same values, so that a share scatters more than that of a band that is
    given: its interval must find the mode again in every resample, as `bootstrap` does.

    Parameters
    ----------
    lengths : array of shape (n,)
        Radii. [latent units]
    bands
        Lower and upper limit of each band. [mode of `lengths`]

    Examples
    --------
    >>> mode_shares(np.array([1.0, 2.0, 2.0, 2.1, 4.0]), bands={"inner": (0.85, 1.15)})
    {'inner': 0.6}
    """
    mode = smoothed_mode(lengths, bandwidth=bandwidth_of(lengths))
    return {name: share(lengths / mode, between=between).value for name, between in bands.items()}


def share(x: FloatArray, *, between: tuple[float, float]) -> Interval:
    """Share of values between two limits, with its 95 % Wilson interval.

    Parameters
    ----------
    x : array of shape (n,)
        Values.
    between
        Lower and upper limit, in the unit of `x`.

    Examples
    --------
    >>> share(np.array([1.0, 2.0, 3.0, 9.0]), between=(0.5, 3.5)).text(".2f")
    '0.75 [0.30, 0.95]'
    """
    checked(x, name="x", axes=1)
    low, high = between
    if not low <= high:
        refuse("between", "run from low to high", between, "Swap its ends.")
    return wilson_interval(int(np.count_nonzero((low <= x) & (x <= high))), len(x))
