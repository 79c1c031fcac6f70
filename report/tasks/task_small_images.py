"""Small images that side networks are trained on: ``digits/``."""

from pathlib import Path
from typing import Annotated

from pytask import Product, mark, task

from report import progress
from report.settings import active_edition, active_settings
from report.tasks.nodes import code_of

EDITION = active_edition()

for name in active_settings().small_image_sets:
    # first, so that trainings run while faces are drawn
    @mark.try_first  # type: ignore[untyped-decorator]
    @task(id=name, kwargs={"name": name, "code": code_of("data.small_images")})
    def task_small_images(
        name: str,
        code: list[str],
        images: Annotated[Path, Product] = EDITION / name / "images.npy",
        index: Annotated[Path, Product] = EDITION / name / "index.csv",
        manifest: Annotated[Path, Product] = EDITION / name / "manifest.json",
    ) -> None:
        from data.small_images import write_small_images  # noqa: PLC0415

        with progress.step(name, "images"):
            write_small_images(name, images.parent)
