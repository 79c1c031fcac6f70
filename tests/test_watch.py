"""A training that fails says when and how, and leaves the last good checkpoint."""

import dataclasses
import json

import keras
import numpy as np
import pytest

from model.config import NetworkConfig, TrainConfig
from model.training import train
from model.watch import WARM_UP, TrainingError, Watch, WatchedAdam
from tests.test_training import ROWS, VAE


def feed(watch, losses):
    """Faults of steps with these losses."""
    return [watch.fault({"total": 1.0, "reconstruction": 4500.0, "kl": loss}) for loss in losses]


def test_a_jump_is_found_within_a_few_steps():
    faults = feed(Watch(), [10.0] * (WARM_UP + 20) + [30.0] * 10)
    found = [bool(fault) for fault in faults].index(True) - (WARM_UP + 20)
    assert 0 <= found < 8
    assert "has jumped: kl 30 nat against 10 in" in faults[WARM_UP + 20 + found]


def test_unusual_batches_now_and_then_are_no_jump():
    usual = [10.0] * (2 * WARM_UP)
    usual[WARM_UP + 20 :: 5] = [1e5] * len(usual[WARM_UP + 20 :: 5])
    assert not any(feed(Watch(), usual))


def test_steady_growth_is_no_jump():
    assert not any(feed(Watch(), list(10 * 1.01 ** np.arange(2 * WARM_UP))))


def test_a_loss_may_do_anything_in_the_beginning():
    assert not any(feed(Watch(), [1.0, 50.0, 3.0, 400.0]))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_loss_that_is_not_finite_is_a_fault_at_once(value):
    assert Watch().fault({"total": value, "reconstruction": value, "kl": 0.0}) == ("is not finite")


def test_the_norm_is_that_of_the_gradients():
    variable = keras.Variable(np.zeros(2, "float32"))
    optimizer = WatchedAdam(0.1)
    optimizer.build([variable])
    optimizer.apply([np.array([3.0, 4.0], "float32")])
    assert float(optimizer.gradient_norm) == pytest.approx(5.0)
    assert np.allclose(variable, -0.1, atol=1e-6)


def test_a_diverging_run_names_epoch_step_norm_and_log_var(images, tmp_path):
    good = TrainConfig(epochs=1, batch_size=16, seed=5)
    train(VAE, good, images, folder=tmp_path, **ROWS)
    checkpoint = (tmp_path / "checkpoints" / "last.npz").read_bytes()
    wild = dataclasses.replace(good, epochs=3, learning_rate=1e30)
    said = r"is not finite, in epoch \d, step \d; the gradient's norm was .*largest log_var .*Lower"
    with pytest.raises(TrainingError, match=said):
        train(VAE, wild, images, folder=tmp_path / "wild", **ROWS)
    assert (tmp_path / "checkpoints" / "last.npz").read_bytes() == checkpoint


def test_a_truncated_checkpoint_is_said_and_not_continued(images, tmp_path, caplog):
    schedule = TrainConfig(epochs=1, batch_size=16, seed=5)
    first = train(VAE, schedule, images, folder=tmp_path, **ROWS)
    file = tmp_path / "checkpoints" / "last.npz"
    file.write_bytes(file.read_bytes()[:-200])
    assert train(VAE, schedule, images, folder=tmp_path, **ROWS) == first
    assert "is damaged" in caplog.text
    assert "starting over" in caplog.text


def test_the_history_can_be_read_while_the_training_runs(images, tmp_path):
    seen = []

    def progress(done, total):
        file = tmp_path / "history.csv"
        seen.append(len(file.read_text().splitlines()) - 1 if file.exists() else 0)

    train(VAE, TrainConfig(epochs=2, batch_size=16), images, folder=tmp_path, progress=progress,
          **ROWS)  # fmt: skip
    assert sorted(set(seen)) == [0, 1, 2]


def test_the_settings_of_a_network_survive_their_file(tmp_path):
    config = NetworkConfig("vae", images="digits", filters=(4, 4), strides=(1, 2), dense=7,
                           corruption={"kept": 0.2}, epsilon_limit=float("inf"))  # fmt: skip
    again = NetworkConfig(**json.loads(json.dumps(dataclasses.asdict(config))))
    assert again == config
    assert again.corruption.kept == 0.2
