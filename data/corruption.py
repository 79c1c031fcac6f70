"""Images with noise, without most of their pixels, or without colour, for a network to repair."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

LUMA = (19_595, 38_470, 7_471)  # ITU-R BT.601 in units of 2⁻¹⁶, as Pillow rounds them
QUANTILES = 1 << 16


@dataclass(frozen=True)
class Corruption:
    """What is done to images; the default does nothing.

    Parameters
    ----------
    noise
        Standard deviation of Gaussian noise, drawn for each pixel and colour; of grey images for
        each pixel. [grey levels]
    kept
        Share of pixels that are kept, between 0 and 1; the others become black.
    grey
        Whether colours are replaced by their luminance.
    """

    noise: float = 0.0
    kept: float = 1.0
    grey: bool = False

    def __post_init__(self) -> None:
        """Refuse settings that no image can be given."""
        if not 0 <= self.noise <= 255:
            msg = f"`noise` must be between 0 and 255 grey levels, got {self.noise}. Lower it."
            raise ValueError(msg)
        if not 0 <= self.kept <= 1:
            msg = f"`kept` must be a share between 0 and 1, got {self.kept}. Write 20 % as 0.2."
            raise ValueError(msg)

    def __str__(self) -> str:
        """What is done, in words."""
        words = ["grey"] * self.grey
        words += [f"noise of {self.noise:g} grey levels"] * (self.noise > 0)
        words += [f"{self.kept:.0%} of the pixels"] * (self.kept < 1)
        return ", ".join(words) or "as they are"


def corrupted(
    images: NDArray[np.uint8], corruption: Corruption, *, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Images made grey, then noisy, then robbed of pixels, each as far as `corruption` says.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Left as they are. [grey level]
    corruption
        What is done to them.
    rng
        Draws noise and pixels.

    Returns
    -------
    array of shape (n, height, width, 3)
        [grey level]

    Examples
    --------
    >>> images = np.full((1, 2, 2, 3), 255, dtype=np.uint8)
    >>> corrupted(images, Corruption(kept=0), rng=np.random.default_rng(1)).max()
    np.uint8(0)
    """
    shown = luminance(images) if corruption.grey else images  # (n, height, width, 1 or 3)
    if corruption.noise > 0:
        place = rng.integers(QUANTILES, size=shown.shape, dtype=np.uint16)
        noisy = _noise_levels(corruption.noise).take(place) + shown
        shown = noisy.clip(0, 255).astype(np.uint8)
    if corruption.kept < 1:
        draw = rng.random((*shown.shape[:-1], 1), dtype=np.float32)
        shown = shown * (draw < corruption.kept)
    return np.broadcast_to(shown, images.shape).copy()


def luminance(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Luminance 0.299 red + 0.587 green + 0.114 blue, of shape (n, height, width, 1).

    As in Pillow's conversion to mode ``L``. [grey level]
    """
    red, green, blue = np.moveaxis(images.astype(np.uint32), -1, 0)  # (n, height, width) each
    weighed = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue
    return ((weighed + (1 << 15)) >> 16).astype(np.uint8)[..., None]


@lru_cache
def _noise_levels(noise: float) -> NDArray[np.int16]:
    """Equally likely values of rounded Gaussian noise: four times as fast as drawing each."""
    shares = (np.arange(QUANTILES) + 0.5) / QUANTILES
    return np.rint(noise * ndtri(shares)).astype(np.int16)
