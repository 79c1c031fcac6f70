"""How many images of a set look like faces to a detector, and how different they are.

The detector, its file and its settings are those of this module and of no other place. It finds
frontal faces by local binary patterns (Liao and others 2007) and knows nothing of our networks.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage.data import lbp_frontal_face_cascade_filename
from skimage.feature import Cascade

Images = NDArray[np.uint8]
FloatArray = NDArray[np.float64]

SETTINGS: dict[str, Any] = {
    "scale_factor": 1.1,
    "step_ratio": 1,
    "min_size": (40, 40),
    "max_size": (90, 90),
}
BLOCK = 64
COARSE = 4  # pixels per side of the squares over which images are averaged before comparison
QUANTILE = 1.959963984540054  # of the standard normal distribution, for 95 % two-sided


class Rate(NamedTuple):
    """Share of images in which a face is found, with its 95 % interval.

    Parameters
    ----------
    found, n
        Images with a face, and images in all.
    low, high
        Ends of the Wilson interval of the share.
    """

    found: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """Share of images with a face."""
        return self.found / self.n

    @property
    def interval(self) -> dict[str, float]:
        """Ends of the interval by name; none for a single image, which is no sample."""
        return {"low": self.low, "high": self.high} if self.n > 1 else {}

    def __str__(self) -> str:
        """Share and interval in per cent, as tables print them."""
        if self.n == 1:
            return "1 of 1" if self.found else "0 of 1"
        return f"{100 * self.value:.1f} % [{100 * self.low:.1f}, {100 * self.high:.1f}]"


class Interval(NamedTuple):
    """A number with the ends of its 95 % interval, in one unit."""

    value: float
    low: float
    high: float

    def percent(self) -> "Interval":
        """The same in per cent, or a difference in percentage points."""
        return Interval(100 * self.value, 100 * self.low, 100 * self.high)


class Judged(NamedTuple):
    """What is said of a set of images: its face rate and its diversity, never one alone."""

    rate: Rate
    diversity: Interval

    def cells(self) -> list[str]:
        """Rate and diversity, as tables print them."""
        return [str(self.rate), f"{self.diversity.value:.1f}"]


def judged(images: Images) -> Judged:
    """Face rate and diversity of a set of images, of shape (n, 96, 96, 3) in grey levels."""
    return Judged(face_rate(images), diversity(images))


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
    with ThreadPoolExecutor() as threads:  # the detector works outside Python's lock
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
        With its 95 % Wilson interval.
    """
    found = int(has_face(images).sum())
    return Rate(found, len(images), *wilson_interval(found, len(images)))


def wilson_interval(found: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927), which is never empty and stays between 0 and 1.

    Parameters
    ----------
    found, n
        Successes, and trials in all.

    Raises
    ------
    ValueError
        Unless 0 <= found <= n and n >= 1.

    Examples
    --------
    >>> low, high = wilson_interval(0, 512)
    >>> low, round(high, 4)
    (0.0, 0.0074)
    """
    if not (0 <= found <= n and n >= 1):
        msg = f"`found` must lie between 0 and `n` >= 1, got {found} of {n}."
        raise ValueError(msg)
    share, weight = found / n, QUANTILE**2 / n
    middle = share + weight / 2
    half = QUANTILE * np.sqrt(share * (1 - share) / n + weight / (4 * n))
    low, high = (middle - half) / (1 + weight), (middle + half) / (1 + weight)
    return (0.0 if found == 0 else float(low)), (1.0 if found == n else float(high))


def difference(first: Rate | Interval, second: Rate | Interval) -> Interval:
    """Difference of two numbers of independent sets, first - second.

    Parameters
    ----------
    first, second
        Two numbers of one unit with their 95 % intervals.

    Returns
    -------
    Interval
        With its 95 % interval, made from the two: for rates, method 10 of Newcombe (1998).
    """
    value = first.value - second.value
    below = np.hypot(first.value - first.low, second.high - second.value)
    above = np.hypot(first.high - first.value, second.value - second.low)
    return Interval(value, float(value - below), float(value + above))


def rate_ratio(first: Rate, second: Rate) -> Interval:
    """Ratio of two shares of independent sets, first / second, with half a face added to each.

    Parameters
    ----------
    first, second
        Two rates; the half keeps the ratio finite where nothing was found.

    Returns
    -------
    Interval
        With its 95 % interval, symmetric in the logarithm (Walter 1975).
    """
    a, b = first.found + 0.5, second.found + 0.5
    n, m = first.n + 0.5, second.n + 0.5
    ratio = (a / n) / (b / m)
    width = np.exp(QUANTILE * np.sqrt(max(1 / a - 1 / n + 1 / b - 1 / m, 0.0)))
    return Interval(ratio, float(ratio / width), float(ratio * width))


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
        their mean. [grey level]

    Examples
    --------
    >>> black, grey = np.zeros((1, 2, 2, 3), np.uint8), np.full((1, 2, 2, 3), 30, np.uint8)
    >>> round(diversity(np.concatenate([black, grey])).value, 6)
    30.0
    """
    if len(images) < 2:
        return Interval(0.0, 0.0, 0.0)
    mean = images.mean(axis=0, dtype=np.float64).astype(np.float32)
    squares = np.concatenate(  # (n,)
        [
            np.mean((block - mean) ** 2, axis=(1, 2, 3), dtype=np.float64)
            for block in _blocks(images)
        ]
    )
    factor = 2 * len(images) / (len(images) - 1)
    error = QUANTILE * squares.std(ddof=1) / np.sqrt(len(images))
    low, high = max(squares.mean() - error, 0.0), squares.mean() + error
    return Interval(*(float(np.sqrt(factor * s)) for s in (squares.mean(), low, high)))


def rate_at(sets: Sequence[Judged], level: float) -> Interval:
    """Face rate that a sampler has at a given diversity, interpolated between its sets.

    Parameters
    ----------
    sets
        Sets of one sampler at several widths.
    level
        Diversity asked for; beyond all sets that of the nearest is taken. [grey level]

    Returns
    -------
    Interval
        Rate and the interpolated ends of the Wilson intervals.
    """
    ordered = sorted(sets, key=lambda one: one.diversity.value)
    steps = [one.diversity.value for one in ordered]
    ends = [[one.rate.value, one.rate.low, one.rate.high] for one in ordered]
    return Interval(*(float(np.interp(level, steps, end)) for end in np.transpose(ends)))


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
    level = known.mean(axis=0)  # products of centred numbers lose fewer digits
    centred = known - level  # (m, features)
    lengths = np.sum(centred**2, axis=1)
    asked = coarse(images)
    rows = np.concatenate(
        [
            np.argmin(lengths - 2 * (asked[start : start + BLOCK] - level) @ centred.T, axis=1)
            for start in range(0, len(asked), BLOCK)
        ]
    )
    return rows, np.sqrt(np.mean((asked - known[rows]) ** 2, axis=1, dtype=np.float64))


def white_noise(n: int, *, rng: np.random.Generator) -> Images:
    """Images of independent random pixels, of shape (n, 96, 96, 3), in grey levels.

    Parameters
    ----------
    n
        Number of images.
    rng
        Source of randomness.
    """
    return rng.integers(0, 256, (n, 96, 96, 3), dtype=np.uint8)


def phase_scrambled(images: Images, *, rng: np.random.Generator) -> Images:
    """Images with the power spectrum, colours and contrast of `images`, and nothing in them.

    The phases of the two-dimensional Fourier transform are replaced by those of white noise, the
    same for the three channels; what leaves 0 … 255 is clipped.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Images. [grey level]
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, height, width, 3)
        Smooth blobs. [grey level]
    """
    noise = np.fft.fft2(rng.standard_normal(images.shape[:3]), axes=(1, 2))
    turn = noise / np.abs(noise)
    turn[:, 0, 0] = 1.0  # the mean colour stays
    spectra = np.fft.fft2(images, axes=(1, 2)) * turn[..., None]
    scrambled = np.fft.ifft2(spectra, axes=(1, 2)).real
    return np.clip(np.rint(scrambled), 0, 255).astype(np.uint8)


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
