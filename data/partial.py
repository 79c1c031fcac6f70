"""An array of images that grows block by block, and a journal of what it holds."""

import hashlib
import json
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.files import BadFile
from data.sources import Row

SIDE = 96
IMAGE_SHAPE = (SIDE, SIDE, 3)
IMAGE_BYTES = SIDE * SIDE * 3


class Block(NamedTuple):
    """Images that were read together.

    Parameters
    ----------
    looked_at
        Images read, usable or not.
    pixels : array of shape (n, 96, 96, 3)
        Those that can be used. [grey level]
    digests, rows : list of length n
        Digest of the pixels and line of the index of each.
    bad
        Those that cannot be used.
    """

    looked_at: int
    pixels: NDArray[np.uint8]
    digests: list[str]
    rows: list[Row]
    bad: list[BadFile]


class PartialArray:
    """An array without its final length, and the journal that says which blocks it holds.

    Parameters
    ----------
    folder
        Holds both, under hidden names.
    digest
        Digest of everything that decides the images. Blocks of an earlier process are taken
        over if it is the same.
    """

    def __init__(self, folder: Path, digest: str) -> None:
        self.file = folder / ".partial.images.npy"
        self.journal = folder / ".partial.journal"
        self.looked_at = 0
        self.bad: list[BadFile] = []
        self._first: dict[str, str] = {}  # by digest, the image that was kept
        if not self._restore(digest):
            self.file.write_bytes(_header(0))
            self.journal.write_text(json.dumps({"digest": digest}) + "\n", "utf-8")

    def __len__(self) -> int:
        """Number of images in the array."""
        return len(self._first)

    def append(self, block: Block) -> None:
        """Add the images of a block that are not in the array yet."""
        kept, bad = [], list(block.bad)
        for place, (digest, row) in enumerate(zip(block.digests, block.rows, strict=True)):
            twin = self._first.setdefault(digest, str(row["name"]))
            if twin == row["name"]:
                kept.append(place)
            else:
                bad.append(BadFile(str(row["name"]), f"has the same pixels as {twin}"))
        self._write(block.pixels if len(kept) == len(block.rows) else block.pixels[kept])
        entry = {
            "looked_at": block.looked_at,
            "bad": bad,
            "digests": [block.digests[place] for place in kept],
            "rows": [block.rows[place] for place in kept],
        }
        with self.journal.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(entry) + "\n")
        self.looked_at += block.looked_at
        self.bad += bad

    def rows(self) -> Iterator[Row]:
        """Lines of the index, read from the journal."""
        with self.journal.open(encoding="utf-8") as stream:
            next(stream)  # the digest
            for line in stream:
                yield from json.loads(line)["rows"]

    def content(self) -> str:
        """Digest of all images, made from theirs, so that none has to be read again."""
        return hashlib.sha256("".join(self._first).encode()).hexdigest()

    def close(self) -> None:
        """Write the array's length into its header."""
        with self.file.open("r+b") as stream:
            stream.write(_header(len(self)))
            os.fsync(stream.fileno())

    def publish(self, file: Path) -> None:
        """Give the array its name, and forget the journal."""
        os.replace(self.file, file)
        self.journal.unlink()

    def _restore(self, digest: str) -> bool:
        """Take over what is done; False if nothing of the same digest is."""
        if not (self.journal.exists() and self.file.exists()):
            return False
        whole = 0
        with self.journal.open("rb") as journal, self.file.open("rb") as images:
            images.seek(HEADER_BYTES)
            for line in journal:
                if not line.endswith(b"\n"):
                    break  # a kill has cut it short
                entry = json.loads(line)
                if whole == 0 and entry != {"digest": digest}:
                    return False
                if whole > 0:
                    if not _holds(images, entry["digests"]):
                        break  # the system went down before the images were on the disk
                    self._take_over(entry)
                whole += len(line)
        os.truncate(self.journal, whole)
        os.truncate(self.file, HEADER_BYTES + len(self) * IMAGE_BYTES)
        return whole > 0

    def _take_over(self, entry: dict[str, Any]) -> None:
        self.looked_at += entry["looked_at"]
        self.bad += [BadFile(*file) for file in entry["bad"]]
        names = (str(row["name"]) for row in entry["rows"])
        self._first |= dict(zip(entry["digests"], names, strict=True))

    def _write(self, pixels: NDArray[np.uint8]) -> None:
        with self.file.open("ab") as stream:
            stream.write(pixels.data)


def digest_of(image: bytes | memoryview) -> str:
    """Digest of an image's pixels."""
    return hashlib.sha256(image).hexdigest()[:32]


def _holds(images: BinaryIO, digests: list[str]) -> bool:
    """Whether the next images of a file are those with the digests."""
    return all(digest_of(images.read(IMAGE_BYTES)) == digest for digest in digests)


def _header(count: int) -> bytes:
    """Header of the file of `count` images; NumPy makes it equally long for every count."""
    stream = BytesIO()
    description = {"descr": "|u1", "fortran_order": False, "shape": (count, *IMAGE_SHAPE)}
    np.lib.format.write_array_header_1_0(stream, description)
    return stream.getvalue()


HEADER_BYTES = len(_header(0))
