"""Preparation seen from outside: whole images, what the crop cuts away, and what it all costs."""

import os
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from analysis.edition import Edition
from analysis.images import BLOCK, SIDE, as_jpeg
from data.celeba import collection
from data.decoding import upright_rgb
from data.faces import draw_face, photograph
from data.files import Folder
from data.prepare import CELEBA_CROP, kept_box, prepared
from data.sources import ImageFiles, StandIns

FloatArray = NDArray[np.float64]
Images = NDArray[np.uint8]
Item = TypeVar("Item")


def whole_images(series: Edition, rows: NDArray[np.int64]) -> Iterator[Images]:
    """Images of an edition as they were before preparation, drawn or read again.

    Parameters
    ----------
    series
        The edition.
    rows : array of shape (n,)
        Rows of its images.

    Yields
    ------
    array of shape (height, width, 3)
        In RGB; no further ones from where the source is no longer there. [grey level]
    """
    settings = series.settings
    if settings["source"] == StandIns.label:
        yield from (draw_face(face_seed(series, row))[0] for row in rows)
        return
    try:
        files = collection(Path(settings["source"])).files
        for name in series.index["name"][rows]:
            yield np.asarray(upright_rgb(files.read(name)))
    except (OSError, ValueError, LookupError):  # the path, one of its files, or a zip's member
        return


def face_seed(series: Edition, row: int) -> int:
    """Seed from which `data.sources.StandIns` draws image `row` of an edition of stand-ins."""
    return int(series.settings["seed"]) * 10**7 + int(row)


def cut_share(image: Images) -> float:
    """Share of an image's pixels that are cut away."""
    left, upper, right, lower = kept_box((image.shape[1], image.shape[0]))
    return 1 - (right - left) * (lower - upper) / (image.shape[0] * image.shape[1])


def cut_variance(images: Images) -> FloatArray:
    """Squared deviation of each image from the mean image, in all and in the part cut away.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Whole images. [grey level]

    Returns
    -------
    array of shape (n, 2)
        Sum over all values, and over those that are cut away. [grey level²]
    """
    squares = ((images - images.mean(axis=0)) ** 2).sum(axis=3)  # (n, height, width)
    left, upper, right, lower = kept_box((images.shape[2], images.shape[1]))
    whole = squares.sum(axis=(1, 2))
    kept = squares[:, upper:lower, left:right].sum(axis=(1, 2))
    return np.stack([whole, whole - kept], axis=1)


def lost_share(parts: FloatArray) -> dict[str, float]:
    """Share of the squared deviations, (n, 2) as from `cut_variance`, that is cut away."""
    whole, lost = parts.sum(axis=0)
    return {"lost": float(lost / whole)}


def head_top(face: Images, *, seed: int) -> int:
    """First row of a drawn face that the person touches: where it differs from the empty scene."""
    scene = draw_face(seed, head=False)[0]
    return int((face != scene).any(axis=(1, 2)).argmax())


def varied_faces(seed: int, name: str, values: Iterable[float]) -> Images:
    """One face drawn with several values of a factor, all others kept.

    Parameters
    ----------
    seed
        Of the face.
    name
        Of the factor, see `data.face_factors.FaceFactors`.
    values : sequence of length n
        Of the factor, in its unit.

    Returns
    -------
    array of shape (n, 96, 96, 3)
        Prepared images. [grey level]
    """
    factors = draw_face(seed)[1]
    changes: list[dict[str, Any]] = [{name: value} for value in values]
    faces = [photograph(replace(factors, **change), seed=seed) for change in changes]
    return np.array([prepared(Image.fromarray(face)) for face in faces])


def peak_bytes(task: Callable[[], object]) -> int:
    """Most memory that Python and NumPy had allocated at a time for `task`. [byte]."""
    tracemalloc.start()
    try:
        task()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def write_faces(faces: Sequence[Images], folder: Path, *, count: int) -> ImageFiles:
    """A source of `count` image files, written to `folder` as JPEG of quality 95.

    Parameters
    ----------
    faces : sequence of array of shape (height, width, 3)
        Taken in turn; each further round is shifted by a column, so that no two files are equal.
    folder
        Made here; receives the files.
    count
        Number of files.
    """
    folder.mkdir()
    for number in range(count):
        shift, place = divmod(number, len(faces))
        face = np.roll(faces[place], shift, axis=1)
        (folder / f"{number + 1:06d}.jpg").write_bytes(as_jpeg(face, quality=95))
    files = Folder(folder)
    names, splits = tuple(files.sizes), ("train",) * count
    return ImageFiles(files, names, splits, "timed", "all are for training", (), None, (), 1)


def cropped_as_in_the_post(file: Path, target: Path) -> None:
    """One image as the post prepares it: cropped, resized and saved as JPEG of quality 95."""
    with Image.open(file) as image:
        small = image.crop(CELEBA_CROP).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    small.save(target, "JPEG", quality=95)


def filled_as_in_the_post(files: Sequence[Path]) -> NDArray[np.float32]:
    """Array of shape (n, 96, 96, 3) of prepared files, filled one by one and then divided.

    As in the post the division makes a second array.
    """
    images = np.empty((len(files), SIDE, SIDE, 3), np.float32)
    for place, file in enumerate(files):
        with Image.open(file) as image:
            images[place] = np.asarray(image)
    return images / np.float32(255)


def forgotten_by_the_cache(file: Path) -> bool:
    """Ask the system to drop a file from its memory; False where it takes no such request."""
    if not hasattr(os, "posix_fadvise"):
        return False
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())  # only what is on the disk can be dropped
        os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return True


def seconds_each(task: Callable[[Item], object], items: Iterable[Item]) -> FloatArray:
    """Time that `task` takes for each item, on this machine, now.

    Parameters
    ----------
    task
        Called with one item; what it returns is dropped.
    items
        What to call it with.

    Returns
    -------
    array of shape (n,)
        Elapsed time. [s]
    """
    seconds = []
    for item in items:
        start = time.perf_counter()
        task(item)
        seconds.append(time.perf_counter() - start)
    return np.array(seconds)


def read_through(images: Images) -> int:
    """Number of bytes copied out of a memory-mapped array, block by block."""
    blocks = range(0, len(images), BLOCK)
    return sum(np.array(images[start : start + BLOCK]).nbytes for start in blocks)
