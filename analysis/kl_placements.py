"""Five places for the KL loss of a variational autoencoder, and whether it matters which.

Each function builds a model from the same encoder, decoder and sampling layer, which takes images
in grey levels and minimises reconstruction + fact · KL. The posts tried them one after the other
(VAE V to VIII); `model.networks` has the one called ``compute_loss``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops
from numpy.typing import NDArray

from model.config import NetworkConfig
from model.hardware import has_gpu
from model.networks import (
    VariationalAutoencoder,
    kl_to_standard_normal,
    reconstruction_loss,
    unit_range,
)

Images = NDArray[np.uint8]
Losses = dict[str, float]

LOSSES = ("total", "reconstruction", "kl")
REFERENCE = "compute_loss"


@dataclass(frozen=True)
class Placement:
    """A model that has the KL loss somewhere, not yet compiled.

    Parameters
    ----------
    model
        What is trained.
    parts
        Holds the encoder, the decoder and the sampling layer of `model`.
    targets
        What `model` is compared with, made from a batch of images.
    losses
        Total, reconstruction and KL loss, the last weighed with fact, made from what Keras reports
        of a step. [nat]
    loss
        What Keras compares outputs and targets by; None where the model does so itself.
    """

    model: keras.Model
    parts: VariationalAutoencoder
    targets: Callable[[Images], Any]
    losses: Callable[[Mapping[str, float]], Losses]
    loss: Any = None

    def compile(self, optimizer: keras.optimizers.Optimizer, *, eager: bool = False) -> None:
        """Make `model` ready for training, step by step in Python if `eager`."""
        metrics = None if self.loss is None or isinstance(self.loss, dict) else [reconstruction]
        self.model.compile(
            optimizer,
            loss=self.loss,
            metrics=metrics,
            run_eagerly=eager,
            jit_compile=has_gpu() and not eager,
        )
        optimizer.build(self.model.trainable_variables)  # else Keras traces the step twice

    def step(self, images: Images) -> Losses:
        """Losses of a batch of images, from which the model then learns. [nat]"""
        logs = self.model.train_on_batch(images, self.targets(images), return_dict=True)
        return self.losses({name: float(value) for name, value in logs.items()})


def reconstruction(target: Any, output: Any) -> Any:
    """Loss of each image, of shape (n,), against a target in grey levels. [nat]"""
    return reconstruction_loss(unit_range(target), output)


# ---- (a) a layer that calls add_loss: VAE V


class KLLayer(layers.Layer):  # type: ignore[misc]
    """Passes mu and log_var on, and adds fact · KL to the loss of whatever model it is in."""

    def __init__(self, fact: float) -> None:
        super().__init__(name="kl_layer")
        self.fact = fact
        self.kl = keras.metrics.Mean(name="kl")

    def call(self, mu: Any, log_var: Any) -> Any:
        """The two as they came."""
        kl = self.fact * kl_to_standard_normal(mu, log_var)  # (n,)
        self.add_loss(ops.mean(kl))
        self.kl.update_state(kl)
        return mu, log_var


def in_a_layer(config: NetworkConfig, *, seed: int) -> Placement:
    """A functional model, one of whose layers calls `add_loss`."""
    parts = VariationalAutoencoder(config, seed=seed)
    images = keras.Input(config.image_shape, dtype="uint8", name="images")
    mu, log_var = KLLayer(config.fact)(*parts.encoder(unit_range(images)))
    model = keras.Model(images, parts.decoder(parts.sample(mu, log_var)), name="in_a_layer")
    return Placement(model, parts, _same, _added, reconstruction)


def _same(images: Images) -> Images:
    return images


def _added(logs: Mapping[str, float]) -> Losses:
    return {
        "total": logs["loss"],
        "reconstruction": logs["reconstruction"],
        "kl": logs["kl"],
    }


# ---- (b) mu and log_var as further outputs with losses of their own: VAE VI


def as_outputs(config: NetworkConfig, *, seed: int) -> Placement:
    """A functional model with three outputs; the targets of mu and log_var are not looked at."""
    parts = VariationalAutoencoder(config, seed=seed)
    images = keras.Input(config.image_shape, dtype="uint8", name="images")
    mu, log_var = parts.encoder(unit_range(images))
    image = parts.decoder(parts.sample(mu, log_var))
    model = keras.Model(images, {"image": image, "mu": mu, "log_var": log_var}, name="as_outputs")

    def mu_loss(target: Any, mu: Any) -> Any:
        del target
        return 0.5 * config.fact * ops.sum(ops.square(mu), axis=-1)

    def log_var_loss(target: Any, log_var: Any) -> Any:
        del target
        return 0.5 * config.fact * ops.sum(ops.exp(log_var) - log_var - 1.0, axis=-1)

    def targets(images: Images) -> dict[str, NDArray[Any]]:
        unused = np.zeros((len(images), config.z_dim), np.float32)
        return {"image": images, "mu": unused, "log_var": unused}

    loss = {"image": reconstruction, "mu": mu_loss, "log_var": log_var_loss}
    return Placement(model, parts, targets, _summed, loss)


def _summed(logs: Mapping[str, float]) -> Losses:
    return {
        "total": logs["loss"],
        "reconstruction": logs["image_loss"],
        "kl": logs["mu_loss"] + logs["log_var_loss"],
    }


# ---- (c) add_loss inside the model's call: VAE VII, as far as Keras 3 has it


class AddingModel(keras.Model):  # type: ignore[misc]
    """A model that calls its own `add_loss`, with a divergence that may be another function."""

    def __init__(
        self, parts: VariationalAutoencoder, divergence: Callable[[Any, Any], Any]
    ) -> None:
        super().__init__(name="in_the_model")
        self.parts = parts
        self.divergence = divergence
        self.kl = keras.metrics.Mean(name="kl")

    def call(self, images: Any) -> Any:
        """Reconstruction of images in grey levels, of the same shape, between 0 and 1."""
        outputs = self.parts(images)
        kl = self.parts.config.fact * self.divergence(outputs["mu"], outputs["log_var"])
        self.add_loss(ops.mean(kl))
        self.kl.update_state(kl)
        return outputs["reconstruction"]


def in_the_model(
    config: NetworkConfig,
    *,
    seed: int,
    divergence: Callable[[Any, Any], Any] | None = None,
) -> Placement:
    """A subclass of `keras.Model` that calls `add_loss` inside `call`."""
    parts = VariationalAutoencoder(config, seed=seed)
    model = AddingModel(parts, divergence or kl_to_standard_normal)
    return Placement(model, parts, _same, _added, reconstruction)


# ---- (d) compute_loss: this series


def in_compute_loss(config: NetworkConfig, *, seed: int) -> Placement:
    """The network that this series trains: `model.networks.VariationalAutoencoder`."""
    parts = VariationalAutoencoder(config, seed=seed)

    def losses(logs: Mapping[str, float]) -> Losses:
        return {name: logs[name] for name in LOSSES} | {"kl": config.fact * logs["kl"]}

    return Placement(parts, parts, _same, losses)


# ---- (e) a train_step with TensorFlow's GradientTape: VAE VIII


class TapeModel(keras.Model):  # type: ignore[misc]
    """A model that differentiates its loss and takes the optimizer's step by itself."""

    def __init__(self, parts: VariationalAutoencoder) -> None:
        super().__init__(name="in_train_step")
        self.parts = parts
        self.means = [keras.metrics.Mean(name=name) for name in LOSSES]

    def call(self, images: Any) -> Any:
        """Reconstruction of images in grey levels, of the same shape, between 0 and 1."""
        return self.parts(images)["reconstruction"]

    def train_step(self, data: Any) -> dict[str, Any]:
        """One step of the optimizer on a batch of images and targets."""
        images, target = data[:2]
        with tf.GradientTape() as tape:
            outputs = self.parts(images, training=True)
            error = reconstruction(target, outputs["reconstruction"])
            kl = self.parts.config.fact * kl_to_standard_normal(outputs["mu"], outputs["log_var"])
            total = tf.reduce_mean(error + kl)
        weights = self.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(total, weights), weights, strict=True))
        for mean, values in zip(self.means, (error + kl, error, kl), strict=True):
            mean.update_state(values)
        return {mean.name: mean.result() for mean in self.means}


def in_train_step(config: NetworkConfig, *, seed: int) -> Placement:
    """A subclass of `keras.Model` with a `train_step` of its own, for TensorFlow only."""
    if keras.backend.backend() != "tensorflow":
        msg = f"KERAS_BACKEND must be tensorflow for a GradientTape, got {keras.backend.backend()}."
        raise ValueError(msg)
    parts = VariationalAutoencoder(config, seed=seed)
    return Placement(TapeModel(parts), parts, _same, dict)


Builder = Callable[..., Placement]
PLACEMENTS: dict[str, Builder] = {
    "layer": in_a_layer,
    "outputs": as_outputs,
    "model": in_the_model,
    REFERENCE: in_compute_loss,
    "train_step": in_train_step,
}


# ---- what a version of Keras accepts


def decorated(config: NetworkConfig, *, seed: int) -> Placement:
    """`in_the_model` with its divergence compiled by a ``tf.function`` of its own."""
    return in_the_model(config, seed=seed, divergence=tf.function(kl_to_standard_normal))


def refusals(config: NetworkConfig) -> dict[str, str]:
    """What Keras answers to the calls of the posts on symbolic tensors: an error, or nothing."""
    parts = VariationalAutoencoder(config, seed=0)
    images = keras.Input(config.image_shape, dtype="uint8", name="images")
    mu, log_var = parts.encoder(unit_range(images))
    model = keras.Model(images, parts.decoder(parts.sample(mu, log_var)))
    kl = ops.mean(kl_to_standard_normal(mu, log_var))
    calls: dict[str, Callable[[], object]] = {
        "model.add_loss(kl)": lambda: model.add_loss(kl),
        "layer.add_loss(kl)": lambda: parts.sample.add_loss(kl),
        "model.add_metric(kl)": lambda: model.add_metric(kl, name="kl"),
        "tf.function(divergence)(mu, log_var)": lambda: tf.function(kl_to_standard_normal)(
            mu, log_var
        ),
    }
    return {name: _refusal(call) for name, call in calls.items()}


def _refusal(call: Callable[[], object]) -> str:
    try:
        call()
    except Exception as error:  # noqa: BLE001 - which one it is depends on the version
        return f"{type(error).__name__}: {str(error).strip() or 'no message'}"
    return ""
