"""CelebA in its layouts, other collections, and how they are split."""

import shutil

import numpy as np
import pytest
from PIL import Image

from data.celeba import image_files, split_of
from data.prepare import prepare, prepared
from tests.celeba_layout import as_kaggle_has_it, write_celeba, write_image, zipped

ALL = {"train": 10**6, "test": 10**6}


def numbers(source):
    return [int(name[-10:-4]) for name in source.names]


def folder_itself(root):
    return root / "img_align_celeba"


def zip_beside_tables(root):
    zipped(root / "img_align_celeba", root / "img_align_celeba.zip", top="img_align_celeba/")
    shutil.rmtree(root / "img_align_celeba")
    return root


def zip_itself(root):
    return zip_beside_tables(root) / "img_align_celeba.zip"


def authors_folders(root):
    for place, files in {
        "Img": ["img_align_celeba"],
        "Anno": ["list_attr_celeba.txt"],
        "Eval": ["list_eval_partition.txt"],
    }.items():
        (root / place).mkdir()
        for file in files:
            (root / file).rename(root / place / file)
    return root


def images_in_authors_folders(root):
    return authors_folders(root) / "Img" / "img_align_celeba"


def kaggle_zip(root):
    return zipped(as_kaggle_has_it(root), root.parent / "archive.zip")


@pytest.mark.parametrize(
    "layout",
    [
        lambda root: root,
        folder_itself,
        zip_beside_tables,
        zip_itself,
        authors_folders,
        images_in_authors_folders,
        as_kaggle_has_it,
        kaggle_zip,
    ],
)
def test_every_layout_gives_the_same_images_attributes_and_split(tmp_path, layout):
    plain = image_files(write_celeba(tmp_path / "plain"), **ALL)
    root = tmp_path / "other" / "CelebA"
    other = image_files(layout(write_celeba(root)), **ALL)
    assert other.label == plain.label == "CelebA"
    assert numbers(other) == numbers(plain) == list(range(1, 41))
    assert other.splits == plain.splits == ("train",) * 32 + ("test",) * 8
    assert other.bad == ()
    for row in (0, 17, 39):
        (one, expected), (two, index) = plain.read(row), other.read(row)
        assert np.array_equal(one, two)
        assert index | {"name": ""} == expected | {"name": ""}
        assert set(index.values()) - {index["name"], index["split"]} <= {0, 1, 2}
        assert len(index) == 2 + 40 + 1


def test_the_posts_split_is_taken_where_the_numbers_reach_that_far(tmp_path):
    source = image_files(write_celeba(tmp_path / "celeba", first=169_990), **ALL)
    assert [number for number, split in zip(numbers(source), source.splits, strict=True)
            if split == "test"] == list(range(170_001, 170_030))  # fmt: skip
    assert "170000" in source.rule
    asked = image_files(tmp_path / "celeba", **ALL, split="partition")
    assert asked.splits.count("test") == 8


def test_images_beyond_the_posts_test_set_are_not_used(tmp_path):
    source = image_files(write_celeba(tmp_path / "celeba", first=179_990), train=1, test=99,
                         split="names")  # fmt: skip
    assert 180_009 in numbers(source)
    with pytest.raises(ValueError, match=r"`--split posts` must give .* got 0 and 11"):
        image_files(tmp_path / "celeba", **ALL, split="posts")


def test_no_more_images_are_taken_than_asked_for_and_the_first_of_each_split(tmp_path):
    source = image_files(write_celeba(tmp_path / "celeba"), train=5, test=3)
    assert numbers(source) == [1, 2, 3, 4, 5, 33, 34, 35]


def test_a_split_that_cannot_be_had_is_refused(tmp_path):
    for seed in range(30):
        write_image(tmp_path / "photos" / f"{seed}.jpg", seed=seed)
    for split, match in (
        ("partition", r"`--split partition` needs list_eval_partition"),
        ("posts", r"`--split posts` needs CelebA's numbered images, got photos"),
        ("half", r"`--split` must be one of auto, posts, partition, names, got half"),
    ):
        with pytest.raises(ValueError, match=match):
            image_files(tmp_path / "photos", **ALL, split=split)


def test_the_split_by_names_depends_on_the_name_alone_and_takes_one_in_ten():
    splits = [split_of(f"{number}.jpg") for number in range(10_000)]
    assert abs(splits.count("test") / 10_000 - 0.1) < 5 * np.sqrt(0.09 / 10_000)


def test_other_images_keep_their_middle_square_in_the_order_of_their_names(tmp_path):
    folder = tmp_path / "Fotos für später"
    for place in range(60):
        ending = ("jpg", "PNG", "webp")[place % 3]
        write_image(folder / f"Teil {place % 4}" / f"ä{place:03d}.{ending}", size=(60, 45),
                    seed=place)  # fmt: skip
    (folder / ".hidden.jpg").write_bytes(b"not looked at")
    (folder / "notes.txt").write_text("not looked at either")
    source = image_files(folder, **ALL)
    assert len(source) == 60
    assert list(source.names) == sorted(source.names)
    prepare(source, tmp_path / "images", workers=2)
    pixels = np.load(tmp_path / "images" / "images.npy")
    with Image.open(folder / source.names[5]) as image:
        square = image.convert("RGB").crop((7, 0, 52, 45))
        assert np.array_equal(pixels[5], square.resize((96, 96), Image.Resampling.LANCZOS))
        assert np.array_equal(pixels[5], prepared(image.convert("RGB")))


def test_the_identity_follows_names_sizes_split_and_tables(tmp_path):
    root = write_celeba(tmp_path / "celeba")
    seen = {image_files(root, **ALL).identity()}
    assert image_files(root, **ALL).identity() in seen
    seen.add(image_files(root, **ALL, split="names").identity())
    table = root / "list_attr_celeba.txt"
    table.write_text(table.read_text().replace("000007.jpg -1", "000007.jpg  1"))
    seen.add(image_files(root, **ALL).identity())
    with (root / "img_align_celeba" / "000003.jpg").open("ab") as stream:
        stream.write(b"\0")
    seen.add(image_files(root, **ALL).identity())
    assert len(seen) == 4
