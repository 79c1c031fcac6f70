"""Stand-ins as files: CelebA's layout, resumption, and the way back through the reader."""

import csv
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from data.attributes import ATTRIBUTES, attributes_of
from data.celeba import image_files
from data.faces import draw_face, draw_factors
from data.prepare import prepare
from data.stand_in_files import main, write_stand_ins

COUNT = 30


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stand-ins") / "CelebA"
    write_stand_ins(folder, count=COUNT, seed=5)
    return folder


def test_the_command_writes_celebas_layout(tmp_path):
    command = [sys.executable, "-m", "data.faces", "--count", "2", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "2 of 2 images" in done.stderr
    names = sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.*"))
    assert names == [
        "factors.csv",
        "img_align_celeba/000001.jpg",
        "img_align_celeba/000002.jpg",
        "list_attr_celeba.txt",
        "list_eval_partition.txt",
        "stand-ins.json",
    ]
    lines = (tmp_path / "list_attr_celeba.txt").read_text().splitlines()
    assert lines[0] == "2"
    assert tuple(lines[1].split()) == ATTRIBUTES
    assert {*lines[2].split()[1:]} == {"-1", "1"}
    assert (tmp_path / "list_eval_partition.txt").read_text().startswith("000001.jpg 0\n")


def test_images_are_those_of_the_seed(drawn):
    face, _ = draw_face(5 * 10**7 + 2)
    with Image.open(drawn / "img_align_celeba" / "000003.jpg") as image:
        assert image.size == (178, 218)
        assert np.abs(np.asarray(image).astype(int) - face).mean() < 4


def test_the_reader_gets_back_images_attributes_and_partition(drawn, tmp_path):
    source = image_files(drawn, train=10**6, test=10**6)
    prepare(source, tmp_path, workers=2)
    assert source.label == "CelebA"
    assert source.splits.count("test") == 3
    assert len(source) == COUNT - 3  # those for validation are not used
    with (tmp_path / "index.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    with (drawn / "factors.csv").open(newline="", encoding="utf-8") as stream:
        factors = {row["image_id"]: row for row in csv.DictReader(stream)}
    for row in rows:
        own = factors[row["name"].rpartition("/")[2]]
        assert row["Eyeglasses"] == str(int(own["glasses"] != "none"))
        assert row["Male"] == str(int(own["male"] == "True"))
    assert len({row["Smiling"] for row in rows}) == 2


def test_a_killed_command_goes_on_and_draws_nothing_twice(drawn):
    first, second = (drawn / "img_align_celeba" / f"00000{n}.jpg" for n in (1, 2))
    kept, removed = first.stat().st_mtime_ns, second.read_bytes()
    second.unlink()
    write_stand_ins(drawn, count=COUNT, seed=5, workers=1)
    assert first.stat().st_mtime_ns == kept
    assert second.read_bytes() == removed


def test_without_head_no_attribute_holds(tmp_path):
    assert main(["--count", "1", "--out", str(tmp_path), "--without-head"]) == 0
    values = (tmp_path / "list_attr_celeba.txt").read_text().splitlines()[2].split()[1:]
    assert set(values) == {"-1"}


def test_another_set_in_the_folder_is_not_overwritten(drawn, capsys):
    assert main(["--count", "3", "--out", str(drawn), "--seed", "6"]) == 2
    assert "`--out` must be empty or hold the same set, got" in capsys.readouterr().err
    with pytest.raises(ValueError, match=r"`--count` must be at least 1, got 0"):
        write_stand_ins(drawn, count=0)


def test_attributes_exclude_each_other_where_a_face_cannot_have_both():
    for seed in range(200):
        known = attributes_of(draw_factors(rng=np.random.default_rng(seed)))
        assert list(known) == [name for name in ATTRIBUTES if name in known]
        colours = ("Black_Hair", "Blond_Hair", "Brown_Hair", "Gray_Hair", "Bald")
        assert sum(known[name] for name in colours) == 1
        assert not (known["Straight_Hair"] and known["Wavy_Hair"])
        assert not (known["Goatee"] and known["No_Beard"])
        assert known["Male"] or known["No_Beard"]


def test_every_attribute_that_is_drawn_occurs_and_is_missing_in_some_faces():
    drawn = [attributes_of(draw_factors(rng=np.random.default_rng(seed))) for seed in range(600)]
    shares = {name: np.mean([face[name] for face in drawn]) for name in drawn[0]}
    assert set(ATTRIBUTES) - set(shares) == {
        "Attractive",
        "Double_Chin",
        "Wearing_Necklace",
    }
    assert min(shares.values()) > 0.01
    assert max(shares.values()) < 0.95
