"""Settings of an edition: a profile of `profiles.toml` on one image source."""

import hashlib
import json
import os
import re
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Self

from data.atomic import replacing
from data.celeba import image_files
from data.sources import ImageSource, StandIns
from model.config import IMAGE_SHAPES, NetworkConfig, Precision, TrainConfig, fact_of_means

ROOT = Path(__file__).resolve().parents[1]
PROFILES = ROOT / "report" / "profiles.toml"
EDITION_VARIABLE = "REPORT_EDITION"
ENGINE_VARIABLE = "REPORT_ENGINE"
STAND_INS = "stand-ins"
IMAGES_PER_DIMENSION = 4  # fewest with which a covariance of the cloud means something


@dataclass(frozen=True)
class ImageSettings:
    """How many images, and how many of them for testing."""

    count: int
    test: int

    def __post_init__(self) -> None:
        """Refuse a set without training or without test images."""
        if not 0 < self.test < self.count:
            msg = f"`test` must lie between 0 and `count` = {self.count}, got {self.test}."
            raise ValueError(msg)


@dataclass(frozen=True)
class TrainingSettings:
    """How the networks of the profile are trained; see `model.config.TrainConfig`."""

    epochs: int
    batch_size: int
    learning_rate: float
    precision: str

    def config(self, *, seed: int, fast: Precision) -> TrainConfig:
        """The training of one network; precision "auto" becomes the one that is `fast` here."""
        settings = asdict(self) | {
            "precision": fast if self.precision == "auto" else self.precision
        }
        return TrainConfig(seed=seed, **settings)


@dataclass(frozen=True)
class NetworkSettings:
    """One network of a profile: what it is, and how its training differs from the others'.

    Parameters
    ----------
    config
        What it is.
    training
        Keys of `TrainingSettings` that differ.
    train_images
        Most images to train on; 0 for all.
    start
        Name of the network whose trained weights it starts from; empty for none.
    """

    config: NetworkConfig
    training: dict[str, Any]
    train_images: int = 0
    start: str = ""

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> Self:
        """Settings from a table that mixes the keys of all three parts."""
        keys = {field.name for field in fields(TrainingSettings)}
        training = {key: value for key, value in table.items() if key in keys}
        others = {key: value for key, value in table.items() if key not in keys}
        train_images, start = others.pop("train_images", 0), others.pop("start", "")
        if "fact_of_means" in others:  # the weight as VAE VII gives it
            height, width, _ = IMAGE_SHAPES[others["images"]]
            others["fact"] = fact_of_means(
                others.pop("fact_of_means"), pixels=height * width, z_dim=others["z_dim"]
            )
        if train_images < 0:
            msg = f"`train_images` must be at least 0, got {train_images}."
            raise ValueError(msg)
        return cls(NetworkConfig(**others), training, train_images, start)

    def table(self) -> dict[str, Any]:
        """The table that gives these settings."""
        own = {"train_images": self.train_images, "start": self.start}
        return asdict(self.config) | self.training | own


def networks_of(tables: dict[str, dict[str, Any]]) -> dict[str, NetworkSettings]:
    """Networks of a profile by name.

    `like` takes over all keys of the network of that name that are not given anew. A list of
    `z_dim` gives a network for each, named ``digits_12``; `runs` gives a network for each run,
    named ``ae``, ``ae_run2``, ``ae_run3``: they differ in their seeds.
    """
    networks = {}
    for name in tables:
        table = _with_likeness(name, tables)
        runs = table.get("runs", 1)
        if runs < 1:
            msg = f"`runs` must be at least 1, got {runs}."
            raise ValueError(msg)
        z_dim = table.get("z_dim")
        for size in z_dim if isinstance(z_dim, list) else [z_dim]:
            kind = {key: value for key, value in table.items() if key not in {"runs", "z_dim"}}
            kind |= {} if size is None else {"z_dim": size}
            stem = f"{name}_{size}" if isinstance(z_dim, list) else name
            for run in range(1, runs + 1):
                networks[stem if run == 1 else f"{stem}_run{run}"] = NetworkSettings.from_table(
                    kind
                )
    return networks


def _with_likeness(name: str, tables: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Keys of a network, with those of the network that it is like."""
    table = dict(tables[name])
    other = table.pop("like", None)
    if other is None:
        return table
    before = list(tables)[: list(tables).index(name)]
    if other not in before:
        msg = f"`like` must be a network above {name} ({', '.join(before)}), got {other}."
        raise ValueError(msg)
    return _with_likeness(other, tables) | table


@dataclass(frozen=True)
class Settings:
    """Everything that decides an edition.

    Parameters
    ----------
    profile
        Name in `profiles.toml`.
    source
        ``"stand-ins"``, or the folder or zip of the images.
    seed
        From which all random numbers of the edition come.
    threads
        Threads of numerical libraries; 0 for all cores. Equal numbers need equal threads.
    steps
        Steps of the build that may run at a time, one of them a training; no number depends on it.
    mark
        What each page of the edition says first; empty for none.
    images, training
        What is prepared, and how networks are trained.
    networks, side_networks
        Networks of faces that the series is about, and smaller ones for single questions.
    chapters
        Sample sizes of the chapters by name.
    split
        How image files are split, see `data.celeba.image_files`.
    skip_bad
        Whether image files that cannot be used are left out.
    """

    profile: str
    source: str
    seed: int
    threads: int
    steps: int
    mark: str
    images: ImageSettings
    training: TrainingSettings
    networks: dict[str, NetworkSettings]
    side_networks: dict[str, NetworkSettings]
    chapters: dict[str, Any]
    split: str = "auto"
    skip_bad: bool = False

    def __post_init__(self) -> None:
        """Refuse a build that could run no step."""
        if self.steps < 1:
            msg = f"`steps` must be at least 1, got {self.steps}."
            raise ValueError(msg)

    @classmethod
    def from_table(cls, profile: str, source: str, table: dict[str, Any]) -> Self:
        """Settings from a table of `profiles.toml`.

        Raises
        ------
        ValueError
            If the table has an unknown key, lacks one, or holds a value against its rule.
        """
        try:
            parts = {
                "images": ImageSettings(**table["images"]),
                "training": TrainingSettings(**table["training"]),
                "networks": networks_of(table["networks"]),
                "side_networks": networks_of(table["side_networks"]),
            }
            return cls(profile=profile, source=source, **(table | parts))
        except (TypeError, KeyError) as error:
            reason = str(error).removeprefix(f"{cls.__name__}.__init__() ")
            msg = f"[{profile}] in report/profiles.toml has a wrong or missing key: {reason}."
            raise ValueError(msg) from error

    @property
    def name(self) -> str:
        """Name of the edition: its profile, and the image folder's name if there is one."""
        if self.source == STAND_INS:
            return self.profile
        words = re.findall(r"[a-z0-9]+", Path(self.source).name.lower().removesuffix(".zip"))
        return "-".join([self.profile, *words])

    def image_source(self) -> ImageSource:
        """The images, ready to be read."""
        if self.source == STAND_INS:
            return StandIns(self.images.count, self.images.test, self.seed)
        largest = max(network.config.z_dim for network in self.networks.values())
        return image_files(
            self.source,
            train=self.images.count - self.images.test,
            test=self.images.test,
            fewest=IMAGES_PER_DIMENSION * largest,
            split=self.split,
        )

    def network_seed(self, name: str) -> int:
        """Seed of the network `name`, the same whatever other networks there are."""
        return int.from_bytes(hashlib.sha256(f"{self.seed} {name}".encode()).digest()[:4], "big")

    @property
    def trained(self) -> dict[str, NetworkSettings]:
        """All networks by name."""
        return self.networks | self.side_networks

    @property
    def small_image_sets(self) -> list[str]:
        """Names of the image sets that networks are trained on besides faces."""
        return sorted({network.config.images for network in self.trained.values()} - {"faces"})

    def schedule(self, name: str, *, fast: Precision) -> TrainConfig:
        """How the network `name` is trained, in the precision that is `fast` on this machine."""
        training = replace(self.training, **self.trained[name].training)
        return training.config(seed=self.network_seed(name), fast=fast)

    def of_network(self, name: str) -> dict[str, Any]:
        """Settings that decide the weights of the network `name`."""
        return {
            "network": self.trained[name].table(),
            "training": asdict(self.training),
            "seed": self.network_seed(name),
            "threads": self.threads,
        }

    def of_chapters(self) -> dict[str, Any]:
        """Settings that chapters read besides the files of the edition."""
        return {
            "profile": self.profile,
            "seed": self.seed,
            "threads": self.threads,
            "networks": list(self.networks),
            "side_networks": list(self.side_networks),
            "chapters": self.chapters,
        }

    def write(self, edition: Path) -> None:
        """Leave ``settings.json`` in the edition's folder, for tasks and chapters."""
        table = asdict(self) | {
            part: {name: network.table() for name, network in networks.items()}
            for part, networks in (
                ("networks", self.networks),
                ("side_networks", self.side_networks),
            )
        }
        with replacing(edition / "settings.json") as partial:
            partial.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def profile_names() -> list[str]:
    """Names of the profiles in `profiles.toml`."""
    return list(tomllib.loads(PROFILES.read_text("utf-8")))


def read_settings(
    profile: str, *, images: Path | None = None, split: str = "auto", skip_bad: bool = False
) -> Settings:
    """Settings of `profile` on a folder or zip of images, or on stand-ins where none is given.

    Raises
    ------
    ValueError
        If there is no such profile, it breaks a rule, or stand-ins are asked for what concerns
        images of one's own.
    """
    tables = tomllib.loads(PROFILES.read_text("utf-8"))
    if profile not in tables:
        msg = f"`--profile` must be one of {', '.join(tables)}, got {profile}."
        raise ValueError(msg)
    if images is None and (split != "auto" or skip_bad):
        given = "`--skip-bad`" if skip_bad else f"`--split {split}`"
        msg = f"{given} needs images of your own, got none. Add `--images PATH`, or leave it out."
        raise ValueError(msg)
    source = STAND_INS if images is None else str(images.resolve())
    choices = {"split": split, "skip_bad": skip_bad}
    return Settings.from_table(profile, source, tables[profile] | choices)


def active_edition() -> Path:
    """Folder of the edition that is being built, from ``$REPORT_EDITION``."""
    return Path(os.environ[EDITION_VARIABLE])


def active_settings() -> Settings:
    """Settings of the edition that is being built."""
    table = json.loads((active_edition() / "settings.json").read_text("utf-8"))
    return Settings.from_table(table.pop("profile"), table.pop("source"), table)
