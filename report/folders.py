"""Folders that are either complete or absent."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def fresh_folder(target: Path) -> Iterator[Path]:
    """Empty folder beside `target` that takes its place when the block ends well.

    If the block raises, `target` keeps its former contents and the half-done folder is removed.

    Parameters
    ----------
    target
        The folder to write anew.

    Yields
    ------
    Path
        The folder to write into.
    """
    target = target.absolute()
    partial = target.with_name(f".{target.name}.partial")
    former = target.with_name(f".{target.name}.former")
    for left_over in (partial, former):
        shutil.rmtree(left_over, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    if target.exists():
        target.rename(former)
    partial.rename(target)
    shutil.rmtree(former, ignore_errors=True)
