"""Control images hold what they should, and no face."""

import numpy as np
import pytest

from analysis.control_images import phase_scrambled, shuffled_pixels, white_noise, without_head
from analysis.faceness import face_rate
from data.faces import draw_face


def test_shuffling_keeps_the_pixels_of_each_image_and_moves_them():
    images = np.random.default_rng(0).integers(0, 256, (5, 12, 12, 3), dtype=np.uint8)
    shuffled = shuffled_pixels(images, rng=np.random.default_rng(1))
    for before, after in zip(images, shuffled, strict=True):
        assert sorted(map(tuple, before.reshape(-1, 3))) == sorted(map(tuple, after.reshape(-1, 3)))
    assert np.mean(np.all(images == shuffled, axis=3)) < 0.1


def test_the_detector_finds_no_face_without_a_head_or_in_shuffled_pixels():
    rng = np.random.default_rng(2)
    headless = without_head(40, rng=rng)
    assert headless.shape == (40, 96, 96, 3)
    assert face_rate(headless).found <= 4
    faces = np.stack([draw_face(seed)[0][60:156, 40:136] for seed in range(10)])
    assert face_rate(shuffled_pixels(faces, rng=rng)).found == 0


def test_the_detector_finds_no_face_in_noise():
    found = face_rate(white_noise(200, rng=np.random.default_rng(0)))
    assert (found.found, found.n, found.interval.low) == (0, 200, 0.0)


def test_a_face_without_its_phases_is_none(photograph):
    faces = np.repeat(photograph[None], 20, axis=0)
    assert face_rate(phase_scrambled(faces, rng=np.random.default_rng(1))).found <= 2


def test_scrambling_keeps_colour_and_contrast_and_moves_everything(photograph):
    soft = np.repeat((64 + photograph // 2)[None], 8, axis=0)  # nothing to clip
    scrambled = phase_scrambled(soft, rng=np.random.default_rng(6)).astype(float)
    np.testing.assert_allclose(scrambled.mean(axis=(1, 2)), soft.mean(axis=(1, 2)), atol=1.0)
    assert scrambled.std() == pytest.approx(soft.std(), rel=0.05)
    assert abs(np.corrcoef(scrambled.ravel(), soft.ravel())[0, 1]) < 0.5
