"""Shares of variance along principal axes, their intervals, and what independence would give."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from analysis.cloud import FloatArray, Points, covariance_spectrum
from analysis.intervals import NORMAL_97_5, Interval, normal_interval
from analysis.nulls import permuted_components


@dataclass(frozen=True)
class Spectrum:
    """Shares of the variance along the principal axes, in descending order.

    Parameters
    ----------
    shares : array of shape (z_dim,)
        Shares of the cloud.
    drawn : array of shape (resamples, z_dim)
        Shares of resamples of the cloud, drawn with replacement.
    permuted : array of shape (permutations, z_dim)
        Shares where the components are permuted across points.
    n
        Number of points.
    """

    shares: FloatArray
    drawn: FloatArray
    permuted: FloatArray
    n: int

    def interval(self, statistic: Callable[[FloatArray], float]) -> Interval:
        """Value of a statistic of the shares, with its interval by bootstrap standard errors."""
        error = np.std([statistic(shares) for shares in self.drawn], ddof=1)
        return normal_interval(statistic(self.shares), float(error))

    def independent(self, statistic: Callable[[FloatArray], float]) -> Interval:
        """Mean of the statistic for independent components, and where 95 % of clouds have it."""
        values = np.array([statistic(shares) for shares in self.permuted])
        return normal_interval(values.mean(), values.std(ddof=1))

    @property
    def band(self) -> FloatArray:
        """Ends of the interval of each share, of shape (2, z_dim)."""
        margin = NORMAL_97_5 * self.drawn.std(axis=0, ddof=1)
        return np.stack([self.shares - margin, self.shares + margin])

    @property
    def null_band(self) -> FloatArray:
        """Middle 95 % of the shares of independent components, of shape (2, z_dim)."""
        mean = self.permuted.mean(axis=0)
        margin = NORMAL_97_5 * self.permuted.std(axis=0, ddof=1)
        return np.stack([mean - margin, mean + margin])

    @property
    def beyond_chance(self) -> int:
        """Leading components above the null's band: parallel analysis (Horn 1965)."""
        above = self.shares > self.null_band[1]
        return int(np.argmin(above)) if not above.all() else len(above)

    @property
    def white_noise(self) -> FloatArray:
        """Range of the shares of white noise, (1 ± sqrt(z_dim/n))²/z_dim (Marchenko, Pastur)."""
        z_dim = len(self.shares)
        root: FloatArray = 1 + np.array([-1.0, 1.0]) * np.sqrt(z_dim / self.n)
        return root**2 / z_dim


def spectrum(z: Points, *, resamples: int, permutations: int, rng: np.random.Generator) -> Spectrum:
    """Shares of variance of a cloud, of its resamples and of its permutations.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Cloud. [latent units]
    resamples, permutations
        How many of each, two or more.
    rng
        Source of randomness.
    """
    n = len(z)
    with threadpool_limits(limits=1):  # matrices are small: threads would wait for each other
        drawn = [_shares(z[rng.integers(n, size=n)]) for _ in range(resamples)]
        permuted = [_shares(permuted_components(z, rng=rng)) for _ in range(permutations)]
        return Spectrum(_shares(z), np.array(drawn), np.array(permuted), n)


def standardised(z: Points) -> FloatArray:
    """`z`, of shape (n, z_dim), with each component divided by its standard deviation [unitless].

    Raises
    ------
    ValueError
        If a component is constant or not finite.
    """
    sd = z.std(axis=0, dtype=np.float64)
    if not np.all(sd > 0):
        wrong = [int(axis) for axis in np.flatnonzero(~(sd > 0))]
        msg = f"`z` must vary along all components, got constant or NaN ones: {wrong}. Drop them."
        raise ValueError(msg)
    return np.asarray(z / sd, np.float64)


def _shares(z: Points) -> FloatArray:
    """Shares of the variance along the principal axes, of shape (z_dim,)."""
    variances = covariance_spectrum(z)
    return np.asarray(variances / variances.sum(), np.float64)
