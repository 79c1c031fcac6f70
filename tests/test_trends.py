"""Laws with known powers, slopes and jumps are found, with intervals that hold the truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis import trends


@given(st.floats(-2, 2), st.floats(0.1, 100))
def test_a_power_of_the_dimension_is_found_exactly(power, factor):
    z_dims = [16, 64, 256, 512]
    law = trends.scale_law(
        z_dims, factor * np.array(z_dims) ** power, runs=np.array([16.0, 16.0, 16.0])
    )
    np.testing.assert_allclose(law, [power] * 3, atol=1e-9)


def test_the_slope_of_the_scale_law_is_that_of_scipy():
    z_dims, radii = [4, 16, 64, 256], np.array([5.0, 7.0, 14.0, 12.0])
    law = trends.scale_law(z_dims, radii, runs=np.array([13.0, 15.0]))
    assert law.value == pytest.approx(stats.linregress(np.log(z_dims), np.log(radii)).slope)


def test_the_interval_of_a_power_holds_the_truth_as_often_as_it_says():
    rng, z_dims, held = np.random.default_rng(4), np.array([16, 64, 256, 512]), []
    for noise in 0.1 * rng.standard_normal((3000, 7)):
        radii, runs = np.sqrt(z_dims) * np.exp(noise[:4]), 16 * np.exp(noise[4:])
        _, low, high = trends.scale_law(z_dims.tolist(), radii, runs=runs)
        held.append(low <= 0.5 <= high)
    assert abs(np.mean(held) - 0.95) < 5 * np.sqrt(0.95 * 0.05 / 3000)


def test_the_interval_of_a_slope_holds_the_true_one_as_often_as_it_says():
    rng = np.random.default_rng(4)
    x = np.log([1e-6, 1e-5, 1e-5, 1e-5, 1e-4, 1e-3])
    fits = [trends.fitted_slope(x, 0.6 * x + rng.normal(size=6)) for _ in range(1000)]
    covered = np.mean([fit.low <= 0.6 <= fit.high for fit in fits])
    assert abs(covered - 0.95) < 5 * np.sqrt(0.95 * 0.05 / 1000)


@pytest.mark.parametrize("x", [[1.0, 2.0], [3.0, 3.0, 3.0]])
def test_a_slope_needs_three_runs_at_different_places(x):
    with pytest.raises(ValueError, match="`x` must hold three or more runs at different places"):
        trends.fitted_slope(np.array(x), np.zeros(len(x)))


@given(st.integers(2, 8), st.floats(1.5, 10.0), st.booleans())
def test_the_largest_jump_is_found_up_or_down(place, factor, up):
    values = 1.1 ** -np.arange(10.0)
    values[place:] *= factor if up else 1 / factor
    found = trends.largest_jump(values, since=1)
    assert found.epoch == place + 1
    assert found.factor == pytest.approx(factor / 1.1 if up else factor * 1.1)


def test_a_jump_needs_two_epochs():
    with pytest.raises(ValueError, match="`values` must hold two or more positive epochs from 3"):
        trends.largest_jump(np.ones(3), since=3)


@pytest.mark.parametrize(
    ("radii", "message"),
    [
        (np.ones(2), r"`z_dims` must be 2 numbers, not all equal, got \[4, 4\]"),
        (np.array([1.0, -1.0]), "`radii` must be positive"),
    ],
)
def test_what_has_no_power_is_refused(radii, message):
    with pytest.raises(ValueError, match=message):
        trends.scale_law([4, 4], radii, runs=np.ones(2))
