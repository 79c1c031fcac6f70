"""Intervals against references and coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, norm

from analysis.intervals import (
    Interval,
    Rate,
    Sampled,
    difference,
    normal_interval,
    rate_ratio,
    wilson_interval,
)


def test_a_normal_interval_holds_95_per_cent_of_a_normal_density():
    _, low, high = normal_interval(3.0, 0.5)
    assert norm.cdf(high, 3.0, 0.5) - norm.cdf(low, 3.0, 0.5) == pytest.approx(0.95, abs=1e-12)


def test_an_interval_prints_with_its_ends():
    assert Interval(-1.25, -1.5, 0.25).text() == "−1.25 [−1.50, 0.25]"


def test_a_sampled_number_prints_with_half_its_interval():
    one = Sampled(-16.4, 0.05)
    assert one.text() == "−16.40 ± 0.10"
    assert one.interval.high - one.interval.low == pytest.approx(2 * one.margin)


def test_the_difference_of_two_means_adds_their_squared_errors():
    gap = difference(Sampled(5.0, 0.3).interval, Sampled(4.0, 0.4).interval)
    np.testing.assert_allclose(gap, normal_interval(1.0, 0.5), rtol=1e-12)


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_interval_is_that_of_scipy(pair):
    found, n = pair
    reference = binomtest(found, n).proportion_ci(0.95, method="wilson")
    interval = wilson_interval(found, n)
    assert interval.value == found / n
    np.testing.assert_allclose((interval.low, interval.high), reference, atol=1e-12)


@pytest.mark.parametrize(("found", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_counts_that_cannot_be_are_refused(found, n):
    with pytest.raises(ValueError, match=f"got {found} of {n}"):
        wilson_interval(found, n)


def test_a_difference_is_newcombes():
    # Newcombe 1998, table II, (a): 56/70 - 48/80, method 10
    found = difference(Rate(56, 70).interval, Rate(48, 80).interval)
    np.testing.assert_allclose(found, (0.2, 0.0524, 0.3339), atol=5e-5)


@given(
    st.tuples(*[st.integers(0, 40)] * 2),
    st.tuples(*[st.integers(40, 90)] * 2),
)
def test_a_difference_changes_its_sign_with_the_order(found, n):
    first, second = (Rate(f, m).interval for f, m in zip(found, n, strict=True))
    there, back = difference(first, second), difference(second, first)
    np.testing.assert_allclose(there, (-back.value, -back.high, -back.low), atol=1e-12)
    assert -1 <= there.low <= there.value <= there.high <= 1


@given(st.tuples(*[st.integers(0, 40)] * 2), st.integers(40, 90))
def test_a_ratio_is_finite_and_the_inverse_of_its_inverse(found, n):
    first, second = (Rate(f, n) for f in found)
    there, back = rate_ratio(first, second), rate_ratio(second, first)
    assert 0 < there.low <= there.value <= there.high < np.inf
    np.testing.assert_allclose(there, (1 / back.value, 1 / back.high, 1 / back.low))


def test_one_trial_is_no_sample_and_gets_no_interval():
    assert Rate(1, 1).text() == "1 of 1"
    assert Rate(1, 1).ends == {}
    assert Rate(30, 40).text() == "75.0 % [59.8, 85.8]"
    assert set(Rate(30, 40).ends) == {"low", "high"}
