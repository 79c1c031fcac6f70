"""A folder in CelebA's layout gives the same chapters, with attributes in place of factors."""

import subprocess
import sys

import nbformat
import numpy as np
import pytest

from analysis.edition import Edition
from data.attributes import ATTRIBUTES
from data.face_factors import FaceFactors
from report.chapters import chapter_files
from report.engines import check_site
from tests.repository import ROOT, copied

COUNT = 600
FACTORS = set(FaceFactors.__dataclass_fields__) - set(ATTRIBUTES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Drawn faces as CelebA is distributed, without what only the drawer knows."""
    target = tmp_path_factory.mktemp("images") / "celeba"
    command = [sys.executable, "-m", "data.faces", "--count", str(COUNT), "--out", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (target / "factors.csv").unlink()
    return target


def with_few_networks(repository):
    """The repository, its smoke profile without side networks that chapter 10 does not ask for."""
    profiles = repository.root / "report" / "profiles.toml"
    tables = profiles.read_text("utf-8").split("\n[")
    side = ("smoke.side_networks.", "smoke.side_networks.ae_small]")
    kept = [table for table in tables if not table.startswith(side[0]) or table.startswith(side[1])]
    profiles.write_text("\n[".join(kept).replace("epochs = 2", "epochs = 1"), "utf-8")
    return repository


def built(repository, folder, *arguments):
    """The edition on the folder's images, after a build that must succeed."""
    status, printed = repository.report(
        "--profile", "smoke", "--engine", "pandoc", "--images", str(folder), *arguments
    )
    assert status == 0, printed
    return Edition(repository.root / "build" / "smoke-celeba")


def table_of(series, chapter, label):
    """Markdown that a labelled cell of an executed chapter shows."""
    notebook = nbformat.read(series.folder / "chapters" / f"{chapter}.ipynb", nbformat.NO_CONVERT)
    cell = next(cell for cell in notebook.cells if f"label: {label}\n" in cell.source)
    kind = "text/markdown"
    return next(out.data[kind] for out in cell.outputs if kind in out.get("data", {}))


def test_chapters_speak_of_attributes_where_no_factors_are_known(folder, tmp_path):
    repository = with_few_networks(copied(tmp_path))
    built(repository, folder, "--only", "2")
    series = built(repository, folder, "--only", "10")
    assert not FACTORS & set(series.index)
    assert all(set(np.unique(series.index[name])) <= {0.0, 1.0} for name in ATTRIBUTES)
    results = series.results(but="")
    assert results["images.source"]["text"] == "those of CelebA"
    assert results["images.attributes"]["value"] == len(ATTRIBUTES)
    probes = table_of(series, "10_inside_the_cloud", "tbl-inside-probes")
    assert "AUC of attributes" in probes
    assert "factors" not in probes
    walks = table_of(series, "10_inside_the_cloud", "tbl-inside-walks")
    assert any(name.replace("_", " ") in walks for name in ATTRIBUTES)
    assert "partition" not in walks


@pytest.mark.long
def test_a_whole_edition_of_celebas_layout_has_every_chapter(folder, tmp_path):
    series = built(copied(tmp_path), folder)
    for chapter in chapter_files():
        assert (series.folder / "site" / f"{chapter.stem}.html").is_file()
    assert check_site(series.folder / "site") == []
