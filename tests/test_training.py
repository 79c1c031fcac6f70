"""Training: losses, resumption, and the reach of a seed."""

import csv
import dataclasses
import json
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest

from model.config import NetworkConfig, TrainConfig
from model.latents import load_network
from model.networks import autoencoder, reconstruction_loss, unit_range
from model.training import train

ROWS = {"train_rows": np.arange(48), "test_rows": np.arange(48, 64)}
AE = NetworkConfig("ae", z_dim=8, filters=(4, 4, 4, 4))
VAE = NetworkConfig("vae", z_dim=8, filters=(4, 4, 4, 4), fact=1e-5)


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


def test_a_training_starts_from_the_weights_of_another(images, tmp_path):
    learnt = TrainConfig(epochs=4, batch_size=8, learning_rate=5e-3)
    train(AE, learnt, images, folder=tmp_path / "ae", **ROWS)
    still = TrainConfig(epochs=1, batch_size=16, learning_rate=1e-12)
    kept = train(AE, still, images, folder=tmp_path / "on", start=tmp_path / "ae", **ROWS)
    alone = train(AE, still, images, folder=tmp_path / "alone", **ROWS)
    with (tmp_path / "ae" / "history.csv").open() as stream:
        before = float(list(csv.DictReader(stream))[-1]["test_total"])
    assert kept[0]["test_total"] == pytest.approx(before, rel=1e-4)
    assert abs(alone[0]["test_total"] - before) > 1


def test_the_history_holds_means_over_all_images_of_a_set(images, tmp_path):
    """Keras' own means are reset by every `train_on_batch`."""
    schedule = TrainConfig(epochs=1, batch_size=10)
    [losses] = train(AE, schedule, images, folder=tmp_path, **ROWS)
    network = load_network(tmp_path).parts
    test = images[ROWS["test_rows"]]
    exact = reconstruction_loss(unit_range(test), network(test)["reconstruction"])
    assert losses["test_total"] == pytest.approx(float(np.mean(exact)), rel=1e-5)
    radii = np.linalg.norm(network(test)["z"], axis=1)
    assert losses["test_radius"] == pytest.approx(float(np.mean(radii)), rel=1e-5)
    still = dataclasses.replace(schedule, learning_rate=1e-12)
    [losses] = train(AE, still, images, folder=tmp_path / "still", **ROWS)
    network = load_network(tmp_path / "still").parts
    train_images = images[ROWS["train_rows"]]
    exact = reconstruction_loss(unit_range(train_images), network(train_images)["reconstruction"])
    assert losses["train_total"] == pytest.approx(float(np.mean(exact)), rel=1e-5)


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
    assert lines[0].startswith("epoch,train_total,train_reconstruction,train_kl,train_radius")
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


KILLED = """
import sys
from pathlib import Path
import numpy as np
from model.config import NetworkConfig, TrainConfig
from model.training import train

images = np.load(sys.argv[1])
config = NetworkConfig("vae", z_dim=8, filters=(4, 4, 4, 4), fact=1e-5, batch_normalisation=True)
schedule = TrainConfig(epochs=40, batch_size=8, seed=5)
print("ready", flush=True)
train(config, schedule, images, train_rows=np.arange(48), test_rows=np.arange(48, 64),
      folder=Path(sys.argv[2]))
"""


@pytest.mark.long
def test_a_training_killed_at_random_moments_ends_with_the_same_weights(images, tmp_path, rng):
    np.save(tmp_path / "images.npy", images)

    def start(name):
        command = [sys.executable, "-c", KILLED, str(tmp_path / "images.npy"), str(tmp_path / name)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        with process.stdout:
            assert process.stdout.readline() == "ready\n"
        return process, time.monotonic()

    process, began = start("whole")
    assert process.wait() == 0
    whole = time.monotonic() - began
    kills = 0
    while kills < 20:
        process, _ = start("cut")
        try:
            process.wait(timeout=whole * rng.uniform(0.05, 0.5))
        except subprocess.TimeoutExpired:
            process.kill()
            kills += 1
        process.wait()
        if process.returncode == 0:
            assert weights(tmp_path / "cut") == weights(tmp_path / "whole")
            shutil.rmtree(tmp_path / "cut")
    process, _ = start("cut")
    assert process.wait() == 0
    assert weights(tmp_path / "cut") == weights(tmp_path / "whole")
    histories = [(tmp_path / name / "history.csv").read_bytes() for name in ("whole", "cut")]
    assert histories[0] == histories[1]


def test_weights_of_another_network_are_refused_with_the_remedy(images, tmp_path):
    for name, config in (("ae", AE), ("vae", VAE)):
        train(config, TrainConfig(epochs=1, batch_size=16), images, folder=tmp_path / name, **ROWS)
    shutil.copy(tmp_path / "vae" / "model.weights.h5", tmp_path / "ae" / "model.weights.h5")
    with pytest.raises(ValueError, match=r"must be the file that config\.json beside it names"):
        load_network(tmp_path / "ae")
    (tmp_path / "vae" / "model.weights.h5").write_bytes(b"damaged")
    with pytest.raises(ValueError, match=r"model\.weights\.h5 must be .*Remove the folder"):
        load_network(tmp_path / "vae")


def test_the_noise_of_a_posterior_can_be_switched_on_when_decoding(images, tmp_path, rng):
    train(VAE, TrainConfig(epochs=1, batch_size=16), images, folder=tmp_path, **ROWS)
    network = load_network(tmp_path)
    still = network.reconstruct(images[:4])
    assert np.array_equal(still, network.reconstruct(images[:4]))
    noisy = [network.reconstruct(images[:4], epsilon=one) for one in rng.spawn(2)]
    assert not np.array_equal(*noisy)
