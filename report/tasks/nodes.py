"""What a task depends on besides files: code that it calls, code cells, settings, folders.

pytask does not look into imported modules, so a task names the modules that it calls, and depends
on each module of this project that these import, directly or not. Comments and docstrings do not
count.
"""

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jupytext

from report.settings import ROOT

PACKAGES = ("data", "model", "analysis", "report")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(kw_only=True)
class _Node:
    """The part that all nodes of this module share: they have a name and nothing to load."""

    name: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """Name of the node in the graph of tasks."""
        return _digest(f"{type(self).__name__} {self.name}")

    def save(self, value: object) -> None:
        """Refuse to be a product that a task returns."""
        msg = f"`{self.name}` cannot be saved, got {type(value)}."
        raise TypeError(msg)


@dataclass(kw_only=True)
class _Source(_Node):
    """A file of the repository that a person may edit, even while a build is running.

    It is read once, when the steps are collected. A step that began before an edit must not count
    as made after it; and Python up to 3.12 cannot be relied on to parse code in one thread while
    another evaluates a literal, as `numpy.load` does (SystemError, "AST constructor recursion
    depth mismatch").

    Parameters
    ----------
    name
        Path of the file, relative to the repository.
    """

    def __post_init__(self) -> None:
        self._state = self.digest_of(ROOT / self.name)

    def load(self, is_product: bool = False) -> str:
        """The state, so that a task can pass it on."""
        del is_product
        return self.state()

    def state(self) -> str:
        """Digest of what matters in the file, as it was when the steps were collected."""
        return self._state

    @staticmethod
    def digest_of(path: Path) -> str:
        """Digest of what matters in the file."""
        raise NotImplementedError


class Module(_Source):
    """One module of this project: its parsed code, without comments and docstrings."""

    @staticmethod
    def digest_of(path: Path) -> str:
        """Digest of the parsed code."""
        return code_digest(path.read_text("utf-8"))


class File(_Source):
    """A file that code reads, such as the style sheet of the figures."""

    @staticmethod
    def digest_of(path: Path) -> str:
        """Digest of the content."""
        return hashlib.sha256(path.read_bytes()).hexdigest()


class Lock(_Source):
    """The lock file: packages, versions and hashes, whatever is remarked beside them."""

    @staticmethod
    def digest_of(path: Path) -> str:
        """Digest of the lines that are no comments."""
        lines = path.read_text("utf-8").splitlines()
        return _digest("\n".join(line for line in lines if not line.lstrip().startswith("#")))


class ChapterCode(_Source):
    """The code cells of a chapter, cell by cell."""

    @staticmethod
    def digest_of(path: Path) -> str:
        """Digest of the parsed code cells."""
        return _digest("".join(code_digest(cell) for cell in code_cells(path)))


@dataclass(kw_only=True)
class Setting(_Node):
    """A setting of the profile.

    Parameters
    ----------
    name
        What is set.
    value
        Numbers, texts, lists and tables.
    """

    value: Any = None

    def load(self, is_product: bool = False) -> Any:
        """The value."""
        del is_product
        return self.value

    def state(self) -> str:
        """Digest of the value."""
        return _digest(json.dumps(self.value, sort_keys=True))


@dataclass(kw_only=True)
class Folder(_Node):
    """All files of a folder, as one product or dependency.

    Parameters
    ----------
    name
        Path relative to the edition.
    folder
        The folder; pytask would take a `path` for a file.
    """

    folder: Path = ROOT

    def load(self, is_product: bool = False) -> Path:
        """The folder."""
        del is_product
        return self.folder

    def state(self) -> str | None:
        """Digest of the names and contents of the files; None where there is no folder."""
        if not self.folder.is_dir():
            return None
        digest = hashlib.sha256()
        for file in sorted(self.folder.rglob("*")):
            if file.is_file():
                content = hashlib.sha256(file.read_bytes()).hexdigest()
                digest.update(f"{file.relative_to(self.folder).as_posix()} {content}\n".encode())
        return digest.hexdigest()


def code_of(*roots: str) -> list[_Source]:
    """Nodes for `roots`, all modules of this project that they import, and the lock file.

    Parameters
    ----------
    roots
        Dotted names, such as ``"model.training"``.
    """
    modules: list[_Source] = [Module(name=name) for name in sorted(import_closure(roots))]
    return [*modules, Lock(name="requirements.lock")]


def code_of_chapter(chapter: Path) -> list[_Source]:
    """Nodes for what the code cells of a chapter import, and for the files that these read."""
    modules = code_of(*(name for text in _texts_of(chapter) for name in _imported(text)))
    read = ["analysis/house.mplstyle"]
    if any(module.name == "analysis/claims.py" for module in modules):
        read.append("report/book/claims.toml")
    return [*modules, *(File(name=name) for name in read)]


def import_closure(roots: Iterable[str]) -> set[str]:
    """Files of the modules `roots` and of what they import, relative to the repository."""
    waiting, closed = list(roots), set()
    while waiting:
        for file in _files_of(waiting.pop()):
            if file not in closed:
                closed.add(file)
                waiting += _imported((ROOT / file).read_text("utf-8"))
    return closed


def _files_of(module: str) -> Iterator[str]:
    """The module's file and the ``__init__.py`` of its packages; none of other projects."""
    parts = module.split(".")
    if parts[0] not in PACKAGES:
        return
    for length in range(1, len(parts) + 1):
        stem = "/".join(parts[:length])
        for file in (f"{stem}/__init__.py", f"{stem}.py"):
            if (ROOT / file).is_file():
                yield file


@cache
def _imported(source: str) -> list[str]:
    """Names of the modules that code imports, anywhere in it."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


@cache
def code_digest(source: str) -> str:
    """Digest of parsed code, without comments and docstrings.

    Examples
    --------
    >>> code_digest("x = 1  # one") == code_digest("x  =  1")
    True
    >>> code_digest("x = 1") == code_digest("x = 2")
    False
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:]
    return _digest(ast.dump(tree))


@cache
def trees_of(source: Path) -> list[ast.Module]:
    """Parsed code of a chapter, cell by cell, or of a module."""
    return [ast.parse(text) for text in _texts_of(source)]


def _texts_of(source: Path) -> list[str]:
    is_chapter = source.stem[:1].isdigit()
    return code_cells(source) if is_chapter else [source.read_text("utf-8")]


def code_cells(chapter: Path) -> list[str]:
    """Sources of the code cells of a chapter."""
    cells = jupytext.read(chapter).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]
