"""Each experiment, made once for the chapters that read it: ``experiments/<name>.npz``."""

import importlib
from pathlib import Path
from typing import Annotated

import numpy as np
from pytask import Product, mark, task

from data.atomic import replacing
from report import progress
from report.chapters import experiment_files
from report.settings import active_edition, active_settings
from report.tasks.needs import files_needed, settings_needed
from report.tasks.nodes import Setting, code_of

SETTINGS = active_settings()
EDITION = active_edition()

for experiment in experiment_files():

    @mark.try_first  # type: ignore[untyped-decorator]  # chapters wait for them
    @task(
        id=experiment.stem,
        kwargs={
            "name": experiment.stem,
            "code": code_of(f"analysis.experiments.{experiment.stem}"),
            "sizes": Setting(
                name=f"sizes of {experiment.stem}", value=settings_needed(experiment, SETTINGS)
            ),
            "needed": files_needed(experiment, settings=SETTINGS, edition=EDITION),
        },
    )
    def task_experiment(
        name: str,
        code: list[str],
        sizes: object,
        needed: list[Path],
        arrays: Annotated[Path, Product] = EDITION / "experiments" / f"{experiment.stem}.npz",
    ) -> None:
        from analysis.edition import open_edition  # noqa: PLC0415

        measure = importlib.import_module(f"analysis.experiments.{name}").measure
        with progress.step(f"experiments/{name}"), replacing(arrays) as partial:
            np.savez(partial, **measure(open_edition(EDITION)))
