"""Folders of real images as a source: CelebA's aligned images, or any others."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
TEST_SHARE = 10  # one image in ten is for testing


@dataclass(frozen=True)
class ImageFolder:
    """Images of a folder and of the folders below it, in the order of their names.

    Parameters
    ----------
    folder
        Where the images lie.
    names : tuple of str
        Paths relative to `folder`.
    """

    folder: Path
    names: tuple[str, ...]

    @property
    def label(self) -> str:
        """What a page calls the source."""
        return self.folder.name

    def __len__(self) -> int:
        """Number of images."""
        return len(self.names)

    def identity(self) -> str:
        """Digest of the names and sizes of the files."""
        digest = hashlib.sha256()
        for name in self.names:
            size = (self.folder / name).stat().st_size
            digest.update(f"{name}\0{size}\n".encode())
        return digest.hexdigest()

    def read(self, row: int) -> tuple[Image.Image, dict[str, object]]:
        """Image `row` in RGB, upright, and its line in the index.

        Raises
        ------
        ValueError
            If the file is no image that Pillow reads.
        """
        name = self.names[row]
        try:
            with Image.open(self.folder / name) as image:
                upright = ImageOps.exif_transpose(image).convert("RGB")
        except (OSError, Image.DecompressionBombError) as error:
            msg = f"{self.folder / name} cannot be read as an image: {error}. Remove or replace it."
            raise ValueError(msg) from error
        return upright, {"name": name, "split": split_of(name)}


def split_of(name: str) -> str:
    """``"test"`` for one name in ten, by the name's hash, else ``"train"``.

    Examples
    --------
    >>> sum(split_of(f"{number:06d}.jpg") == "test" for number in range(1000))
    94
    """
    hashed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return "test" if hashed % TEST_SHARE == 0 else "train"


def image_folder(folder: str | Path, *, count: int, fewest: int = 1) -> ImageFolder:
    """The first `count` images below `folder`.

    Parameters
    ----------
    folder
        A folder with image files, nested or not.
    count, fewest
        Most images to take, and fewest that will do.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    PermissionError
        If the folder cannot be read.
    ValueError
        If it holds too few images.
    """
    folder = Path(folder)
    if not folder.is_dir():
        msg = f"`--images` must be a folder of images, but there is no folder {folder}."
        raise FileNotFoundError(msg)
    try:
        next(folder.iterdir(), None)  # rglob would pass over an unreadable folder in silence
    except PermissionError as error:
        msg = f"`--images` must be a folder of images that may be read, but {folder} may not."
        raise PermissionError(msg) from error
    names = sorted(
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.suffix.lower() in ENDINGS and file.is_file()
    )
    if len(names) < fewest:
        msg = (
            f"`--images` must hold at least {fewest} images ({', '.join(ENDINGS)}), "
            f"got {len(names)} in {folder} and the folders below it. Add some, or take a "
            "smaller profile."
        )
        raise ValueError(msg)
    return ImageFolder(folder, tuple(names[:count]))
