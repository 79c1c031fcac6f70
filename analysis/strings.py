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

    Returns
    -------
    array of shape (n, z_dim)
        Points at random parameters, curve by curve. [latent units]

    Raises
    ------
    ValueError
        If `count` is not 1 to n, or `thickness` not 0 to 1.
    """
    scores = string_scores(axes.sd, n=n, count=count, rng=rng, thickness=thickness)
    return axes.points(scores)


def string_scores(
    sd: FloatArray,
    *,
    n: int,
    count: int,
    rng: np.random.Generator,
    thickness: float = 0.0,
    harmonics: int = 2,
) -> FloatArray:
    """`strings` in coordinates along the principal axes, from the mean.

    Parameters
    ----------
    sd : array of shape (z_dim,)
        Standard deviation along each axis. [latent units]
    n, count, rng, thickness
        As for `strings`.
    harmonics
        How often a curve winds: highest multiple of the parameter.

    Returns
    -------
    array of shape (n, z_dim)
        Points, curve by curve. [latent units]
    """
    if not 1 <= count <= n:
        msg = f"`count` must be 1 to {n} for {n} points, got {count}. Change it."
        raise ValueError(msg)
    if not 0.0 <= thickness <= 1.0:
        msg = f"`thickness` must be 0 to 1 sd of the cloud, got {thickness}. Change it."
        raise ValueError(msg)
    on_each = -(-n // count)
    angle = rng.uniform(0.0, 2 * np.pi, (count, on_each, 1)) * np.arange(1, harmonics + 1)
    waves = np.concatenate([np.cos(angle), np.sin(angle)], axis=2)  # (count, on_each, 2 harmonics)
    coefficients = rng.standard_normal((count, 2 * harmonics, len(sd)))
    curves = (waves @ coefficients).reshape(-1, len(sd))[:n]
    scatter = rng.standard_normal(curves.shape) if thickness else np.zeros(1)
    scores: FloatArray = np.sqrt((1 - thickness**2) / harmonics) * curves + thickness * scatter
    return scores * sd
