"""Encoder, decoder, Autoencoder and VariationalAutoencoder, in Keras 3 alone.

Losses follow the posts: the binary cross-entropy is averaged over the three colour channels and
summed over the 9,216 pixels; the divergence is summed over the latent components.
"""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from model.config import IMAGE_SIDE, NetworkConfig, Precision

POLICY = {"float32": "float32", "bfloat16": "mixed_bfloat16"}


def unit_range(images: Any) -> Any:
    """Grey levels 0 … 255 as float32 between 0 and 1, of the same shape."""
    return ops.cast(images, "float32") / 255.0


def reconstruction_loss(target: Any, reconstruction: Any) -> Any:
    """Binary cross-entropy, averaged over channels and summed over pixels.

    Parameters
    ----------
    target, reconstruction : tensor of shape (n, height, width, 3)
        Values between 0 and 1.

    Returns
    -------
    tensor of shape (n,)
        Loss of each image. [nat]
    """
    per_pixel = keras.losses.binary_crossentropy(target, reconstruction)  # (n, height, width)
    return ops.sum(per_pixel, axis=(1, 2))


def kl_to_standard_normal(mu: Any, log_var: Any) -> Any:
    """Divergence KL(N(mu, exp(log_var)) || N(0, I)) of each sample.

    Parameters
    ----------
    mu, log_var : tensor of shape (n, z_dim)
        Diagonal Gaussian posterior. [latent units, log latent units²]

    Returns
    -------
    tensor of shape (n,)
        Non-negative; zero exactly where posterior equals prior. [nat]

    Examples
    --------
    >>> mu, log_var = np.array([[1.0, 0.0]]), np.zeros((1, 2))
    >>> float(kl_to_standard_normal(mu, log_var)[0])
    0.5
    """
    return 0.5 * ops.sum(ops.square(mu) + ops.exp(log_var) - log_var - 1.0, axis=-1)


@keras.saving.register_keras_serializable(package="latent_spaces")
class PosteriorSample(layers.Layer):  # type: ignore[misc]
    """z = mu + exp(log_var / 2) · epsilon, with |epsilon| limited.

    Parameters
    ----------
    epsilon_limit
        Noise is clipped to ± this value. [posterior sd]
    """

    def __init__(self, *, epsilon_limit: float, **options: Any) -> None:
        super().__init__(dtype="float32", name="sample", **options)
        self.epsilon_limit = epsilon_limit
        self.noise = keras.random.SeedGenerator(seed=0)

    def reseed(self, seed: int) -> None:
        """Start the noise anew, so that an epoch's noise depends on its seed alone."""
        self.noise.state.assign(np.array([seed, 0], dtype="uint32"))

    def call(self, mu: Any, log_var: Any) -> Any:
        """Draw of shape (n, z_dim) from the posterior. [latent units]"""
        epsilon = keras.random.normal(ops.shape(mu), seed=self.noise)
        epsilon = ops.clip(epsilon, -self.epsilon_limit, self.epsilon_limit)
        return mu + ops.exp(0.5 * log_var) * epsilon


def _initialisers(seed: int) -> Iterator[keras.initializers.Initializer]:
    seeds = np.random.default_rng(seed)
    while True:
        yield keras.initializers.GlorotUniform(seed=int(seeds.integers(2**31)))


def encoder(config: NetworkConfig, *, seed: int, precision: Precision) -> keras.Model:
    """Strided convolutions, then a dense layer to z, or two to mu and log_var.

    Parameters
    ----------
    config
        What the network is.
    seed
        Fixes the initial weights.
    precision
        Of the convolutions; the dense layers always work in float32.

    Returns
    -------
    keras.Model
        From images (n, 96, 96, 3) between 0 and 1 to z (n, z_dim), or to [mu, log_var].
    """
    initial = _initialisers(seed)
    images = keras.Input((IMAGE_SIDE, IMAGE_SIDE, 3), name="images")
    maps = images
    for depth, filters in enumerate(config.filters):
        maps = layers.Conv2D(
            filters,
            config.kernel,
            strides=2,
            padding="same",
            activation="leaky_relu",
            kernel_initializer=next(initial),
            dtype=POLICY[precision],
            name=f"conv_{depth}",
        )(maps)
    flat = layers.Flatten(dtype="float32", name="flatten")(maps)
    heads = ["z"] if config.kind == "ae" else ["mu", "log_var"]
    outputs = [
        layers.Dense(config.z_dim, kernel_initializer=next(initial), dtype="float32", name=head)(
            flat
        )
        for head in heads
    ]
    return keras.Model(images, outputs[0] if config.kind == "ae" else outputs, name="encoder")


def decoder(config: NetworkConfig, *, seed: int, precision: Precision) -> keras.Model:
    """Mirror image of the encoder: a dense layer, transposed convolutions, a sigmoid.

    Parameters
    ----------
    config
        What the network is.
    seed
        Fixes the initial weights.
    precision
        Of the convolutions; the sigmoid always works in float32.

    Returns
    -------
    keras.Model
        From z (n, z_dim) to images (n, 96, 96, 3) between 0 and 1.
    """
    initial = _initialisers(seed)
    side, *outer = config.innermost_side, *reversed(config.filters[:-1]), 3
    z = keras.Input((config.z_dim,), name="z")
    maps = layers.Dense(
        side * side * config.filters[-1],
        activation="leaky_relu",
        kernel_initializer=next(initial),
        dtype=POLICY[precision],
        name="dense",
    )(z)
    maps = layers.Reshape((side, side, config.filters[-1]), name="maps")(maps)
    for depth, filters in enumerate(outer):
        maps = layers.Conv2DTranspose(
            filters,
            config.kernel,
            strides=2,
            padding="same",
            activation="leaky_relu" if depth < len(outer) - 1 else None,
            kernel_initializer=next(initial),
            dtype=POLICY[precision],
            name=f"conv_transpose_{depth}",
        )(maps)
    return keras.Model(
        z, layers.Activation("sigmoid", dtype="float32", name="sigmoid")(maps), name="decoder"
    )


class Autoencoder(keras.Model):  # type: ignore[misc]
    """Encoder and decoder trained on the reconstruction loss.

    Parameters
    ----------
    config
        What the network is.
    seed
        Fixes the initial weights.
    precision
        Of the convolutions.
    """

    LOSSES = ("total", "reconstruction", "kl")

    def __init__(
        self, config: NetworkConfig, *, seed: int = 0, precision: Precision = "float32"
    ) -> None:
        super().__init__(name=config.kind)
        self.config = config
        part_seeds = np.random.default_rng(seed).integers(2**31, size=2)
        self.encoder = encoder(config, seed=int(part_seeds[0]), precision=precision)
        self.decoder = decoder(config, seed=int(part_seeds[1]), precision=precision)
        self.means = [keras.metrics.Mean(name=name) for name in self.LOSSES]

    def call(self, images: Any, training: bool = False) -> dict[str, Any]:
        """Reconstruction of images in grey levels, of shape (n, 96, 96, 3)."""
        del training
        return {"reconstruction": self.decoder(self.encoder(unit_range(images)))}

    def kl(self, outputs: dict[str, Any]) -> Any:
        """Divergence of each image's posterior, of shape (n,); 0 for an AE. [nat]"""
        return ops.zeros(ops.shape(outputs["reconstruction"])[0])

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """Mean over the batch of reconstruction + fact · KL. [nat]"""
        del y, sample_weight, training
        reconstruction = reconstruction_loss(unit_range(x), y_pred["reconstruction"])
        kl = self.kl(y_pred)
        total = reconstruction + self.config.fact * kl  # (n,)
        for mean, losses in zip(self.means, (total, reconstruction, kl), strict=True):
            mean.update_state(losses)
        return ops.mean(total)


class VariationalAutoencoder(Autoencoder):
    """An autoencoder whose encoder gives a posterior N(mu, exp(log_var)) for each image."""

    def __init__(
        self, config: NetworkConfig, *, seed: int = 0, precision: Precision = "float32"
    ) -> None:
        super().__init__(config, seed=seed, precision=precision)
        self.sample = PosteriorSample(epsilon_limit=config.epsilon_limit)

    def call(self, images: Any, training: bool = False) -> dict[str, Any]:
        """Reconstruction from a drawn z, with the posterior that it was drawn from."""
        del training
        mu, log_var = self.encoder(unit_range(images))
        return {
            "reconstruction": self.decoder(self.sample(mu, log_var)),
            "mu": mu,
            "log_var": log_var,
        }

    def kl(self, outputs: dict[str, Any]) -> Any:
        """Divergence of each image's posterior from N(0, I), of shape (n,). [nat]"""
        return kl_to_standard_normal(outputs["mu"], outputs["log_var"])


def autoencoder(
    config: NetworkConfig, *, seed: int = 0, precision: Precision = "float32"
) -> Autoencoder:
    """The network that `config` describes, with initial weights drawn from `seed`."""
    kind = Autoencoder if config.kind == "ae" else VariationalAutoencoder
    network = kind(config, seed=seed, precision=precision)
    network(np.zeros((1, IMAGE_SIDE, IMAGE_SIDE, 3), dtype="uint8"))
    return network
