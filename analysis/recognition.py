"""Does an encoder recognise what its decoder has made of a point?"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.cloud import FloatArray, Points, radius
from analysis.intervals import Interval, difference, sampled_mean


class Coder(Protocol):
    """A network that turns images into points and points into images."""

    def encode(self, images: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        """Points of images under ``"z"``, or ``"mu"`` for a VAE."""
        ...

    def decode(self, z: Points) -> NDArray[np.uint8]:
        """Images of points."""
        ...


def recognition_error(z: Points, again: Points) -> FloatArray:
    """Relative distance |E(D(z)) - z| / |z| between points and what they are encoded to again.

    Parameters
    ----------
    z, again : array of shape (n, z_dim)
        Points other than the origin, and the encoded images that they decode to. [latent units]

    Returns
    -------
    array of shape (n,)
        0 where the encoder finds the point back. [unitless]

    Raises
    ------
    ValueError
        If the shapes differ or a point is the origin or not finite.

    Examples
    --------
    >>> recognition_error(np.array([[3.0, 4.0]]), np.array([[3.0, 3.0]]))
    array([0.2])
    """
    if z.shape != again.shape:
        msg = f"`again` must have the shape {z.shape} of `z`, got {again.shape}."
        raise ValueError(msg)
    length = radius(z)
    if not np.all(np.isfinite(length) & (length > 0)):
        msg = "`z` must hold finite points other than the origin: leave the others out."
        raise ValueError(msg)
    return radius(np.asarray(again, np.float64) - z) / length


def encoded(images: NDArray[np.uint8], *, network: Coder) -> NDArray[np.float32]:
    """Points of images, of shape (n, z_dim): E(D(z)) for images D(z); mu for a VAE."""
    points = network.encode(images)
    return points["z"] if "z" in points else points["mu"]


def relative_to_data(errors: FloatArray, data: FloatArray) -> Interval:
    """Mean log ratio of recognition errors to those of encoded images, as a factor.

    Parameters
    ----------
    errors, data : array of shape (n,) and (m,)
        Errors of a sampler's points and of encoded test images, above 0. [unitless]

    Returns
    -------
    Interval
        Ratio of geometric means: 1 where a sampler's points are recognised like data.
    """
    gap = difference(*(sampled_mean(np.log(values)).interval for values in (errors, data)))
    return Interval(*(float(np.exp(value)) for value in gap))
