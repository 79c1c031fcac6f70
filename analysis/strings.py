"""Clouds that do consist of strings: what a search for filaments must find."""

import numpy as np

from analysis.cloud import FloatArray, PrincipalAxes


def strings(
    axes: PrincipalAxes, *, n: int, count: int, rng: np.random.Generator, harmonics: int = 2
) -> FloatArray:
    """Points on closed random curves; without the curves they would be a normal cloud.

    Each curve is a sum of sines and cosines of its parameter with normal coefficients, so that at
    every parameter its points have the mean and covariance of the cloud.

    Parameters
    ----------
    axes : PrincipalAxes
        Mean, axes and sds that the points get. [latent units]
    n, count
        Number of points, and of curves that share them equally.
    rng
        Source of randomness.
    harmonics
        How often a curve winds: highest multiple of the parameter.

    Returns
    -------
    array of shape (n, z_dim)
        Points at random parameters. [latent units]
    """
    curve = np.arange(n) % count
    angle = rng.uniform(0.0, 2 * np.pi, n)
    scores = np.zeros((n, len(axes.sd)))
    for k in range(1, harmonics + 1):
        for wave in (np.cos(k * angle), np.sin(k * angle)):
            coefficients = rng.standard_normal((count, len(axes.sd)))
            scores += wave[:, None] * coefficients[curve]
    return axes.points(scores * axes.sd / np.sqrt(harmonics))
