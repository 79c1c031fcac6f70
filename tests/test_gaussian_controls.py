"""Controls of the Gaussian form: images without faces, encoders without training."""

import numpy as np
from scipy import stats

from analysis.experiments.gaussian_controls import measure, shuffled
from model.config import NetworkConfig
from model.latents import Network
from model.networks import autoencoder


def test_shuffled_images_keep_their_pixels_and_lose_their_neighbours(images):
    few = images[:3]
    mixed = shuffled(few, rng=np.random.default_rng(1))
    for before, after in zip(few, mixed, strict=True):
        rows = [
            np.unique(each.reshape(-1, 3), axis=0, return_counts=True) for each in (before, after)
        ]
        np.testing.assert_array_equal(rows[0][0], rows[1][0])
        np.testing.assert_array_equal(rows[0][1], rows[1][1])
        flat = [each[..., 0].astype(float) for each in (before, after)]
        near = [stats.pearsonr(f[:, :-1].ravel(), f[:, 1:].ravel()).statistic for f in flat]
        assert near[0] > 0.9
        assert abs(near[1]) < 5 / 96
    assert not np.array_equal(mixed[0].argmax(), mixed[1].argmax())


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
