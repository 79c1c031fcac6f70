"""Settings of all tests: laws are derandomised, and numerical libraries are quiet."""

import os

import numpy as np
import pytest
from hypothesis import settings
from skimage.data import astronaut
from skimage.transform import resize

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("MPLBACKEND", "agg")

settings.register_profile("same", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("same")


@pytest.fixture
def rng() -> np.random.Generator:
    """Random numbers, the same in every run of a test."""
    return np.random.default_rng(20221111)


@pytest.fixture(scope="session")
def images() -> np.ndarray:
    """64 smooth images of 96x96 pixels that a small network can learn."""
    ramp = np.linspace(0, 255, 96)
    tilts = np.random.default_rng(1).random((64, 2, 1, 1))
    faces = tilts[:, 0] * ramp[:, None] + tilts[:, 1] * ramp[None, :]
    return np.repeat(np.clip(faces, 0, 255)[..., None], 3, axis=-1).astype(np.uint8)


@pytest.fixture(scope="session")
def photograph() -> np.ndarray:
    """A photograph of a face, of 96x96 pixels."""
    small = resize(astronaut()[20:230, 120:330], (96, 96), anti_aliasing=True)
    return np.rint(255 * small).astype(np.uint8)
