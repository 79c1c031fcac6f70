"""The chapters as a book: ``book/``, ``site/`` and ``series.pdf``."""

import os
from pathlib import Path
from typing import Annotated

from pytask import Product, task

from report import progress
from report.chapters import chapter_files
from report.engines import choose_engine, render_book
from report.settings import ENGINE_VARIABLE, ROOT, active_edition, active_settings
from report.staging import stage_book
from report.tasks.nodes import File, Folder, Setting, code_of

SETTINGS = active_settings()
EDITION = active_edition()
CHAPTERS = chapter_files()
ENGINE = choose_engine(os.environ.get(ENGINE_VARIABLE, "auto"))
BOOK = Folder(name="book", folder=EDITION / "book")
NOT_CODE = [
    File(name=file.relative_to(ROOT).as_posix())
    for file in sorted((ROOT / "report" / "engines").iterdir())
    if file.is_file() and file.suffix != ".py"
]


@task(
    id="stage",
    kwargs={
        "code": code_of("report.staging"),
        "mark": Setting(name="mark", value=SETTINGS.mark),
        "source": Folder(name="report/book", folder=ROOT / "report" / "book"),
        "chapters": CHAPTERS,
        "executed": [EDITION / "chapters" / f"{chapter.stem}.ipynb" for chapter in CHAPTERS],
        "results": [EDITION / "results" / f"{chapter.stem}.json" for chapter in CHAPTERS],
    },
)
def task_stage(
    code: list[str],
    mark: str,
    source: Path,
    chapters: list[Path],
    executed: list[Path],
    results: list[Path],
    book: Annotated[Path, Product, BOOK],
) -> None:
    with progress.step("book", "chapters") as step:
        stage_book(
            book_source=source,
            chapters=chapters,
            executed=executed[0].parent,
            results=results[0].parent,
            target=book,
            profile=SETTINGS.profile,
            edition=SETTINGS.name,
            mark=mark or None,
        )
        step(len(chapters), len(chapters))


@task(
    id="render",
    kwargs={
        "code": [*code_of("report.engines"), *NOT_CODE],
        "engine": Setting(name="engine", value=ENGINE.why if ENGINE.name == "quarto" else "pandoc"),
        "book": BOOK,
    },
)
def task_render(
    code: list[str],
    engine: object,
    book: Path,
    site: Annotated[Path, Product, Folder(name="site", folder=EDITION / "site")],
    pdf: Annotated[Path, Product] = EDITION / "series.pdf",
) -> None:
    with progress.step("site and PDF", "pages") as step:
        rendered = render_book(book, engine=ENGINE, site=site, pdf=pdf)
        step(len(rendered.pages), len(rendered.pages))
    for line in (rendered.why, *rendered.notes):
        progress.say(f"        {line}")
