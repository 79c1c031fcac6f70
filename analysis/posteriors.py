"""Posteriors of a VAE: how wide they are, and what stops them from shrinking."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from analysis.cloud import FloatArray, Points
from analysis.densities import bin_counts
from analysis.losses import SMALLEST, binary_cross_entropy


def implied_curvature(log_var: Points, *, fact: float) -> FloatArray:
    """Curvature H of the reconstruction loss at which a posterior variance would be stationary.

    From exp(log_var) = fact / (fact + H); negative where the variance exceeds that of the prior.

    Parameters
    ----------
    log_var : array of any shape
        Log variances. [log latent units²]
    fact
        Weight of the KL term.

    Returns
    -------
    array of the same shape
        [nat / latent unit²]

    Examples
    --------
    >>> implied_curvature(np.log([0.01]), fact=1.0)
    array([99.])
    """
    return np.asarray(fact * np.expm1(-np.asarray(log_var, np.float64)))


def stationary_log_var(curvature: Points, *, fact: float) -> FloatArray:
    """Log variance at which the cost of noise and the KL term balance, ln fact - ln(fact + H).

    Noise of variance v along a component costs H v / 2 of reconstruction, and the KL term
    fact (v - ln v) / 2: the sum is smallest at v = fact / (fact + H).

    Parameters
    ----------
    curvature : array of any shape
        Curvature H of the reconstruction loss, at least 0. [nat / latent unit²]
    fact
        Weight of the KL term, positive.

    Returns
    -------
    array of the same shape
        At most 0, the log variance of the prior. [log latent units²]

    Raises
    ------
    ValueError
        If a curvature is negative or not a number, or `fact` is not positive.

    Examples
    --------
    >>> stationary_log_var(np.array([0.0, 99.0]), fact=1.0).round(3)
    array([ 0.   , -4.605])
    """
    bend = np.asarray(curvature, np.float64)
    if not (fact > 0 and np.all(bend >= 0)):
        msg = (
            f"`fact` must be positive and `curvature` at least 0 everywhere, got {fact} and "
            f"{bend.min()}. A network trained without KL term has no such balance."
        )
        raise ValueError(msg)
    return np.asarray(np.log(fact) - np.log(fact + bend))


def noise_balance(log_var: Points, curvature: Points, *, fact: float) -> FloatArray:
    """Logarithm of the mean of exp(log_var) (fact + H) / fact over images: 0 at rest.

    The derivative of the loss by a common shift of a component's log variances, such as the bias
    of the layer that gives them, vanishes there whatever they do from image to image. The mean of
    log_var alone lies below its stationary value where images scatter about it.

    Parameters
    ----------
    log_var, curvature : arrays of shape (images, axes)
        Log variances [log latent units²] and curvatures of the loss. [nat / latent unit²]
    fact
        Weight of the KL term, positive.

    Returns
    -------
    array of shape (axes,)
        Positive where the variances still have to fall. [log]

    Examples
    --------
    >>> noise_balance(np.log([[0.01]]), np.array([[99.0]]), fact=1.0).round(9)
    array([0.])
    """
    scatter = np.asarray(log_var, np.float64) - stationary_log_var(curvature, fact=fact)
    return np.asarray(np.log(np.exp(scatter).mean(axis=0)))


class Curvature(NamedTuple):
    """Curvature of the reconstruction loss along components, each of shape (n, axes).

    Parameters
    ----------
    gauss_newton
        From the slopes of the decoded image alone. [nat / latent unit²]
    second
        Second difference of the loss itself, with whatever the slopes leave out: also negative.
        [nat / latent unit²]
    """

    gauss_newton: FloatArray
    second: FloatArray


def loss_curvature(
    decode: Callable[[Points], Points],
    mu: Points,
    images: NDArray[np.uint8],
    *,
    axes: NDArray[np.int64],
    steps: FloatArray,
) -> Curvature:
    """Curvature of a decoder's reconstruction loss about given points, by central differences.

    Parameters
    ----------
    decode
        From points of shape (n, z_dim) to images between 0 and 1.
    mu : array of shape (n, z_dim)
        Points to start from. [latent units]
    images : array of shape (n, height, width, channels)
        What they should decode to. [grey level]
    axes, steps : arrays of shape (axes,)
        Components, and how far to go along each, such as the posterior's own width. [latent units]

    Raises
    ------
    ValueError
        If a step is not positive.
    """
    if not np.all(np.asarray(steps) > 0):
        msg = f"`steps` must be positive, got {np.min(steps)}. Take the width of the posterior."
        raise ValueError(msg)
    at = np.asarray(decode(mu))
    middle = binary_cross_entropy(images, at)
    found = np.empty((2, len(mu), len(axes)))
    for column, (axis, step) in enumerate(zip(axes, steps, strict=True)):
        shift = (step * np.eye(mu.shape[1])[axis]).astype(mu.dtype)
        below, above = (np.asarray(decode(mu + sign * shift)) for sign in (-1, 1))
        found[0, :, column] = pixel_curvature(below, at, above, step=float(step))
        ends = binary_cross_entropy(images, below) + binary_cross_entropy(images, above)
        found[1, :, column] = (ends - 2 * middle) / step**2
    return Curvature(*found)


def pixel_curvature(below: Points, at: Points, above: Points, *, step: float) -> FloatArray:
    """Curvature of the reconstruction loss along a direction, from images decoded on it.

    For the binary cross-entropy behind a sigmoid, averaged over channels and summed over pixels:
    sum (dx/dz)² / (x (1 - x)) / channels. This is its Gauss-Newton part, which does not depend on
    the target (Schraudolph 2002, section 3); the rest needs a second derivative of the logits,
    which a decoder of piecewise linear layers has at its kinks only.

    Parameters
    ----------
    below, at, above : arrays of shape (n, height, width, channels)
        Images between 0 and 1, decoded from points at -step, 0 and +step.
    step
        Distance between the points. [latent units]

    Returns
    -------
    array of shape (n,)
        [nat / latent unit²]
    """
    slope = (np.asarray(above, np.float64) - below) / (2 * step)
    grey = np.clip(np.asarray(at, np.float64), SMALLEST, 1 - SMALLEST)
    curvature: FloatArray = np.sum(slope**2 / (grey * (1 - grey)), axis=(1, 2, 3)) / at.shape[-1]
    return curvature


def expected_shifts(log_var: Points, *, low: float, high: float) -> float:
    """Mean number of components of z - mu that lie between `low` and `high` in absolute value.

    Parameters
    ----------
    log_var : array of any shape
        Log variances of the posteriors. [log latent units²]
    low, high
        Ends of the interval. [latent units]
    """
    sd = np.exp(0.5 * np.asarray(log_var, np.float64))
    return float(2 * np.sum(ndtr(-low / sd) - ndtr(-high / sd)))


def largest_shift(log_var: Points, *, probability: float) -> float:
    """Quantile of the largest component of z - mu in absolute value.

    Parameters
    ----------
    log_var : array of any shape
        Log variances of the posteriors. [log latent units²]
    probability
        Level of the quantile, between 0 and 1.
    """
    places, counts = bin_counts(np.asarray(log_var, np.float64).ravel(), width=0.01)
    sd = np.exp(0.5 * places)

    def excess(shift: float) -> float:
        return float(np.sum(counts * np.log1p(-2 * ndtr(-shift / sd))) - np.log(probability))

    return float(brentq(excess, 1e-6 * sd.max(), 40 * sd.max()))
