"""CelebA as it is distributed, and any other folder or zip of images.

CelebA comes as a folder ``img_align_celeba`` or as ``img_align_celeba.zip``, with
``list_attr_celeba`` and ``list_eval_partition`` as ``.txt`` (its authors') or ``.csv`` (Kaggle's)
beside it, in the folders ``Anno`` and ``Eval``, or in the zip.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data.decoding import BadImageError
from data.files import Archive, BadFile, Files, Folder
from data.sources import CELEBA_SIZE, ImageFiles
from data.tables import Table, attribute_table, base, partition_table

ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
IMAGES = "img_align_celeba"
TABLES: dict[str, Callable[[str, bytes], Table]] = {
    "list_attr_celeba": attribute_table,
    "list_eval_partition": partition_table,
}
PARTITION = "list_eval_partition"
TEST_SHARE = 10  # one image in ten is for testing
LAST_TRAINED, LAST_TESTED = 170_000, 180_000
RULES = {
    "posts": f"images 1 to {LAST_TRAINED} are for training, those up to {LAST_TESTED} for testing",
    "partition": "CelebA's partition: 0 is for training, 2 for testing, 1 is not used",
    "names": f"one image in {TEST_SHARE} is for testing, by the hash of its name",
}
SPLITS = ("auto", *RULES)


@dataclass(frozen=True)
class Collection:
    """What lies at a path: images, CelebA's tables if it has them, and what is wrong.

    Parameters
    ----------
    files
        Where the images lie.
    label
        What a page calls them.
    images : tuple of str
        Names of those that can be used, as far as is known.
    tables : dict of str to Table
        By the name of their file without its ending.
    is_celeba
        Whether these are CelebA's aligned images, or others in their layout.
    bad
        What cannot be used.
    """

    files: Files
    label: str
    images: tuple[str, ...]
    tables: dict[str, Table]
    is_celeba: bool
    bad: tuple[BadFile, ...]

    def best_rule(self) -> str:
        """The posts' split where it can be had, else CelebA's, else that by names."""
        if self.is_celeba and any(_number(name) > LAST_TRAINED for name in self.images):
            return "posts"
        return "partition" if PARTITION in self.tables else "names"

    def split(self, name: str, rule: str) -> str:
        """``"train"``, ``"test"``, or ``""`` for an image that is not used."""
        if rule == "posts":
            number = _number(name)
            return (
                "train" if 0 < number <= LAST_TRAINED else "test" if number <= LAST_TESTED else ""
            )
        if rule == "partition":
            return ("train", "", "test")[self.tables[PARTITION].row(name)["partition"]]
        return split_of(name)


def image_files(
    path: str | Path, *, train: int, test: int, fewest: int = 1, split: str = "auto"
) -> ImageFiles:
    """Images of CelebA, or of any other folder or zip.

    Parameters
    ----------
    path
        A folder, nested or not, or a zip file.
    train, test
        Most images to take for training and for testing, in the order of their names.
    fewest
        Fewest images that will do.
    split
        A name of `RULES`; ``"auto"`` for CelebA is the first of them that can be had, for other
        images the last.

    Returns
    -------
    ImageFiles
        None of them is decoded yet.

    Raises
    ------
    FileNotFoundError, PermissionError
        If `path` is not there or may not be read.
    ValueError
        If there are too few images, or the split cannot be had.
    """
    found = collection(Path(path))
    rule = found.best_rule() if split == "auto" else split
    _check_rule(found, rule)
    splits = {name: found.split(name, rule) for name in found.images}
    chosen = [
        name
        for wanted, most in (("train", train), ("test", test))
        for name in [name for name in found.images if splits[name] == wanted][:most]
    ]
    _check_count(found, path, [splits[name] for name in chosen], fewest=fewest, rule=rule)
    names = tuple(sorted(chosen))
    return ImageFiles(
        files=found.files,
        names=names,
        splits=tuple(splits[name] for name in names),
        label=found.label,
        rule=RULES[rule],
        tables=tuple(found.tables.values()),
        size=CELEBA_SIZE if found.is_celeba else None,
        bad=found.bad,
        fewest=fewest,
    )


def collection(path: Path) -> Collection:
    """What lies at `path`, decided by names and tables alone."""
    given = _opened(path)
    files = _inner_zip(given) or given
    tables = _tables(files, given)
    images = [name for name in files.sizes if name.lower().endswith(ENDINGS)]
    is_celeba = bool(tables) or IMAGES in f"{files.path.name} {images[:1]}"
    unclear: list[BadFile] = []
    wrong: list[BadFile] = []
    unusable = [file.name for file in files.bad]
    for table in tables.values():
        of_images, of_table = table.mismatches(images, unusable=unusable)
        unclear += of_images
        wrong += of_table
    left_out = {file.name for file in unclear}
    return Collection(
        files=files,
        label="CelebA" if is_celeba else path.name,
        images=tuple(name for name in images if name not in left_out),
        tables=tables,
        is_celeba=is_celeba,
        bad=(*files.bad, *wrong, *unclear),
    )


def split_of(name: str) -> str:
    """``"test"`` for one name in ten, by the name's hash, else ``"train"``.

    Examples
    --------
    >>> sum(split_of(f"{number:06d}.jpg") == "test" for number in range(1000))
    94
    """
    hashed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return "test" if hashed % TEST_SHARE == 0 else "train"


def _number(name: str) -> int:
    """Number of an image of CelebA, 0 for other names."""
    stem = base(name).partition(".")[0]
    return int(stem) if stem.isascii() and stem.isdecimal() else 0


def _opened(path: Path) -> Files:
    """Files of a folder or zip.

    Hidden members, such as those that a Mac adds, do not count.
    """
    if not path.exists():
        msg = f"`--images` must be a folder or a zip of images, but there is no {path}. Check it."
        raise FileNotFoundError(msg)
    try:
        if path.is_file():
            return Archive(path)
        next(path.iterdir(), None)
        return Folder(path)
    except PermissionError as error:
        msg = f"`--images` must be a folder or a zip that may be read, but {path} may not."
        raise PermissionError(msg) from error


def _inner_zip(given: Files) -> Files | None:
    """CelebA's zip in a folder that does not hold its images unpacked."""
    if isinstance(given, Archive) or any(f"{IMAGES}/" in name for name in given.sizes):
        return None
    zips = [name for name in given.sizes if base(name) == f"{IMAGES}.zip"]
    return Archive(given.path / zips[0]) if zips else None


def _tables(files: Files, given: Files) -> dict[str, Table]:
    """CelebA's tables, from among the files or from around the folder or zip of its images."""
    places: list[Files] = [files, given]
    if given.path.name.startswith(IMAGES):
        above = given.path.resolve().parent
        near = [above, above / "Anno", above / "Eval", above.parent / "Anno", above.parent / "Eval"]
        places += [Folder(place, nested=False) for place in near if place.is_dir()]
    tables = {}
    for stem, table in TABLES.items():
        names = ((place, name) for place in places for name in place.sizes)
        wanted = {f"{stem}.txt", f"{stem}.csv"}
        where = next(((place, name) for place, name in names if base(name) in wanted), None)
        if where is not None:
            tables[stem] = table(base(where[1]), _content(*where))
    return tables


def _content(place: Files, name: str) -> bytes:
    try:
        return place.read(name)
    except BadImageError as error:
        msg = f"{place.path / name} {error}. Without it CelebA's images have no attributes."
        raise ValueError(msg) from error


def _check_rule(found: Collection, rule: str) -> None:
    if rule not in RULES:
        msg = f"`--split` must be one of {', '.join(SPLITS)}, got {rule}."
        raise ValueError(msg)
    remedy = "Take `--split names`."
    if rule == "posts" and not found.is_celeba:
        msg = f"`--split posts` needs CelebA's numbered images, got {found.label}. {remedy}"
        raise ValueError(msg)
    if rule == "partition" and PARTITION not in found.tables:
        msg = f"`--split partition` needs {PARTITION}.txt or .csv beside the images. {remedy}"
        raise ValueError(msg)


def _check_count(
    found: Collection, path: str | Path, splits: list[str], *, fewest: int, rule: str
) -> None:
    if len(splits) < fewest:
        others = len(found.files.sizes) - len(found.images)
        msg = (
            f"`--images` must hold at least {fewest} images ({', '.join(ENDINGS)}), got "
            f"{len(splits)} in {path}, beside {others} other files. Add some, or take a smaller "
            "profile."
        )
        raise ValueError(msg)
    if len(set(splits)) < 2:
        msg = (
            f"`--split {rule}` must give images for training and for testing, got "
            f"{splits.count('train')} and {splits.count('test')} in {path}. Take another split "
            f"out of {', '.join(RULES)}."
        )
        raise ValueError(msg)
