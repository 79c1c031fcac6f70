"""Where files lie: in a folder with folders below it, or in a zip that is never unpacked."""

import os
import stat
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Protocol

from data.decoding import BadImageError

MOST_BYTES = 100_000_000
ENCRYPTED = 1  # bit of a zip member's flags


class BadFile(NamedTuple):
    """A file that cannot be used, and why."""

    name: str
    reason: str


class Files(Protocol):
    """Files by name; a name is a relative path with slashes."""

    @property
    def path(self) -> Path:
        """The folder or zip."""

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of each file, in the order of the names."""

    @property
    def bad(self) -> tuple[BadFile, ...]:
        """What cannot be used, as far as the names tell."""

    def read(self, name: str) -> bytes:
        """All bytes of a file.

        Raises
        ------
        BadImageError
            If they cannot be had.
        """


@dataclass(frozen=True)
class Folder:
    """Files of a folder and of the folders below it; hidden ones do not count.

    Parameters
    ----------
    path
        The folder.
    nested
        Whether the folders below it count.
    """

    path: Path
    nested: bool = True

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of each file, in the order of the names."""
        return self._found[0]

    @property
    def bad(self) -> tuple[BadFile, ...]:
        """Folders below that may not be read, and names that are no text."""
        return self._found[1]

    @cached_property
    def _found(self) -> tuple[dict[str, int], tuple[BadFile, ...]]:
        sizes: dict[str, int] = {}
        bad: list[BadFile] = []

        def note(error: OSError) -> None:
            where = Path(error.filename).relative_to(self.path).as_posix()
            bad.append(BadFile(f"{where}/", "may not be read"))

        for above, below, names in os.walk(self.path, onerror=note):
            below[:] = [name for name in below if self.nested and not name.startswith(".")]
            relative = Path(above).relative_to(self.path).as_posix()
            prefix = "" if relative == "." else f"{relative}/"
            for name in (prefix + name for name in names if not name.startswith(".")):
                if not _is_text(name):
                    shown = os.fsencode(name).decode("utf-8", "backslashreplace")
                    bad.append(BadFile(shown, "has a name that is no UTF-8 text"))
                elif (size := _file_size(f"{self.path}/{name}")) is not None:
                    sizes[name] = size
        return dict(sorted(sizes.items())), tuple(sorted(bad))

    def read(self, name: str) -> bytes:
        """All bytes of a file."""
        try:
            _check_bytes(self.sizes[name])
            return (self.path / name).read_bytes()
        except PermissionError as error:
            msg = "may not be read"
            raise BadImageError(msg) from error
        except OSError as error:
            msg = f"cannot be read: {error.strerror}"
            raise BadImageError(msg) from error


@dataclass(frozen=True)
class Archive:
    """Files of a zip, read where they lie; hidden ones do not count.

    Parameters
    ----------
    path
        The zip file.

    Raises
    ------
    ValueError
        If it is no zip or is cut short.
    """

    path: Path

    def __post_init__(self) -> None:
        """Open the zip, so that a broken one is named at once."""
        assert self._zip is not None

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self.path)
        except zipfile.BadZipFile as error:
            msg = (
                f"`--images` must be a folder or a whole zip file, got {self.path}: {error}. "
                "Name another path, or fetch the file again."
            )
            raise ValueError(msg) from error

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of each file, in the order of the names."""
        return self._found[0]

    @property
    def bad(self) -> tuple[BadFile, ...]:
        """Members that no honest archive of images has."""
        return self._found[1]

    @cached_property
    def _found(self) -> tuple[dict[str, int], tuple[BadFile, ...]]:
        sizes: dict[str, int] = {}
        bad: set[BadFile] = set()
        for member in self._zip.infolist():
            name = member.filename
            if member.is_dir() or _is_hidden(name):
                continue
            reason = "occurs twice in the zip" if name in sizes else _fault(member)
            if reason:
                bad.add(BadFile(name, reason))
            else:
                sizes[name] = member.file_size
        for name, _ in bad:
            sizes.pop(name, None)
        return dict(sorted(sizes.items())), tuple(sorted(bad))

    def read(self, name: str) -> bytes:
        """All bytes of a file."""
        _check_bytes(self.sizes[name])
        try:
            return self._zip.read(name)
        except Exception as error:  # a damaged member makes zipfile raise anything
            msg = f"is damaged in the zip: {error}"
            raise BadImageError(msg) from error


def _file_size(path: str) -> int | None:
    """Bytes of a file; None for what is no file."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a Path for each of 200,000 files takes seconds
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _is_text(name: str) -> bool:
    """Whether a file's name is text, and not bytes that the system could not decode."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_hidden(name: str) -> bool:
    parts = name.split("/")
    return "__MACOSX" in parts or any(part[:1] == "." and part != ".." for part in parts)


def _fault(member: zipfile.ZipInfo) -> str:
    """What is wrong with a member of a zip; empty if nothing is."""
    name = member.filename
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        return "has a path that leaves the archive"
    return "is encrypted" if member.flag_bits & ENCRYPTED else ""


def _check_bytes(size: int) -> None:
    if size > MOST_BYTES:
        msg = f"has {size / 1e6:.0f} MB, more than the {MOST_BYTES / 1e6:.0f} MB that are allowed"
        raise BadImageError(msg)
