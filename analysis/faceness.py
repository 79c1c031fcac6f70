"""How many images of a set look like faces to a detector, and how different they are.

The detector, its file and its settings are those of this module and of no other place. It finds
frontal faces by local binary patterns (Liao and others 2007) and knows nothing of our networks.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage.data import lbp_frontal_face_cascade_filename
from skimage.feature import Cascade

from analysis.intervals import NORMAL_97_5, Interval, Rate, sampled_mean
from data.workers import cores

Images = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

SETTINGS: dict[str, Any] = {
    "scale_factor": 1.1,
    "step_ratio": 1,
    "min_size": (40, 40),
    "max_size": (90, 90),
}
BLOCK = 64
COMPARED = 256  # images that are compared with all known ones in one product of matrices
COARSE = 4  # pixels per side of the squares over which images are averaged before comparison


class Judged(NamedTuple):
    """What is said of a set of images: its face rate and its diversity, never one alone."""

    rate: Rate
    diversity: Interval


def has_face(images: Images) -> NDArray[np.bool_]:
    """Whether the detector finds a frontal face in each image.

    Parameters
    ----------
    images : array of shape (n, 96, 96, 3)
        Images of the size for which the detector's windows are set. [grey level]

    Returns
    -------
    array of shape (n,)
        Answers. Each depends on its own image alone.

    Raises
    ------
    ValueError
        If the images have another shape or type.
    """
    _require_images(images)
    blocks = [images[start : start + BLOCK] for start in range(0, len(images), BLOCK)]
    with ThreadPoolExecutor(cores()) as threads:  # the detector works outside Python's lock
        return np.concatenate(list(threads.map(_block_has_face, blocks)))


def _block_has_face(images: Images) -> NDArray[np.bool_]:
    detector = Cascade(lbp_frontal_face_cascade_filename())  # type: ignore[no-untyped-call]
    found = [bool(detector.detect_multi_scale(image, **SETTINGS)) for image in images]
    return np.array(found, dtype=np.bool_)


def face_rate(images: Images) -> Rate:
    """Share of `images` in which the detector finds a face.

    Parameters
    ----------
    images : array of shape (n, 96, 96, 3)
        Images. [grey level]

    Returns
    -------
    Rate
        Images with a face, of images in all.
    """
    return Rate(int(has_face(images).sum()), len(images))


def diversity(images: Images) -> Interval:
    """Root mean square difference, over pixels and channels, of two different images of the set.

    The mean runs over all pairs: sqrt(2 · mean variance of a pixel), without drawing pairs.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Images. [grey level]

    Returns
    -------
    Interval
        0 for one image or for equal ones, with a 95 % interval from the images' distances to
        their mean, symmetric in the logarithm; fewer than 60 images make it too short. [grey level]

    Examples
    --------
    >>> black, grey = np.zeros((1, 2, 2, 3), np.uint8), np.full((1, 2, 2, 3), 30, np.uint8)
    >>> round(diversity(np.concatenate([black, grey])).value, 6)
    30.0
    """
    return diversity_of(spread(images))


def spread(images: Images) -> FloatArray:
    """Mean squared difference of each image from the mean image of its set.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Images, read in blocks. [grey level]

    Returns
    -------
    array of shape (n,)
        What `diversity_of` makes the diversity of. [grey level²]
    """
    mean = images.mean(axis=0, dtype=np.float64).astype(np.float32)
    squares = [
        np.mean((block - mean) ** 2, axis=(1, 2, 3), dtype=np.float64) for block in _blocks(images)
    ]
    return np.concatenate(squares)


def diversity_of(squares: FloatArray) -> Interval:
    """`diversity` of images of which the `spread`, of shape (n,), is known. [grey level]."""
    n = len(squares)
    if n < 2 or not np.any(squares):
        return Interval(0.0, 0.0, 0.0)
    mean, error = sampled_mean(squares)
    value = float(np.sqrt(2 * mean * n / (n - 1)))
    width = float(np.exp(NORMAL_97_5 * error / (2 * mean)))
    return Interval(value, value / width, value * width)


def rate_at(sets: Sequence[Judged], level: Interval) -> Interval:
    """Face rate that a sampler has at a given diversity, between its sets.

    Between two sets the rate is known only to lie between theirs, whatever its curve, as long as it
    does not turn in between: the interval runs from the lowest to the highest end of their Wilson
    intervals. Where a set's own diversity does not differ from the level by more than both their
    errors together, this set stands for it: the interval is its Wilson interval, widened by what
    the steeper line to a neighbour changes over these errors. It is Wilson's alone without them.

    Parameters
    ----------
    sets
        Sets of one sampler at several widths.
    level
        Diversity asked for, with the error that it was measured with. [grey level]

    Returns
    -------
    Interval
        Linear interpolation of the shares, with the interval above, which mostly is too long; NaN
        beyond the sets. Left out are curves that turn between two sets, and cliffs that lie within
        the errors of the diversities.
    """
    ordered = sorted(sets, key=lambda one: one.diversity.value)
    steps = np.array([one.diversity.value for one in ordered])
    shares, lows, highs = np.transpose([one.rate.interval for one in ordered])  # (sets,) each
    errors = np.hypot([_error(one.diversity) for one in ordered], _error(level))
    standing = np.flatnonzero(np.abs(steps - level.value) <= errors)
    widths = np.zeros(len(ordered))
    if len(standing):
        slopes = np.abs(np.diff(shares)) / np.maximum(np.diff(steps), 1e-300)
        widths = errors * np.maximum(np.append(slopes, 0.0), np.insert(slopes, 0, 0.0))
        of = standing
    elif steps[0] < level.value < steps[-1]:
        after = int(np.searchsorted(steps, level.value))
        of = np.array([after - 1, after])
    else:
        return Interval(np.nan, np.nan, np.nan)
    value = float(np.interp(level.value, steps, shares))
    low, high = np.min((lows - widths)[of]), np.max((highs + widths)[of])
    return Interval(value, float(np.clip(low, 0.0, value)), float(np.clip(high, value, 1.0)))


def _error(number: Interval) -> float:
    """The longer half of an interval."""
    return max(number.value - number.low, number.high - number.value)


def coarse(images: Images) -> NDArray[np.float32]:
    """Images averaged over squares of 4 x 4 pixels, one row each.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Images, read in blocks; sides are multiples of 4. [grey level]

    Returns
    -------
    array of shape (n, height · width · 3 / 16)
        What remains of an image when its finest texture is not looked at. [grey level]
    """
    n, height, width, channels = images.shape
    squares = (-1, height // COARSE, COARSE, width // COARSE, COARSE, channels)
    means = [block.reshape(squares).mean(axis=(2, 4)) for block in _blocks(images)]
    return np.concatenate(means).reshape(n, -1)


def nearest_image(
    images: Images, *, known: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Row of `known`, and distance, of the image nearest to each of `images`.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Images asked about. [grey level]
    known : array of shape (m, features)
        What `coarse` makes of the images to look among, such as those of the training.

    Returns
    -------
    rows : array of shape (n,)
        Place of the nearest among the known ones.
    distances : array of shape (n,)
        Root mean square difference of the two after `coarse`. [grey level]
    """
    return KnownImages(known).nearest(images)


@dataclass(frozen=True)
class KnownImages:
    """Images among which the nearest is looked for, again and again.

    Parameters
    ----------
    coarse : array of shape (m, features)
        What `coarse` makes of them. [grey level]
    """

    coarse: NDArray[np.float32]

    @cached_property
    def centred(self) -> NDArray[np.float32]:
        """Their differences from their mean, (m, features): products lose fewer digits."""
        return self.coarse - self.level

    @cached_property
    def level(self) -> NDArray[np.float32]:
        """Their mean, (features,). [grey level]"""
        return self.coarse.mean(axis=0)

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """Squared lengths of the centred images, (m,). [grey level²]"""
        return np.einsum("ij,ij->i", self.centred, self.centred)

    def nearest(self, images: Images) -> tuple[NDArray[np.intp], FloatArray]:
        """Rows of the nearest images, and their distances: see `nearest_image`."""
        asked = coarse(images)
        starts = range(0, len(asked), COMPARED)
        blocks = (asked[start : start + COMPARED] for start in starts)
        rows = np.concatenate(
            [
                np.argmin(self.lengths - 2 * (block - self.level) @ self.centred.T, axis=1)
                for block in blocks
            ]
        )
        apart = asked - self.coarse[rows]
        return rows, np.sqrt(np.mean(apart**2, axis=1, dtype=np.float64))


def _blocks(images: Images) -> Iterable[NDArray[np.float32]]:
    """Blocks of images in float32."""
    for start in range(0, len(images), BLOCK):
        yield np.asarray(images[start : start + BLOCK], np.float32)


def _require_images(images: Images) -> None:
    if images.ndim != 4 or images.shape[1:] != (96, 96, 3) or not len(images):
        msg = f"`images` must have shape (n, 96, 96, 3) with n >= 1, got {images.shape}."
        raise ValueError(msg)
    if images.dtype != np.uint8:
        msg = f"`images` must be grey levels of type uint8, got {images.dtype}."
        raise ValueError(msg)
