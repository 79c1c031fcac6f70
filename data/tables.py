"""CelebA's tables: attributes and partition of the images, as ``.txt`` or ``.csv``."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from data.attributes import ATTRIBUTES
from data.files import BadFile

SHOWN = 3  # names that a message gives


@dataclass(frozen=True)
class Table:
    """Values of images by file name.

    Parameters
    ----------
    name
        The table's file.
    columns : tuple of str
        What the values are.
    values : dict of str to bytes
        Row of each image, a byte for each value.
    repeated : frozenset of str
        Images with more than one row.
    bad
        Lines that cannot be used.
    digest
        Digest of the file.
    """

    name: str
    columns: tuple[str, ...]
    values: dict[str, bytes]
    repeated: frozenset[str]
    bad: tuple[BadFile, ...]
    digest: str

    def row(self, image: str) -> dict[str, int]:
        """Values of an image, by column; none if the table does not name it."""
        return dict(zip(self.columns, self.values.get(base(image), b""), strict=False))

    def mismatches(
        self, images: Iterable[str], *, unusable: Iterable[str]
    ) -> tuple[list[BadFile], list[BadFile]]:
        """Images that the table leaves unclear, and what is wrong with the table itself."""
        bases = {base(image): image for image in images}
        unclear = [
            BadFile(image, f"has {'two rows' if key in self.repeated else 'no row'} in {self.name}")
            for key, image in bases.items()
            if key not in self.values or key in self.repeated
        ]
        absent = sorted(self.values.keys() - bases.keys() - {base(name) for name in unusable})
        if not absent:
            return unclear, list(self.bad)
        more = f" and {len(absent) - SHOWN:,} more" if len(absent) > SHOWN else ""
        reason = f"names images that are not there: {', '.join(absent[:SHOWN])}{more}"
        return unclear, [*self.bad, BadFile(self.name, reason)]


def base(name: str) -> str:
    """Name of a file without its folders."""
    return name.rpartition("/")[2]


def attribute_table(name: str, content: bytes) -> Table:
    """Table of ``list_attr_celeba``; 1 where CelebA says 1, 0 where it says -1.

    Raises
    ------
    ValueError
        If it does not name CelebA's attributes first.
    """
    lines = _lines(name, content)
    count, header = _header(lines)
    columns = tuple(field for field in header if field != "image_id")
    if sorted(columns) != sorted(ATTRIBUTES):
        msg = f"{name} must name CelebA's forty attributes first, got {' '.join(header)[:60]!r}."
        raise ValueError(msg)
    digest = hashlib.sha256(content).hexdigest()
    return _table(name, digest, columns, lines, meaning={"-1": 0, "1": 1}, count=count)


def partition_table(name: str, content: bytes) -> Table:
    """Table of ``list_eval_partition``: 0 for training, 1 for validation, 2 for testing."""
    lines = (line for line in _lines(name, content) if line[1][0] != "image_id")
    meaning = {"0": 0, "1": 1, "2": 2}
    digest = hashlib.sha256(content).hexdigest()
    return _table(name, digest, ("partition",), lines, meaning=meaning)


def _lines(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Fields of the lines that are not empty, with their numbers."""
    comma = name.endswith(".csv")
    text = content.decode("utf-8-sig", "backslashreplace")
    for number, line in enumerate(text.splitlines(), 1):
        fields = [field.strip() for field in line.split(",")] if comma else line.split()
        if any(fields):
            yield number, fields


def _header(lines: Iterator[tuple[int, list[str]]]) -> tuple[int | None, list[str]]:
    """Number of rows that a table promises in its first line, if it does, and its header."""
    _, first = next(lines, (0, []))
    if len(first) == 1 and first[0].isdecimal():
        return int(first[0]), next(lines, (0, []))[1]
    return None, first


def _table(
    name: str,
    digest: str,
    columns: tuple[str, ...],
    lines: Iterator[tuple[int, list[str]]],
    *,
    meaning: dict[str, int],
    count: int | None = None,
) -> Table:
    values: dict[str, bytes] = {}
    repeated: set[str] = set()
    bad: list[BadFile] = []
    rows = 0
    for number, (image, *fields) in lines:
        rows += 1
        row = [meaning.get(field) for field in fields]
        if len(row) != len(columns) or None in row:
            rule = f"must hold a name and {len(columns)} values out of {', '.join(meaning)}"
            bad.append(BadFile(name, f"line {number} {rule}"))
        elif image in values:
            repeated.add(image)
        else:
            values[image] = bytes(row)  # type: ignore[arg-type]  # None is ruled out above
    if count not in {None, rows}:
        bad.append(BadFile(name, f"promises {count:,} rows and holds {rows:,}"))
    return Table(name, columns, values, frozenset(repeated), tuple(bad), digest)
