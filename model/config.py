"""Settings of networks and of their training, checked when they are made."""

from dataclasses import dataclass
from typing import Literal

IMAGE_SIDE = 96
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
    filters
        Filters of the strided convolutions; each halves the side of the image.
    kernel
        Side of the convolution kernels. [pixels]
    fact
        Weight of the KL term beside the reconstruction loss summed over pixels; 0 for an AE.
    epsilon_limit
        Largest absolute value of the noise in the sampling layer. [posterior sd]
    """

    kind: Literal["ae", "vae"]
    z_dim: int = 256
    filters: tuple[int, ...] = (32, 64, 128, 256)
    kernel: int = 3
    fact: float = 0.0
    epsilon_limit: float = 5.0

    def __post_init__(self) -> None:
        """Refuse settings that no network can have."""
        object.__setattr__(self, "filters", tuple(self.filters))
        _require(self.kind in ("ae", "vae"), "kind", "'ae' or 'vae'", self.kind)
        _require(self.z_dim >= 1, "z_dim", "at least 1", self.z_dim)
        _require(self.kernel >= 2, "kernel", "at least 2, the stride", self.kernel)
        halvings = len(self.filters)
        _require(
            halvings > 0 and IMAGE_SIDE % 2**halvings == 0,
            "filters",
            f"1 to 5 numbers, since each halves a side of {IMAGE_SIDE}",
            self.filters,
        )
        _require(min(self.filters) >= 1, "filters", "positive", self.filters)
        _require(self.fact >= 0, "fact", "at least 0", self.fact)
        _require(self.kind == "vae" or self.fact == 0, "fact", "0 for an 'ae'", self.fact)
        _require(self.epsilon_limit > 0, "epsilon_limit", "positive", self.epsilon_limit)

    @property
    def innermost_side(self) -> int:
        """Side of the innermost maps. [pixels]"""
        return int(IMAGE_SIDE // 2 ** len(self.filters))


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
