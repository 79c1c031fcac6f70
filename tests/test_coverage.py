"""Intervals hold their truth in about 95 of 100 simulations.

Each is simulated 1,000 times with a truth that is known exactly. Of 1,000 intervals that cover with
probability 0.95, between 92 and 98 % hold it but once in 60,000 times; intervals that are
conservative by construction must hold it in at least 92 %.
"""

import numpy as np
import pytest

from analysis.faceness import Judged, diversity, rate_at
from analysis.fidelity import KEPT, within
from analysis.intervals import (
    Interval,
    Rate,
    bootstrap,
    difference,
    rate_ratio,
    rate_slope,
    ratio,
    sampled_mean,
    sampled_sd,
    widest_difference,
    wilson_interval,
)
from analysis.recognition import relative_to_data

RUNS = 1_000
LEAST, MOST = 0.92, 0.98


def coverage(intervals, truth):
    """Share of intervals that hold the truth."""
    return np.mean([one.low <= truth <= one.high for one in intervals])


def drawn_rates(share, n, rng):
    return [Rate(int(found), n) for found in rng.binomial(n, share, RUNS)]


@pytest.mark.parametrize(("share", "n"), [(0.5, 60), (0.08, 150), (0.9, 150), (0.98, 512)])
def test_a_rate_is_covered(share, n, rng):
    found = [wilson_interval(rate.found, n) for rate in drawn_rates(share, n, rng)]
    assert LEAST <= coverage(found, share) <= MOST


@pytest.mark.parametrize("pair", [(0.1, 0.9), (0.08, 0.12), (0.97, 0.9), (0.5, 0.5)])
def test_a_difference_of_rates_is_covered(pair, rng):
    pairs = zip(drawn_rates(pair[0], 150, rng), drawn_rates(pair[1], 300, rng), strict=True)
    found = [difference(one.interval, other.interval) for one, other in pairs]
    assert LEAST <= coverage(found, pair[0] - pair[1]) <= MOST


@pytest.mark.parametrize("pair", [(0.1, 0.9), (0.08, 0.12), (0.97, 0.9), (0.5, 0.5)])
def test_a_ratio_of_rates_is_covered(pair, rng):
    pairs = zip(drawn_rates(pair[0], 150, rng), drawn_rates(pair[1], 300, rng), strict=True)
    found = [rate_ratio(one, other) for one, other in pairs]
    assert LEAST <= coverage(found, pair[0] / pair[1]) <= MOST


@pytest.mark.parametrize("slope", [0.0, -0.5, 0.9])
def test_a_slope_of_rates_is_covered(slope, rng):
    settings = np.linspace(0.4, 1.0, 7)
    shares = 0.5 + slope * (settings - 0.7)
    draws = rng.binomial(100, shares, (RUNS, 7))
    found = [rate_slope(settings, [Rate(int(k), 100) for k in row]) for row in draws]
    assert LEAST <= coverage(found, slope) <= MOST


def test_a_slope_needs_two_settings():
    with pytest.raises(
        ValueError, match=r"`settings` must differ, one per rate, got \[1\.0, 1\.0\]"
    ):
        rate_slope([1.0, 1.0], [Rate(1, 2), Rate(1, 2)])


def test_means_their_difference_and_their_ratio_are_covered_also_with_a_long_tail(rng):
    short, long = rng.normal(5.0, 2.0, (RUNS, 40)), rng.exponential(3.0, (RUNS, 200))
    means = [[sampled_mean(x).interval for x in values] for values in (short, long)]
    assert LEAST <= coverage(means[0], 5.0) <= MOST
    assert LEAST <= coverage(means[1], 3.0) <= MOST
    gaps = [difference(*pair) for pair in zip(*means, strict=True)]
    assert LEAST <= coverage(gaps, 2.0) <= MOST
    ratios = [ratio(*pair) for pair in zip(*means, strict=True)]
    assert LEAST <= coverage(ratios, 5.0 / 3.0) <= MOST


@pytest.mark.parametrize(("law", "sd"), [("normal", 1.0), ("uniform", 12**-0.5)])
def test_a_standard_deviation_is_covered(law, sd, rng):
    found = [sampled_sd(x).interval for x in getattr(rng, law)(size=(RUNS, 150))]
    assert LEAST <= coverage(found, sd) <= MOST


def patterned(draws):
    """Images of 8 x 8 pixels: orthogonal patterns of stripes, as bright as the draws say."""
    bits = np.arange(64)[:, None] & (1 << np.arange(6))  # (pixels, patterns)
    stripes = np.where(bits > 0, 1, -1)
    grey = 128 + draws @ stripes.T[: draws.shape[-1]]  # (..., n, pixels)
    return np.repeat(grey.reshape(*draws.shape[:-1], 8, 8, 1), 3, axis=-1).astype(np.uint8)


@pytest.mark.parametrize("n", [60, 150])
def test_a_diversity_is_covered(n, rng):
    counts = rng.poisson([20.0, 8.0, 4.0, 2.0, 1.0], (RUNS, n, 5))  # variance and skewness known
    found = [diversity(images) for images in patterned(counts)]
    assert LEAST <= coverage(found, np.sqrt(2 * 35.0)) <= MOST


def test_a_difference_and_a_ratio_of_diversities_are_covered(rng):
    sets = [patterned(rng.poisson(means, (RUNS, 100, 2))) for means in ([20.0, 8.0], [4.0, 2.0])]
    pairs = [(diversity(a), diversity(b)) for a, b in zip(*sets, strict=True)]
    gaps, ratios = ([way(*pair) for pair in pairs] for way in (difference, ratio))
    assert LEAST <= coverage(gaps, np.sqrt(2 * 28.0) - np.sqrt(2 * 6.0)) <= MOST
    assert LEAST <= coverage(ratios, np.sqrt(28.0 / 6.0)) <= MOST


def found_diversity(step, n, rng):
    """What n images of a set of diversity `step` show of it."""
    found = step * np.exp(0.2 / np.sqrt(n) * rng.standard_normal())
    width = np.exp(1.96 * 0.2 / np.sqrt(n))
    return Interval(found, found / width, found * width)


def judged_sets(steps, rate_of, n, rng):
    """Sets of one sampler, with the errors that rates and diversities of n images have."""
    return [
        Judged(Rate(int(rng.binomial(n, rate_of(step))), n), found_diversity(step, n, rng))
        for step in steps
    ]


@pytest.mark.parametrize("middle", [22.0, 30.0, 39.0, 44.0])
@pytest.mark.parametrize("steepness", [0.2, 1.0, 4.0, 12.0])
@pytest.mark.parametrize("nearest", [39.5, 40.0, 48.0])
def test_a_rate_and_a_gain_at_equal_diversity_are_covered(middle, steepness, nearest, rng):
    def rate_of(step):
        return float(0.05 + 0.9 / (1 + np.exp((step - middle) / steepness)))

    cliff = steepness <= 1 and nearest <= 40 and abs(middle - nearest) < 1  # said to be left out
    found, gains = [], []
    for _ in range(300):
        level = found_diversity(40.0, 300, rng)
        full = rate_at(judged_sets((20.0, nearest, 80.0), rate_of, 300, rng), level)
        found.append(full)
        diagonal = rate_at(judged_sets((8.0, 14.0, 27.0, 52.0), rate_of, 300, rng), level)
        gains.append(widest_difference(full, diagonal))
    assert cliff or coverage(found, rate_of(40.0)) >= LEAST
    assert coverage(gains, 0.0) >= LEAST


def covered_length(centres, *, k=3):
    """Share of [0, 1] within reach of the centres in it: each reaches to its k-th neighbour."""
    reach = np.sort(np.abs(centres[:, None] - centres), axis=1)[:, k]
    small = reach <= np.quantile(reach, KEPT)
    centres, reach = centres[small], reach[small]
    starts = np.sort(np.maximum(centres - reach, 0.0))
    ends = np.sort(np.minimum(centres + reach, 1.0))
    return ends[-1] - starts[0] - np.maximum(starts[1:] - ends[:-1], 0.0).sum()


def test_precision_is_covered_for_a_given_other_set(rng):
    given = rng.beta(2.0, 6.0, (30, 1))
    truth = covered_length(given[:, 0])
    assert 0.4 < truth < 0.9
    found = [within(points, others=given) for points in rng.random((RUNS, 50, 1))]
    rates = [Rate(int(inside.sum()), len(inside)) for inside in found]
    assert LEAST <= coverage([rate.interval for rate in rates], truth) <= MOST


def test_a_relative_error_is_covered(rng):
    errors = 3.0 * np.exp(0.4 * rng.standard_normal((RUNS, 60)))
    data = np.exp(0.2 * rng.standard_normal((RUNS, 80)))
    found = [relative_to_data(*pair) for pair in zip(errors, data, strict=True)]
    assert LEAST <= coverage(found, 3.0) <= MOST


def test_a_resampled_mean_is_covered(rng):
    found = [
        bootstrap(x, lambda v: {"mean": float(v.mean())}, resamples=100, rng=rng)["mean"]
        for x in rng.exponential(size=(RUNS, 150))
    ]
    assert LEAST <= coverage(found, 1.0) <= MOST
