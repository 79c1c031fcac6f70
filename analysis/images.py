"""Images as arrays: what they cost, what they lose, and how well any reconstruction can do."""

import io
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import special

FloatArray = NDArray[np.float64]
Images = NDArray[np.uint8]

BLOCK = 256  # images looked at together
MOST_KINDS = 12
SIDE = 96


def array_bytes(count: int, *, bytes_per_value: int, side: int = SIDE) -> int:
    """Memory that `count` colour images take as one array.

    Parameters
    ----------
    count
        Number of images.
    bytes_per_value
        4 for float32, 1 for uint8. [byte]
    side
        Side of the square images. [pixels]

    Examples
    --------
    >>> array_bytes(170_000, bytes_per_value=4) / 1e9
    18.80064
    """
    return count * side * side * 3 * bytes_per_value


def binary_entropy(p: FloatArray) -> FloatArray:
    """Entropy -(p ln p + (1 - p) ln(1 - p)) of probabilities, an array of any shape; 0 at 0 and 1.

    Examples
    --------
    >>> binary_entropy(np.array([0.0, 0.5])).round(4).tolist()
    [0.0, 0.6931]
    """
    entropy: FloatArray = special.entr(p) + special.entr(1 - p)
    return entropy


def entropy_floor(images: Images) -> FloatArray:
    """Lowest binary cross-entropy that any reconstruction of an image can have.

    A grey level p between 0 and 1 costs at least its own entropy, also when it is met exactly.
    As in the loss, averaged over the colour channels and summed over the pixels.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Images, read in blocks. [grey level]

    Returns
    -------
    array of shape (n,)
        Floor of each image. [nat]

    Raises
    ------
    ValueError
        If the images are not grey levels of 8 bits.

    Examples
    --------
    >>> float(entropy_floor(np.full((1, 96, 96, 3), 255, np.uint8))[0])
    0.0
    """
    if images.dtype != np.uint8 or images.ndim != 4:
        msg = f"`images` must be uint8 of shape (n, h, w, 3), got {images.dtype} {images.shape}."
        raise ValueError(msg)
    of_level = (binary_entropy(np.arange(256) / 255) / images.shape[3]).astype(np.float32)
    floors = np.empty(len(images))
    for start in range(0, len(images), BLOCK):
        block = of_level[images[start : start + BLOCK]]
        floors[start : start + BLOCK] = block.reshape(len(block), -1).sum(axis=1, dtype=float)
    return floors


def as_jpeg(image: Images, *, quality: int) -> bytes:
    """File in JPEG format that holds an image of shape (height, width, 3)."""
    stream = io.BytesIO()
    Image.fromarray(image).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def from_jpeg(file: bytes) -> Image.Image:
    """Image in RGB, decoded from a file in JPEG format."""
    return Image.open(io.BytesIO(file)).convert("RGB")


class JpegLoss(NamedTuple):
    """What another JPEG pass does to an image. [grey level]."""

    rms: float
    largest: float


def jpeg_loss(image: Images, *, quality: int) -> JpegLoss:
    """Difference between an image and itself after a pass through JPEG.

    Parameters
    ----------
    image : array of shape (height, width, 3)
        Before the pass. [grey level]
    quality
        Pillow's quality, 1 to 95.

    Returns
    -------
    JpegLoss
        Root mean square and largest absolute value of the difference. [grey level]
    """
    after = np.asarray(from_jpeg(as_jpeg(image, quality=quality)), float)
    difference = after - image
    rms = float(np.sqrt(np.mean(difference**2)))
    return JpegLoss(rms, float(np.abs(difference).max()))


class Distribution(NamedTuple):
    """How often each kind, or each interval of a number, occurs.

    Parameters
    ----------
    kinds
        Names of the kinds, most frequent first; empty for numbers.
    edges : array of shape (m + 1,)
        Ends of the intervals; empty for kinds.
    shares : array of shape (m,)
        Share of the images.
    """

    kinds: Sequence[str]
    edges: FloatArray
    shares: FloatArray


def distribution(values: NDArray[np.generic], *, bins: int = 24) -> Distribution:
    """Distribution of a factor over the images.

    Parameters
    ----------
    values : array of shape (n,)
        Numbers, or texts that name kinds.
    bins
        Number of intervals for numbers.
    """
    if np.issubdtype(values.dtype, np.number):
        counts, edges = np.histogram(values.astype(float), bins=bins)
        return Distribution([], edges, counts / len(values))
    kinds, counts = np.unique(values, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:MOST_KINDS]
    return Distribution(
        [str(kind) for kind in kinds[order]], np.empty(0), counts[order] / len(values)
    )
