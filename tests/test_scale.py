"""Spread over runs against SciPy, coverage, and laws with known powers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis import scale


def test_the_interval_of_a_mean_over_runs_is_that_of_scipy():
    values = np.random.default_rng(1).normal(16, 1, 5)
    found = scale.mean_of_runs(values)
    reference = stats.ttest_1samp(values, 0).confidence_interval()
    np.testing.assert_allclose(found, (values.mean(), *reference), rtol=1e-12)


@pytest.mark.parametrize("runs", [2, 3, 5])
def test_ninety_five_per_cent_of_further_runs_end_in_the_interval(runs):
    rng = np.random.default_rng(runs)
    inside = []
    for values in rng.normal(16, 1, (20_000, runs + 1)):
        _, low, high = scale.next_run(values[:-1])
        inside.append(low <= values[-1] <= high)
    assert abs(np.mean(inside) - 0.95) < 5 * np.sqrt(0.95 * 0.05 / 20_000)


@given(st.floats(-2, 2), st.floats(0.1, 100))
def test_a_power_of_the_dimension_is_found_exactly(power, factor):
    z_dims = [16, 64, 256, 512]
    law = scale.scale_law(
        z_dims, factor * np.array(z_dims) ** power, runs=np.array([16.0, 16.0, 16.0])
    )
    np.testing.assert_allclose(law, [power] * 3, atol=1e-9)


def test_the_slope_of_the_scale_law_is_that_of_scipy():
    z_dims, radii = [4, 16, 64, 256], np.array([5.0, 7.0, 14.0, 12.0])
    law = scale.scale_law(z_dims, radii, runs=np.array([13.0, 15.0]))
    assert law.value == pytest.approx(stats.linregress(np.log(z_dims), np.log(radii)).slope)


def test_the_interval_of_a_power_holds_the_truth_as_often_as_it_says():
    rng, z_dims, held = np.random.default_rng(4), np.array([16, 64, 256, 512]), []
    for noise in 0.1 * rng.standard_normal((3000, 7)):
        radii, runs = np.sqrt(z_dims) * np.exp(noise[:4]), 16 * np.exp(noise[4:])
        _, low, high = scale.scale_law(z_dims.tolist(), radii, runs=runs)
        held.append(low <= 0.5 <= high)
    assert abs(np.mean(held) - 0.95) < 5 * np.sqrt(0.95 * 0.05 / 3000)


def test_no_run_apart_of_three_leaves_room_for_many_elsewhere():
    share = scale.unseen_share(3)
    assert (1 - share) ** 3 == pytest.approx(0.05)
    assert scale.apart(np.array([16.0, 16.5, 15.8]), tolerance=0.1) == 0
    assert scale.apart(np.array([16.0, 66.0, 15.8, 16.1]), tolerance=0.1) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: scale.mean_of_runs(np.array([1.0])), r"`values` must have 1 axes and 2 or more"),
        (lambda: scale.next_run(np.array([1.0, np.nan])), "`values` must be finite, got 1 of 2"),
        (
            lambda: scale.scale_law([4, 4], np.ones(2), runs=np.ones(2)),
            r"`z_dims` must be 2 numbers, not all equal, got \[4, 4\]",
        ),
        (
            lambda: scale.scale_law([4, 8], np.array([1.0, -1.0]), runs=np.ones(2)),
            "`radii` must be positive",
        ),
        (lambda: scale.apart(np.array([1.0, 0.0]), tolerance=0.1), "`values` must be positive"),
        (lambda: scale.unseen_share(0), "`runs` must be positive and finite, got 0"),
    ],
)
def test_what_has_no_meaning_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
