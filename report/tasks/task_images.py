"""The source's images, cropped, resized and packed: ``images/``."""

from pathlib import Path
from typing import Annotated

from pytask import Product, task

from report import progress
from report.settings import active_edition, active_settings
from report.tasks.nodes import Setting, code_of

SETTINGS = active_settings()
SOURCE = SETTINGS.image_source()
FOLDER = active_edition() / "images"


@task(
    id="images",
    kwargs={
        "code": code_of("data.prepare"),
        "source": Setting(name="image source", value=SOURCE.identity()),
        "skip_bad": Setting(name="whether bad images are left out", value=SETTINGS.skip_bad),
    },
)
def task_images(
    code: list[str],
    source: str,
    skip_bad: bool,
    images: Annotated[Path, Product] = FOLDER / "images.npy",
    index: Annotated[Path, Product] = FOLDER / "index.csv",
    manifest: Annotated[Path, Product] = FOLDER / "manifest.json",
) -> None:
    from data.prepare import prepare  # noqa: PLC0415

    with progress.step("images", "images") as step:
        prepare(SOURCE, FOLDER, skip_bad=skip_bad, identity=" ".join(code), progress=step)
