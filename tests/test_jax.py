"""The same models under JAX; run by `nox -s jax`, skipped where JAX is not installed."""

import importlib.util
import os
import subprocess
import sys

import numpy as np
import pytest

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("jax") is None, reason="JAX is installed by `nox -s jax` only"
)
STEPS = """
import sys
import numpy as np
from model.config import NetworkConfig
from model.networks import autoencoder
from model.watch import WatchedAdam

kind = sys.argv[1]
config = NetworkConfig(kind, z_dim=8, filters=(4, 4, 4, 4), fact=1e-5 if kind == "vae" else 0.0,
                       epsilon_limit=1e-9)
network, rng = autoencoder(config), np.random.default_rng(1)
network.set_weights([0.1 * rng.normal(size=values.shape) for values in network.get_weights()])
network.compile(optimizer=WatchedAdam(1e-2))
network.optimizer.build(network.trainable_variables)
images = rng.integers(0, 256, (16, 96, 96, 3), dtype=np.uint8)
for _ in range(4):
    losses = network.train_on_batch(images, return_dict=True)
    print(losses["total"], losses["radius"], float(network.optimizer.gradient_norm))
"""
TRAIN = """
import sys
from pathlib import Path
import keras
import numpy as np
from model.config import NetworkConfig, TrainConfig
from model.latents import load_network
from model.training import train

assert keras.backend.backend() == "jax"
ramp = np.linspace(0, 255, 96)
tilts = np.random.default_rng(1).random((64, 2, 1, 1))
faces = np.clip(tilts[:, 0] * ramp[:, None] + tilts[:, 1] * ramp, 0, 255)
images = np.repeat(faces[..., None], 3, axis=-1).astype(np.uint8)
kind, folder, epochs = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
fact = {"ae": 0.0, "vae": 1e-5}[kind]
config = NetworkConfig(kind, z_dim=8, filters=(4, 4, 4, 4), fact=fact)
schedule = TrainConfig(epochs, batch_size=4, learning_rate=1e-2, seed=6, precision="bfloat16")
history = train(config, schedule, images, train_rows=np.arange(48), test_rows=np.arange(48, 64),
                folder=folder)
assert history[-1]["train_total"] < history[0]["train_total"]
network = load_network(folder)
points = network.encode(images)
assert {len(values) for values in points.values()} == {64}
assert np.abs(network.reconstruct(images).astype(int) - images).mean() < 80
"""


def run(script, *arguments, backend):
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=os.environ | {"KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


@pytest.mark.parametrize("kind", ["ae", "vae"])
def test_steps_from_the_same_weights_are_those_of_tensorflow(kind):
    ours, theirs = (
        np.array(run(STEPS, kind, backend=backend).split(), dtype=float)
        for backend in ("jax", "tensorflow")
    )
    assert len(ours) == 12
    np.testing.assert_allclose(ours, theirs, rtol=1e-4)


@pytest.mark.parametrize("kind", ["ae", "vae"])
def test_training_encoding_and_resumption_work_under_jax(tmp_path, kind):
    for folder, epochs in (("whole", 3), ("cut", 2), ("cut", 3)):
        run(TRAIN, kind, str(tmp_path / folder), str(epochs), backend="jax")
    weights = [(tmp_path / name / "model.weights.h5").read_bytes() for name in ("whole", "cut")]
    assert weights[0] == weights[1]
