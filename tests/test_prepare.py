"""Preparation: what is cut, resumption, and folders of real images."""

import csv
import hashlib
import json
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from data.celeba import image_folder, split_of
from data.prepare import BLOCK, SIDE, StandIns, prepare, prepared


@dataclass(frozen=True)
class Ramps:
    """A source that is quick to draw: each image has one colour and knows its row."""

    count: int
    label: str = "ramps"

    def __len__(self):
        return self.count

    def identity(self):
        return f"ramps {self.count}"

    def read(self, row):
        image = Image.new("RGB", (178, 218), (row % 256, row // 256, 7))
        return image, {"name": f"{row}", "split": "test" if row % 10 == 0 else "train"}


class Killed(BaseException):
    """Stands for a kill: nothing in the code under test catches it."""


def digests(folder):
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
    }


def test_celeba_s_size_loses_its_top_40_rows():
    image = Image.new("RGB", (178, 218), "black")
    image.paste("white", (0, 0, 178, 40))
    assert prepared(image).max() == 0


@given(width=st.integers(97, 300), height=st.integers(97, 300))
def test_other_sizes_keep_the_square_in_the_middle(width, height):
    image = Image.new("RGB", (width, height), "red")
    side = min(width, height)
    left, upper = (width - side) // 2, (height - side) // 2
    image.paste("blue", (left, upper, left + side, upper + side))
    pixels = prepared(image)
    assert pixels.shape == (SIDE, SIDE, 3)
    if (width, height) != (178, 218):
        assert (pixels == [0, 0, 255]).all()


def test_preparing_equals_pillow_s_own_crop_and_resize(rng):
    noise = Image.fromarray(rng.integers(0, 256, (218, 178, 3), dtype=np.uint8))
    expected = noise.crop((0, 40, 178, 218)).resize((96, 96), Image.Resampling.LANCZOS)
    assert (prepared(noise) == np.asarray(expected)).all()


@pytest.mark.parametrize("blocks", [0, 1, 2])
def test_a_killed_preparation_resumes_to_the_same_bytes(tmp_path, blocks):
    source = Ramps(3 * BLOCK + 5)
    prepare(source, tmp_path / "whole", processes=1)

    def kill(done, total):
        if done >= blocks * BLOCK:
            raise Killed

    with pytest.raises(Killed):
        prepare(source, tmp_path / "cut", processes=1, progress=kill)
    assert not (tmp_path / "cut" / "images.npy").exists()
    seen = []
    prepare(source, tmp_path / "cut", processes=1, progress=lambda done, total: seen.append(done))
    assert seen[0] == blocks * BLOCK
    assert digests(tmp_path / "cut") == digests(tmp_path / "whole")


def test_a_journal_line_that_was_cut_short_is_done_again(tmp_path):
    source = Ramps(2 * BLOCK)
    prepare(source, tmp_path / "whole", processes=1)

    def kill(done, total):
        if done >= BLOCK:
            raise Killed

    with pytest.raises(Killed):
        prepare(source, tmp_path / "cut", processes=1, progress=kill)
    with (tmp_path / "cut" / ".partial.journal").open("a") as journal:
        journal.write('{"digest": "ab')
    prepare(source, tmp_path / "cut", processes=1)
    assert digests(tmp_path / "cut") == digests(tmp_path / "whole")


def test_blocks_of_another_source_are_not_taken_over(tmp_path):
    def kill(done, total):
        if done >= BLOCK:
            raise Killed

    with pytest.raises(Killed):
        prepare(Ramps(2 * BLOCK), tmp_path, identity="old", processes=1, progress=kill)
    seen = []
    prepare(
        Ramps(2 * BLOCK),
        tmp_path,
        identity="new",
        processes=1,
        progress=lambda done, total: seen.append(done),
    )
    assert seen[0] == 0


def test_the_files_do_not_depend_on_the_number_of_processes(tmp_path):
    source = StandIns(count=2 * BLOCK + 3, test=5, seed=3)
    for processes in (1, 2):
        prepare(source, tmp_path / str(processes), processes=processes)
    assert digests(tmp_path / "1") == digests(tmp_path / "2")


def test_index_and_manifest_tell_what_is_in_the_array(tmp_path):
    prepare(StandIns(count=20, test=6, seed=3), tmp_path, processes=1)
    images = np.load(tmp_path / "images.npy", mmap_mode="r")
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    with (tmp_path / "index.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert images.shape == (20, SIDE, SIDE, 3)
    assert images.dtype == np.uint8
    assert [row["split"] for row in rows] == ["train"] * 14 + ["test"] * 6
    assert {"name", "split", "yaw"} <= set(rows[0])
    assert (manifest["train"], manifest["test"], manifest["count"]) == (14, 6, 20)
    content = (tmp_path / "images.npy").read_bytes()
    assert manifest["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.fixture
def photographs(tmp_path, rng):
    folder = tmp_path / "Photographs of 2022"
    for place in range(100):
        below = folder / f"part {place % 3}"
        below.mkdir(parents=True, exist_ok=True)
        noise = rng.integers(0, 256, (24, 30, 3), dtype=np.uint8)
        Image.fromarray(noise).save(below / f"{place:04d}.{('jpg', 'PNG', 'webp')[place % 3]}")
    return folder


def test_a_folder_of_images_is_prepared_in_the_order_of_its_names(photographs, tmp_path):
    source = image_folder(photographs, count=10**6)
    prepare(source, tmp_path / "images", processes=1)
    assert len(source) == 100
    assert list(source.names) == sorted(source.names)
    pixels = np.load(tmp_path / "images" / "images.npy")
    with Image.open(photographs / source.names[5]) as image:
        assert (pixels[5] == prepared(image.convert("RGB"))).all()


def test_no_more_images_are_taken_than_the_profile_counts(photographs):
    assert len(image_folder(photographs, count=7)) == 7


def test_the_split_depends_on_the_name_alone_and_takes_one_in_ten():
    splits = [split_of(f"{number}.jpg") for number in range(10_000)]
    assert abs(splits.count("test") / 10_000 - 0.1) < 5 * np.sqrt(0.09 / 10_000)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*nowhere"):
        image_folder(tmp_path / "nowhere", count=10)


def test_a_folder_without_images_is_refused_with_what_was_looked_for(tmp_path):
    (tmp_path / "notes.txt").write_text("no image")
    with pytest.raises(ValueError, match=r"at least 100 images \(\.jpg.*got 0"):
        image_folder(tmp_path, count=1000, fewest=100)


def test_a_folder_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    def refuse(folder):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.iterdir", refuse)
    with pytest.raises(PermissionError, match=r"that may be read, but .* may not"):
        image_folder(tmp_path, count=10)


def test_a_file_that_is_no_image_is_named(photographs, tmp_path):
    bad = photographs / "part 0" / "0000.jpg"
    bad.write_text("a text")
    with pytest.raises(ValueError, match=r"0000\.jpg cannot be read as an image"):
        prepare(image_folder(photographs, count=10**6), tmp_path / "images", processes=1)


def test_an_image_on_its_side_is_turned_upright(tmp_path):
    folder = tmp_path / "turned"
    folder.mkdir()
    image = Image.new("RGB", (40, 20), "red")
    image.paste("blue", (0, 0, 20, 20))
    turned = image.getexif()
    turned[0x0112] = 6  # to be shown turned by 90 degrees clockwise
    image.save(folder / "turned.png", exif=turned)
    upright, _ = image_folder(folder, count=1).read(0)
    assert upright.size == (20, 40)
    assert upright.getpixel((10, 5)) == (0, 0, 255)
