"""Large values of the noise: their number, and what they do to a point."""

import numpy as np
import pytest

from analysis import noise


def flat(points):
    """Images of one grey level, from the first component through a sigmoid."""
    grey = 1 / (1 + np.exp(-points[:, :1]))
    return np.repeat(grey, 12, axis=1).reshape(-1, 2, 2, 3)


def test_outliers_come_in_the_expected_number():
    rng = np.random.default_rng(1)
    expected = noise.expected_outliers(3_000_000, limit=3.0)
    found = noise.counted_outliers(rng.standard_normal, draws=3_000_000, limit=3.0)
    assert abs(found.number - expected.value) < 5 * np.sqrt(expected.value)
    assert expected.low < expected.value < expected.high
    assert 4.5 < found.largest < 7.0


def test_the_posts_epoch_holds_25_values_beyond_5():
    assert noise.expected_outliers(170_000 * 256, limit=5.0).value == pytest.approx(24.95, abs=0.01)


@pytest.mark.parametrize("draws", [0, -3])
def test_no_draws_are_refused(draws):
    with pytest.raises(ValueError, match=f"`draws` must be at least 1, got {draws}"):
        noise.expected_outliers(draws, limit=5.0)
    with pytest.raises(ValueError, match=f"`draws` must be at least 1, got {draws}"):
        noise.counted_outliers(np.ones, draws=draws, limit=5.0)


def test_an_injected_value_moves_a_point_by_that_many_widths():
    rng = np.random.default_rng(2)
    mu = rng.normal(size=(30, 8)).astype(np.float32)
    log_var = np.full((30, 8), -8.0)
    log_var[:, 3] = -6.0
    sd = np.exp(log_var / 2)
    found = noise.injected_noise(
        flat,
        np.full((30, 2, 2, 3), 128, np.uint8),
        mu=mu,
        log_var=log_var,
        force=lambda x: noise.one_large(np.zeros_like(x), value=6.0, sd=sd) + x * (sd < 0.04),
        rng=rng,
    )
    assert np.all(found.shift < 11 * np.exp(-3))
    assert np.all(found.shift > 1 * np.exp(-3))
    np.testing.assert_allclose(found.loss, 0.0, atol=1e-6)  # the decoder sees component 0 only


def test_only_the_widest_posterior_is_changed():
    x = np.random.default_rng(3).normal(size=(5, 4))
    sd = np.tile([0.1, 0.4, 0.2, 0.3], (5, 1))
    changed = noise.one_large(x, value=6.0, sd=sd)
    assert np.all(changed[:, 1] == 6.0)
    np.testing.assert_array_equal(np.delete(changed, 1, axis=1), np.delete(x, 1, axis=1))
    assert np.all(np.abs(noise.all_large(x, value=5.0)) == 5.0)
