"""Settings of all tests: laws are derandomised, and numerical libraries are quiet."""

import os

import numpy as np
import pytest
from hypothesis import settings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("MPLBACKEND", "agg")

settings.register_profile("same", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("same")


@pytest.fixture
def rng() -> np.random.Generator:
    """Random numbers, the same in every run of a test."""
    return np.random.default_rng(20221111)
