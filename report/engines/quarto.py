"""Quarto: where it is found, how it is run, and how its failures are seen."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.atomic import replacing
from report.engines.checks import silent_failures
from report.folders import fresh_folder
from report.problems import BookError

TIME_LIMIT = 900.0  # seconds
LAST_LINES = 12
SILENT_FAILURES = re.compile(r"Unable to resolve crossref|citation\b.*\bnot found", re.IGNORECASE)
NOT_PUBLISHED = shutil.ignore_patterns(".quarto", ".gitignore", "*.pdf")


class QuartoError(BookError):
    """Quarto ran and did not write the book as it should be."""


@dataclass(frozen=True, order=True)
class Version:
    """Version of Quarto; prints as ``1.9``."""

    major: int
    minor: int

    def __str__(self) -> str:
        """Major and minor number."""
        return f"{self.major}.{self.minor}"


MINIMUM_VERSION = Version(1, 9)  # the first with Typst books


def usable_quarto() -> tuple[Path | None, str]:
    """First Quarto that runs and is new enough.

    Returns
    -------
    tuple of Path or None, and str
        The program; where it was found, or why none is used. Looked for in ``$QUARTO_PATH``, on
        the PATH, and in the package quarto-cli, whose entry script stands on the PATH even if the
        program behind it could not be downloaded.
    """
    reason = "no Quarto in QUARTO_PATH, on the PATH or as the package quarto-cli"
    for path, where in _candidates():
        version = quarto_version(path)
        if version is None:
            reason = f"the Quarto of {where} ({path}) does not run"
        elif version < MINIMUM_VERSION:
            reason = f"Quarto {version} of {where} is older than {MINIMUM_VERSION}"
        else:
            return path, f"version {version} of {where}"
    return None, reason


def _candidates() -> Iterator[tuple[Path, str]]:
    if named := os.environ.get("QUARTO_PATH"):
        path = Path(named)
        yield (path / "quarto" if path.is_dir() else path), "QUARTO_PATH"
    if on_path := shutil.which("quarto"):
        yield Path(on_path), "the PATH"
    package = importlib.util.find_spec("quarto_cli")
    for folder in (package and package.submodule_search_locations) or []:
        for program in sorted(Path(folder, "bin").glob("quarto*")):
            yield program, "the package quarto-cli"


def quarto_version(executable: Path) -> Version | None:
    """Version that the program tells, or None.

    Parameters
    ----------
    executable
        Quarto's program.
    """
    try:
        run = subprocess.run(
            [str(executable), "--version"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"\s*(\d+)\.(\d+)", run.stdout)
    return Version(int(found[1]), int(found[2])) if run.returncode == 0 and found else None


def render_with_quarto(
    book: Path, *, executable: Path, site: Path, pdf: Path, time_limit: float = TIME_LIMIT
) -> list[str]:
    """Write site and PDF with one run of ``quarto render`` in a copy of the book.

    Parameters
    ----------
    book
        The staged book; it is only read.
    executable
        Quarto's program.
    site
        The site's folder, emptied first.
    pdf
        The PDF file.
    time_limit
        Longest time that the run may take. [s]

    Returns
    -------
    list of str
        File names of the pages.

    Raises
    ------
    QuartoError
        If the run fails, or succeeds and leaves unresolved references or citations, stored
        errors, broken links, or addresses that are loaded from the network.
    """
    with tempfile.TemporaryDirectory() as work:
        copy = Path(work) / "book"
        shutil.copytree(book, copy)
        log = _run(executable, copy, time_limit)
        output = copy / "_book"
        printed = sorted(output.glob("*.pdf"))
        problems = [line.strip() for line in log.splitlines() if SILENT_FAILURES.search(line)]
        problems += [] if printed else ["Quarto wrote no PDF."]
        problems += [] if (output / "index.html").is_file() else ["Quarto wrote no pages."]
        problems += silent_failures(output)
        if problems:
            headline = "Quarto wrote a book that must not be published."
            raise QuartoError(headline, problems)
        with fresh_folder(site) as folder:
            shutil.copytree(output, folder, dirs_exist_ok=True, ignore=NOT_PUBLISHED)
        with replacing(pdf) as partial:
            shutil.copyfile(printed[0], partial)
    return [page.name for page in sorted(site.glob("*.html"))]


def _run(executable: Path, folder: Path, time_limit: float) -> str:
    """Log of ``quarto render``; the whole group of processes ends with the time limit."""
    log = folder.parent / "quarto.log"
    with log.open("w", encoding="utf-8") as file:
        try:
            run = subprocess.Popen(
                [str(executable), "render"],
                cwd=folder,
                stdout=file,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "NO_COLOR": "1"},
                start_new_session=True,
            )
        except OSError as error:
            msg = f"Quarto cannot be started: {error}."
            raise QuartoError(msg) from error
        status = _awaited(run, time_limit)
    text = log.read_text(encoding="utf-8", errors="replace")
    if status is None:
        msg = f"Quarto took longer than {time_limit:.0f} s."
        raise QuartoError(msg, text.strip().splitlines()[-LAST_LINES:])
    if status != 0:
        headline = f"Quarto ended with status {status}."
        raise QuartoError(headline, text.strip().splitlines()[-LAST_LINES:])
    return text


def _awaited(run: subprocess.Popen[bytes], time_limit: float) -> int | None:
    try:
        return run.wait(timeout=time_limit)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
