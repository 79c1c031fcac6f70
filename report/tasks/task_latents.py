"""z-points of all images, in float32: ``latents/<name>/``."""

from pathlib import Path
from typing import Annotated

import numpy as np
from pytask import Product, task

from data.atomic import replacing
from report import progress
from report.settings import active_edition, active_settings
from report.tasks.needs import point_files
from report.tasks.nodes import Setting, code_of

SETTINGS = active_settings()
EDITION = active_edition()

for name in SETTINGS.trained:
    points_of = point_files(name, settings=SETTINGS, edition=EDITION)
    if not points_of:
        continue

    @task(
        id=name,
        kwargs={
            "name": name,
            "code": code_of("model.latents"),
            "seed": Setting(name=f"seed of {name}", value=SETTINGS.network_seed(name)),
            "images": EDITION / "images" / "images.npy",
            "weights": EDITION / "models" / name / "model.weights.h5",
            "config": EDITION / "models" / name / "config.json",
            "points": points_of,
        },
    )
    def task_latents(
        name: str,
        code: list[str],
        seed: int,
        images: Path,
        weights: Path,
        config: Path,
        points: Annotated[dict[str, Path], Product],
    ) -> None:
        from model.latents import draw_z, load_network  # noqa: PLC0415

        with progress.step(f"latents/{name}", "images") as step:
            arrays = load_network(weights.parent).encode(
                np.load(images, mmap_mode="r"), progress=step
            )
            if "mu" in arrays:
                rng = np.random.default_rng(seed)
                arrays["z"] = draw_z(arrays["mu"], arrays["log_var"], rng=rng)
            for array, file in points.items():
                with replacing(file) as partial:
                    np.save(partial, arrays[array])
