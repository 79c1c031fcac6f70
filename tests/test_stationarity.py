"""Posteriors at rest satisfy the law, and those that still fall, or scatter, show it."""

import numpy as np
import pytest

from analysis.stationarity import stationarity, sweep

FACT = 1e-3
BEND = np.exp(np.random.default_rng(1).normal(0.0, 1.0, size=(200, 30)))
AT_REST = np.log(FACT / (FACT + BEND))


def test_variances_at_rest_satisfy_the_law_image_by_image(rng):
    found = stationarity(AT_REST, BEND, fact=FACT)
    for name in ("excess", "balance"):
        np.testing.assert_allclose(found.intervals(rng=rng, resamples=50)[name], 0.0, atol=1e-9)
    assert found.scatter == pytest.approx(0.0, abs=1e-9)
    assert found.follow == pytest.approx(1.0)


def test_one_variance_for_all_images_at_rest_satisfies_the_law_of_the_mean_curvature(rng):
    shared = np.broadcast_to(np.log(FACT / (FACT + BEND.mean(axis=0))), BEND.shape)
    found = stationarity(shared, BEND, fact=FACT).intervals(rng=rng, resamples=50)
    assert found["excess_alike"].value == pytest.approx(0.0, abs=1e-9)
    assert found["balance"].value == pytest.approx(0.0, abs=1e-9)
    assert found["excess"].high < 0  # the mean of logarithms is not the logarithm of the mean


def test_variances_that_still_have_to_fall_are_out_of_balance_by_as_much(rng):
    found = stationarity(AT_REST + 0.7, BEND, fact=FACT).intervals(rng=rng, resamples=50)
    for name in ("excess", "balance"):
        assert found[name].value == pytest.approx(0.7)


def test_scatter_that_does_not_follow_the_curvature_is_told_from_a_lack_of_balance(rng):
    noise = rng.normal(0.0, 0.5, size=BEND.shape)
    mean = AT_REST.mean(axis=0) - np.log(np.mean(np.exp(noise - AT_REST), axis=0))
    settled = noise + mean - stationarity(noise + mean, BEND, fact=FACT).balance
    found = stationarity(settled, BEND, fact=FACT)
    assert abs(found.follow) < 5 / np.sqrt(BEND.size)
    assert np.abs(found.balance).max() < 1e-9
    assert found.scatter > 1.0
    assert found.intervals(rng=rng, resamples=50)["excess"].high < 0


def test_a_sweep_of_networks_at_rest_has_a_slope_of_1_and_tells_lengths_apart():
    facts = {"a": 1e-4, "b": 1e-3, "c": 1e-2, "long": 1e-3}
    arrays = {f"{name}.gauss_newton": BEND for name in facts}
    for name, fact in facts.items():
        late = 0.0 if name == "long" else 0.7
        arrays[f"{name}.log_var"] = np.log(fact / (fact + BEND)) + late
    found = sweep(arrays, facts=facts, longer="long")
    assert found.slope("measured").value == pytest.approx(1.0, abs=0.01)  # H >> fact
    assert found.slope("balance").value == pytest.approx(0.0, abs=1e-9)
    short, long = found.by_length("balance")
    assert (short, long) == (pytest.approx(0.7), pytest.approx(0.0, abs=1e-9))
