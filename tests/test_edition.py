"""A smoke edition from images to PDF, edited, killed and resumed."""

import json
import re
import shutil
import signal
import time

import numpy as np
import pytest
from pypdf import PdfReader

from report.chapters import chapter_files, experiment_files
from report.engines import check_site
from report.tasks.nodes import code_of, code_of_chapter
from tests.repository import ROOT, copied


def code_of_experiment(experiment):
    return code_of(f"analysis.experiments.{experiment.stem}")


CHAPTERS = [chapter.stem for chapter in chapter_files()]
FACE_ENDINGS = [
    *("reconstruction_test", "mean_face", "control", "cube_matched", "normal"),
    *("diagonal_gaussian", "full_gaussian"),
    *(f"cube.b{b}" for b in ("0_5", "1", "1_5", "2", "2_5", 5, 8, 10, 15, 20, 30, 50)),
    *(f"component_box.f{f}" for f in ("0_4", "0_5", "0_6", "0_7", "0_8", "0_9", "1_0")),
]
PUBLISHED = {
    *(f"shells.mean_radius.n{n}.b1" for n in (2, 3, 256)),
    *("shells.radius_sd.n256.b1", "models.vae_tiny.kl", "face_rate.original", "face_rate.noise"),
    *("models.ae.test_loss", "models.vae_tiny.test_loss"),
    *("cloud.radius.ae.mode", "cloud.radius.ae.mean", "cloud.radius.vae_tiny.mean"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    repository = copied(tmp_path_factory.mktemp("built"))
    status, printed = repository.report("--profile", "smoke", "--engine", "pandoc")
    assert status == 0, printed
    assert "site/index.html" in printed
    assert "series.pdf" in printed
    return repository


@pytest.fixture
def edited(built, tmp_path):
    """The built edition in a copy that a test may edit."""
    return type(built)(shutil.copytree(built.root, tmp_path / "edited"))


def test_every_chapter_leaves_a_notebook_a_page_and_results(built):
    for chapter in CHAPTERS:
        assert (built.smoke / "chapters" / f"{chapter}.ipynb").is_file()
        assert (built.smoke / "site" / f"{chapter}.html").is_file()
        assert built.results()[chapter], chapter


def test_the_results_that_others_read_are_published(built):
    names = {name for results in built.results().values() for name in results}
    assert names >= PUBLISHED
    for network in ("ae", "vae_tiny"):
        for kind in ("face_rate", "diversity"):
            assert {f"{kind}.{network}.{ending}" for ending in FACE_ENDINGS} <= names


def test_the_exact_mean_radii_are_the_box_integrals(built):
    results = built.results()["01_shells"]
    exact = {"n2": 0.7651957164642127, "n3": 0.9605919564547420, "n256": 9.2339893036018}
    for name, value in exact.items():
        assert results[f"shells.mean_radius.{name}.b1"]["value"] == pytest.approx(value, rel=1e-10)


def test_steps_run_side_by_side(built):
    record = _record(built)
    assert sum(record["seconds"].values()) > 1.2 * record["total_seconds"]


def test_links_and_cross_references_resolve_and_nothing_is_loaded_from_outside(built):
    assert check_site(built.smoke / "site") == []


def test_the_pdf_holds_every_chapter(built):
    reader = PdfReader(built.smoke / "series.pdf")
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 2 * len(CHAPTERS)
    text = " ".join(" ".join(pages).split())
    titles = [
        file.read_text("utf-8").split("# # ", 1)[1].split(" {#", 1)[0] for file in chapter_files()
    ]
    for title in titles:
        assert title in text
    for unresolved in ("{{<", "@fig-", "@tbl-", "@sec-", "@eq-"):
        assert unresolved not in text


def test_pages_of_a_smoke_edition_say_so(built):
    for page in sorted((built.smoke / "site").glob("[0-9]*.html")):
        assert "smoke edition" in page.read_text("utf-8"), page.name


def test_a_second_run_runs_nothing(built):
    status, printed = built.report("--profile", "smoke", "--engine", "pandoc")
    assert status == 0
    assert "0 steps ran" in printed
    assert built.ran() == set()


def test_an_edited_sentence_starts_no_kernel(edited):
    page = edited.smoke / "site" / "06_radius_and_components.html"
    before = page.read_text("utf-8")
    edited.edit(
        "analysis/06_radius_and_components.py",
        "# %% [markdown]\n# ",
        "# %% [markdown]\n# Zebra.\n# ",
    )
    edited.edit("analysis/06_radius_and_components.py", "# Zebra.\n# # ", "# # ")
    edited.edit("analysis/06_radius_and_components.py", "\n#\n# ", "\n#\n# Zebra. ")
    status, printed = edited.report("--profile", "smoke", "--engine", "pandoc")
    assert status == 0, printed
    assert edited.ran() == {"book/stage", "book/render"}
    assert "Zebra" not in before
    assert "Zebra" in page.read_text("utf-8")


def test_edited_code_runs_exactly_the_steps_that_import_it(edited):
    edited.edit("analysis/shells.py", '"""\n', '"""\nEDITED = 1\n')
    status, printed = edited.report("--profile", "smoke", "--engine", "pandoc", "--explain")
    assert status == 0, printed
    importing = {
        f"{folder}/{source.stem}"
        for folder, sources, code in (
            ("chapters", chapter_files(), code_of_chapter),
            ("experiments", experiment_files(), code_of_experiment),
        )
        for source in sources
        if "analysis/shells.py" in {node.name for node in code(source)}
    }
    assert "chapters/01_shells" in importing
    assert not [node for node in code_of("model.training") if node.name == "analysis/shells.py"]
    blocks = {block.split()[0]: block for block in printed.split("  would run  ")[1:]}
    assert importing <= set(blocks)
    for name, block in blocks.items():
        reasons = set(re.findall(r"because (\S+)", block))
        assert reasons <= {"analysis/shells.py", *blocks}
        assert "analysis/shells.py" not in reasons or name in importing
    assert f"{len(blocks)} steps would run" in printed
    _, of_one = edited.report("--profile", "smoke", "--only", "1", "--explain")
    assert f"{of_one.count('  would run  ')} steps would run, " in of_one


def test_a_restored_edition_runs_nothing_in_a_fresh_clone(built, tmp_path):
    fresh = copied(tmp_path)
    shutil.copytree(built.smoke, fresh.smoke)
    status, printed = fresh.report("--profile", "smoke", "--engine", "pandoc")
    assert status == 0, printed
    assert fresh.ran() == set()


def test_a_tampered_product_is_made_again(edited):
    (edited.smoke / "series.pdf").write_bytes(b"%PDF")
    status, printed = edited.report("--profile", "smoke", "--engine", "pandoc")
    assert status == 0, printed
    assert edited.ran() == {"book/render"}


def test_a_failing_cell_is_named_and_its_notebook_kept_apart(edited):
    edited.edit("analysis/01_shells.py", "use_house_style()", "use_house_style()\n1 / 0")
    status, printed = edited.report("--profile", "smoke", "--only", "1")
    assert status == 1
    assert "Chapter 01_shells failed in its cell cell-" in printed
    assert "ZeroDivisionError" in printed
    assert "nox -s lab" in printed
    assert (edited.smoke / "chapters" / "failed" / "01_shells.ipynb").is_file()


def test_a_second_build_at_once_is_refused(edited):
    edited.edit(
        "analysis/01_shells.py",
        "use_house_style()",
        "use_house_style()\nimport time; time.sleep(60)",
    )
    log = edited.smoke / "build.log"
    log.unlink()
    first = edited.start("--profile", "smoke", "--only", "1")
    try:
        while not log.exists() and first.poll() is None:
            time.sleep(0.1)
        status, printed = edited.report("--profile", "smoke")
    finally:
        first.kill()
        first.communicate()
    assert status == 2
    assert "Another build of" in printed


@pytest.fixture
def interruptible():
    """SIGINT as a terminal sends it: a shell's background job is started to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_stopped_build_ends_at_once_and_goes_on_later(built, tmp_path):
    stopped = copied(tmp_path)
    for part in ("images", "pytask.lock", ".pytask"):
        source, target = built.smoke / part, stopped.smoke / part
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, target)
    arguments = "--profile", "smoke", "--only", "6"
    process = stopped.start(*arguments)
    while not list(stopped.smoke.glob("models/*/checkpoints/last.npz")) and process.poll() is None:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    printed, _ = process.communicate(timeout=10)
    assert process.returncode == 130, printed
    assert "Stopped. What is done is kept" in printed
    status, printed = stopped.report(*arguments)
    assert status == 0, printed
    assert "images" not in stopped.ran()


def kill_and_compare(built, folder, kills):
    """Kill a cold build at random moments, finish it, and compare its results."""
    moments = np.random.default_rng(7).uniform(2, 2 + _record(built)["total_seconds"] / 2, kills)
    killed = copied(folder)
    for moment in moments:
        killed.kill_after(moment, "--profile", "smoke", "--engine", "pandoc")
    status, printed = killed.report("--profile", "smoke", "--engine", "pandoc")
    assert status == 0, printed
    assert killed.results() == built.results()
    assert not list(killed.smoke.rglob(".partial*"))


def _record(repository):
    return json.loads((repository.smoke / "build.json").read_text("utf-8"))


def test_a_build_killed_twice_ends_with_the_same_results(built, tmp_path):
    kill_and_compare(built, tmp_path, 2)


@pytest.mark.long
def test_a_build_killed_ten_times_ends_with_the_same_results(built, tmp_path):
    kill_and_compare(built, tmp_path, 10)


def test_the_repository_holds_no_generated_file():
    assert not list(ROOT.glob("analysis/*.ipynb"))
