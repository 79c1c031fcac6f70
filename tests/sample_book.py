"""A book of two small chapters, written and "executed" without a kernel."""

import base64
import io
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
from PIL import Image

from report.staging import stage_book

ROOT = Path(__file__).parents[1]
REFERENCES = ROOT / "report" / "book" / "references.qmd"
SOFTWARE = re.findall(r"@(\w+)", REFERENCES.read_text("utf-8"))  # cited by the page of references
FIRST = """\
# %% [markdown]
# # Shells {#sec-shells}
#
# The radius is {{< var shells.radius >}} ({{< var shells.radius.low >}} to
# {{< var shells.radius.high >}}), see @fig-shells, @tbl-shells, @eq-radius and @sec-cloud. The post
# says so [@anracom2023pitfalls2; @anracom2022curse2].
#
# ## Radius {#sec-radius}
#
# $$ R^2 = \\sum_i x_i^2 $$ {#eq-radius}

# %% tags=["parameters"]
edition = "build/laptop"

# %%
#| label: fig-shells
#| fig-cap: "Radius: the mean is {{< var shells.radius >}}."
#| fig-alt: "A grey square & a \\"mean\\" of {{< var shells.radius >}}."
figure = 1

# %%
#| label: tbl-shells
#| tbl-cap: "Numbers."
table = 2
"""
SECOND = """\
# %% [markdown]
# # Cloud {#sec-cloud}
#
# After @sec-shells and @sec-radius comes @fig-pair, and [-@fig-pair-2] is its second half.
# [@anracom2022curse1; @anracom2022curse2] A formula $x$, too.
#
# ::: {.callout-note title="What *holds*"}
# This does, in 49 % [46 %, 52 %] of cases, by 2 × 10⁻⁵ or 20 ± 3.
# :::
#
# ## Radius

# %%
#| label: fig-pair
#| fig-cap: "Two."
#| fig-subcap: ["one", "other"]
#| fig-alt: ["left square", "right square"]
#| layout-ncol: 2
figure = 3

# %%
print("done")
"""


@dataclass(frozen=True)
class Sample:
    """Where the parts of the sample lie."""

    folder: Path

    @property
    def chapters(self) -> list[Path]:
        return sorted((self.folder / "analysis").glob("[0-9]*.py"))

    @property
    def book(self) -> Path:
        return self.folder / "book"

    def stage(self, *, mark: str | None = None) -> Path:
        stage_book(
            book_source=self.folder / "source",
            chapters=self.chapters,
            executed=self.folder / "chapters",
            results=self.folder / "results",
            target=self.book,
            profile="laptop",
            edition="laptop",
            mark=mark,
        )
        return self.book

    def publish(self, chapter: str, results: dict[str, dict[str, object]]) -> None:
        path = self.folder / "results" / f"{chapter}.json"
        path.write_text(json.dumps(results), encoding="utf-8")

    def rewrite(self, chapter: str, old: str, new: str) -> None:
        path = self.folder / "analysis" / f"{chapter}.py"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def execute(self) -> None:
        """Give each chapter an executed copy as papermill leaves it."""
        for chapter in self.chapters:
            notebook = jupytext.read(chapter)
            for cell in notebook.cells:
                cell.metadata["papermill"] = {"duration": 0.1, "start_time": "2026-01-01T00:00"}
                if cell.cell_type == "code":
                    cell.execution_count = 7
                    cell.outputs = outputs(cell.source)
            injected = nbformat.v4.new_code_cell('edition = "build/smoke"')
            injected.metadata["tags"] = ["injected-parameters"]
            places = [
                i
                for i, cell in enumerate(notebook.cells)
                if "parameters" in cell.metadata.get("tags", [])
            ]
            if places:
                notebook.cells.insert(places[0] + 1, injected)
            nbformat.write(notebook, self.folder / "chapters" / f"{chapter.stem}.ipynb")


def outputs(source: str) -> list[nbformat.NotebookNode]:
    new = nbformat.v4.new_output
    if "label: tbl-" in source:
        return [new("display_data", {"text/markdown": "| N | R |\n|--:|--:|\n| 3 | 1 |"})]
    if "print" in source:
        noise = new("stream", name="stderr", text="a warning of 10:15:01")
        return [new("stream", name="stdout", text="done\n"), noise]
    count = 2 if "fig-subcap" in source else 1 if "label: fig-" in source else 0
    return [
        new("display_data", {"image/png": png(), "text/plain": "<Figure size 640x480>"})
    ] * count


def png(*, width: int = 60, height: int = 40) -> str:
    stream = io.BytesIO()
    Image.new("L", (width, height), 128).save(stream, "PNG", dpi=(96, 96))
    return base64.b64encode(stream.getvalue()).decode()


def sample_book(folder: Path) -> Sample:
    for name in ("analysis", "chapters", "results"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(ROOT / "report" / "book", folder / "source")
    index = folder / "source" / "index.qmd"
    index.write_text("# About {.unnumbered}\n\nStart with [shells](01_shells.ipynb).\n", "utf-8")
    (folder / "analysis" / "01_shells.py").write_text(FIRST, encoding="utf-8")
    (folder / "analysis" / "06_cloud.py").write_text(SECOND, encoding="utf-8")
    sample = Sample(folder)
    radius = {"value": 9.2, "text": "9.23", "low_text": "9.22", "high_text": "9.24"}
    sample.publish("01_shells", {"shells.radius": radius})
    sample.execute()
    return sample
