"""Settings of an edition: a profile of `profiles.toml` on one image source."""

import hashlib
import json
import os
import re
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from data.atomic import replacing
from data.celeba import image_files
from data.sources import ImageSource, StandIns
from model.config import NetworkConfig, Precision, TrainConfig

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
    """How every network of the profile is trained; see `model.config.TrainConfig`."""

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
    mark
        What each page of the edition says first; empty for none.
    images, training, networks
        What is prepared and trained.
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
    mark: str
    images: ImageSettings
    training: TrainingSettings
    networks: dict[str, NetworkConfig]
    chapters: dict[str, Any]
    split: str = "auto"
    skip_bad: bool = False

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
                "networks": {n: NetworkConfig(**t) for n, t in table["networks"].items()},
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
        largest = max(network.z_dim for network in self.networks.values())
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

    def of_network(self, name: str) -> dict[str, Any]:
        """Settings that decide the weights of the network `name`."""
        return {
            "network": asdict(self.networks[name]),
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
            "chapters": self.chapters,
        }

    def write(self, edition: Path) -> None:
        """Leave ``settings.json`` in the edition's folder, for tasks and chapters."""
        with replacing(edition / "settings.json") as partial:
            partial.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


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
        If there is no such profile, or it breaks a rule.
    """
    tables = tomllib.loads(PROFILES.read_text("utf-8"))
    if profile not in tables:
        msg = f"`--profile` must be one of {', '.join(tables)}, got {profile}."
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
