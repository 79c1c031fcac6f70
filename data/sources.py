"""Sources of images: faces drawn from seeds, and image files."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Protocol

from PIL import Image

from data.attributes import attributes_of
from data.decoding import BadImageError, upright_rgb
from data.files import BadFile, Files
from data.tables import Table

CELEBA_SIZE = (178, 218)

Row = dict[str, object]


class ImageSource(Protocol):
    """Where images come from."""

    @property
    def label(self) -> str:
        """What a page calls the source."""

    @property
    def rule(self) -> str:
        """How images for testing are told from images for training."""

    @property
    def drawn(self) -> bool:
        """Whether images are computed, which takes processes; files are read by threads."""

    @property
    def bad(self) -> tuple[BadFile, ...]:
        """What is known to be unusable before any image is read."""

    @property
    def fewest(self) -> int:
        """Images without which nothing can be done."""

    def __len__(self) -> int:
        """Number of images."""

    def name(self, row: int) -> str:
        """Name of image `row`."""

    def identity(self) -> str:
        """Digest of what decides the images."""

    def read(self, row: int) -> tuple[Image.Image, Row]:
        """Image `row` in RGB and its line in the index: name, split, attributes and factors.

        Raises
        ------
        BadImageError
            If it cannot be used.
        """


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

    drawn = True
    bad = ()
    fewest = 1
    label = "stand-ins"

    @property
    def rule(self) -> str:
        """How images for testing are told from images for training."""
        return f"the last {self.test} images drawn are for testing"

    def __len__(self) -> int:
        """Number of images."""
        return self.count

    def name(self, row: int) -> str:
        """Name of image `row`, as CelebA counts."""
        return f"{row + 1:06d}"

    def identity(self) -> str:
        """Digest of what decides the images."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()

    def read(self, row: int) -> tuple[Image.Image, Row]:
        """Face `row` and its line in the index: name, split, attributes and true factors."""
        from data.faces import draw_face  # noqa: PLC0415 - slow, and files do not need it

        face, factors = draw_face(self.seed * 10**7 + row)
        split = "train" if row < self.count - self.test else "test"
        attributes = {name: int(value) for name, value in attributes_of(factors).items()}
        index: Row = {"name": self.name(row), "split": split}
        return Image.fromarray(face), index | attributes | asdict(factors)


@dataclass(frozen=True, eq=False)
class ImageFiles:
    """Images in files.

    Parameters
    ----------
    files
        Where they lie.
    names, splits : tuple of str
        Files in the order of the images, and ``"train"`` or ``"test"`` for each.
    label, rule
        What a page calls the source, and how it is split.
    tables
        What the index says of each image besides.
    size
        Width and height that every image must have; None for any. [pixels]
    bad
        What is known to be unusable already.
    fewest
        Images without which nothing can be done.
    """

    files: Files
    names: tuple[str, ...]
    splits: tuple[str, ...]
    label: str
    rule: str
    tables: tuple[Table, ...]
    size: tuple[int, int] | None
    bad: tuple[BadFile, ...]
    fewest: int

    drawn = False

    def __len__(self) -> int:
        """Number of images."""
        return len(self.names)

    def name(self, row: int) -> str:
        """Name of image `row`: its path below the folder or in the zip."""
        return self.names[row]

    def identity(self) -> str:
        """Digest of names, sizes, splits and tables; to read all images would take minutes."""
        tables = [table.digest for table in self.tables]
        digest = hashlib.sha256(repr((self.bad, self.size, tables)).encode())
        sizes = self.files.sizes
        for name, split in zip(self.names, self.splits, strict=True):
            digest.update(f"{name}\0{sizes[name]}\0{split}\n".encode())
        return digest.hexdigest()

    def read(self, row: int) -> tuple[Image.Image, Row]:
        """Image `row`, upright and in RGB, and its line in the index."""
        name = self.names[row]
        image = upright_rgb(self.files.read(name))
        if self.size is not None and image.size != self.size:
            width, height = self.size
            msg = (
                f"has {image.width}x{image.height} pixels; "
                f"CelebA's aligned images have {width}x{height}"
            )
            raise BadImageError(msg)
        return image, self._index(row)

    def _index(self, row: int) -> Row:
        index: Row = {"name": self.names[row], "split": self.splits[row]}
        for table in self.tables:
            index |= table.row(self.names[row])
        return index
