"""What the detector and the measures beside it say of images whose content is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.control_images import white_noise
from analysis.faceness import (
    Judged,
    coarse,
    diversity,
    has_face,
    nearest_image,
    rate_at,
)
from analysis.intervals import Interval, Rate


def test_a_photographed_face_is_found_and_the_same_face_upside_down_is_not(photograph):
    assert has_face(np.stack([photograph, photograph[::-1]])).tolist() == [True, False]


def test_a_mirrored_face_is_a_face(photograph):
    assert has_face(photograph[None, :, ::-1]).all()


def test_the_detector_finds_no_face_in_flat_images():
    grey = np.arange(0, 256, 32, dtype=np.uint8)[:, None, None, None]
    assert not has_face(np.broadcast_to(grey, (8, 96, 96, 3)).copy()).any()


def test_an_answer_depends_on_its_own_image_alone(photograph):
    noise = white_noise(70, rng=np.random.default_rng(2))
    mixed = np.concatenate([noise, photograph[None], noise])  # more than one block
    assert np.flatnonzero(has_face(mixed)).tolist() == [70]


@pytest.mark.parametrize("shape", [(2, 64, 64, 3), (96, 96, 3), (0, 96, 96, 3)])
def test_images_of_another_shape_are_refused(shape):
    with pytest.raises(ValueError, match=r"`images` must have shape \(n, 96, 96, 3\)"):
        has_face(np.zeros(shape, np.uint8))


def test_images_between_0_and_1_are_refused():
    with pytest.raises(ValueError, match="type uint8, got float64"):
        has_face(np.zeros((1, 96, 96, 3)))


def some_images(seed, *, n=6):
    return np.random.default_rng(seed).integers(0, 200, (n, 8, 8, 3), dtype=np.uint8)


@given(st.integers(0, 2**32 - 1), st.integers(2, 9))
def test_diversity_is_the_root_mean_square_over_all_pairs(seed, n):
    images = some_images(seed, n=n).astype(float)
    pairs = [(a - b) ** 2 for i, a in enumerate(images) for b in images[:i]]
    expected = np.sqrt(np.mean(pairs))
    assert diversity(images.astype(np.uint8)).value == pytest.approx(expected, rel=1e-5)


@given(st.integers(0, 2**32 - 1), st.integers(1, 55))
def test_diversity_does_not_change_when_all_images_get_brighter(seed, step):
    images = some_images(seed)
    assert diversity(images + np.uint8(step)).value == pytest.approx(diversity(images).value)


def test_diversity_is_zero_for_one_image_and_for_copies():
    image = some_images(0, n=1)
    assert diversity(image) == (0.0, 0.0, 0.0)
    assert diversity(np.repeat(image, 7, axis=0)) == pytest.approx((0.0, 0.0, 0.0), abs=1e-3)


def test_noise_has_the_diversity_of_independent_pixels():
    found = diversity(white_noise(100, rng=np.random.default_rng(5)))
    assert found.value == pytest.approx(np.sqrt(2 * (256**2 - 1) / 12), rel=0.005)


def at(level, *, error=0.0):
    return Interval(level, level - error, level + error)


def at_diversities(steps, rates, *, error=0.0):
    """Sets of known diversity, or with errors of so many grey levels."""
    return [Judged(rate, at(d, error=error)) for d, rate in zip(steps, rates, strict=True)]


def test_the_rate_at_a_diversity_is_interpolated_and_not_decided_beyond_the_sets():
    sets = at_diversities((10.0, 30.0), (Rate(90, 100), Rate(50, 100)), error=0.5)
    assert rate_at(sets, at(20.0)).value == pytest.approx(0.7)
    assert rate_at(sets[::-1], at(20.0)) == rate_at(sets, at(20.0))
    assert np.isnan(rate_at(sets, at(5.0))).all()
    assert np.isnan(rate_at(sets, at(31.0))).all()
    assert rate_at(sets, at(30.4)).value == 0.5


def test_between_sets_the_rate_is_bounded_by_both_and_at_a_set_it_is_wilsons():
    rates = (Rate(90, 100), Rate(50, 100), Rate(10, 100))
    sets = at_diversities((10.0, 20.0, 40.0), rates)
    found = rate_at(sets, at(15.0))
    assert (found.low, found.high) == (rates[1].interval.low, rates[0].interval.high)
    assert rate_at(sets, at(20.0)) == rates[1].interval
    near = rate_at(at_diversities((10.0, 20.0, 40.0), rates, error=1.0), at(20.0))
    assert near.low == pytest.approx(rates[1].interval.low - 0.04)
    assert near.high == pytest.approx(rates[1].interval.high + 0.04)
    assert rate_at(sets, at(20.0, error=1.0)) == near
    assert rate_at(sets, at(21.0, error=1.0)).low == near.low


def test_coarse_images_keep_the_mean_of_every_square():
    images = some_images(1, n=70)
    squares = coarse(images).reshape(70, 2, 2, 3)
    np.testing.assert_allclose(squares[:, 0, 1], images[:, :4, 4:].mean(axis=(1, 2)), rtol=1e-5)


def test_an_image_among_the_known_ones_is_found_at_distance_zero():
    known = some_images(2, n=300)
    rows, distances = nearest_image(known[::-1], known=coarse(known))
    assert rows.tolist() == list(range(299, -1, -1))
    np.testing.assert_allclose(distances, 0.0, atol=1e-6)


def test_the_nearest_image_is_that_of_the_full_table_of_distances():
    known, asked = some_images(3, n=40), some_images(4, n=300)
    rows, distances = nearest_image(asked, known=coarse(known))
    table = np.sqrt(np.mean((coarse(asked)[:, None] - coarse(known)) ** 2, axis=2))
    assert rows.tolist() == table.argmin(axis=1).tolist()
    np.testing.assert_allclose(distances, table.min(axis=1), rtol=1e-5)
