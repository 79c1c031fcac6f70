"""Crop, resize, pack: images become one array, block by block.

A block that is done is in the array and in a journal; a killed preparation goes on behind the
last of them and ends with the same bytes.
"""

import csv
import hashlib
import json
import multiprocessing
import multiprocessing.connection
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from threadpoolctl import threadpool_limits

from data.atomic import replacing
from data.faces import draw_face

SIDE = 96
CELEBA_SIZE = (178, 218)
CELEBA_CROP = (0, 40, 178, 218)
BLOCK = 64

Progress = Callable[[float, float], None]
Row = dict[str, object]


class ImageSource(Protocol):
    """Where images come from; workers receive a copy."""

    @property
    def label(self) -> str:
        """What a page calls the source."""

    def __len__(self) -> int:
        """Number of images."""

    def identity(self) -> str:
        """Digest of what decides the images."""

    def read(self, row: int) -> tuple[Image.Image, Row]:
        """Image `row` in RGB and its line in the index: name, split and factors."""


@dataclass(frozen=True)
class StandIns:
    """Drawn faces; the last `test` of them are for testing.

    Parameters
    ----------
    count, test
        Images in all, and images for testing among them.
    seed
        Face `row` is drawn from seed · 10⁷ + row.
    """

    count: int
    test: int
    seed: int

    @property
    def label(self) -> str:
        """What a page calls the source."""
        return "stand-ins"

    def __len__(self) -> int:
        """Number of images."""
        return self.count

    def identity(self) -> str:
        """Digest of what decides the images."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()

    def read(self, row: int) -> tuple[Image.Image, Row]:
        """Face `row` and its line in the index: name, split and true factors."""
        face, factors = draw_face(self.seed * 10**7 + row)
        split = "train" if row < self.count - self.test else "test"
        index = {"name": f"{row + 1:06d}", "split": split}
        return Image.fromarray(face), index | asdict(factors)


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
    if image.size == CELEBA_SIZE:
        box = CELEBA_CROP
    else:
        side = min(image.size)
        left, upper = (image.width - side) // 2, (image.height - side) // 2
        box = (left, upper, left + side, upper + side)
    return np.asarray(image.crop(box).resize((SIDE, SIDE), Image.Resampling.LANCZOS))


def prepare(
    source: ImageSource,
    folder: Path,
    *,
    identity: str = "",
    processes: int | None = None,
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
    identity
        Digest of whatever else decides the images, such as the code that draws them.
    processes
        Worker processes; None for one per core. The files do not depend on it.
    progress
        Called with images done and images in all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(f"{source.identity()} {identity}".encode()).hexdigest()
    journal = _Journal(folder / ".partial.journal", digest)
    array = folder / ".partial.images.npy"
    blocks = journal.restore() if array.exists() else {}
    images = np.lib.format.open_memmap(
        array, "r+" if blocks else "w+", np.uint8, (len(source), SIDE, SIDE, 3)
    )
    todo = [start for start in range(0, len(source), BLOCK) if start not in blocks]
    done = len(source) - sum(min(BLOCK, len(source) - start) for start in todo)
    progress(done, len(source))
    for start, (pixels, rows) in _worked(source, todo, processes or _cores()):
        images[start : start + len(rows)] = pixels
        images.flush()
        journal.append(start, rows)
        blocks[start] = rows
        done += len(rows)
        progress(done, len(source))
    del images
    _write_index(folder / "index.csv", [row for start in sorted(blocks) for row in blocks[start]])
    _write_manifest(folder / "manifest.json", source, blocks, array)
    os.replace(array, folder / "images.npy")
    journal.file.unlink()


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Journal:
    """Blocks that are done, one line each, under the digest of their source."""

    def __init__(self, file: Path, digest: str) -> None:
        self.file, self.digest = file, digest

    def restore(self) -> dict[int, list[Row]]:
        """Rows of the blocks that are done, by first row; none of another source."""
        if not self.file.exists():
            return {}
        text = self.file.read_text("utf-8")
        whole = text[: text.rfind("\n") + 1]  # a kill may have cut the last line short
        self.file.write_text(whole, "utf-8")
        entries = [json.loads(line) for line in whole.splitlines()]
        if any(entry["digest"] != self.digest for entry in entries):
            return {}
        return {entry["start"]: entry["rows"] for entry in entries}

    def append(self, start: int, rows: list[Row]) -> None:
        """Note that the block which begins at row `start` is in the array."""
        mode = "w" if start == 0 else "a"
        with self.file.open(mode, encoding="utf-8") as stream:
            entry = {"digest": self.digest, "start": start, "rows": rows}
            stream.write(json.dumps(entry) + "\n")


def _worked(
    source: ImageSource, starts: list[int], processes: int
) -> Iterator[tuple[int, tuple[NDArray[np.uint8], list[Row]]]]:
    """Blocks in order, worked on by a few processes that stay a few blocks ahead."""
    if not starts:
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn, initializer=_begin_work) as pool:
        waiting: deque[tuple[int, Future[Any]]] = deque()
        for start in starts:
            waiting.append((start, pool.submit(_block, source, start)))
            if len(waiting) > 2 * processes:
                first, block = waiting.popleft()
                yield first, block.result()
        for first, block in waiting:
            yield first, block.result()


def _begin_work() -> None:
    """Work in one thread, and end when the parent is killed, which a pool does not see to."""
    threadpool_limits(1)  # the pool has a process per core already
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _block(source: ImageSource, start: int) -> tuple[NDArray[np.uint8], list[Row]]:
    """Pixels and index lines of the rows from `start` on."""
    read = [source.read(row) for row in range(start, min(start + BLOCK, len(source)))]
    return np.stack([prepared(image) for image, _ in read]), [row for _, row in read]


def _write_index(file: Path, rows: list[Row]) -> None:
    with replacing(file) as partial, partial.open("w", newline="", encoding="utf-8") as stream:
        table = csv.DictWriter(stream, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def _write_manifest(
    file: Path, source: ImageSource, blocks: dict[int, list[Row]], array: Path
) -> None:
    splits = [row["split"] for rows in blocks.values() for row in rows]
    with array.open("rb") as stream:
        content = hashlib.file_digest(stream, "sha256").hexdigest()
    manifest = {
        "source": source.label,
        "count": len(splits),
        "train": splits.count("train"),
        "test": splits.count("test"),
        "side": SIDE,
        "crop": list(CELEBA_CROP),
        "sha256": content,
    }
    with replacing(file) as partial:
        partial.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
