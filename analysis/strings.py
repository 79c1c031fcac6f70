"""Clouds that do consist of strings: what a search for filaments must find."""

import numpy as np

from analysis.cloud import FloatArray, PrincipalAxes


def strings(
    axes: PrincipalAxes,
    *,
    n: int,
    count: int,
    rng: np.random.Generator,
    thickness: float = 0.0,
    harmonics: int = 2,
) -> FloatArray:
    """Points about closed random curves; without the curves they would be a normal cloud.

    Each curve is a sum of sines and cosines of its parameter with normal coefficients, so that at
    every parameter its points have the mean and covariance of the cloud, whatever the thickness.

    Parameters
    ----------
    axes : PrincipalAxes
        Mean, axes and sds that the points get. [latent units]
    n, count
        Number of points, and of curves that share them equally.
    rng
        Source of randomness.
    thickness
        Standard deviation of the normal scatter about a curve, from 0 (a line) to 1 (a normal cloud
        without strings). [sd of the cloud along each axis]
    harmonics
        How often a curve winds: highest multiple of the parameter.

    Returns
    -------
    array of shape (n, z_dim)
        Points at random parameters. [latent units]

    Raises
    ------
    ValueError
        If `count` is not 1 to n, or `thickness` not 0 to 1.
    """
    if not 1 <= count <= n:
        msg = f"`count` must be 1 to {n} for {n} points, got {count}. Change it."
        raise ValueError(msg)
    if not 0.0 <= thickness <= 1.0:
        msg = f"`thickness` must be 0 to 1 sd of the cloud, got {thickness}. Change it."
        raise ValueError(msg)
    curve, z_dim = np.arange(n) % count, len(axes.sd)
    angle = rng.uniform(0.0, 2 * np.pi, n)
    scores = np.zeros((n, z_dim))
    for k in range(1, harmonics + 1):
        for wave in (np.cos(k * angle), np.sin(k * angle)):
            scores += wave[:, None] * rng.standard_normal((count, z_dim))[curve]
    scores *= np.sqrt((1 - thickness**2) / harmonics)
    if thickness:
        scores += thickness * rng.standard_normal((n, z_dim))
    return axes.points(scores * axes.sd)
