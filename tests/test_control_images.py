"""Control images hold what they should, and no face."""

import numpy as np

from analysis.control_images import shuffled_pixels, without_head
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
