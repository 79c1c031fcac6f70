"""Pandoc's reading of the staged pages."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypandoc

from report.engines.markdown import Page, pages
from report.problems import BookError

HERE = Path(__file__).parent
READER = "markdown+autolink_bare_uris"  # as Quarto reads it


@dataclass(frozen=True)
class Parsed:
    """The book's pages and what pandoc read in them.

    Parameters
    ----------
    pages
        In reading order.
    documents
        Pandoc's JSON by file name in the site.
    """

    pages: list[Page]
    documents: dict[str, dict[str, Any]]


def run_pandoc(arguments: Sequence[str], text: str, *, folder: Path, what: str) -> str:
    """Output of one run of pandoc; its warnings are errors.

    Parameters
    ----------
    arguments
        Command line without the program.
    text
        Standard input.
    folder
        Where it runs.
    what
        What is being read or written, for the error.

    Raises
    ------
    BookError
        If pandoc fails or warns.
    """
    run = subprocess.run(
        [pypandoc.get_pandoc_path(), "--fail-if-warnings", "--wrap=none", *arguments],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        check=False,
    )
    if run.returncode != 0:
        headline = f"pandoc stopped at {what}."
        raise BookError(headline, run.stderr.strip().splitlines())
    return run.stdout


def parsed(book: Path, *, figures: Path) -> Parsed:
    """All pages of the staged book, read once.

    Parameters
    ----------
    book
        The staged book.
    figures
        Folder that receives the notebooks' images.

    Returns
    -------
    Parsed
        Figures, tables and equations in the marked form of ``normalise.lua``.
    """
    book_pages = pages(book, figures=figures)
    arguments = [f"--from={READER}", "--to=json", f"--lua-filter={HERE / 'normalise.lua'}"]
    documents = {
        page.html: json.loads(run_pandoc(arguments, page.markdown, folder=book, what=page.source))
        for page in book_pages
    }
    return Parsed(book_pages, documents)
