"""Tests against simulations: one envelope for all numbers of a pattern, Holm for several tests."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.cloud import FloatArray

CHANCE = 0.05  # of a false alarm, per test or per family of tests


@dataclass(frozen=True)
class Envelope:
    """Global envelope of simulated patterns: one test for all distances and numbers at once.

    Parameters
    ----------
    centre, below, above : array of shape (k,)
        Mean of the simulations, and how far their 2.5 and 97.5 % quantiles lie from it.
    largest : array of shape (s,)
        Largest scaled deviation of each simulation that set no scale, ascending.
    """

    centre: FloatArray
    below: FloatArray
    above: FloatArray
    largest: FloatArray

    def deviation(self, observed: FloatArray) -> FloatArray:
        """Largest deviation of patterns (..., k) from the centre, in units of the quantiles."""
        apart = observed - self.centre
        scaled: FloatArray = np.max(
            np.where(apart < 0, -apart / self.below, apart / self.above), -1
        )
        return scaled

    def p_values(self, observed: FloatArray) -> FloatArray:
        """Chance of a deviation as large, for patterns (..., k); at least 1/(s + 1)."""
        s = len(self.largest)
        below = np.searchsorted(self.largest, self.deviation(observed), side="left")
        return np.asarray((1 + s - below) / (s + 1), np.float64)

    @property
    def band(self) -> tuple[FloatArray, FloatArray]:
        """Ends of the band that a pattern leaves anywhere by chance in 5 % of cases, (k,) each."""
        s = len(self.largest)
        width = self.largest[min(s - 1, int(np.ceil((1 - CHANCE) * (s + 1))) - 1)]
        return self.centre - width * self.below, self.centre + width * self.above


def global_envelope(simulated: FloatArray) -> Envelope:
    """Envelope by the directional quantile MAD test (Myllymäki and others 2017).

    The first half of the simulations sets centre and scale and the second half is ranked, so that
    p-values are exact for a pattern drawn like the simulations.

    Parameters
    ----------
    simulated : array of shape (s, k)
        Patterns of the null, s >= 80.

    Raises
    ------
    ValueError
        If there are too few simulations for quantiles of 2.5 %.
    """
    if len(simulated) < 80:
        msg = f"`simulated` must hold 80 patterns or more, got {len(simulated)}. Simulate more."
        raise ValueError(msg)
    scale, ranked = np.array_split(simulated, 2)
    centre, (low, high) = scale.mean(axis=0), np.quantile(scale, [0.025, 0.975], axis=0)
    tiny = np.finfo(np.float64).tiny
    below, above = np.maximum(centre - low, tiny), np.maximum(high - centre, tiny)
    unranked = Envelope(centre, below, above, largest=np.empty(0))
    return replace(unranked, largest=np.sort(unranked.deviation(ranked)))


def holm(p_values: FloatArray) -> FloatArray:
    """p-values of a family of tests, adjusted so that the whole family errs with 5 % (Holm 1979).

    Parameters
    ----------
    p_values : array of shape (k,)
        p-values, however dependent.

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, 0.03]))
    array([0.03, 0.06, 0.06])
    """
    order = np.argsort(p_values)
    adjusted = np.maximum.accumulate(p_values[order] * np.arange(len(p_values), 0, -1))
    result = np.empty(len(p_values))
    result[order] = np.minimum(adjusted, 1.0)
    return result
