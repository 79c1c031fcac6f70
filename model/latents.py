"""From images to z-points and back, with a trained network in float32."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.config import NetworkConfig
from model.networks import Autoencoder, autoencoder

Progress = Callable[[float, float], None]
BLOCK = 256


@dataclass(frozen=True)
class Network:
    """A trained network that encodes and decodes arrays of any length, block by block.

    Parameters
    ----------
    config
        What the network is.
    parts
        The Keras model with its trained weights.
    """

    config: NetworkConfig
    parts: Autoencoder

    def encode(
        self, images: NDArray[np.uint8], *, progress: Progress = lambda done, total: None
    ) -> dict[str, NDArray[np.float32]]:
        """z-points of `images`.

        Parameters
        ----------
        images : array of shape (n, height, width, channels)
            Prepared images; read in blocks. [grey level]
        progress
            Called with images done and images in all.

        Returns
        -------
        dict of array of shape (n, z_dim)
            ``{"z": …}`` for an AE, ``{"mu": …, "log_var": …}`` for a VAE. [latent units]
        """
        names = ["z"] if self.config.kind == "ae" else ["mu", "log_var"]
        points = {n: np.empty((len(images), self.config.z_dim), np.float32) for n in names}
        for start in range(0, len(images), BLOCK):
            block = np.asarray(images[start : start + BLOCK], np.float32) / 255.0
            encoded = self.parts.encoder.predict_on_batch(block)
            for name, values in zip(names, [encoded] if len(names) == 1 else encoded, strict=True):
                points[name][start : start + BLOCK] = values
            progress(min(start + BLOCK, len(images)), len(images))
        return points

    def decode(self, z: NDArray[np.floating]) -> NDArray[np.uint8]:
        """Images that the decoder makes of z-points.

        Parameters
        ----------
        z : array of shape (n, z_dim)
            Any points of the latent space. [latent units]

        Returns
        -------
        array of shape (n, height, width, channels)
            Decoded images. [grey level]

        Raises
        ------
        ValueError
            If the points have another dimension than the latent space.
        """
        if z.ndim != 2 or z.shape[1] != self.config.z_dim:
            msg = f"`z` must have shape (n, {self.config.z_dim}), got {z.shape}."
            raise ValueError(msg)
        images = np.empty((len(z), *self.parts.decoder.output_shape[1:]), np.uint8)
        for start in range(0, len(z), BLOCK):
            block = np.asarray(z[start : start + BLOCK], np.float32)
            decoded = self.parts.decoder.predict_on_batch(block)
            images[start : start + BLOCK] = np.rint(255.0 * decoded).astype(np.uint8)
        return images

    def reconstruct(
        self, images: NDArray[np.uint8], *, epsilon: np.random.Generator | None = None
    ) -> NDArray[np.uint8]:
        """Images decoded from the z-points of `images`, of the same shape.

        Parameters
        ----------
        images : array of shape (n, height, width, channels)
            Prepared images. [grey level]
        epsilon
            Draws z from a VAE's posterior, as in training; None takes mu.
        """
        points = self.encode(images)
        if "z" in points:
            return self.decode(points["z"])
        if epsilon is None:
            return self.decode(points["mu"])
        return self.decode(draw_z(points["mu"], points["log_var"], rng=epsilon))


def load_network(folder: str | Path) -> Network:
    """The network that `model.training.train` left in `folder`.

    Parameters
    ----------
    folder
        Holds ``config.json`` and ``model.weights.h5``.

    Raises
    ------
    ValueError
        If the weights are damaged or those of another network.
    """
    settings = json.loads((Path(folder) / "config.json").read_text("utf-8"))
    file = Path(folder) / "model.weights.h5"
    found = weights_digest(folder)
    if found != settings["weights"]:
        msg = (
            f"{file} must be the file that config.json beside it names by its digest, "
            f"{settings['weights'][:8]}, got {found[:8]}. Remove the folder, and the next build "
            "trains the network again."
        )
        raise ValueError(msg)
    config = NetworkConfig(**settings["network"])
    parts = autoencoder(config)
    parts.load_weights(file)
    return Network(config, parts)


def weights_digest(folder: str | Path) -> str:
    """Digest of the weights in the folder of a trained network."""
    return hashlib.sha256((Path(folder) / "model.weights.h5").read_bytes()).hexdigest()


def draw_z(
    mu: NDArray[np.float32], log_var: NDArray[np.float32], *, rng: np.random.Generator
) -> NDArray[np.float32]:
    """z-points drawn from the posteriors N(mu, exp(log_var)).

    Parameters
    ----------
    mu, log_var : array of shape (n, z_dim)
        Posterior means and log variances. [latent units, log latent units²]

    Returns
    -------
    array of shape (n, z_dim)
        One draw per image. [latent units]
    """
    epsilon = rng.standard_normal(mu.shape, dtype=np.float32)
    return mu + np.exp(0.5 * log_var) * epsilon
