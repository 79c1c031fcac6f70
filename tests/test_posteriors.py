"""Posterior widths and the curvature that stops them, against draws and derivatives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import posteriors


@given(st.floats(-12, -0.01), st.floats(1e-7, 1.0))
def test_the_implied_curvature_makes_a_variance_stationary(log_var, fact):
    curvature = posteriors.implied_curvature(np.array(log_var), fact=fact)
    assert np.log(fact / (fact + curvature)) == pytest.approx(log_var, abs=1e-9)


def test_shifts_of_normal_posteriors_come_in_the_expected_numbers():
    rng = np.random.default_rng(13)
    log_var = rng.normal(-8.0, 1.0, size=(2000, 50))
    expected = posteriors.expected_shifts(log_var, low=0.05, high=2.0)
    shifts = np.abs(np.exp(log_var / 2) * rng.normal(size=log_var.shape))
    drawn = np.sum((shifts > 0.05) & (shifts < 2.0))
    assert abs(drawn - expected) < 5 * np.sqrt(expected)


def test_the_largest_shift_lies_below_its_quantiles_as_often_as_it_should():
    rng = np.random.default_rng(14)
    log_var = rng.normal(-8.0, 1.0, size=(100, 50))
    sd = np.exp(log_var / 2)
    largest = np.array([np.max(sd * np.abs(rng.normal(size=sd.shape))) for _ in range(200)])
    for probability in (0.1, 0.5, 0.9):
        below = np.mean(largest <= posteriors.largest_shift(log_var, probability=probability))
        error = np.sqrt(probability * (1 - probability) / 200)
        assert abs(below - probability) < 5 * error


def test_the_curvature_from_images_is_the_second_derivative_of_the_loss():
    rng = np.random.default_rng(15)
    direction, offset = rng.normal(size=(2, 5, 5, 3))
    target = 1 / (1 + np.exp(-offset))  # a perfect reconstruction, where no other term is left

    def decoded(t):
        return 1 / (1 + np.exp(-(offset + t * direction)))[None]

    def loss(t):
        x = decoded(t)[0]
        return -np.sum(np.mean(target * np.log(x) + (1 - target) * np.log(1 - x), axis=-1))

    found = posteriors.pixel_curvature(decoded(-1e-3), decoded(0.0), decoded(1e-3), step=1e-3)
    second = (loss(1e-2) - 2 * loss(0.0) + loss(-1e-2)) / 1e-4
    assert found.shape == (1,)
    assert found[0] == pytest.approx(second, rel=1e-3)
