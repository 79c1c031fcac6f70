"""Small images: the digits that come with scikit-learn, and sets that must be downloaded."""

import csv
import json

import keras
import numpy as np
import pytest

from data.small_images import small_images, write_small_images


def test_digits_are_complete_enlarged_and_split():
    parts = small_images("digits")
    images, labels = (np.concatenate(both) for both in zip(*parts.values(), strict=True))
    assert images.shape == (1797, 28, 28, 1)
    assert images.dtype == np.uint8
    assert len(parts["test"][0]) == 359
    assert np.bincount(labels).min() > 170
    assert images.max() == 255
    assert images.mean() < 128


def test_a_written_set_can_be_read_and_names_its_content(tmp_path):
    write_small_images("digits", tmp_path)
    with (tmp_path / "index.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    images = np.load(tmp_path / "images.npy", mmap_mode="r")
    assert len(images) == len(rows) == manifest["count"]
    assert [row["split"] for row in rows].count("test") == manifest["test"]
    nearest = np.abs(images[1:200].astype(int) - images[0]).mean((1, 2, 3)).argmin() + 1
    assert rows[nearest]["label"] == rows[0]["label"]


def test_an_unknown_set_is_refused():
    with pytest.raises(ValueError, match=r"`images` must be one of digits, mnist.*, got 'letters'"):
        small_images("letters")


def test_a_download_that_fails_names_the_remedy(monkeypatch):
    def unreachable():
        msg = "no route to host"
        raise OSError(msg)

    monkeypatch.setattr(keras.datasets.mnist, "load_data", unreachable)
    with pytest.raises(OSError, match=r"downloaded by Keras.*no route to host.*take .digits."):
        small_images("mnist")
