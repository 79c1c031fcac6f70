"""Small images for side networks: handwritten digits that come with scikit-learn, and others."""

import csv
import hashlib
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.atomic import replacing

NAMES = ("digits", "mnist", "fashion_mnist", "cifar10")
SIDE = 28
TEST_SHARE = 5  # one of five digits is for testing

Labelled = tuple[NDArray[np.uint8], NDArray[np.int64]]


def small_images(name: str) -> dict[str, Labelled]:
    """Images and labels of a set, for training and for testing.

    Parameters
    ----------
    name
        ``"digits"`` are the 1,797 of scikit-learn, 8x8 pixels enlarged to 28x28; every fifth is
        for testing, so that the same writers are in both parts. ``"mnist"``, ``"fashion_mnist"``
        and ``"cifar10"`` are downloaded by Keras, with their own split.

    Returns
    -------
    dict
        ``"train"`` and ``"test"``, each images (n, height, width, channels) and labels (n,).
        [grey level]

    Raises
    ------
    ValueError
        If there is no such set.
    OSError
        If it cannot be downloaded.
    """
    if name not in NAMES:
        msg = f"`images` must be one of {', '.join(NAMES)}, got {name!r}."
        raise ValueError(msg)
    return _digits() if name == "digits" else _downloaded(name)


def write_small_images(name: str, folder: Path) -> None:
    """Leave ``images.npy``, ``index.csv`` and ``manifest.json`` of a set in `folder`."""
    parts = small_images(name)
    images = np.concatenate([images for images, _ in parts.values()])
    with replacing(folder / "images.npy") as partial:
        np.save(partial, images)
    with replacing(folder / "index.csv") as partial, partial.open("w", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["name", "split", "label"])
        for split, (_, labels) in parts.items():
            table.writerows(
                [f"{split}-{number}", split, label] for number, label in enumerate(labels)
            )
    manifest = {
        "source": name,
        "count": len(images),
        "train": len(parts["train"][0]),
        "test": len(parts["test"][0]),
        "content": hashlib.sha256(images.tobytes()).hexdigest(),
    }
    with replacing(folder / "manifest.json") as partial:
        partial.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _digits() -> dict[str, Labelled]:
    from sklearn.datasets import load_digits  # noqa: PLC0415 - slow, and only digits need it

    bunch = load_digits()
    grey = np.rint(bunch.images * (255 / 16)).astype(np.uint8)  # (1797, 8, 8)
    enlarged = [
        Image.fromarray(image).resize((SIDE, SIDE), Image.Resampling.LANCZOS) for image in grey
    ]
    images = np.stack([np.asarray(image) for image in enlarged])[..., None]
    testing = np.arange(len(images)) % TEST_SHARE == TEST_SHARE - 1
    labels = bunch.target.astype(np.int64)
    return {
        "train": (images[~testing], labels[~testing]),
        "test": (images[testing], labels[testing]),
    }


def _downloaded(name: str) -> dict[str, Labelled]:
    import keras  # noqa: PLC0415 - slow, and only these sets need it

    try:
        parts = getattr(keras.datasets, name).load_data()
    except Exception as error:
        msg = (
            f"`images` of {name!r} must be downloaded by Keras, which failed: {error}. Connect to "
            'the internet, or take "digits", which comes with scikit-learn.'
        )
        raise OSError(msg) from error
    return {
        split: (images.reshape(*images.shape[:3], -1), labels.ravel().astype(np.int64))
        for split, (images, labels) in zip(("train", "test"), parts, strict=True)
    }
