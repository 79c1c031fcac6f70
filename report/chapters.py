"""Executes a chapter headlessly, and says where it failed when it does."""

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import papermill
from jupyter_core.utils import ensure_event_loop
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, papermill_engines

from data.atomic import replacing
from report.engines.cells import cell_name
from report.settings import ROOT

Progress = Callable[[float, float], None]
ENGINE = "counting"
LAST_LINES = 12


def chapter_files() -> list[Path]:
    """The chapters in reading order: ``analysis/NN_*.py``."""
    return sorted((ROOT / "analysis").glob("[0-9][0-9]_*.py"))


def experiment_files() -> list[Path]:
    """The experiments that chapters read: ``analysis/experiments/*.py``."""
    return sorted((ROOT / "analysis" / "experiments").glob("[a-z]*.py"))


def chapter_named(text: str) -> Path:
    """The chapter with the number or name `text`, such as ``6`` or ``06_radius_and_components``.

    Raises
    ------
    ValueError
        If there is no such chapter.
    """
    for chapter in chapter_files():
        if text in (chapter.stem, chapter.name) or text.zfill(2) == chapter.stem[:2]:
            return chapter
    known = ", ".join(chapter.stem for chapter in chapter_files())
    msg = f"`--only` must be one of {known}, or its number, got {text}."
    raise ValueError(msg)


class ChapterError(RuntimeError):
    """A cell of a chapter failed; the message says which, why, and how to open it."""


class CountingEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine, telling after each cell how many are done."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, progress: Progress, **options: Any
    ) -> None:
        """Execute the notebook in a new kernel, whose working directory is the repository's root.

        papermill's own option would change that of this process, for all chapters that run.
        """
        complete, cells = nb_man.cell_complete, nb_man.nb.cells

        def completed(cell: NotebookNode, cell_index: int | None = None, **more: Any) -> None:
            complete(cell, cell_index=cell_index, **more)
            progress(0 if cell_index is None else cell_index + 1, len(cells))

        nb_man.cell_complete = completed
        root = {"metadata": {"path": str(ROOT)}}
        super().execute_managed_notebook(nb_man, kernel_name, resources=root, **options)


papermill_engines.register(ENGINE, CountingEngine)


def execute_chapter(
    chapter: Path,
    target: Path,
    *,
    edition: Path,
    progress: Progress = lambda done, total: None,
) -> None:
    """Execute `chapter` on an edition and leave the notebook at `target`.

    Parameters
    ----------
    chapter
        A notebook in jupytext's percent format.
    target
        The executed notebook; it takes this name only when every cell has run.
    edition
        Passed to the chapter's parameters cell.
    progress
        Called with cells done and cells in all.

    Raises
    ------
    ChapterError
        If a cell fails. The notebook up to there lies in ``failed/`` beside `target`.
    """
    with tempfile.TemporaryDirectory() as scratch:
        source, executed = Path(scratch, "source.ipynb"), Path(scratch, "executed.ipynb")
        jupytext.write(jupytext.read(chapter), source)
        try:
            papermill.execute_notebook(
                source,
                executed,
                parameters={"edition": _shown(edition)},
                engine_name=ENGINE,
                kernel_name="python3",
                language="python",
                progress_bar=False,
                progress=progress,
            )
        except papermill.PapermillExecutionError as error:
            failed = target.parent / "failed" / target.name
            _write(nbformat.read(executed, 4), failed)
            raise ChapterError(_failure(chapter, error, failed)) from error
        finally:
            ensure_event_loop().close()  # Jupyter leaves the thread's loop open
        _write(_stable(nbformat.read(executed, 4)), target)


def _shown(path: Path) -> str:
    """The path as seen from the repository's root where it lies below it."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.as_posix()


def _stable(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs from run to run: times, paths, random names."""
    notebook.metadata = {
        key: notebook.metadata[key]
        for key in ("kernelspec", "language_info")
        if key in notebook.metadata
    }
    for place, cell in enumerate(notebook.cells):
        cell.id = f"cell-{place:03d}"
        cell.metadata = {"tags": tags} if (tags := cell.metadata.get("tags")) else {}
    return notebook


def _write(notebook: NotebookNode, target: Path) -> None:
    with replacing(target) as partial:
        nbformat.write(notebook, partial)


def _failure(chapter: Path, error: papermill.PapermillExecutionError, failed: Path) -> str:
    label = cell_name({"source": error.source}, error.cell_index)
    trace = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback)).splitlines()
    return "\n".join(
        [
            f"Chapter {chapter.stem} failed in its cell {label}:",
            *(f"    {line}" for line in trace[-LAST_LINES:]),
            f"The notebook up to there: {_shown(failed)}",
            f"To work on it: nox -s lab, then open analysis/{chapter.name}",
        ]
    )
