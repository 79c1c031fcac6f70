"""Numbers with 95 % intervals: means, shares, differences, ratios, and whatever is resampled."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from analysis.results import UNDECIDED, printed

FloatArray = NDArray[np.float64]

NORMAL_97_5 = float(ndtri(0.975))  # 95 % of a normal density lie within so many sds of its mean


class Interval(NamedTuple):
    """A number and the ends of an interval, in one unit.

    The interval is the 95 % confidence interval of the number, unless the function that returns it
    says otherwise.
    """

    value: float
    low: float
    high: float

    def text(self, form: str = ".2f") -> str:
        """Value and ends as a table prints them, such as ``16.4 [16.2, 16.6]``."""
        value, low, high = (printed(number, form) for number in self)
        return value if np.isnan(self.value) else f"{value} [{low}, {high}]"

    def percent(self) -> "Interval":
        """The same in per cent, or a difference in percentage points."""
        return Interval(100 * self.value, 100 * self.low, 100 * self.high)


def normal_interval(value: float, error: float) -> Interval:
    """Interval of a number whose estimates scatter normally about it: 1.96 errors to each side.

    Parameters
    ----------
    value, error
        Number and its standard error, in one unit.

    Examples
    --------
    >>> normal_interval(16.0, 0.5).text()
    '16.00 [15.02, 16.98]'
    """
    margin = NORMAL_97_5 * error
    return Interval(float(value), float(value - margin), float(value + margin))


class Sampled(NamedTuple):
    """A number estimated from a sample, and its standard error, in one unit."""

    value: float
    error: float

    @property
    def margin(self) -> float:
        """Half the length of the 95 % interval."""
        return NORMAL_97_5 * self.error

    @property
    def interval(self) -> Interval:
        """The number with its 95 % interval."""
        return normal_interval(self.value, self.error)

    def text(self, form: str = ".2f") -> str:
        """Value and margin as a table prints them, such as ``16.40 ± 0.12``."""
        return f"{printed(self.value, form)} ± {printed(self.margin, form)}"


def sampled_mean(values: FloatArray) -> Sampled:
    """Mean of `values`, an array of shape (n,), with its standard error.

    Examples
    --------
    >>> sampled_mean(np.array([1.0, 3.0]))
    Sampled(value=2.0, error=1.0)
    """
    return Sampled(float(values.mean()), float(values.std(ddof=1) / np.sqrt(len(values))))


def sampled_sd(values: FloatArray) -> Sampled:
    """Spread of `values`, (n,): their standard deviation, with its standard error.

    The error comes from the influence function and holds for any distribution with four moments.
    """
    deviation = values - values.mean()
    sd = float(values.std(ddof=1))
    return Sampled(sd, sampled_mean(deviation**2 / (2 * sd)).error)


def wilson_interval(found: int, n: int) -> Interval:
    """Share found / n with its interval (Wilson 1927), never empty and between 0 and 1.

    Parameters
    ----------
    found, n
        Successes, and trials in all.

    Raises
    ------
    ValueError
        Unless 0 <= found <= n and n >= 1.

    Examples
    --------
    >>> wilson_interval(0, 512).text(".4f")
    '0.0000 [0.0000, 0.0074]'
    """
    if not (0 <= found <= n and n >= 1):
        msg = f"`found` must lie between 0 and `n` >= 1, got {found} of {n}."
        raise ValueError(msg)
    share, weight = found / n, NORMAL_97_5**2 / n
    middle = share + weight / 2
    half = NORMAL_97_5 * np.sqrt(share * (1 - share) / n + weight / (4 * n))
    low, high = (middle - half) / (1 + weight), (middle + half) / (1 + weight)
    return Interval(share, 0.0 if found == 0 else float(low), 1.0 if found == n else float(high))


class Rate(NamedTuple):
    """How often something was found in independent trials.

    Parameters
    ----------
    found, n
        Successes, and trials in all.
    """

    found: int
    n: int

    @property
    def value(self) -> float:
        """Share of successes; NaN, not decidable, without a trial."""
        return self.found / self.n if self.n else np.nan

    @property
    def interval(self) -> Interval:
        """Share of successes with its Wilson interval."""
        return wilson_interval(self.found, self.n)

    @property
    def ends(self) -> dict[str, float]:
        """Ends of the interval by name; none for a single trial, which is no sample."""
        return {"low": self.interval.low, "high": self.interval.high} if self.n > 1 else {}

    def text(self) -> str:
        """Share and interval in per cent, as a table prints them."""
        if self.n == 0:
            return UNDECIDED
        if self.n == 1:
            return f"{self.found} of 1"
        value, low, high = self.interval.percent()
        return f"{value:.1f} % [{low:.1f}, {high:.1f}]"


def difference(first: Interval, second: Interval) -> Interval:
    """Difference of two numbers of independent sets, first - second.

    Parameters
    ----------
    first, second
        Two numbers of one unit with their 95 % intervals.

    Returns
    -------
    Interval
        With its 95 % interval, made from the two: for shares with Wilson's intervals, method 10 of
        Newcombe (1998); for means, the root of the sum of the squared margins. For sets drawn with
        the same random numbers it is too long.
    """
    value = first.value - second.value
    below = np.hypot(first.value - first.low, second.high - second.value)
    above = np.hypot(first.high - first.value, second.value - second.low)
    return Interval(value, float(value - below), float(value + above))


def widest_difference(first: Interval, second: Interval) -> Interval:
    """Difference of two numbers, first - second, wherever in their intervals they lie.

    Parameters
    ----------
    first, second
        Two numbers of one unit with intervals, such as bounds, whose errors need not be
        independent.

    Returns
    -------
    Interval
        From the least to the largest difference of numbers in the two intervals.

    Examples
    --------
    >>> widest_difference(Interval(3.0, 2.0, 4.0), Interval(1.0, 0.5, 2.0)).text()
    '2.00 [0.00, 3.50]'
    """
    value = first.value - second.value
    return Interval(value, first.low - second.high, first.high - second.low)


def ratio(first: Interval, second: Interval) -> Interval:
    """Ratio of two numbers of independent sets, first / second.

    Parameters
    ----------
    first, second
        Two numbers, not negative, with their 95 % intervals.

    Returns
    -------
    Interval
        With its 95 % interval, made from the two (Donner and Zou 2012), Fieller's where
        both are symmetric; not decidable, NaN, where the second cannot be told from zero.

    Examples
    --------
    >>> ratio(Interval(3.0, 2.9, 3.1), Interval(2.0, 2.0, 2.0)).text()
    '1.50 [1.45, 1.55]'
    """
    (a, low_a, high_a), (b, low_b, high_b) = first, second
    below, above = high_b * (2 * b - high_b), low_b * (2 * b - low_b)
    if not (b > 0 and low_b > 0 and below > 0):
        return Interval(np.nan, np.nan, np.nan)
    low_root = np.sqrt(max((a * b) ** 2 - low_a * (2 * a - low_a) * below, 0.0))
    high_root = np.sqrt(max((a * b) ** 2 - high_a * (2 * a - high_a) * above, 0.0))
    return Interval(a / b, float((a * b - low_root) / below), float((a * b + high_root) / above))


def rate_ratio(first: Rate, second: Rate) -> Interval:
    """Ratio of two rates of independent sets, first / second, with half a success added to each.

    Parameters
    ----------
    first, second
        Two rates; the half keeps the ratio finite where nothing was found.

    Returns
    -------
    Interval
        With its 95 % interval, symmetric in the logarithm (Walter 1975).
    """
    a, b = first.found + 0.5, second.found + 0.5
    n, m = first.n + 0.5, second.n + 0.5
    ratio = (a / n) / (b / m)
    width = np.exp(NORMAL_97_5 * np.sqrt(max(1 / a - 1 / n + 1 / b - 1 / m, 0.0)))
    return Interval(ratio, float(ratio / width), float(ratio * width))


def rate_slope(settings: Sequence[float], rates: Sequence[Rate]) -> Interval:
    """Slope of rates of independent sets against a setting (Cochran 1954, Armitage 1955).

    Least squares weighted with the numbers of trials; the variance of each rate comes from its
    own set, with half a success and half a failure added.

    Parameters
    ----------
    settings
        Setting of each set, not all equal.
    rates
        Rate of each set.

    Returns
    -------
    Interval
        Change of the rate per unit of the setting.

    Raises
    ------
    ValueError
        If the settings are all equal, or there is another number of rates.

    Examples
    --------
    >>> rate_slope([0.0, 1.0], [Rate(20, 100), Rate(50, 100)]).text()
    '0.30 [0.17, 0.43]'
    """
    if len(settings) != len(rates) or len(set(settings)) < 2:
        msg = f"`settings` must differ, one per rate, got {settings}. Give two or more sets."
        raise ValueError(msg)
    n = np.array([rate.n for rate in rates], np.float64)
    found = np.array([rate.found for rate in rates], np.float64)
    x = np.asarray(settings, np.float64)
    away = n * (x - np.average(x, weights=n))
    weights = away / np.sum(away * x)
    share = (found + 0.5) / (n + 1)
    error = np.sqrt(np.sum(weights**2 * share * (1 - share) / n))
    return normal_interval(float(np.sum(weights * found / n)), float(error))


def bootstrap(
    x: FloatArray,
    statistics: Callable[[FloatArray], dict[str, float]],
    *,
    resamples: int,
    rng: np.random.Generator,
) -> dict[str, Interval]:
    """Statistics of `x` with percentile bootstrap intervals (Efron 1979).

    Parameters
    ----------
    x : array of shape (n, ...)
        Independent values, or rows of values that belong together.
    statistics
        From values to named numbers.
    resamples
        Number of resamples with replacement.
    rng
        Source of randomness.

    Returns
    -------
    dict of Interval
        The interval holds the middle 95 % of the resamples, and the value itself.
    """
    values = statistics(x)
    drawn = [statistics(rng.choice(x, len(x))) for _ in range(resamples)]
    ends = {name: np.quantile([d[name] for d in drawn], [0.025, 0.975]) for name in values}
    return {
        name: Interval(value, min(value, float(ends[name][0])), max(value, float(ends[name][1])))
        for name, value in values.items()
    }
