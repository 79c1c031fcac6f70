"""Controls of the Gaussian form: images without faces, encoders without training."""

import numpy as np

from analysis.experiments.gaussian_controls import measure
from model.config import NetworkConfig
from model.latents import Network
from model.networks import autoencoder


def test_controls_come_from_one_trained_and_several_untrained_networks(images):
    config = NetworkConfig(kind="ae", z_dim=4, filters=(4, 4, 8, 8))

    class Series:
        def __init__(self):
            self.images = images
            self.sizes = {"control_images": 10, "control_networks": 2}

        def rng(self, *numbers):
            return np.random.default_rng(numbers)

        def network(self, name):
            assert name == "ae"
            return Network(config, autoencoder(config, seed=9))

    found = measure(Series())
    assert {key: array.shape for key, array in found.items()} == {
        "trained_faces": (1, 10, 4),
        "trained_shuffled": (1, 10, 4),
        "untrained_faces": (2, 10, 4),
        "untrained_shuffled": (2, 10, 4),
    }
    first, second = found["untrained_faces"]
    assert not np.allclose(first, second)
