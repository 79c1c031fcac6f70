"""Every kind of bad input is named with its file and its reason, before anything is trained."""

import contextlib
import csv
import io
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from data.celeba import image_files
from data.decoding import BadImageError, upright_rgb
from data.prepare import BadImagesError, prepare
from report.settings import ROOT
from tests.celeba_layout import write_celeba, write_image, zipped

ALL = {"train": 10**6, "test": 10**6}
COUNT = 40
WRONG = "img_align_celeba/000007.jpg"
NOBODY = 65534


def wrong(root):
    return root / WRONG


def png(width, height):
    """A PNG that promises a size and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def truncated(root):
    wrong(root).write_bytes(wrong(root).read_bytes()[:2000])


def cut_inside_the_header(root):
    wrong(root).write_bytes(wrong(root).read_bytes()[:100])


def text_named_jpg(root):
    wrong(root).write_text("<html>404 Not Found</html>")


def zero_bytes(root):
    wrong(root).write_bytes(b"")


def only_zeros(root):
    wrong(root).write_bytes(bytes(5000))


def damaged_png(root):
    write_image(wrong(root).with_suffix(".png"), seed=7)
    content = bytearray(wrong(root).with_suffix(".png").read_bytes())
    content[len(content) // 2] ^= 0xFF
    wrong(root).with_suffix(".png").unlink()
    wrong(root).write_bytes(bytes(content))


def another_format(root):
    write_image(wrong(root), seed=7, format="TIFF")


def one_pixel(root):
    write_image(wrong(root), size=(1, 1))


def a_strip(root):
    write_image(wrong(root), size=(400, 20))


def gigantic(root):
    Image.new("1", (30_000, 30_000)).save(wrong(root), "PNG")


def large_beyond_the_limit(root):
    wrong(root).write_bytes(png(9_000, 9_000))


def decompression_bomb(root):
    wrong(root).write_bytes(png(200_000, 200_000))


def promises_more_than_it_holds(root):
    wrong(root).write_bytes(png(178, 218))


def too_many_bytes(root):
    with wrong(root).open("r+b") as stream:
        stream.truncate(100_000_001)


def size_of_the_wild_images(root):
    write_image(wrong(root), size=(409, 687), seed=7)


def lying_on_its_side(root):
    write_image(wrong(root), size=(218, 178), seed=7)


def broken_profile(root):
    write_image(wrong(root), seed=7, icc_profile=b"no profile" * 20)


def profile_of_another_kind(root):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    write_image(wrong(root), seed=7, icc_profile=lab)


def duplicate_file(root):
    wrong(root).write_bytes((root / "img_align_celeba/000003.jpg").read_bytes())


def duplicate_pixels(root):
    with Image.open(root / "img_align_celeba/000003.jpg") as image:
        image.save(wrong(root), "PNG")


def missing_attribute_row(root):
    edit(root / "list_attr_celeba.txt", lambda lines: ["39", *lines[1:8], *lines[9:]])


def repeated_attribute_row(root):
    edit(root / "list_attr_celeba.txt", lambda lines: ["41", *lines[1:], lines[8]])


def missing_partition_row(root):
    edit(root / "list_eval_partition.txt", lambda lines: lines[:6] + lines[7:])


def edit(file, change):
    lines = file.read_text().splitlines()
    file.write_text("\n".join(change(lines)) + "\n")


IMAGES = [
    (truncated, "is damaged: .*truncated"),
    (cut_inside_the_header, "is (damaged|no JPEG)"),
    (text_named_jpg, r"is no JPEG, PNG or WebP image; it begins with b'<html>40'"),
    (zero_bytes, "is empty"),
    (only_zeros, "is no JPEG, PNG or WebP image"),
    (damaged_png, "is (damaged|no JPEG)"),
    (another_format, "is no JPEG, PNG or WebP image; it begins with b'II"),
    (one_pixel, "has 1x1 pixels; each side must have at least 32"),
    (a_strip, "has 400x20 pixels; each side must have at least 32"),
    (gigantic, "has more than the 50 million pixels that are allowed"),
    (large_beyond_the_limit, "has 9000x9000 pixels, more than the 50 million"),
    (decompression_bomb, "has more than the 50 million pixels that are allowed"),
    (promises_more_than_it_holds, "is damaged"),
    (too_many_bytes, "has 100 MB, more than the 100 MB that are allowed"),
    (size_of_the_wild_images, "has 409x687 pixels; CelebA's aligned images have 178x218"),
    (lying_on_its_side, "has 218x178 pixels; CelebA's aligned images have 178x218"),
    (broken_profile, "has a colour profile that does not fit it"),
    (profile_of_another_kind, "has a colour profile that does not fit it"),
    (duplicate_file, "has the same pixels as img_align_celeba/000003.jpg"),
    (duplicate_pixels, "has the same pixels as img_align_celeba/000003.jpg"),
    (missing_attribute_row, "has no row in list_attr_celeba.txt"),
    (repeated_attribute_row, "has two rows in list_attr_celeba.txt"),
    (missing_partition_row, "has no row in list_eval_partition.txt"),
]


def problems(source, folder):
    """What stops the preparation of a source."""
    with pytest.raises(BadImagesError) as caught:
        prepare(source, folder, workers=2)
    assert not (folder / "images.npy").exists()
    return caught.value


@pytest.mark.parametrize(("spoil", "reason"), IMAGES, ids=[spoil.__name__ for spoil, _ in IMAGES])
def test_a_bad_image_is_named_with_its_reason_and_can_be_left_out(tmp_path, spoil, reason):
    root = write_celeba(tmp_path / "celeba", count=COUNT)
    spoil(root)
    found = problems(image_files(root, **ALL), tmp_path / "images")
    assert [file.name for file in found.bad] == [WRONG]
    with pytest.raises(BadImagesError, match=rf"{WRONG}: {reason}.*\n.*--skip-bad"):
        raise found
    prepare(image_files(root, **ALL), tmp_path / "images", skip_bad=True)
    manifest = json.loads((tmp_path / "images" / "manifest.json").read_text("utf-8"))
    assert manifest["left_out"] == [list(file) for file in found.bad]
    images = np.load(tmp_path / "images" / "images.npy")
    with (tmp_path / "images" / "index.csv").open(newline="", encoding="utf-8") as stream:
        names = [row["name"] for row in csv.DictReader(stream)]
    assert len(images) == len(names) == manifest["count"] == COUNT - 1
    assert WRONG not in names
    assert images.reshape(len(images), -1).std(axis=1).min() > 0


TABLES = [
    (
        "list_attr_celeba.txt",
        lambda lines: ["41", *lines[1:], lines[8].replace("000007", "000777")],
        r"list_attr_celeba.txt: names images that are not there: 000777.jpg\n",
    ),
    (
        "list_eval_partition.txt",
        lambda lines: [*lines, *(f"{number:06d}.jpg 0" for number in range(900, 1912))],
        r"names images that are not there: 000900.jpg, 000901.jpg, 000902.jpg and 1,009 more",
    ),
    (
        "list_attr_celeba.txt",
        lambda lines: ["50", *lines[1:]],
        "list_attr_celeba.txt: promises 50 rows and holds 40",
    ),
    (
        "list_attr_celeba.txt",
        lambda lines: [*lines[:8], lines[8][:60], *lines[9:]],
        "list_attr_celeba.txt: line 9 must hold a name and 40 values out of -1, 1",
    ),
    (
        "list_eval_partition.txt",
        lambda lines: [*lines[:-1], "000040.jpg 3"],
        "list_eval_partition.txt: line 40 must hold a name and 1 values out of 0, 1, 2",
    ),
]


@pytest.mark.parametrize(("table", "change", "reason"), TABLES)
def test_what_is_wrong_with_a_table_is_said_and_does_not_cost_other_images(
    tmp_path, table, change, reason
):
    root = write_celeba(tmp_path / "celeba", count=COUNT)
    edit(root / table, change)
    with pytest.raises(BadImagesError, match=reason):
        raise problems(image_files(root, **ALL), tmp_path / "images")
    prepare(image_files(root, **ALL), tmp_path / "images", skip_bad=True)
    assert len(np.load(tmp_path / "images" / "images.npy")) >= COUNT - 1


def test_a_table_of_something_else_is_refused(tmp_path):
    root = write_celeba(tmp_path / "celeba", count=COUNT)
    edit(root / "list_attr_celeba.txt", lambda lines: [lines[0], "x y width height", *lines[2:]])
    with pytest.raises(ValueError, match=r"must name CelebA's forty attributes first, got 'x y"):
        image_files(root, **ALL)


def test_all_bad_images_are_listed_at_once_and_many_in_a_file(tmp_path):
    root = write_celeba(tmp_path / "celeba", count=60)
    for number in range(1, 51):
        (root / f"img_align_celeba/{number:06d}.jpg").write_bytes(b"")
    found = problems(image_files(root, **ALL), tmp_path / "images")
    text = str(found)
    assert text.count("is empty") == 40
    assert "50 problems were found with the 60 images" in text
    assert "and 10 more, see" in text
    with (tmp_path / "images" / "bad.csv").open(newline="", encoding="utf-8") as stream:
        assert len(list(csv.reader(stream))) == 51


def test_leaving_out_reads_nothing_twice(tmp_path):
    root = write_celeba(tmp_path / "celeba", count=COUNT)
    zero_bytes(root)
    problems(image_files(root, **ALL), tmp_path / "images")
    seen = []
    prepare(image_files(root, **ALL), tmp_path / "images", skip_bad=True,
            progress=lambda done, total: seen.append(done))  # fmt: skip
    assert seen == [COUNT]


def test_too_few_images_left_are_refused(tmp_path):
    root = write_celeba(tmp_path / "celeba", count=COUNT)
    zero_bytes(root)
    source = image_files(root, **ALL, fewest=COUNT)
    with pytest.raises(ValueError, match=r"at least 40 usable images, got 39 beside 1"):
        prepare(source, tmp_path / "images", skip_bad=True)


def test_members_that_leave_the_zip_are_named_and_never_written(tmp_path):
    root = write_celeba(tmp_path / "celeba", count=COUNT)
    archive = zipped(root, tmp_path / "celeba.zip")
    content = wrong(root).read_bytes()
    with zipfile.ZipFile(archive, "a") as stream:
        for name in ("../outside.jpg", "/etc/absolute.jpg", "a/../../b.jpg", "C:\\windows.jpg"):
            stream.writestr(name, content)
    found = problems(image_files(archive, **ALL), tmp_path / "images")
    assert len(found.bad) == 4
    assert {file.reason for file in found.bad} == {"has a path that leaves the archive"}
    assert not (tmp_path / "outside.jpg").exists()


def test_a_damaged_member_of_a_zip_is_named(tmp_path):
    root = write_celeba(tmp_path / "celeba", count=COUNT)
    archive = zipped(root, tmp_path / "celeba.zip")
    content = bytearray(archive.read_bytes())
    start = content.index(wrong(root).read_bytes())
    content[start + 500] ^= 0xFF
    archive.write_bytes(bytes(content))
    found = problems(image_files(archive, **ALL), tmp_path / "images")
    [bad] = found.bad
    assert bad.name == WRONG
    assert "is damaged in the zip: Bad CRC-32" in bad.reason


def test_a_name_that_occurs_twice_in_a_zip_is_named(tmp_path):
    root = write_celeba(tmp_path / "celeba", count=COUNT)
    archive = zipped(root, tmp_path / "celeba.zip")
    with zipfile.ZipFile(archive, "a") as stream, pytest.warns(UserWarning, match="Duplicate"):
        stream.writestr(WRONG, (root / "img_align_celeba/000003.jpg").read_bytes())
    found = problems(image_files(archive, **ALL), tmp_path / "images")
    assert [tuple(file) for file in found.bad] == [(WRONG, "occurs twice in the zip")]


def test_an_encrypted_member_is_named(tmp_path):
    root = write_celeba(tmp_path / "celeba", count=COUNT)
    archive = zipped(root, tmp_path / "celeba.zip")
    content = bytearray(archive.read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(WRONG.encode()))
    content[entry + 8] |= 1
    archive.write_bytes(bytes(content))
    found = problems(image_files(archive, **ALL), tmp_path / "images")
    assert [tuple(file) for file in found.bad] == [(WRONG, "is encrypted")]


def test_a_zip_that_is_cut_short_or_none_is_refused(tmp_path):
    root = write_celeba(tmp_path / "celeba", count=COUNT)
    archive = zipped(root, tmp_path / "celeba.zip")
    archive.write_bytes(archive.read_bytes()[:-3000])
    with pytest.raises(
        ValueError, match=r"must be a folder or a whole zip file, got .*celeba\.zip"
    ):
        image_files(archive, **ALL)
    with pytest.raises(
        ValueError, match=r"must be a folder or a whole zip file, got .*000007\.jpg"
    ):
        image_files(wrong(root), **ALL)


def test_a_path_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"a folder or a zip .* there is no .*nowhere"):
        image_files(tmp_path / "nowhere", **ALL)


def test_a_folder_without_images_is_refused_with_what_was_looked_for(tmp_path):
    for name in ("notes.txt", "photo.heic"):
        (tmp_path / name).write_text("no image")
    with pytest.raises(ValueError, match=r"at least 100 images \(\.jpg.*got 0 .*2 other files"):
        image_files(tmp_path, **ALL, fewest=100)


@contextlib.contextmanager
def without_rights():
    """A process of root is allowed everything: what is asked here, a common user asks."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="permissions are those of POSIX")
def test_what_may_not_be_read_is_named(tmp_path, tmp_path_factory):
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    root = write_celeba(tmp_path / "celeba", count=COUNT)
    write_image(root / "img_align_celeba" / "closed" / "000099.jpg")
    (tmp_path / "images").mkdir(mode=0o777)
    (tmp_path / "images").chmod(0o777)
    wrong(root).chmod(0)
    (root / "img_align_celeba" / "closed").chmod(0)
    with without_rights():
        found = problems(image_files(root, **ALL), tmp_path / "images")
    assert [tuple(file) for file in found.bad] == [
        ("img_align_celeba/closed/", "may not be read"),
        (WRONG, "may not be read"),
    ]
    root.chmod(0)
    with without_rights(), pytest.raises(PermissionError, match=r"that may be read, but .*celeba"):
        image_files(root, **ALL)
    root.chmod(0o755)


def test_a_name_that_is_no_text_is_named(tmp_path):
    root = write_celeba(tmp_path / "celeba", count=COUNT)
    folder = os.fsencode(root / "img_align_celeba")
    with contextlib.suppress(OSError):  # some file systems refuse such names themselves
        wrong(root).rename(os.fsdecode(folder + b"/caf\xe9.jpg"))
        for table in root.glob("*.txt"):
            table.unlink()
        found = problems(image_files(root, **ALL), tmp_path / "images")
        assert [tuple(file) for file in found.bad] == [
            ("img_align_celeba/caf\\xe9.jpg", "has a name that is no UTF-8 text")
        ]


def test_the_build_stops_before_training_and_says_why(tmp_path):
    folder = tmp_path / "photos"
    for place in range(300):
        write_image(folder / f"{place:03d}.jpg", size=(100, 100), seed=place)
    (folder / "007.jpg").write_bytes(b"")
    command = [sys.executable, "-m", "report", "--profile", "smoke", "--only", "1"]
    command += ["--images", str(folder), "--build", str(tmp_path / "build")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    said = done.stdout + done.stderr
    assert "007.jpg: is empty" in said
    assert "leave them out with --skip-bad" in said
    assert "Traceback" not in said
    assert not (tmp_path / "build" / "smoke-photos" / "models").exists()


def test_bytes_of_any_kind_never_raise_anything_else(rng):
    stream = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(stream, "PNG")
    whole = stream.getvalue()
    for _ in range(200):
        content = bytearray(whole)
        for place in rng.integers(0, len(content), 3):
            content[place] = rng.integers(256)
        with contextlib.suppress(BadImageError):
            assert upright_rgb(bytes(content)).mode == "RGB"
