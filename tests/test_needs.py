"""What a chapter or an experiment opens is read off its code."""

import re
from pathlib import Path

import pytest

from analysis.edition import open_edition
from report.chapters import chapter_files, experiment_files
from report.settings import read_settings
from report.tasks.needs import files_needed, point_files, settings_needed

SETTINGS = read_settings("smoke")
EDITION = Path("edition")


def needed(code, tmp_path):
    """Files that a module with this code needs, relative to the edition."""
    module = tmp_path / "module.py"
    module.write_text(code, "utf-8")
    found = files_needed(module, settings=SETTINGS, edition=EDITION)
    return {file.relative_to(EDITION).as_posix() for file in found}


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("series.rng(1)", set()),
        ('series.z("ae")', {"latents/ae/z.npy"}),
        ('series.log_var("vae")', {f"latents/vae/{a}.npy" for a in ("z", "mu", "log_var")}),
        (
            'series.history("digits_2")',
            {f"models/digits_2/{p}" for p in ("model.weights.h5", "config.json", "history.csv")},
        ),
        (
            'series.rows("test")',
            {f"images/{p}" for p in ("images.npy", "index.csv", "manifest.json")},
        ),
    ],
)
def test_names_in_the_code_tell_the_files(code, files, tmp_path):
    assert needed(code, tmp_path) == files


def test_all_networks_of_a_list_are_needed(tmp_path):
    found = needed("[series.z(name) for name in series.networks]", tmp_path)
    assert found == {
        file.relative_to(EDITION).as_posix()
        for name in SETTINGS.networks
        for file in point_files(name, settings=SETTINGS, edition=EDITION).values()
    }


def test_the_beginning_of_an_f_string_names_networks(tmp_path):
    found = needed('[series.z(f"ae_small_{n}") for n in (4, 16)]', tmp_path)
    assert found == {f"latents/ae_small_{n}/z.npy" for n in (4, 16, 64)}


def test_a_network_stands_for_its_runs(tmp_path):
    found = needed('[series.z(name) for name in series.runs("ae_repeat")]', tmp_path)
    names = [name for name in SETTINGS.trained if name.startswith("ae_repeat")]
    assert len(names) > 1
    assert found == {f"latents/{name}/z.npy" for name in names}


def test_a_size_concerns_those_who_name_it_and_somebody_does():
    named = set()
    for source in [*chapter_files(), *experiment_files()]:
        sizes = settings_needed(source, SETTINGS)["chapters"]
        assert sizes == {name: SETTINGS.chapters[name] for name in sizes}
        assert set(re.findall(r'series\.sizes\["(\w+)"\]', source.read_text("utf-8"))) <= set(sizes)
        named |= set(sizes)
    assert named == set(SETTINGS.chapters)
    shells = next(chapter for chapter in chapter_files() if chapter.stem == "01_shells")
    assert "face_samples" not in settings_needed(shells, SETTINGS)["chapters"]


def test_repairing_networks_and_those_of_digits_have_no_points_of_faces():
    for name in ("ae_denoise", "digits_2"):
        assert point_files(name, settings=SETTINGS, edition=EDITION) == {}


def test_only_chapters_and_experiments_open_an_edition():
    opening = re.compile(r"\b(series|edition)\.(z|network|rows|log_var|history)\(")
    allowed = {*chapter_files(), *experiment_files()}
    for module in sorted(Path(open_edition.__code__.co_filename).parent.rglob("*.py")):
        assert module in allowed or not opening.search(module.read_text("utf-8")), module
