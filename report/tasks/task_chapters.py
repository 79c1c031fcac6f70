"""Each chapter executed on the edition: ``chapters/`` and ``results/``."""

from pathlib import Path
from typing import Annotated

from pytask import Product, task

from report import progress
from report.chapters import chapter_files, execute_chapter
from report.settings import ROOT, active_edition, active_settings
from report.tasks.needs import files_needed, settings_needed
from report.tasks.nodes import ChapterCode, Setting, code_of_chapter

SETTINGS = active_settings()
EDITION = active_edition()
for chapter in chapter_files():

    @task(
        id=chapter.stem,
        kwargs={
            "chapter": chapter.name,
            "code": [
                ChapterCode(name=chapter.relative_to(ROOT).as_posix()),
                *code_of_chapter(chapter),
            ],
            "sizes": Setting(
                name=f"sizes of {chapter.stem}", value=settings_needed(chapter, SETTINGS)
            ),
            "needed": files_needed(chapter, settings=SETTINGS, edition=EDITION),
        },
    )
    def task_chapter(
        chapter: str,
        code: list[str],
        sizes: object,
        needed: list[Path],
        executed: Annotated[Path, Product] = EDITION / "chapters" / f"{chapter.stem}.ipynb",
        results: Annotated[Path, Product] = EDITION / "results" / f"{chapter.stem}.json",
    ) -> None:
        with progress.step(f"chapters/{executed.stem}", "cells") as step:
            execute_chapter(ROOT / "analysis" / chapter, executed, edition=EDITION, progress=step)
