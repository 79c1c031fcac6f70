"""Training: losses, resumption, and the reach of a seed."""

import json
import shutil

import numpy as np
import pytest

from model.config import NetworkConfig, TrainConfig
from model.networks import autoencoder
from model.training import train

ROWS = {"train_rows": np.arange(48), "test_rows": np.arange(48, 64)}
AE = NetworkConfig("ae", z_dim=8, filters=(4, 4, 4, 4))
VAE = NetworkConfig("vae", z_dim=8, filters=(4, 4, 4, 4), fact=1e-5)


@pytest.fixture(scope="module")
def images():
    ramp = np.linspace(0, 255, 96)
    tilts = np.random.default_rng(1).random((64, 2, 1, 1))
    faces = tilts[:, 0] * ramp[:, None] + tilts[:, 1] * ramp[None, :]
    return np.repeat(np.clip(faces, 0, 255)[..., None], 3, axis=-1).astype(np.uint8)


class Killed(BaseException):
    """Stands for a kill: nothing in the code under test catches it."""


def killed_after(epochs):
    def progress(done, total):
        if done > epochs:
            raise Killed

    return progress


def weights(folder):
    return (folder / "model.weights.h5").read_bytes()


@pytest.mark.parametrize("config", [AE, VAE], ids=["ae", "vae"])
def test_a_killed_training_resumes_to_the_same_weights(images, tmp_path, config):
    schedule = TrainConfig(epochs=3, batch_size=16, seed=5)
    whole = train(config, schedule, images, folder=tmp_path / "whole", **ROWS)
    with pytest.raises(Killed):
        train(config, schedule, images, folder=tmp_path / "cut", progress=killed_after(1.5), **ROWS)
    assert not (tmp_path / "cut" / "model.weights.h5").exists()
    resumed = train(config, schedule, images, folder=tmp_path / "cut", **ROWS)
    assert resumed == whole
    assert weights(tmp_path / "cut") == weights(tmp_path / "whole")


def test_more_epochs_go_on_from_fewer(images, tmp_path):
    train(AE, TrainConfig(epochs=1, batch_size=16), images, folder=tmp_path / "one", **ROWS)
    seen = []
    longer = train(
        AE,
        TrainConfig(epochs=2, batch_size=16),
        images,
        folder=tmp_path / "one",
        progress=lambda done, total: seen.append(done),
        **ROWS,
    )
    whole = train(AE, TrainConfig(epochs=2, batch_size=16), images, folder=tmp_path / "two", **ROWS)
    assert min(seen) > 1
    assert longer == whole


@pytest.mark.parametrize("change", ["identity", "seed", "network"])
def test_a_checkpoint_of_another_training_is_left_aside(images, tmp_path, caplog, change):
    schedule = TrainConfig(epochs=1, batch_size=16, seed=5)
    train(AE, schedule, images, folder=tmp_path, identity="old", **ROWS)
    other = {
        "identity": (AE, schedule, "new"),
        "seed": (AE, TrainConfig(epochs=1, batch_size=16, seed=6), "old"),
        "network": (NetworkConfig("ae", z_dim=9, filters=AE.filters), schedule, "old"),
    }[change]
    train(other[0], other[1], images, folder=tmp_path, identity=other[2], **ROWS)
    assert "starting over" in caplog.text


def test_another_seed_gives_other_weights(images, tmp_path):
    for seed in (1, 2):
        schedule = TrainConfig(epochs=1, batch_size=16, seed=seed)
        train(AE, schedule, images, folder=tmp_path / str(seed), **ROWS)
    assert weights(tmp_path / "1") != weights(tmp_path / "2")


def test_training_lowers_the_loss_of_images_that_it_does_not_see(images, tmp_path):
    schedule = TrainConfig(epochs=8, batch_size=8, learning_rate=5e-3)
    history = train(AE, schedule, images, folder=tmp_path, **ROWS)
    assert history[-1]["test_total"] < history[0]["test_total"]


def test_the_total_is_reconstruction_plus_fact_times_kl(images, tmp_path):
    config = NetworkConfig("vae", z_dim=8, filters=AE.filters, fact=0.5)
    history = train(config, TrainConfig(epochs=1, batch_size=16), images, folder=tmp_path, **ROWS)
    for images_of in ("train", "test"):
        reconstruction, kl, total = (
            history[0][f"{images_of}_{loss}"] for loss in ("reconstruction", "kl", "total")
        )
        assert kl > 0
        assert total == pytest.approx(reconstruction + 0.5 * kl, rel=1e-6)


def test_a_loss_that_is_not_finite_stops_the_training(images, tmp_path):
    schedule = TrainConfig(epochs=4, batch_size=16, learning_rate=1e30)
    with pytest.raises(FloatingPointError, match="learning_rate"):
        train(VAE, schedule, images, folder=tmp_path, **ROWS)
    assert not (tmp_path / "model.weights.h5").exists()


def test_settings_and_history_lie_beside_the_weights(images, tmp_path):
    schedule = TrainConfig(epochs=2, batch_size=16, seed=3)
    history = train(AE, schedule, images, folder=tmp_path, **ROWS)
    settings = json.loads((tmp_path / "config.json").read_text("utf-8"))
    assert NetworkConfig(**settings["network"]) == AE
    assert TrainConfig(**settings["training"]) == schedule
    lines = (tmp_path / "history.csv").read_text("utf-8").splitlines()
    assert lines[0].startswith("epoch,train_total,train_reconstruction,train_kl,test_total")
    assert len(lines) == 1 + len(history)


def test_mixed_precision_trains_close_to_float32(images, tmp_path):
    losses = {}
    for precision in ("float32", "bfloat16"):
        schedule = TrainConfig(epochs=2, batch_size=16, precision=precision)
        folder = tmp_path / precision
        losses[precision] = train(AE, schedule, images, folder=folder, **ROWS)[-1]["test_total"]
    assert losses["bfloat16"] == pytest.approx(losses["float32"], rel=0.01)
    network = autoencoder(AE, precision="bfloat16")
    assert network(images[:2])["reconstruction"].dtype == "float32"
    assert all(weight.dtype == "float32" for weight in network.weights)


def test_the_folder_can_be_moved(images, tmp_path):
    schedule = TrainConfig(epochs=1, batch_size=16)
    train(AE, schedule, images, folder=tmp_path / "here", **ROWS)
    shutil.move(tmp_path / "here", tmp_path / "there")
    seen = []
    train(
        AE,
        schedule,
        images,
        folder=tmp_path / "there",
        progress=lambda done, total: seen.append(done),
        **ROWS,
    )
    assert seen == []
