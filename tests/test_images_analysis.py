"""What images cost and lose, and the floor of the loss."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from analysis import images as counted
from analysis import preparation
from analysis.edition import Edition
from analysis.figures import images as draw
from analysis.losses import binary_cross_entropy
from data.faces import draw_face
from data.prepare import SIDE, kept_box, prepare, prepared
from data.sources import StandIns

small_images = arrays.arrays(np.uint8, (2, 4, 5, 3))


def smooth_image(seed):
    rng = np.random.default_rng(seed)
    waves = np.sin(np.linspace(0, 3, 96) * rng.uniform(1, 2))
    return np.uint8(128 + 80 * waves[:, None, None] * np.ones((1, 96, 3)))


def test_the_posts_arrays_need_the_stated_memory():
    assert counted.array_bytes(170_000, bytes_per_value=4) / 1e9 == pytest.approx(18.80, abs=0.005)
    assert counted.array_bytes(180_000, bytes_per_value=4) / 1e9 == pytest.approx(19.91, abs=0.005)
    assert counted.array_bytes(170_000, bytes_per_value=1) / 1e9 == pytest.approx(4.70, abs=0.005)
    assert counted.array_bytes(7, bytes_per_value=1) == np.zeros((7, 96, 96, 3), np.uint8).nbytes


@given(small_images)
def test_the_floor_is_the_loss_of_a_perfect_reconstruction(images):
    perfect = binary_cross_entropy(images, images / 255)
    np.testing.assert_allclose(counted.entropy_floor(images), perfect, rtol=1e-5, atol=1e-4)


@given(small_images, arrays.arrays(float, (2, 4, 5, 3), elements=st.floats(0, 1)))
def test_no_reconstruction_gets_below_the_floor(images, prediction):
    floor = counted.entropy_floor(images)
    assert (binary_cross_entropy(images, prediction) >= floor - 1e-4).all()


@given(small_images)
def test_the_floor_does_not_change_when_an_image_is_inverted_or_its_pixels_are_permuted(images):
    floor = counted.entropy_floor(images)
    for changed in (255 - images, images[:, ::-1, :, ::-1]):
        np.testing.assert_allclose(counted.entropy_floor(changed), floor, rtol=1e-5, atol=1e-5)


def test_middle_grey_has_the_highest_floor_and_black_and_white_have_none():
    levels = np.arange(256, dtype=np.uint8)[:, None, None, None] * np.ones((1, 1, 1, 3), np.uint8)
    floors = counted.entropy_floor(levels)
    assert floors.argmax() in (127, 128)
    assert floors.max() == pytest.approx(np.log(2), rel=1e-4)
    assert floors[0] == floors[255] == 0


def test_uniform_grey_levels_have_half_a_nat_per_pixel():
    images = np.arange(256, dtype=np.uint8).reshape(1, 16, 16, 1) * np.ones((1, 1, 1, 3), np.uint8)
    exact = 0.5 * (1 - 1 / 256)  # the integral of the entropy is 1/2; the rule errs by 1/n
    assert counted.entropy_floor(images)[0] / 256 == pytest.approx(exact, abs=2e-4)


def test_the_floor_is_counted_in_blocks_to_the_same_numbers(monkeypatch):
    images = np.random.default_rng(1).integers(0, 256, (9, 8, 8, 3), dtype=np.uint8)
    whole = counted.entropy_floor(images)
    monkeypatch.setattr(preparation, "BLOCK", 2)
    np.testing.assert_array_equal(counted.entropy_floor(images), whole)


def test_images_that_are_no_bytes_are_refused():
    with pytest.raises(ValueError, match=r"must be uint8 of shape \(n, h, w, 3\), got float64"):
        counted.entropy_floor(np.zeros((1, 2, 2, 3)))


def test_a_jpeg_pass_loses_more_at_lower_quality_and_little_of_a_smooth_image():
    image = smooth_image(1)
    noisy = np.random.default_rng(1).integers(0, 256, image.shape, dtype=np.uint8)
    fine, coarse = (counted.jpeg_loss(noisy, quality=q) for q in (95, 30))
    assert 0 < counted.jpeg_loss(image, quality=95).rms < 1.5 < fine.rms < coarse.rms
    assert fine.rms <= fine.largest


def test_a_jpeg_file_gives_back_an_image_of_the_same_size():
    image = smooth_image(2)[:60]
    assert counted.from_jpeg(counted.as_jpeg(image, quality=95)).size == (96, 60)


def test_each_item_is_timed_once():
    seen = []
    seconds = preparation.seconds_each(seen.append, ["a", "b", "c"])
    assert seen == ["a", "b", "c"]
    assert seconds.shape == (3,)
    assert (seconds >= 0).all()


def test_an_array_is_read_to_its_last_byte(tmp_path):
    images = np.zeros((300, 4, 4, 3), np.uint8)
    np.save(tmp_path / "images.npy", images)
    assert (
        preparation.read_through(np.load(tmp_path / "images.npy", mmap_mode="r")) == images.nbytes
    )


@given(st.lists(st.integers(-80, 80), min_size=1))
def test_shares_of_a_number_sum_to_one(eighths):
    found = counted.distribution(np.array(eighths) / 8)
    assert found.shares.sum() == pytest.approx(1)
    assert len(found.edges) == len(found.shares) + 1
    assert not found.kinds


def test_kinds_come_in_the_order_of_their_frequency():
    found = counted.distribution(np.array(["cap", "none", "none", "beanie", "none", "cap"]))
    assert found.kinds == ["none", "cap", "beanie"]
    assert found.shares.tolist() == [3 / 6, 2 / 6, 1 / 6]


def test_images_without_factors_are_said_to_have_none():
    (ax,) = draw.figure_factors({}).axes
    assert "No factors are known" in ax.texts[0].get_text()


def test_images_that_cannot_be_drawn_again_are_shown_as_prepared_only():
    images = np.zeros((3, 96, 96, 3), np.uint8)
    assert len(draw.figure_crops([], images).axes) == 3
    whole = [np.zeros((218, 178, 3), np.uint8)] * 3
    assert len(draw.figure_crops(whole, images).axes) == 6


def test_bars_of_attributes_stand_in_their_order_beside_their_names():
    shares = {"Male": 0.25, "No_Beard": 1.0, "Young": 0.5}
    left, right = draw.figure_attributes(shares).axes
    assert [bar.get_width() for ax in (left, right) for bar in ax.patches] == [0.25, 1.0, 0.5]
    assert [text.get_text() for text in left.get_yticklabels()] == ["Male", "No Beard"]


def test_images_without_attributes_are_said_to_have_none():
    (ax,) = draw.figure_attributes({}).axes
    assert "No attributes are known" in ax.texts[0].get_text()
    (ax,) = draw.figure_varied({}).axes
    assert "No factors are known" in ax.texts[0].get_text()


def edition_of(source, folder):
    """An edition of six stand-ins, or of the files of a folder, without its array."""
    settings = {"source": str(source), "seed": 3, "images": {"count": 6, "test": 2}}
    (folder / "settings.json").write_text(json.dumps(settings))
    return Edition(folder)


def test_whole_stand_ins_are_those_that_were_prepared(tmp_path):
    rows = np.array([1, 4])
    again = list(preparation.whole_images(edition_of(StandIns.label, tmp_path), rows))
    source = StandIns(6, 2, 3)
    for face, row in zip(again, rows, strict=True):
        np.testing.assert_array_equal(face, np.asarray(source.read(int(row))[0]))


@pytest.fixture
def edition_of_files(tmp_path):
    files = preparation.write_faces([draw_face(1)[0]], tmp_path / "photos", count=70)
    series = edition_of(tmp_path / "photos", tmp_path)
    prepare(files, tmp_path / "images", workers=1)
    return series


def test_whole_files_are_those_that_were_prepared_and_none_where_they_are_gone(edition_of_files):
    series, rows = edition_of_files, np.array([0, 66])
    for image, row in zip(preparation.whole_images(series, rows), rows, strict=True):
        np.testing.assert_array_equal(prepared(Image.fromarray(image)), series.images[row])
    (series.folder / "photos" / "000067.jpg").unlink()
    assert len(list(preparation.whole_images(series, rows))) == 1
    (series.folder / "photos").rename(series.folder / "elsewhere")
    assert not list(preparation.whole_images(series, rows))


@pytest.mark.parametrize("shape", [(218, 178, 3), (218, 179, 3), (50, 81, 3), (96, 96, 3)])
def test_the_part_that_is_kept_is_the_one_that_preparation_keeps(shape):
    image = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    kept = Image.fromarray(image).crop(kept_box(image.shape[1::-1]))
    small = kept.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    np.testing.assert_array_equal(prepared(Image.fromarray(image)), np.asarray(small))
    assert preparation.cut_share(image) == pytest.approx(
        1 - kept.width * kept.height / (shape[0] * shape[1])
    )


def test_the_share_of_lost_variance_is_that_of_the_rows_that_vary():
    images = np.full((4, 218, 178, 3), 99, np.uint8)
    images[::2, :10] = 119  # cut away
    assert preparation.lost_share(preparation.cut_variance(images)) == {"lost": 1}
    images[::2, 60:90] = 119  # three times as many rows that are kept
    assert preparation.lost_share(preparation.cut_variance(images))["lost"] == pytest.approx(1 / 4)


def test_images_that_vary_alike_everywhere_lose_the_share_of_the_pixels():
    images = np.random.default_rng(1).integers(0, 256, (20, 218, 178, 3), dtype=np.uint8)
    lost = preparation.lost_share(preparation.cut_variance(images))["lost"]
    assert lost == pytest.approx(preparation.cut_share(images[0]), abs=0.002)


def test_a_head_begins_where_the_face_first_differs_from_its_scene():
    face = draw_face(2)[0]
    scene = draw_face(2, head=False)[0]
    top = preparation.head_top(face, seed=2)
    assert 0 < top < 60
    np.testing.assert_array_equal(face[:top], scene[:top])
    assert preparation.head_top(np.vstack([255 - face[:1], face[1:]]), seed=2) == 0


def test_a_face_varied_to_its_own_value_is_the_face():
    face, factors = draw_face(5)
    same, other = preparation.varied_faces(5, "yaw", [factors.yaw, factors.yaw + 20])
    np.testing.assert_array_equal(same, prepared(Image.fromarray(face)))
    assert (other != same).mean() > 0.1


def test_the_posts_way_gives_this_series_images_but_for_a_second_jpeg_pass(edition_of_files):
    series = edition_of_files
    files = sorted((series.folder / "photos").iterdir())[:3]
    small = [series.folder / file.name for file in files]
    for pair in zip(files, small, strict=True):
        preparation.cropped_as_in_the_post(*pair)
    filled = preparation.filled_as_in_the_post(small)
    assert filled.shape == (3, 96, 96, 3)
    assert filled.dtype == np.float32
    again = [
        np.asarray(counted.from_jpeg(counted.as_jpeg(i, quality=95))) for i in series.images[:3]
    ]
    np.testing.assert_allclose(filled * 255, again, atol=1e-3)
    assert np.abs(filled * 255 - series.images[:3]).max() > 1


def test_the_posts_way_needs_its_array_twice(tmp_path):
    Image.fromarray(smooth_image(1)).save(tmp_path / "one.jpg")
    peak = preparation.peak_bytes(
        lambda: preparation.filled_as_in_the_post([tmp_path / "one.jpg"] * 50)
    )
    assert peak / counted.array_bytes(50, bytes_per_value=4) == pytest.approx(2, abs=0.05)


def test_reading_in_blocks_needs_one_block_whatever_the_number_of_images(monkeypatch):
    monkeypatch.setattr(preparation, "BLOCK", 8)
    for count in (32, 64):
        images = np.zeros((count, SIDE, SIDE, 3), np.uint8)
        peak = preparation.peak_bytes(lambda images=images: preparation.read_through(images))
        assert peak == pytest.approx(images[:8].nbytes, rel=0.05)


def test_a_forgotten_file_still_holds_what_was_written(tmp_path):
    file = tmp_path / "a.bin"
    file.write_bytes(b"kept" * 5000)
    preparation.forgotten_by_the_cache(file)
    assert file.read_bytes() == b"kept" * 5000


def test_a_system_that_takes_no_request_to_forget_is_told_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(preparation, "os", SimpleNamespace())
    assert not preparation.forgotten_by_the_cache(tmp_path / "a.bin")
