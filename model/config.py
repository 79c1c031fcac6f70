"""Settings of networks and of their training, checked when they are made."""

import math
from dataclasses import dataclass
from typing import Literal

from data.corruption import Corruption

IMAGE_SHAPES = {
    "faces": (96, 96, 3),
    "digits": (28, 28, 1),
    "mnist": (28, 28, 1),
    "fashion_mnist": (28, 28, 1),
    "cifar10": (32, 32, 3),
}
ACTIVATIONS = ("leaky_relu", "relu", "elu", "selu", "gelu", "silu", "tanh")

Precision = Literal["float32", "bfloat16"]


def _require(holds: bool, argument: str, rule: str, value: object) -> None:
    if not holds:
        msg = f"`{argument}` must be {rule}, got {value!r}. Change it in report/profiles.toml."
        raise ValueError(msg)


@dataclass(frozen=True)
class NetworkConfig:
    """What a network is.

    Parameters
    ----------
    kind
        ``"ae"`` or ``"vae"``.
    z_dim
        Dimension of the latent space.
    images
        The images that it is made for, a name of `IMAGE_SHAPES`.
    filters
        Filters of the encoder's convolutions; the decoder mirrors them.
    strides
        Strides of these convolutions; none for 2 each, which halves the side of the image.
    kernel
        Side of the convolution kernels. [pixels]
    activation
        After each convolution but the last.
    batch_normalisation
        Whether each of these activations is normalised over the batch.
    dense
        Width of a dense layer before z, or before mu and log_var; 0 for none.
    fact
        Weight of the KL term beside the reconstruction loss summed over pixels; 0 for an AE.
    epsilon_limit
        Largest absolute value of the noise in the sampling layer; inf for none. [posterior sd]
    initial_gain
        Factor of all initial weights; 1 for those of Glorot and Bengio (2010).
    corruption
        What its inputs are robbed of, for it to repair; None for nothing.
    """

    kind: Literal["ae", "vae"]
    z_dim: int = 256
    images: str = "faces"
    filters: tuple[int, ...] = (32, 64, 128, 256)
    strides: tuple[int, ...] = ()
    kernel: int = 3
    activation: str = "leaky_relu"
    batch_normalisation: bool = False
    dense: int = 0
    fact: float = 0.0
    epsilon_limit: float = 5.0
    initial_gain: float = 1.0
    corruption: Corruption | None = None

    def __post_init__(self) -> None:
        """Refuse settings that no network can have."""
        object.__setattr__(self, "filters", tuple(self.filters))
        object.__setattr__(self, "strides", tuple(self.strides) or (2,) * len(self.filters))
        if isinstance(self.corruption, dict):
            object.__setattr__(self, "corruption", Corruption(**self.corruption))
        _require(self.kind in ("ae", "vae"), "kind", "'ae' or 'vae'", self.kind)
        _require(self.z_dim >= 1, "z_dim", "at least 1", self.z_dim)
        names = f"one of {', '.join(IMAGE_SHAPES)}"
        _require(self.images in IMAGE_SHAPES, "images", names, self.images)
        self._check_convolutions()
        names = f"one of {', '.join(ACTIVATIONS)}"
        _require(self.activation in ACTIVATIONS, "activation", names, self.activation)
        _require(self.dense >= 0, "dense", "at least 0", self.dense)
        _require(self.fact >= 0, "fact", "at least 0", self.fact)
        _require(self.kind == "vae" or self.fact == 0, "fact", "0 for an 'ae'", self.fact)
        _require(self.epsilon_limit > 0, "epsilon_limit", "positive", self.epsilon_limit)
        _require(self.initial_gain > 0, "initial_gain", "positive", self.initial_gain)

    def _check_convolutions(self) -> None:
        side = self.image_shape[0]
        _require(len(self.filters) > 0, "filters", "at least one number", self.filters)
        _require(min(self.filters) >= 1, "filters", "positive", self.filters)
        counts = f"{len(self.filters)} numbers, as many as `filters`"
        _require(len(self.strides) == len(self.filters), "strides", counts, self.strides)
        _require(min(self.strides) >= 1, "strides", "positive", self.strides)
        rule = f"numbers whose product divides the images' side of {side}"
        _require(side % math.prod(self.strides) == 0, "strides", rule, self.strides)
        widest = max(self.strides)
        _require(self.kernel >= widest, "kernel", f"at least {widest}, the stride", self.kernel)

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of the images. [pixels]"""
        return IMAGE_SHAPES[self.images]

    @property
    def innermost_shape(self) -> tuple[int, int, int]:
        """Height, width and channels of the innermost maps. [pixels]"""
        side = self.image_shape[0] // math.prod(self.strides)
        return (side, side, self.filters[-1])


def fact_of_means(fact: float, *, pixels: int, z_dim: int) -> float:
    """Weight in this series' convention of one that was given for means.

    VAE VII weighs the mean over components of -(1 + log_var - mu² - exp(log_var)) against the mean
    cross-entropy per pixel; here the halved sum is weighed against the sum over pixels.

    Parameters
    ----------
    fact
        Weight in the posts' convention.
    pixels
        Pixels of an image.
    z_dim
        Dimension of the latent space.

    Returns
    -------
    float
        2 · pixels · fact / z_dim.

    Examples
    --------
    >>> round(fact_of_means(6.5e-4, pixels=28 * 28, z_dim=12), 4)
    0.0849
    """
    return 2 * pixels * fact / z_dim


@dataclass(frozen=True)
class TrainConfig:
    """How a network is trained.

    Parameters
    ----------
    epochs
        Passes over the training images.
    batch_size
        Images per step.
    learning_rate
        Step size of Adam.
    seed
        Fixes initial weights, order of images and sampling noise.
    precision
        ``"float32"`` or ``"bfloat16"`` (mixed: weights stay in float32).
    """

    epochs: int
    batch_size: int = 64
    learning_rate: float = 5e-4
    seed: int = 0
    precision: Precision = "float32"

    def __post_init__(self) -> None:
        """Refuse settings that no training can have."""
        _require(self.epochs >= 1, "epochs", "at least 1", self.epochs)
        _require(self.batch_size >= 1, "batch_size", "at least 1", self.batch_size)
        _require(self.learning_rate > 0, "learning_rate", "positive", self.learning_rate)
        _require(self.seed >= 0, "seed", "at least 0", self.seed)
        _require(
            self.precision in ("float32", "bfloat16"),
            "precision",
            "'float32' or 'bfloat16'",
            self.precision,
        )
