"""One loader for a chapter: the edition's images, networks, z-points and sizes."""

import csv
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.results import Result, read_results

ROOT = Path(__file__).resolve().parents[1]

if TYPE_CHECKING:
    from model.latents import Network


@dataclass(frozen=True)
class ImageSet:
    """Images with what is known of them.

    Parameters
    ----------
    folder
        Holds ``images.npy``, ``index.csv`` and ``manifest.json``.
    """

    folder: Path

    @cached_property
    def images(self) -> NDArray[np.uint8]:
        """Images of shape (n, height, width, channels), memory-mapped. [grey level]"""
        images: NDArray[np.uint8] = np.load(self.folder / "images.npy", mmap_mode="r")
        return images

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Where the images come from and how they were prepared."""
        manifest: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text("utf-8"))
        return manifest

    @cached_property
    def index(self) -> dict[str, NDArray[Any]]:
        """Columns of the index, each of shape (n,)."""
        with (self.folder / "index.csv").open(newline="", encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        return {column: _column([row[column] for row in rows]) for column in rows[0]}

    def rows(self, split: str) -> NDArray[np.int64]:
        """Rows of the images in `split`, ``"train"`` or ``"test"``, of shape (m,)."""
        return np.flatnonzero(self.index["split"] == split)


@dataclass(frozen=True)
class Edition:
    """What the build has left in one folder.

    Parameters
    ----------
    folder
        The edition's folder, such as ``build/laptop``.
    """

    folder: Path

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Settings that the edition was built with."""
        settings: dict[str, Any] = json.loads((self.folder / "settings.json").read_text("utf-8"))
        return settings

    @property
    def profile(self) -> str:
        """Name of the profile: smoke, laptop or paper."""
        return str(self.settings["profile"])

    @property
    def sizes(self) -> dict[str, int]:
        """Sample sizes of the chapters, by name, as the profile sets them."""
        sizes: dict[str, int] = self.settings["chapters"]
        return sizes

    @property
    def networks(self) -> list[str]:
        """Names of the networks of faces that the series is about, in the profile's order."""
        return list(self.settings["networks"])

    @property
    def side_networks(self) -> list[str]:
        """Names of the smaller networks for single questions, in the profile's order."""
        return list(self.settings["side_networks"])

    def runs(self, network: str) -> list[str]:
        """Names of the networks that differ from `network` in their seed alone, and its own."""
        names = [*self.networks, *self.side_networks]
        return [name for name in names if family(name) == network]

    def rng(self, chapter: int, *streams: int) -> np.random.Generator:
        """Random numbers of a chapter, from the edition's seed and the chapter's number.

        Parameters
        ----------
        chapter
            The chapter's number.
        streams
            Numbers that tell the chapter's experiments apart.
        """
        return np.random.default_rng([self.settings["seed"], chapter, *streams])

    def image_set(self, name: str) -> "ImageSet":
        """The images ``"faces"``, or another set that networks are trained on."""
        return ImageSet(self.folder / ("images" if name == "faces" else name))

    @cached_property
    def _faces(self) -> "ImageSet":
        return self.image_set("faces")

    @property
    def images(self) -> NDArray[np.uint8]:
        """Prepared faces of shape (n, 96, 96, 3), memory-mapped. [grey level]"""
        return self._faces.images

    @property
    def manifest(self) -> dict[str, Any]:
        """Where the faces come from and how they were prepared."""
        return self._faces.manifest

    @property
    def index(self) -> dict[str, NDArray[Any]]:
        """Columns of the faces' index: name, split, attributes and, if known, factors."""
        return self._faces.index

    def rows(self, split: str) -> NDArray[np.int64]:
        """Rows of the faces in `split`, ``"train"`` or ``"test"``, of shape (m,)."""
        return self._faces.rows(split)

    def learnt_rows(self, network: str) -> NDArray[np.int64]:
        """Rows of the faces that the network `network` was trained on, of shape (m,)."""
        rows = self.rows("train")
        settings = {**self.settings["networks"], **self.settings["side_networks"]}[network]
        return rows[: settings["train_images"] or len(rows)]

    def z(self, network: str) -> NDArray[np.float32]:
        """z-points of all images, of shape (n, z_dim): mu for a VAE. [latent units]"""
        folder = self.folder / "latents" / network
        return self._points(network, "mu" if (folder / "mu.npy").exists() else "z")

    def drawn_z(self, network: str) -> NDArray[np.float32]:
        """z-points of a VAE drawn from the posteriors, of shape (n, z_dim). [latent units]"""
        return self._points(network, "z")

    def log_var(self, network: str) -> NDArray[np.float32]:
        """Log variances of a VAE's posteriors, of shape (n, z_dim). [log latent units²]"""
        return self._points(network, "log_var")

    def _points(self, network: str, name: str) -> NDArray[np.float32]:
        points: NDArray[np.float32] = np.load(
            self.folder / "latents" / network / f"{name}.npy", mmap_mode="r"
        )
        return points

    def network(self, name: str) -> "Network":
        """The trained network `name`, ready to encode and decode."""
        from model.latents import load_network  # noqa: PLC0415 - slow, and few chapters need it

        return load_network(self.folder / "models" / name)

    def network_settings(self, name: str) -> dict[str, Any]:
        """What the network `name` is and how it was trained."""
        file = self.folder / "models" / name / "config.json"
        settings: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return settings

    def history(self, name: str) -> dict[str, NDArray[Any]]:
        """Columns of the training history, each of shape (epochs,). Losses in nat."""
        file = self.folder / "models" / name / "history.csv"
        with file.open(newline="", encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
        return {column: _column([row[column] for row in rows]) for column in rows[0]}

    def experiment(self, name: str) -> dict[str, NDArray[Any]]:
        """Arrays that the experiment ``analysis/experiments/<name>.py`` has measured."""
        with np.load(self.folder / "experiments" / f"{name}.npz") as arrays:
            return dict(arrays)

    def results(self, *, but: str) -> dict[str, Result]:
        """Results of all chapters but the one that asks."""
        files = sorted((self.folder / "results").glob("*.json"))
        return read_results(file for file in files if file.stem != but)


def open_edition(folder: str | Path) -> Edition:
    """The edition in `folder`, which is seen from the repository's root if it is relative.

    Raises
    ------
    FileNotFoundError
        If the folder holds no edition.
    """
    folder = ROOT / folder
    if not (folder / "settings.json").exists():
        msg = f"`edition` must be the folder of a built edition, got {folder}. Run `nox -s report`."
        raise FileNotFoundError(msg)
    return Edition(folder)


def family(network: str) -> str:
    """Name that the runs of a network share.

    Examples
    --------
    >>> family("ae_run2"), family("ae_small_64")
    ('ae', 'ae_small_64')
    """
    return re.sub(r"_run\d+$", "", network)


def _column(texts: list[str]) -> NDArray[Any]:
    """Numbers where all texts are numbers, else the texts."""
    try:
        return np.array([float(text) for text in texts])
    except ValueError:
        return np.array(texts)
