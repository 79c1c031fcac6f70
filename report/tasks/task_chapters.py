"""Each chapter executed on the edition: ``chapters/`` and ``results/``."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pytask import Product, task

from report import progress
from report.chapters import chapter_files, execute_chapter
from report.settings import ROOT, active_edition, active_settings
from report.tasks.nodes import ChapterCode, Setting, attributes_used, code_of_chapter

SETTINGS = active_settings()
EDITION = active_edition()
CHAPTERS = chapter_files()

LATENTS = {
    name: ("z",) if network.config.kind == "ae" else ("z", "mu", "log_var")
    for name, network in SETTINGS.networks.items()
}
IMAGE_SET = ("images.npy", "index.csv", "manifest.json")
NETWORK = ("model.weights.h5", "config.json", "history.csv")


def files(names: Iterable[str], parts: Iterable[str], *, below: str = "") -> list[Path]:
    """The same files of several folders."""
    return [EDITION / below / name / part for name in names for part in parts]


LATENT_FILES = [
    EDITION / "latents" / name / f"{array}.npy" for name in LATENTS for array in LATENTS[name]
]
NEEDS = {
    frozenset({"images", "index", "rows", "manifest"}): files(["images"], IMAGE_SET),
    frozenset({"network", "network_settings", "history"}): files(
        SETTINGS.networks, NETWORK, below="models"
    ),
    frozenset({"z", "drawn_z", "log_var"}): LATENT_FILES,
    frozenset({"side_networks"}): files(SETTINGS.side_networks, NETWORK, below="models"),
    frozenset({"image_set"}): files(SETTINGS.small_image_sets, IMAGE_SET),
}


def files_needed(chapter: Path) -> list[Path]:
    """Files of the edition that the chapter opens, by the loader's attributes that it uses."""
    used = attributes_used(chapter)
    needed = [file for names, these in NEEDS.items() if names & used for file in these]
    if "results" in used:
        others = [other for other in CHAPTERS if other != chapter]
        needed += [EDITION / "results" / f"{other.stem}.json" for other in others]
    return needed


for chapter in CHAPTERS:

    @task(
        id=chapter.stem,
        kwargs={
            "chapter": chapter.name,
            "code": [
                ChapterCode(name=chapter.relative_to(ROOT).as_posix()),
                *code_of_chapter(chapter),
            ],
            "sizes": Setting(name="sizes of the chapters", value=SETTINGS.of_chapters()),
            "needed": files_needed(chapter),
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
