"""Crop, resize, pack: images become one array, block by block.

A block that is done is in the array and in a journal; a killed preparation goes on behind the
last of them and ends with the same bytes. Nothing is kept in memory but the blocks at work.
"""

import csv
import functools
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.atomic import replacing
from data.decoding import BadImageError
from data.files import BadFile
from data.partial import IMAGE_SHAPE, SIDE, Block, PartialArray, digest_of
from data.sources import CELEBA_SIZE, ImageSource, Row
from data.workers import cores, in_order

CELEBA_CROP = (0, 40, 178, 218)
BLOCK = 64
SHOWN = 40  # bad files that a message lists

Progress = Callable[[float, float], None]


class BadImagesError(ValueError):
    """Images that cannot be used.

    Parameters
    ----------
    bad
        All of them, with reasons.
    count
        Number of images that were looked at.
    list_file
        Where all of them are listed.
    """

    def __init__(self, bad: list[BadFile], *, count: int, list_file: Path) -> None:
        lines = [f"  {name}: {reason}" for name, reason in bad[:SHOWN]]
        if len(bad) > SHOWN:
            lines.append(f"  and {len(bad) - SHOWN:,} more, see {list_file}")
        headline = f"{len(bad):,} problems were found with the {count:,} images of `--images`:"
        remedy = "Mend or remove these files, or leave them out with --skip-bad."
        super().__init__("\n".join([headline, *lines, remedy]))
        self.bad = bad


def prepared(image: Image.Image) -> NDArray[np.uint8]:
    """The part of an image that the networks see.

    Parameters
    ----------
    image
        In RGB. Of CelebA's size 178x218 the top 40 rows are cut off, of any other size the
        largest square in the middle is kept.

    Returns
    -------
    array of shape (96, 96, 3)
        Resized with Pillow's LANCZOS. [grey level]
    """
    kept = image.crop(kept_box(image.size))
    return np.asarray(kept.resize((SIDE, SIDE), Image.Resampling.LANCZOS))


def kept_box(size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, upper, right and lower end of the part of an image that is kept. [pixels]

    Parameters
    ----------
    size
        Width and height of the image. [pixels]

    Examples
    --------
    >>> kept_box((178, 218)), kept_box((160, 100))
    ((0, 40, 178, 218), (30, 0, 130, 100))
    """
    if size == CELEBA_SIZE:
        return CELEBA_CROP
    side = min(size)
    left, upper = (size[0] - side) // 2, (size[1] - side) // 2
    return left, upper, left + side, upper + side


def prepare(
    source: ImageSource,
    folder: Path,
    *,
    skip_bad: bool = False,
    identity: str = "",
    workers: int | None = None,
    progress: Progress = lambda done, total: None,
) -> None:
    """Write ``images.npy``, ``index.csv`` and ``manifest.json``.

    Parameters
    ----------
    source
        The images.
    folder
        Receives the files. What an earlier call with the same source and `identity` has done
        is kept.
    skip_bad
        Leave out what cannot be used, and name it in the manifest.
    identity
        Digest of whatever else decides the images, such as the code that draws them.
    workers
        Processes or threads; None for one per core. The files do not depend on it.
    progress
        Called with images done and images in all.

    Raises
    ------
    BadImagesError
        If images cannot be used and are not to be left out. All images have been looked at by
        then, and those that can be used are kept for a later call.
    ValueError
        If fewer images can be used than the source needs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(f"{source.identity()} {identity}".encode()).hexdigest()
    done = PartialArray(folder, digest)
    progress(done.looked_at, len(source))
    starts = range(done.looked_at, len(source), BLOCK)
    work = functools.partial(_block, source)
    for block in in_order(work, starts, workers=workers or cores(), processes=source.drawn):
        done.append(block)
        progress(done.looked_at, len(source))
    bad = [*source.bad, *done.bad]
    _check(bad, source, len(done), skip_bad=skip_bad, folder=folder)
    done.close()
    splits = _write_index(folder / "index.csv", done.rows())
    _write_manifest(folder / "manifest.json", source, splits, bad, done.content())
    done.publish(folder / "images.npy")


def _block(source: ImageSource, start: int) -> Block:
    """Images of the rows from `start` on."""
    places = range(start, min(start + BLOCK, len(source)))
    pixels = np.empty((len(places), *IMAGE_SHAPE), np.uint8)
    digests: list[str] = []
    rows: list[Row] = []
    bad: list[BadFile] = []
    for place in places:
        try:
            image, row = source.read(place)
        except BadImageError as error:
            bad.append(BadFile(source.name(place), str(error)))
        else:
            pixels[len(rows)] = prepared(image)
            digests.append(digest_of(pixels[len(rows)].data))
            rows.append(row)
    return Block(len(places), pixels[: len(rows)], digests, rows, bad)


def _check(
    bad: list[BadFile], source: ImageSource, count: int, *, skip_bad: bool, folder: Path
) -> None:
    list_file = folder / "bad.csv"
    list_file.unlink(missing_ok=True)
    if bad:
        with replacing(list_file) as file, file.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([BadFile._fields, *bad])
    if bad and not skip_bad:
        raise BadImagesError(bad, count=len(source), list_file=list_file)
    if count < source.fewest:
        msg = (
            f"`--images` must hold at least {source.fewest} usable images, got {count} beside "
            f"{len(bad)} that --skip-bad leaves out. Add some, or take a smaller profile."
        )
        raise ValueError(msg)


def _write_index(file: Path, rows: Iterator[Row]) -> Counter[str]:
    """Write the index; how many images are in each split."""
    splits: Counter[str] = Counter()
    first = next(rows)
    with replacing(file) as partial, partial.open("w", newline="", encoding="utf-8") as stream:
        table = csv.DictWriter(stream, list(first))
        table.writeheader()
        for row in chain([first], rows):
            table.writerow(row)
            splits[str(row["split"])] += 1
    return splits


def _write_manifest(
    file: Path, source: ImageSource, splits: Counter[str], bad: list[BadFile], content: str
) -> None:
    manifest = {
        "source": source.label,
        "count": splits.total(),
        "train": splits["train"],
        "test": splits["test"],
        "rule": source.rule,
        "side": SIDE,
        "crop": list(CELEBA_CROP),
        "left_out": bad,
        "content": content,
    }
    with replacing(file) as partial:
        partial.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
