"""Encoder, decoder, Autoencoder and VariationalAutoencoder, in Keras 3 alone.

Losses follow the posts: the binary cross-entropy is averaged over the colour channels and summed
over the pixels; the divergence is summed over the latent components.
"""

import math
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
from keras import layers, ops

from model.config import NetworkConfig, Precision

POLICY = {"float32": "float32", "bfloat16": "mixed_bfloat16"}


def unit_range(images: Any) -> Any:
    """Grey levels 0 … 255 as float32 between 0 and 1, of the same shape."""
    return ops.cast(images, "float32") / 255.0


def reconstruction_loss(target: Any, reconstruction: Any) -> Any:
    """Binary cross-entropy, averaged over channels and summed over pixels.

    Parameters
    ----------
    target, reconstruction : tensor of shape (n, height, width, channels)
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


class Largest(keras.metrics.Metric):  # type: ignore[misc]
    """Largest value seen since the last reset."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.largest = self.add_variable((), "zeros", name="largest")

    def update_state(self, values: Any) -> None:
        """Look at the values of a batch."""
        self.largest.assign(ops.maximum(self.largest, ops.cast(ops.max(values), self.dtype)))

    def result(self) -> Any:
        """The largest value so far."""
        return ops.convert_to_tensor(self.largest)

    def reset_state(self) -> None:
        """Forget all values."""
        self.largest.assign(-float("inf"))


def _initialisers(seed: int, *, gain: float) -> Iterator[keras.initializers.Initializer]:
    """Glorot's uniform weights times `gain`, with a seed for each layer."""
    seeds = np.random.default_rng(seed)
    while True:
        yield keras.initializers.VarianceScaling(
            scale=gain**2, mode="fan_avg", distribution="uniform", seed=int(seeds.integers(2**31))
        )


def encoder(config: NetworkConfig, *, seed: int, precision: Precision) -> keras.Model:
    """Convolutions, then a dense layer to z, or two to mu and log_var.

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
        From images (n, height, width, channels) between 0 and 1 to z (n, z_dim), or to
        [mu, log_var].
    """
    initial = _initialisers(seed, gain=config.initial_gain)
    images = keras.Input(config.image_shape, name="images")
    maps = images
    for depth, (filters, stride) in enumerate(zip(config.filters, config.strides, strict=True)):
        maps = layers.Conv2D(
            filters,
            config.kernel,
            strides=stride,
            padding="same",
            use_bias=not config.batch_normalisation,
            kernel_initializer=next(initial),
            dtype=POLICY[precision],
            name=f"conv_{depth}",
        )(maps)
        maps = _activated(maps, config, precision, name=f"conv_{depth}")
    flat = layers.Flatten(dtype="float32", name="flatten")(maps)
    if config.dense:
        flat = layers.Dense(
            config.dense,
            activation=config.activation,
            kernel_initializer=next(initial),
            dtype="float32",
            name="dense",
        )(flat)
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
        From z (n, z_dim) to images (n, height, width, channels) between 0 and 1.
    """
    initial = _initialisers(seed, gain=config.initial_gain)
    z = keras.Input((config.z_dim,), name="z")
    maps = layers.Dense(
        math.prod(config.innermost_shape),
        activation=config.activation,
        kernel_initializer=next(initial),
        dtype=POLICY[precision],
        name="dense",
    )(z)
    maps = layers.Reshape(config.innermost_shape, name="maps")(maps)
    outer = *reversed(config.filters[:-1]), config.image_shape[-1]
    for depth, (filters, stride) in enumerate(zip(outer, reversed(config.strides), strict=True)):
        last = depth == len(outer) - 1
        maps = layers.Conv2DTranspose(
            filters,
            config.kernel,
            strides=stride,
            padding="same",
            use_bias=last or not config.batch_normalisation,
            kernel_initializer=next(initial),
            dtype=POLICY[precision],
            name=f"conv_transpose_{depth}",
        )(maps)
        if not last:
            maps = _activated(maps, config, precision, name=f"conv_transpose_{depth}")
    return keras.Model(
        z, layers.Activation("sigmoid", dtype="float32", name="sigmoid")(maps), name="decoder"
    )


def _activated(maps: Any, config: NetworkConfig, precision: Precision, *, name: str) -> Any:
    """Maps after normalisation, if there is any, and activation."""
    if config.batch_normalisation:
        maps = layers.BatchNormalization(dtype=POLICY[precision], name=f"{name}_normalised")(maps)
    return layers.Activation(config.activation, dtype=POLICY[precision], name=f"{name}_active")(
        maps
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
    MEASURES = (*LOSSES, "radius")
    CLOUD = "z"

    def __init__(
        self, config: NetworkConfig, *, seed: int = 0, precision: Precision = "float32"
    ) -> None:
        super().__init__(name=config.kind)
        self.config = config
        part_seeds = np.random.default_rng(seed).integers(2**31, size=2)
        self.encoder = encoder(config, seed=int(part_seeds[0]), precision=precision)
        self.decoder = decoder(config, seed=int(part_seeds[1]), precision=precision)
        self.means = [keras.metrics.Mean(name=name) for name in self.MEASURES]

    def call(self, images: Any, training: bool = False) -> dict[str, Any]:
        """Reconstruction of images in grey levels, of the same shape, between 0 and 1."""
        z = self.encoder(unit_range(images), training=training)
        return {"reconstruction": self.decoder(z, training=training), "z": z}

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
        """Mean over the batch of reconstruction + fact · KL. [nat]

        The target is `y`, or the input `x` where there is none.
        """
        del sample_weight, training
        target = unit_range(x if y is None else y)
        reconstruction = reconstruction_loss(target, y_pred["reconstruction"])
        kl = self.kl(y_pred)
        total = reconstruction + self.config.fact * kl  # (n,)
        radius = ops.norm(y_pred[self.CLOUD], axis=-1)
        for mean, values in zip(self.means, (total, reconstruction, kl, radius), strict=True):
            mean.update_state(values)
        return ops.mean(total)


class VariationalAutoencoder(Autoencoder):
    """An autoencoder whose encoder gives a posterior N(mu, exp(log_var)) for each image."""

    CLOUD = "mu"

    def __init__(
        self, config: NetworkConfig, *, seed: int = 0, precision: Precision = "float32"
    ) -> None:
        super().__init__(config, seed=seed, precision=precision)
        self.sample = PosteriorSample(epsilon_limit=config.epsilon_limit)
        self.largest_log_var = Largest(name="largest_log_var")

    def call(self, images: Any, training: bool = False) -> dict[str, Any]:
        """Reconstruction from a drawn z, with the posterior that it was drawn from."""
        mu, log_var = self.encoder(unit_range(images), training=training)
        return {
            "reconstruction": self.decoder(self.sample(mu, log_var), training=training),
            "mu": mu,
            "log_var": log_var,
        }

    def kl(self, outputs: dict[str, Any]) -> Any:
        """Divergence of each image's posterior from N(0, I), of shape (n,). [nat]"""
        self.largest_log_var.update_state(outputs["log_var"])
        return kl_to_standard_normal(outputs["mu"], outputs["log_var"])


def autoencoder(
    config: NetworkConfig, *, seed: int = 0, precision: Precision = "float32"
) -> Autoencoder:
    """The network that `config` describes, with initial weights drawn from `seed`."""
    kind = Autoencoder if config.kind == "ae" else VariationalAutoencoder
    network = kind(config, seed=seed, precision=precision)
    network(np.zeros((1, *config.image_shape), dtype="uint8"))
    return network


def take_weights(network: Autoencoder, other: Autoencoder) -> None:
    """Give a network the weights of another in all layers that both have.

    A VAE takes mu from the z of an AE, and begins with log_var = ln fact for all images: with
    posteriors so narrow that it starts as the AE.

    Parameters
    ----------
    network
        Receives weights.
    other
        Gives them.

    Raises
    ------
    ValueError
        If a layer of the same name has another shape.
    """
    for ours, theirs in ((network.encoder, other.encoder), (network.decoder, other.decoder)):
        given = {layer.name: layer for layer in theirs.layers}
        if "z" in given:
            given["mu"] = given["z"]
        for layer in ours.layers:
            if layer.name in given:
                _take_layer(layer, given[layer.name])
            elif layer.name == "log_var":
                kernel, bias = layer.get_weights()
                layer.set_weights([0 * kernel, np.full_like(bias, np.log(network.config.fact))])


def _take_layer(layer: layers.Layer, other: layers.Layer) -> None:
    shapes = [[weight.shape for weight in one.weights] for one in (layer, other)]
    if shapes[0] != shapes[1]:
        msg = (
            f"`start` must be a network with the same layers, but {layer.name} has weights of "
            f"shape {shapes[0]} here and {shapes[1]} there. Change it in report/profiles.toml."
        )
        raise ValueError(msg)
    layer.set_weights(other.get_weights())
