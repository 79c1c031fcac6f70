"""Tests against simulations: an envelope for each curve, Holm for several tests."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from analysis.cloud import FloatArray

CHANCE = 0.05  # of a false alarm, per test or per family of tests
FEWEST = 80  # simulations that set the scale, for quantiles of 2.5 %


@dataclass(frozen=True)
class Envelope:
    """Global envelope of simulated curves: one test for all distances at once.

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
        """Largest deviation of curves (..., k) from the centre, in units of the quantiles."""
        apart = observed - self.centre
        scaled: FloatArray = np.max(
            np.where(apart < 0, -apart / self.below, apart / self.above), -1
        )
        return scaled

    def p_values(self, observed: FloatArray) -> FloatArray:
        """Chance of a deviation as large, for curves (..., k); at least 1/(s + 1)."""
        s = len(self.largest)
        below = np.searchsorted(self.largest, self.deviation(observed), side="left")
        return np.asarray((1 + s - below) / (s + 1), np.float64)

    @property
    def band(self) -> tuple[FloatArray, FloatArray]:
        """Ends of the band that a curve leaves anywhere by chance in 5 % of cases, (k,) each."""
        s = len(self.largest)
        width = self.largest[min(s - 1, int(np.ceil((1 - CHANCE) * (s + 1))) - 1)]
        return self.centre - width * self.below, self.centre + width * self.above


def global_envelope(simulated: FloatArray) -> Envelope:
    """Envelope by the directional quantile MAD test (Myllymäki and others 2017).

    The first fifth of the simulations, 80 or more, sets centre and scale and the others are
    ranked, so that p-values are exact for a curve drawn like the simulations.

    Parameters
    ----------
    simulated : array of shape (s, k)
        Curves of the null, s >= 160.

    Raises
    ------
    ValueError
        If there are too few simulations, or a number is not finite.
    """
    if len(simulated) < 2 * FEWEST:
        msg = f"`simulated` must hold {2 * FEWEST} curves or more, got {len(simulated)}. Add some."
        raise ValueError(msg)
    if not np.isfinite(simulated).all():
        msg = "`simulated` must be finite, got NaN or infinity. Use squares with more points."
        raise ValueError(msg)
    scale, ranked = np.split(simulated, [max(FEWEST, len(simulated) // 5)])
    centre, (low, high) = scale.mean(axis=0), np.quantile(scale, [0.025, 0.975], axis=0)
    tiny = np.finfo(np.float64).tiny
    below, above = np.maximum(centre - low, tiny), np.maximum(high - centre, tiny)
    unranked = Envelope(centre, below, above, largest=np.empty(0))
    return replace(unranked, largest=np.sort(unranked.deviation(ranked)))


def p_by_statistic(
    envelopes: Mapping[str, Envelope], observed: FloatArray, *, parts: Mapping[str, slice]
) -> FloatArray:
    """p-values of patterns, one for each statistic.

    Parameters
    ----------
    envelopes
        Envelope of each statistic under its name.
    observed : array of shape (..., k)
        Patterns.
    parts
        Where a pattern holds each statistic.

    Returns
    -------
    array of shape (..., statistics)
        In the order of `envelopes`.
    """
    found = [envelope.p_values(observed[..., parts[name]]) for name, envelope in envelopes.items()]
    return np.stack(found, axis=-1)


def holm(p_values: FloatArray) -> FloatArray:
    """p-values of a family of tests, adjusted so that the whole family errs with 5 % (Holm 1979).

    Parameters
    ----------
    p_values : array of any shape
        p-values, however dependent; all of them are one family.

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, 0.03]))
    array([0.03, 0.06, 0.06])
    """
    flat = p_values.ravel()
    order = np.argsort(flat)
    adjusted = np.maximum.accumulate(flat[order] * np.arange(flat.size, 0, -1))
    result = np.empty(flat.size)
    result[order] = np.minimum(adjusted, 1.0)
    return result.reshape(p_values.shape)


def least_p(tests: int, *, ranked: int) -> float:
    """Smallest p-value by Holm's method for `tests` tests, ranked among `ranked` simulations.

    Above `CHANCE` nothing can be rejected: the tests decide nothing.

    Examples
    --------
    >>> least_p(8, ranked=99)
    0.08
    """
    return tests / (ranked + 1)
