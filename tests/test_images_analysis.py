"""What images cost and lose, and the floor of the loss."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis import images as counted
from analysis.figures import images as draw
from analysis.losses import binary_cross_entropy

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
    monkeypatch.setattr(counted, "BLOCK", 2)
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
    seconds = counted.seconds_each(seen.append, ["a", "b", "c"])
    assert seen == ["a", "b", "c"]
    assert seconds.shape == (3,)
    assert (seconds >= 0).all()


def test_an_array_is_read_to_its_last_byte(tmp_path):
    images = np.zeros((300, 4, 4, 3), np.uint8)
    np.save(tmp_path / "images.npy", images)
    assert counted.read_through(np.load(tmp_path / "images.npy", mmap_mode="r")) == images.nbytes


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
    box = (0, 40, 178, 218)
    assert len(draw.figure_crops([], images, box=box).axes) == 3
    whole = [np.zeros((218, 178, 3), np.uint8)] * 3
    assert len(draw.figure_crops(whole, images, box=box).axes) == 6
