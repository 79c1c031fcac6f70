"""Posteriors of a VAE: how wide they are, and what stops them from shrinking."""

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from analysis.cloud import FloatArray, Points
from analysis.densities import bin_counts


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


def pixel_curvature(below: Points, at: Points, above: Points, *, step: float) -> FloatArray:
    """Curvature of the reconstruction loss along a direction, from images decoded on it.

    For the binary cross-entropy behind a sigmoid, averaged over channels and summed over pixels:
    sum (dx/dz)² / (x (1 - x)) / channels, the Gauss-Newton part, which does not depend on the
    target.

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
    grey = np.clip(np.asarray(at, np.float64), 1e-6, 1 - 1e-6)
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
