"""Preparation: what is cut, and resumption."""

import csv
import hashlib
import json
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from data.prepare import BLOCK, SIDE, prepare, prepared
from data.sources import StandIns


@dataclass(frozen=True)
class Ramps:
    """A source that is quick to draw: each image has one colour and knows its row."""

    count: int
    drawn: bool = True
    label: str = "ramps"
    rule: str = "one in ten"
    bad: tuple = ()
    fewest: int = 1

    def __len__(self):
        return self.count

    def identity(self):
        return f"ramps {self.count}"

    def name(self, row):
        return f"{row}"

    def read(self, row):
        image = Image.new("RGB", (178, 218), (row % 256, row // 256, 7))
        return image, {"name": self.name(row), "split": "test" if row % 10 == 0 else "train"}


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


@pytest.mark.parametrize("drawn", [True, False], ids=["processes", "threads"])
@pytest.mark.parametrize("blocks", [0, 1, 2])
def test_a_killed_preparation_resumes_to_the_same_bytes(tmp_path, blocks, drawn):
    source = Ramps(3 * BLOCK + 5, drawn)
    prepare(source, tmp_path / "whole", workers=1)

    def kill(done, total):
        if done >= blocks * BLOCK:
            raise Killed

    with pytest.raises(Killed):
        prepare(source, tmp_path / "cut", workers=1, progress=kill)
    assert not (tmp_path / "cut" / "images.npy").exists()
    seen = []
    prepare(source, tmp_path / "cut", workers=1, progress=lambda done, total: seen.append(done))
    assert seen[0] == blocks * BLOCK
    assert digests(tmp_path / "cut") == digests(tmp_path / "whole")


def test_a_journal_line_that_was_cut_short_is_done_again(tmp_path):
    source = Ramps(2 * BLOCK)
    prepare(source, tmp_path / "whole", workers=1)

    def kill(done, total):
        if done >= BLOCK:
            raise Killed

    with pytest.raises(Killed):
        prepare(source, tmp_path / "cut", workers=1, progress=kill)
    with (tmp_path / "cut" / ".partial.journal").open("a") as journal:
        journal.write('{"digest": "ab')
    prepare(source, tmp_path / "cut", workers=1)
    assert digests(tmp_path / "cut") == digests(tmp_path / "whole")


def test_images_that_never_reached_the_disk_are_done_again(tmp_path):
    """After a power failure the journal may know of blocks that the array lacks."""
    source = Ramps(3 * BLOCK)
    prepare(source, tmp_path / "whole", workers=1)

    def kill(done, total):
        if done >= 2 * BLOCK:
            raise Killed

    with pytest.raises(Killed):
        prepare(source, tmp_path / "cut", workers=1, progress=kill)
    array = tmp_path / "cut" / ".partial.images.npy"
    content = bytearray(array.read_bytes())
    content[-5000:] = bytes(5000)
    array.write_bytes(content)
    seen = []
    prepare(source, tmp_path / "cut", workers=1, progress=lambda done, total: seen.append(done))
    assert seen[0] == BLOCK
    assert digests(tmp_path / "cut") == digests(tmp_path / "whole")


def test_blocks_of_another_source_are_not_taken_over(tmp_path):
    def kill(done, total):
        if done >= BLOCK:
            raise Killed

    with pytest.raises(Killed):
        prepare(Ramps(2 * BLOCK), tmp_path, identity="old", workers=1, progress=kill)
    seen = []
    prepare(
        Ramps(2 * BLOCK),
        tmp_path,
        identity="new",
        workers=1,
        progress=lambda done, total: seen.append(done),
    )
    assert seen[0] == 0


def test_the_files_do_not_depend_on_the_number_of_processes(tmp_path):
    source = StandIns(count=2 * BLOCK + 3, test=5, seed=3)
    for processes in (1, 2):
        prepare(source, tmp_path / str(processes), workers=processes)
    assert digests(tmp_path / "1") == digests(tmp_path / "2")


def test_index_and_manifest_tell_what_is_in_the_array(tmp_path):
    prepare(StandIns(count=20, test=6, seed=3), tmp_path, workers=1)
    images = np.load(tmp_path / "images.npy", mmap_mode="r")
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    with (tmp_path / "index.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert images.shape == (20, SIDE, SIDE, 3)
    assert images.dtype == np.uint8
    assert [row["split"] for row in rows] == ["train"] * 14 + ["test"] * 6
    assert {"name", "split", "yaw", "Smiling"} <= set(rows[0])
    assert (manifest["train"], manifest["test"], manifest["count"]) == (14, 6, 20)
    each = [hashlib.sha256(image.tobytes()).hexdigest()[:32] for image in images]
    assert manifest["content"] == hashlib.sha256("".join(each).encode()).hexdigest()
