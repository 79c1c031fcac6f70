"""One trained network after the other: ``models/<name>/``."""

from pathlib import Path
from typing import Annotated

from pytask import Product, mark, task

from report import progress
from report.settings import active_edition, active_settings
from report.tasks.nodes import Setting, code_of

SETTINGS = active_settings()
EDITION = active_edition()
MODELS = EDITION / "models"
IMAGE_SET = ("images.npy", "index.csv", "manifest.json")
WEIGHTS = ("model.weights.h5", "config.json")

for name, network in SETTINGS.trained.items():
    image_set = network.config.images if network.config.images != "faces" else "images"
    order = mark.try_first if name in SETTINGS.networks else mark.try_last

    @order  # type: ignore[untyped-decorator]
    @task(
        id=name,
        kwargs={
            "name": name,
            "code": code_of("model.training"),
            "settings": Setting(name=f"settings of {name}", value=SETTINGS.of_network(name)),
            "images": [EDITION / image_set / file for file in IMAGE_SET],
            "start": [MODELS / network.start / file for file in WEIGHTS if network.start],
        },
    )
    def task_model(
        name: str,
        code: list[str],
        settings: object,
        images: list[Path],
        start: list[Path],
        weights: Annotated[Path, Product] = MODELS / name / "model.weights.h5",
        config: Annotated[Path, Product] = MODELS / name / "config.json",
        history: Annotated[Path, Product] = MODELS / name / "history.csv",
    ) -> None:
        from analysis.edition import open_edition  # noqa: PLC0415
        from model.hardware import device, fast_precision  # noqa: PLC0415
        from model.training import train  # noqa: PLC0415

        settings_of = SETTINGS.trained[name]
        series = open_edition(EDITION)
        image_set = series.image_set(settings_of.config.images)
        train_rows = image_set.rows("train")
        schedule = SETTINGS.schedule(name, fast=fast_precision())
        progress.say(f"        models/{name}: {schedule.precision} on {device()}")
        with progress.step(f"models/{name}", "epochs") as step:
            train(
                settings_of.config,
                schedule,
                image_set.images,
                train_rows=train_rows[: settings_of.train_images or len(train_rows)],
                test_rows=image_set.rows("test"),
                folder=weights.parent,
                start=start[0].parent if start else None,
                identity=" ".join([*code, image_set.manifest["content"]]),
                progress=step,
            )
