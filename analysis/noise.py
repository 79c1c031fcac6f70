"""The noise of a VAE's sampling layer: how often it is large, and what a large value does."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import ndtr

from analysis.cloud import FloatArray, Points, radius
from analysis.intervals import Interval
from analysis.losses import binary_cross_entropy

BLOCK = 2**20


def expected_outliers(draws: float, *, limit: float) -> Interval:
    """Mean number of normal draws of at least `limit` in absolute value, 2 draws Phi(-limit).

    Parameters
    ----------
    draws
        Number of draws.
    limit
        [sd]

    Returns
    -------
    Interval
        With the middle 95 % of the Poisson law that the number follows.

    Examples
    --------
    >>> round(expected_outliers(43_520_000, limit=5.0).value, 1)
    24.9
    """
    if draws < 1:
        msg = f"`draws` must be at least 1, got {draws}. Count one epoch or more."
        raise ValueError(msg)
    mean = 2 * float(draws) * float(ndtr(-limit))
    low, high = stats.poisson.ppf([0.025, 0.975], mean)
    return Interval(mean, min(mean, float(low)), max(mean, float(high)))


class Outliers(NamedTuple):
    """Draws at or beyond a limit, and the largest absolute value of all. [sd]"""

    number: int
    largest: float


def counted_outliers(sampler: Callable[[int], FloatArray], *, draws: int, limit: float) -> Outliers:
    """Draws of a sampler at or beyond `limit`, counted block by block.

    Parameters
    ----------
    sampler
        From a number to as many draws.
    draws
        Number of draws in all, at least 1.
    limit
        [sd]
    """
    if draws < 1:
        msg = f"`draws` must be at least 1, got {draws}. Count one epoch or more."
        raise ValueError(msg)
    number, largest = 0, 0.0
    for start in range(0, draws, BLOCK):
        size = np.abs(sampler(min(BLOCK, draws - start)))
        number += int(np.count_nonzero(size >= limit))
        largest = max(largest, float(size.max()))
    return Outliers(number, largest)


class Injected(NamedTuple):
    """What forced noise does to single images, beside ordinary draws.

    Parameters
    ----------
    shift
        Distance by which z moves away from the ordinary draw, (n,). [latent units]
    radius
        Change of the radius, as a share of it, (n,).
    loss
        Change of the reconstruction loss against the ordinary draw, (n,). [nat]
    ordinary
        Change of the loss from one ordinary draw to another, (n,). [nat]
    """

    shift: FloatArray
    radius: FloatArray
    loss: FloatArray
    ordinary: FloatArray


def injected_noise(
    decode: Callable[[Points], Points],
    images: NDArray[np.uint8],
    *,
    mu: Points,
    log_var: Points,
    force: Callable[[FloatArray], FloatArray],
    rng: np.random.Generator,
) -> Injected:
    """Effect of noise that is changed by `force` before z is made of it.

    Parameters
    ----------
    decode
        From points of shape (n, z_dim) to images between 0 and 1.
    images : array of shape (n, height, width, channels)
        What is to be reconstructed. [grey level]
    mu, log_var : arrays of shape (n, z_dim)
        Posteriors of the images. [latent units, log latent units²]
    force
        From ordinary noise of shape (n, z_dim) to the changed one. [posterior sd]
    rng
        Source of the ordinary noise.
    """
    sd = np.exp(0.5 * np.asarray(log_var, np.float64))
    noise = rng.standard_normal((2, *mu.shape))
    points = [mu + sd * epsilon for epsilon in (*noise, force(noise[0].copy()))]
    first, other, forced = (
        binary_cross_entropy(images, np.asarray(decode(z.astype(np.float32)))) for z in points
    )
    plain = radius(points[0])
    return Injected(
        np.linalg.norm(points[2] - points[0], axis=1),
        np.abs(radius(points[2]) - plain) / plain,
        forced - first,
        other - first,
    )


def one_large(noise: FloatArray, *, value: float, sd: Points) -> FloatArray:
    """`noise`, (n, z_dim), with the entry of each image's widest posterior set to `value`.

    Parameters
    ----------
    noise, sd : arrays of shape (n, z_dim)
        Noise [posterior sd] and widths of the posteriors [latent units].
    value
        [posterior sd]
    """
    changed = noise.copy()
    changed[np.arange(len(noise)), np.argmax(sd, axis=1)] = value
    return changed


def all_large(noise: FloatArray, *, value: float) -> FloatArray:
    """`noise` with all entries set to `value`, each with its own sign."""
    return np.copysign(value, noise)
