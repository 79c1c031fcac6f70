"""Which engine writes the book, and the one call that has it written."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from report.engines.checks import check_site
from report.engines.pandoc import render_with_pandoc
from report.engines.quarto import (
    MINIMUM_VERSION,
    QuartoError,
    render_with_quarto,
    usable_quarto,
)
from report.engines.rules import book_problems
from report.problems import BookError


@dataclass(frozen=True)
class Engine:
    """The program that writes the book.

    Parameters
    ----------
    name
        ``quarto`` or ``pandoc``.
    why
        One line for the person who reads the log.
    executable
        Quarto's program; None for pandoc, which is found as a package.
    required
        Whether the other engine must not step in.
    """

    name: Literal["quarto", "pandoc"]
    why: str
    executable: Path | None = None
    required: bool = False


@dataclass(frozen=True)
class RenderReport:
    """What was written, and by what.

    Parameters
    ----------
    engine
        Name of the engine that wrote the book.
    why
        Why this one, in one line.
    pages
        File names of the site's pages.
    notes
        Further lines for the log.
    """

    engine: str
    why: str
    pages: tuple[str, ...]
    notes: tuple[str, ...] = ()


def choose_engine(requested: str = "auto") -> Engine:
    """Engine that this machine can run.

    Parameters
    ----------
    requested
        ``auto`` takes Quarto where it is found and new enough, else pandoc.

    Returns
    -------
    Engine
        With the reason for the choice.

    Raises
    ------
    BookError
        If Quarto is requested and cannot be used.
    ValueError
        If `requested` is none of the three.
    """
    if requested not in ("auto", "quarto", "pandoc"):
        msg = f"`requested` must be auto, quarto or pandoc, got {requested!r}."
        raise ValueError(msg)
    if requested == "pandoc":
        return Engine("pandoc", "pandoc: as requested.", required=True)
    executable, reason = usable_quarto()
    required = requested == "quarto"
    if executable is not None:
        return Engine("quarto", f"quarto: {reason}.", executable, required=required)
    if required:
        msg = (
            f"Quarto was requested, but {reason}. Remedy: install Quarto {MINIMUM_VERSION} or "
            "newer, or name its program in QUARTO_PATH; or choose the engine pandoc."
        )
        raise BookError(msg)
    return Engine("pandoc", f"pandoc: {reason}.")


def render_book(book: Path, *, engine: Engine, site: Path, pdf: Path) -> RenderReport:
    """Write site and PDF of a staged book.

    Parameters
    ----------
    book
        The staged book; it is only read.
    engine
        From `choose_engine`. If Quarto fails and was not required, pandoc writes the book.
    site
        The site's folder, replaced as a whole when complete.
    pdf
        The PDF file.

    Returns
    -------
    RenderReport
        Which engine wrote it and why.

    Raises
    ------
    BookError
        If the book breaks a rule, or the engine cannot write it.
    """
    problems = book_problems(book)
    if problems:
        headline = f"The book breaks {len(problems)} of the rules that both engines rely on."
        raise BookError(headline, problems)
    pdf.parent.mkdir(parents=True, exist_ok=True)
    if engine.name == "pandoc" or engine.executable is None:
        return _by_pandoc(book, site, pdf, why=engine.why)
    try:
        pages = render_with_quarto(book, executable=engine.executable, site=site, pdf=pdf)
    except QuartoError as error:
        if engine.required:
            raise
        first = str(error).splitlines()[0]
        notes = tuple(error.problems)
        report = _by_pandoc(book, site, pdf, why=f"pandoc: quarto failed ({first.rstrip('.')}).")
        return RenderReport(report.engine, report.why, report.pages, (*notes, *report.notes))
    return RenderReport("quarto", engine.why, tuple(pages))


def _by_pandoc(book: Path, site: Path, pdf: Path, *, why: str) -> RenderReport:
    pages, notes = render_with_pandoc(book, site=site, pdf=pdf)
    if problems := check_site(site):
        headline = "The pages must not be published."
        raise BookError(headline, problems)
    return RenderReport("pandoc", why, tuple(pages), tuple(notes))
