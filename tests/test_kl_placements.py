"""Five places for the KL loss: they agree, and a wrong KL loss in one of them is noticed."""

from dataclasses import replace
from functools import cache

import keras
import numpy as np
import pytest

from analysis import kl_placements
from analysis.kl_comparison import (
    TOLERANCE,
    deviations,
    disagreeing,
    interleaved_seconds,
    kl_gradient,
    kl_gradient_formula,
    largest_relative,
    median_ratios,
    started,
    trajectory,
)
from analysis.kl_placements import PLACEMENTS, REFERENCE, decorated, refusals
from model.config import NetworkConfig, fact_of_means
from report.settings import ROOT

SEED, STEPS, FIRST = 7, 20, 5
SMALL = {"z_dim": 6, "filters": (4, 8), "kernel": 4}
CONFIGS = {
    "fact 5": NetworkConfig("vae", strides=(4, 4), fact=5.0, **SMALL),
    "the digits' convention": NetworkConfig(
        "vae",
        images="digits",
        strides=(2, 2),
        fact=fact_of_means(6.5e-4, pixels=28 * 28, z_dim=6),
        **SMALL,
    ),
}
WRONG = {"removed": 0.0, "halved": 0.5, "doubled": 2.0}
everywhere = pytest.mark.parametrize("place", PLACEMENTS)


@cache
def batches(which):
    levels = np.random.default_rng(1).integers(0, 256, (STEPS, 8, 7, 7, 1)).astype(np.uint8)
    height, _, channels = CONFIGS[which].image_shape
    large = levels.repeat(-(-height // 7), 2).repeat(-(-height // 7), 3)[:, :, :height, :height]
    return list(large.repeat(channels, -1))


@cache
def sound(which):
    """Losses of the five placements in the first steps of the same training."""
    return {
        place: trajectory(started(build, CONFIGS[which], seed=SEED), batches(which))
        for place, build in PLACEMENTS.items()
    }


def wrong(which, factor):
    """The config of a placement whose KL loss is `factor` times what it should be."""
    return replace(CONFIGS[which], fact=factor * CONFIGS[which].fact)


@pytest.mark.parametrize("which", CONFIGS)
def test_the_five_placements_agree_in_every_loss_over_20_steps(which):
    losses = sound(which)
    assert [of.shape for of in losses.values()] == [(STEPS, 3)] * 5
    assert disagreeing(losses) == []
    total, reconstruction, kl = losses[REFERENCE].T
    assert total == pytest.approx(reconstruction + kl, rel=1e-6)
    assert kl.min() > 100 * TOLERANCE * total.max()  # else it would not be missed
    assert abs(kl[-1] / kl[0] - 1) > 100 * TOLERANCE  # it learns


@everywhere
@pytest.mark.parametrize("factor", WRONG.values(), ids=WRONG)
def test_a_wrong_kl_loss_in_one_placement_is_noticed(place, factor):
    which = "the digits' convention"
    one = started(PLACEMENTS[place], wrong(which, factor), seed=SEED, eager=True)
    trajectories = {name: losses[:FIRST] for name, losses in sound(which).items()}
    trajectories[place] = trajectory(one, batches(which)[:FIRST])
    reference = next(other for other in PLACEMENTS if other != place)
    assert disagreeing(trajectories, reference=reference) == [place]
    of_total = deviations(trajectories, reference=reference)[place][:, 0]
    assert of_total.max() > 10 * TOLERANCE


def test_a_kl_loss_that_is_reported_but_not_learnt_from_is_noticed(monkeypatch):
    which = "the digits' convention"
    kl = kl_placements.kl_to_standard_normal
    monkeypatch.setattr(
        kl_placements,
        "kl_to_standard_normal",
        lambda mu, log_var: keras.ops.stop_gradient(kl(mu, log_var)),
    )
    deaf = ["layer", "model", "train_step"]
    trajectories = sound(which) | {
        place: trajectory(started(PLACEMENTS[place], CONFIGS[which], seed=SEED), batches(which))
        for place in deaf
    }
    assert disagreeing(trajectories) == deaf
    assert deviations(trajectories)["layer"][0].max() < TOLERANCE  # the first step looks right


@everywhere
@pytest.mark.parametrize("which", CONFIGS)
def test_the_gradient_of_the_kl_loss_equals_its_formula(which, place):
    image = batches(which)[0][:1]
    formula = kl_gradient_formula(CONFIGS[which], image, seed=SEED)
    found = kl_gradient(PLACEMENTS[place], CONFIGS[which], image, seed=SEED)
    assert found.shape == (2, CONFIGS[which].z_dim)
    assert largest_relative(found, formula) < TOLERANCE


@everywhere
@pytest.mark.parametrize("factor", WRONG.values(), ids=WRONG)
def test_a_wrong_gradient_of_the_kl_loss_is_noticed(place, factor):
    which = "the digits' convention"
    image = batches(which)[0][:1]
    formula = kl_gradient_formula(CONFIGS[which], image, seed=SEED)
    found = kl_gradient(PLACEMENTS[place], wrong(which, factor), image, seed=SEED)
    assert largest_relative(found, formula) == pytest.approx(abs(factor - 1), rel=1e-4)


def test_placements_of_other_noise_do_not_agree():
    which = "the digits' convention"
    placement = started(PLACEMENTS[REFERENCE], CONFIGS[which], seed=SEED)
    placement.parts.sample.reseed(SEED + 1)
    other = trajectory(placement, batches(which))
    assert disagreeing(sound(which) | {"other noise": other}) == ["other noise"]


def test_a_loss_that_is_not_a_number_counts_as_a_disagreement():
    true = np.ones((2, 3))
    broken = np.array([[1.0, 1.0, 1.0], [1.0, np.nan, 1.0]])
    assert disagreeing({REFERENCE: true, "same": true, "broken": broken}) == ["broken"]


def test_a_divergence_with_a_tf_function_of_its_own_changes_nothing_inside_call():
    which = "the digits' convention"
    one = trajectory(started(decorated, CONFIGS[which], seed=SEED), batches(which))
    assert disagreeing(sound(which) | {"decorated": one}) == []


def test_keras_3_refuses_what_the_posts_did_with_symbolic_tensors():
    answers = refusals(CONFIGS["the digits' convention"])
    assert {call: answer.split(":")[0] for call, answer in answers.items()} == {
        "model.add_loss(kl)": "NotImplementedError",
        "layer.add_loss(kl)": "ValueError",
        "model.add_metric(kl)": "NotImplementedError",
        "tf.function(divergence)(mu, log_var)": "ValueError",
    }


def test_a_gradient_tape_needs_tensorflow(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    with pytest.raises(ValueError, match=r"KERAS_BACKEND must be tensorflow .* got jax"):
        PLACEMENTS["train_step"](CONFIGS["fact 5"], seed=SEED)


def test_only_the_placements_import_tensorflow():
    files = [f for part in ("data", "model", "analysis") for f in (ROOT / part).rglob("*.py")]
    importing = [f.stem for f in files if "import tensorflow" in f.read_text("utf-8")]
    assert importing == ["kl_placements"]


def test_jobs_are_timed_in_turn_and_in_another_order_in_each_round():
    calls = []
    jobs = {name: lambda name=name: calls.append(name) for name in "abc"}
    seconds = interleaved_seconds(jobs, rounds=3)
    assert {name: len(taken) for name, taken in seconds.items()} == {"a": 3, "b": 3, "c": 3}
    assert "".join(calls) == "abc" + "bca" + "cab" + "abc"  # the first round does not count


def test_a_ratio_is_taken_within_each_round(rng):
    slow = rng.uniform(1, 100, 50)  # the machine is busy in some rounds, for both
    ratio = median_ratios({"twice": 2 * slow, REFERENCE: slow}, resamples=50, rng=rng)["twice"]
    assert (ratio.low, ratio.value, ratio.high) == pytest.approx((2, 2, 2))
