"""Small sets of images in the layouts that CelebA is distributed in."""

import zipfile

import numpy as np
from PIL import Image

from data.attributes import ATTRIBUTES


def write_image(file, *, size=(178, 218), seed=0, **options):
    """A noisy image; different seeds give different pixels."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (size[1] // 8 + 1, size[0] // 8 + 1, 3), dtype=np.uint8)
    Image.fromarray(coarse).resize(size, Image.Resampling.BILINEAR).save(file, **options)


def attribute_lines(numbers, *, comma=False):
    rng = np.random.default_rng(1)
    mark = "," if comma else " "
    rows = [
        mark.join([f"{number:06d}.jpg", *(str(v) for v in rng.choice([-1, 1], 40))])
        for number in numbers
    ]
    return [mark.join(["image_id"] * comma + list(ATTRIBUTES)), *rows]


def write_celeba(root, *, count=40, first=1):
    """``img_align_celeba`` with its authors' tables; the last fifth is the partition's test set."""
    numbers = range(first, first + count)
    for number in numbers:
        write_image(root / "img_align_celeba" / f"{number:06d}.jpg", seed=number)
    attributes = [str(count), *attribute_lines(numbers)]
    (root / "list_attr_celeba.txt").write_text("\n".join(attributes) + "\n")
    part = {number: 2 if place >= 0.8 * count else 0 for place, number in enumerate(numbers)}
    partition = [f"{number:06d}.jpg {part[number]}" for number in numbers]
    (root / "list_eval_partition.txt").write_text("\n".join(partition) + "\n")
    return root


def as_kaggle_has_it(root):
    """The same set as Kaggle distributes it: nested folder, comma-separated tables."""
    (root / "img_align_celeba").rename(root / "images")
    (root / "img_align_celeba").mkdir()
    (root / "images").rename(root / "img_align_celeba" / "img_align_celeba")
    for stem, header in (("list_attr_celeba", None), ("list_eval_partition", "image_id,partition")):
        lines = (root / f"{stem}.txt").read_text().splitlines()
        rows = [",".join(line.split()) for line in lines]
        rows = [f"image_id,{rows[1]}", *rows[2:]] if header is None else [header, *rows]
        (root / f"{stem}.csv").write_text("\n".join(rows) + "\n")
        (root / f"{stem}.txt").unlink()
    return root


def zipped(folder, file, *, top=""):
    """A zip of a folder's files, whose names begin with `top`."""
    with zipfile.ZipFile(file, "w") as archive:
        for inner in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.write(inner, top + inner.relative_to(folder).as_posix())
    return file
