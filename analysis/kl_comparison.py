"""Trainings of the same network with the KL loss in different places, compared step by step."""

import time
from collections.abc import Callable, Mapping, Sequence

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from analysis.intervals import Interval, bootstrap
from analysis.kl_placements import (
    LOSSES,
    REFERENCE,
    Builder,
    Images,
    Placement,
    in_compute_loss,
)
from model.config import NetworkConfig
from model.networks import unit_range

FloatArray = NDArray[np.float64]

TOLERANCE = 1e-5  # float32 carries seven digits, and rounding grows from step to step
LEARNING_RATE = 1e-4  # so small that the KL loss does not vanish within a comparison
STEP_SIZE = 1024.0  # a power of two, so that dividing by it rounds nothing


def started(
    build: Builder,
    config: NetworkConfig,
    *,
    seed: int,
    eager: bool = False,
) -> Placement:
    """A placement with the weights and the noise that all have who share config and seed.

    With the usual initial weights every posterior is next to the prior, and a KL loss that all but
    vanishes would not be missed. So mu starts about 1 and log_var about -2.

    Parameters
    ----------
    build
        One of `PLACEMENTS`.
    config
        What the network is.
    seed
        Fixes initial weights and sampling noise.
    eager
        Whether each step is carried out in Python.
    """
    placement = build(config, seed=seed)
    placement.parts.sample.reseed(seed)
    for head, bias in (("mu", 1.0), ("log_var", -2.0)):
        layer = placement.parts.encoder.get_layer(head)
        layer.bias.assign(np.full(config.z_dim, bias, np.float32))
    placement.compile(keras.optimizers.Adam(LEARNING_RATE), eager=eager)
    return placement


def trajectory(placement: Placement, batches: Sequence[Images]) -> FloatArray:
    """Losses of each step of a training, of shape (steps, 3) in the order of `LOSSES`. [nat]"""
    return np.array([[losses[name] for name in LOSSES] for losses in map(placement.step, batches)])


def deviations(
    trajectories: Mapping[str, FloatArray], *, reference: str = REFERENCE
) -> dict[str, FloatArray]:
    """Relative deviation of each loss at each step from the same of the reference.

    Parameters
    ----------
    trajectories
        Losses of each step under each placement's name, of shape (steps, 3). [nat]
    reference
        The placement that the others are compared with.

    Returns
    -------
    dict of array of shape (steps, 3)
        Of all placements but the reference; not negative.
    """
    true = trajectories[reference]
    return {
        name: np.abs(losses / true - 1.0)
        for name, losses in trajectories.items()
        if name != reference
    }


def disagreeing(
    trajectories: Mapping[str, FloatArray],
    *,
    reference: str = REFERENCE,
    tolerance: float = TOLERANCE,
) -> list[str]:
    """Names of the placements one of whose losses deviates by more than `tolerance`."""
    found = deviations(trajectories, reference=reference)
    return [name for name, values in found.items() if not values.max() <= tolerance]


# ---- gradient


def kl_gradient(build: Builder, config: NetworkConfig, image: Images, *, seed: int) -> FloatArray:
    """Gradient of the KL loss with respect to mu and log_var, as the placement's training has it.

    The decoder is made blind to z, which leaves the encoder with the KL loss alone. After one step
    of plain gradient descent the biases of mu and log_var have moved against its gradient.

    Parameters
    ----------
    build
        One of `PLACEMENTS`.
    config
        What the network is.
    image : array of shape (1, height, width, channels)
        A batch of one image. [grey level]
    seed
        Fixes the initial weights.

    Returns
    -------
    array of shape (2, z_dim)
        Derivatives with respect to mu, and to log_var. [nat per latent unit, nat]
    """
    placement = started(build, config, seed=seed)
    blind = placement.parts.decoder.get_layer("dense").kernel
    blind.assign(np.zeros(blind.shape, np.float32))
    placement.compile(keras.optimizers.SGD(STEP_SIZE), eager=True)
    before = _biases(placement)
    placement.step(image)
    return (before - _biases(placement)) / STEP_SIZE


def _biases(placement: Placement) -> FloatArray:
    heads = [placement.parts.encoder.get_layer(name) for name in ("mu", "log_var")]
    return np.array([ops.convert_to_numpy(head.bias) for head in heads], float)


def kl_gradient_formula(config: NetworkConfig, image: Images, *, seed: int) -> FloatArray:
    """Gradient fact · mu and fact · (exp(log_var) - 1) / 2 of one image, of shape (2, z_dim)."""
    parts = started(in_compute_loss, config, seed=seed).parts
    mu, log_var = (ops.convert_to_numpy(x)[0] for x in parts.encoder(unit_range(image)))
    return config.fact * np.array([mu, 0.5 * np.expm1(log_var)], float)


def largest_relative(values: FloatArray, true: FloatArray) -> float:
    """Largest deviation of `values` from `true`, as a share of the largest true value."""
    return float(np.abs(values - true).max() / np.abs(true).max())


# ---- time


def interleaved_seconds(
    jobs: Mapping[str, Callable[[], object]], *, rounds: int
) -> dict[str, FloatArray]:
    """Time of each job in each of several rounds; in a round each runs once, in another order.

    Whatever else the machine does thus meets all jobs alike. One round before does not count.

    Parameters
    ----------
    jobs
        What is timed, by name.
    rounds
        How often.

    Returns
    -------
    dict of array of shape (rounds,)
        Wall-clock time. [s]
    """
    names = list(jobs)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds + 1):
        for place in range(len(names)):
            name = names[(place + turn) % len(names)]
            start = time.perf_counter()
            jobs[name]()
            taken[name].append(time.perf_counter() - start)
    return {name: np.array(seconds[1:]) for name, seconds in taken.items()}


def median_ratios(
    seconds: Mapping[str, FloatArray],
    *,
    resamples: int,
    rng: np.random.Generator,
    reference: str = REFERENCE,
) -> dict[str, Interval]:
    """Median over rounds of each job's time divided by the reference's, with bootstrap intervals.

    Parameters
    ----------
    seconds
        Time of each job in each round, of shape (rounds,). [s]
    resamples
        Resamples of the rounds.
    rng
        Source of randomness.
    reference
        The job that the others are compared with.
    """
    others = [name for name in seconds if name != reference]
    ratios = np.stack([seconds[name] / seconds[reference] for name in others], axis=1)

    def medians(rounds: FloatArray) -> dict[str, float]:
        return dict(zip(others, np.median(rounds, axis=0).tolist(), strict=True))

    return bootstrap(ratios, medians, resamples=resamples, rng=rng)
