"""Files that are whole or absent: written under another name, renamed when complete."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: str | Path) -> Iterator[Path]:
    """Name to write to; it becomes `path` when the block ends without an error.

    Parameters
    ----------
    path
        The file wanted. Its folder is made where it does not exist.

    Yields
    ------
    Path
        A hidden name beside it with the same ending.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".partial.{path.name}")
    try:
        yield partial
        with partial.open("rb+") as stream:
            os.fsync(stream.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
