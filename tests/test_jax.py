"""The same models under JAX; run by `nox -s jax`, skipped where JAX is not installed."""

import importlib.util
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("jax") is None, reason="JAX is installed by `nox -s jax` only"
)
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
schedule = TrainConfig(epochs, batch_size=16, learning_rate=1e-2, seed=5, precision="bfloat16")
history = train(config, schedule, images, train_rows=np.arange(48), test_rows=np.arange(48, 64),
                folder=folder)
assert history[-1]["train_total"] < history[0]["train_total"]
network = load_network(folder)
points = network.encode(images)
assert {len(values) for values in points.values()} == {64}
assert np.abs(network.reconstruct(images).astype(int) - images).mean() < 80
"""


@pytest.mark.parametrize("kind", ["ae", "vae"])
def test_training_encoding_and_resumption_work_under_jax(tmp_path, kind):
    for folder, epochs in (("whole", 3), ("cut", 2), ("cut", 3)):
        subprocess.run(
            [sys.executable, "-c", TRAIN, kind, str(tmp_path / folder), str(epochs)],
            env=os.environ | {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"},
            check=True,
        )
    weights = [(tmp_path / name / "model.weights.h5").read_bytes() for name in ("whole", "cut")]
    assert weights[0] == weights[1]
