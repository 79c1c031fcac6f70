"""Bins, modes and shares against textbook values and coverage."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis import densities
from analysis.intervals import bootstrap, wilson_interval

seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.floats(0.02, 2.0))
def test_no_value_is_lost_in_bins(seed, width):
    x = np.random.default_rng(seed).normal(size=100)
    centres, counts = densities.bin_counts(x, width=width)
    fine = densities.binned(x, width=width, bandwidth=0.3)
    assert counts.sum() == fine.counts.sum() == 100
    assert np.all(np.abs(centres[[0, -1]] - [x.min(), x.max()]) <= width / 2 + 1e-9)
    np.testing.assert_allclose(np.diff(fine.centres), width)


def test_a_smoothed_mode_finds_the_peak_of_a_chi_distribution():
    rng = np.random.default_rng(4)
    modes = [
        densities.smoothed_mode(x, bandwidth=densities.bandwidth_of(x))
        for x in np.sqrt(rng.chisquare(256, size=(30, 5000)))
    ]
    error = np.std(modes, ddof=1) / np.sqrt(30)
    assert abs(np.mean(modes) - np.sqrt(255)) < 5 * error


@given(seeds, st.floats(-3.0, 3.0))
def test_a_smoothed_mode_moves_with_its_values(seed, shift):
    x = np.random.default_rng(seed).normal(size=2000)
    one = densities.smoothed_mode(x, bandwidth=0.5)
    assert densities.smoothed_mode(x + shift, bandwidth=0.5) == pytest.approx(
        one + shift, abs=0.015
    )


def test_the_bandwidth_is_that_of_statistics_text_books():
    x = np.random.default_rng(5).normal(scale=3.0, size=4000)
    assert densities.bandwidth_of(x) == pytest.approx(0.9 * 3.0 * 4000**-0.2, rel=0.05)


def rough(x, rng, width=0.05):
    _, counts = densities.bin_counts(x, width=width)
    return densities.roughness(counts, width=width, bandwidth=densities.bandwidth_of(x), rng=rng)


@pytest.mark.parametrize(("n", "sd"), [(4000, 2.0), (60_000, 0.8)])
def test_poisson_counts_are_as_rough_as_chance_and_a_comb_is_rougher(n, sd, monkeypatch):
    monkeypatch.setattr(densities, "POISSON_SETS", 160)
    rng = np.random.default_rng(6)
    found = [rough(x, rng) for x in rng.normal(16.0, sd, size=(60, n))]
    values = np.array([one.value for one in found])
    assert abs(values.mean() - 1.0) < 5 * values.std(ddof=1) / np.sqrt(60) + 0.02
    outside = np.mean([not low <= value <= high for value, low, high in found])
    assert outside < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 60)
    comb = rough(np.round(rng.normal(16.0, sd, n) / 0.1) * 0.1 + 0.01, rng)
    assert comb.value > 5 * comb.high


def test_the_interval_of_a_share_in_modes_holds_the_true_one():
    """A mode taken for known, as Wilson's interval does, would give a third less."""
    law, rng = stats.gamma(20, scale=0.8), np.random.default_rng(13)
    ends, mode = (0.85, 1.15), 19 * 0.8
    true = np.diff(law.cdf(np.array(ends) * mode))[0]
    shares = partial(densities.mode_shares, bands={"inner": ends})
    held = {"bootstrap": 0, "wilson": 0}
    for x in law.rvs((60, 4000), random_state=rng):
        found = bootstrap(x, shares, resamples=60, rng=rng)["inner"]
        wilson = wilson_interval(round(found.value * len(x)), len(x))
        held["bootstrap"] += found.low <= true <= found.high
        held["wilson"] += wilson.low <= true <= wilson.high
    assert held["bootstrap"] >= 51  # of 60: 3 standard errors below 95 %
    assert held["wilson"] < 51


def test_a_share_has_the_wilson_interval_of_scipy():
    found = densities.share(np.arange(100.0), between=(0.0, 29.5))
    reference = stats.binomtest(30, 100).proportion_ci(method="wilson")
    np.testing.assert_allclose(found, (0.3, *reference), rtol=1e-14)


def test_a_smoothed_mode_is_that_of_scipys_kernel_density():
    x = np.random.default_rng(7).gamma(9.0, 2.0, size=3000)
    bandwidth = densities.bandwidth_of(x)
    kernel = stats.gaussian_kde(x, bw_method=bandwidth / x.std(ddof=1))
    grid = np.linspace(10, 25, 3001)
    reference = grid[kernel(grid).argmax()]
    assert densities.smoothed_mode(x, bandwidth=bandwidth) == pytest.approx(
        reference, abs=0.1 * bandwidth
    )


@pytest.mark.parametrize(("n", "undecided"), [(190, 6), (1000, 4), (5000, 2), (50_000, 0)])
def test_a_quantile_with_fewer_than_five_values_beyond_is_not_decidable(n, undecided):
    found = densities.radius_statistics(np.random.default_rng(8).normal(16, 2, n))
    assert sum(np.isnan(list(found.values()))) == undecided
    assert np.isfinite(found["q50"])
    assert np.isfinite(found["mode"])


def test_the_bootstrap_of_an_undecidable_quantile_says_so():
    x = np.random.default_rng(9).normal(16, 2, 300)
    found = bootstrap(x, densities.radius_statistics, resamples=20, rng=np.random.default_rng(9))
    assert found["q99_9"].text() == "not decidable"
    assert "[" in found["mean"].text()


@pytest.mark.parametrize(("n", "sd"), [(60, 2.0), (180_000, 0.5)])
def test_the_roughness_of_few_values_and_of_a_thin_shell_is_not_decidable(n, sd):
    rng = np.random.default_rng(10)
    assert rough(rng.normal(16, sd, n), rng).text() == "not decidable"


X = np.array([1.0, 2.0, 4.0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: densities.bin_counts(np.array([]), width=1.0), r"`x` .* got shape \(0,\)"),
        (lambda: densities.bin_counts(X * np.nan, width=1.0), "`x` must be finite, got 3 of 3"),
        (lambda: densities.bin_counts(X, width=-1.0), "`width` must be positive and finite"),
        (lambda: densities.bandwidth_of(np.ones(9)), "components that vary"),
        (lambda: densities.bandwidth_of(np.array([0.0] * 9 + [1.0])), "differ in its middle half"),
        (lambda: densities.smoothed_mode(X, bandwidth=0.0), "`bandwidth` must be positive"),
        (lambda: densities.binned(X, width=1.0, bandwidth=np.nan), "`bandwidth` must be positive"),
        (
            lambda: densities.roughness(np.ones(9, int), width=0.0, bandwidth=1.0, rng=None),
            "`width` must be",
        ),
        (lambda: densities.smoothed_counts(X[:0], width=1.0, bandwidth=1.0), "`counts` must have"),
        (lambda: densities.smoothed_counts(-X, width=1.0, bandwidth=1.0), "be negative, got -4"),
        (lambda: densities.radius_statistics(X[:0]), r"`lengths` .* got shape \(0,\)"),
        (lambda: densities.share(X, between=(2.0, 1.0)), r"run from low to high, got \(2"),
        (lambda: densities.share(np.array([]), between=(1.0, 2.0)), "1 or more rows"),
    ],
)
def test_what_has_no_density_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
