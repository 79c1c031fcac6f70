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


def test_forced_noise_moves_a_point_by_that_many_widths():
    rng = np.random.default_rng(2)
    mu = 1000.0 * np.eye(8)[np.arange(30) % 8]
    sd = np.full((30, 8), 0.5)
    found = noise.injected_noise(
        flat,
        np.full((30, 2, 2, 3), 128, np.uint8),
        mu=mu,
        log_var=2 * np.log(sd),
        force=lambda x: x + 6.0 * np.eye(8)[np.arange(30) % 8],
        rng=rng,
    )
    np.testing.assert_allclose(found.shift, 3.0)
    np.testing.assert_allclose(found.radius, 0.003, rtol=0.01)  # straight outwards
    first = mu[:, 0] == 0  # the decoder sees component 0 only, which stays there
    np.testing.assert_allclose(found.loss[first], 0.0, atol=1e-6)
    assert np.std(found.ordinary[first]) > 0.1


def test_only_the_widest_posterior_is_changed():
    x = np.random.default_rng(3).normal(size=(5, 4))
    sd = np.tile([0.1, 0.4, 0.2, 0.3], (5, 1))
    changed = noise.one_large(x, value=6.0, sd=sd)
    assert np.all(changed[:, 1] == 6.0)
    np.testing.assert_array_equal(np.delete(changed, 1, axis=1), np.delete(x, 1, axis=1))
    assert np.all(np.abs(noise.all_large(x, value=5.0)) == 5.0)
