"""One trained network after the other: ``models/<name>/``."""

from pathlib import Path
from typing import Annotated

from pytask import Product, task

from report import progress
from report.settings import active_edition, active_settings
from report.tasks.nodes import Setting, code_of

SETTINGS = active_settings()
EDITION = active_edition()
IMAGES = EDITION / "images"
MODELS = EDITION / "models"

for name in SETTINGS.networks:

    @task(
        id=name,
        kwargs={
            "name": name,
            "code": code_of("model.training"),
            "settings": Setting(name=f"settings of {name}", value=SETTINGS.of_network(name)),
            "images": [IMAGES / "images.npy", IMAGES / "index.csv", IMAGES / "manifest.json"],
        },
    )
    def task_model(
        name: str,
        code: list[str],
        settings: object,
        images: list[Path],
        weights: Annotated[Path, Product] = MODELS / name / "model.weights.h5",
        config: Annotated[Path, Product] = MODELS / name / "config.json",
        history: Annotated[Path, Product] = MODELS / name / "history.csv",
    ) -> None:
        from analysis.edition import open_edition  # noqa: PLC0415
        from model.hardware import device, fast_precision  # noqa: PLC0415
        from model.training import train  # noqa: PLC0415

        series = open_edition(EDITION)
        schedule = SETTINGS.training.config(seed=SETTINGS.network_seed(name), fast=fast_precision())
        progress.say(f"        models/{name}: {schedule.precision} on {device()}")
        with progress.step(f"models/{name}", "epochs") as step:
            train(
                SETTINGS.networks[name],
                schedule,
                series.images,
                train_rows=series.rows("train"),
                test_rows=series.rows("test"),
                folder=weights.parent,
                identity=" ".join([*code, series.manifest["sha256"]]),
                progress=step,
            )
