"""The spectrum shows planted components, and of white noise what theory gives."""

import numpy as np
import pytest

from analysis.spectrum import spectrum, standardised


def test_parallel_analysis_finds_the_planted_components():
    rng = np.random.default_rng(14)
    factors = rng.normal(size=(500, 3)) @ rng.normal(size=(3, 30))
    found = spectrum(factors + rng.normal(size=(500, 30)), resamples=8, permutations=8, rng=rng)
    assert found.beyond_chance == 3
    assert found.shares.sum() == pytest.approx(1.0)
    share = found.interval(lambda shares: shares[0])
    assert share.low < found.shares[0] < share.high
    assert found.independent(lambda shares: shares[0]).high < share.low


def test_white_noise_lies_in_its_range():
    rng = np.random.default_rng(15)
    noise = spectrum(rng.normal(size=(4000, 100)), resamples=2, permutations=2, rng=rng)
    low, high = noise.white_noise
    assert low * 0.97 < noise.shares[-1] < noise.shares[0] < high * 1.03


def test_a_constant_component_has_no_standard_score():
    z = np.random.default_rng(16).normal(size=(50, 4))
    np.testing.assert_allclose(standardised(z).std(axis=0), 1.0)
    z[:, 2] = 7.0
    with pytest.raises(ValueError, match=r"constant or NaN ones: \[2\]"):
        standardised(z)
    z[0, 1] = np.nan
    with pytest.raises(ValueError, match=r"constant or NaN ones: \[1, 2\]"):
        standardised(z)
