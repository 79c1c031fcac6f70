"""Recognition, precision and recall on points and images with known answers."""

import tracemalloc

import numpy as np
import pytest

from analysis.control_images import phase_scrambled, shuffled_pixels, white_noise
from analysis.fidelity import (
    BLOCK,
    gradient_reference,
    gradient_space,
    gradients,
    within,
)
from analysis.recognition import encoded, recognition_error, relative_to_data


class Halving:
    """A network whose encoder gives back half of what was decoded."""

    def decode(self, z):
        return z

    def encode(self, images):
        return {"mu": 0.5 * images}


def test_a_point_that_comes_back_halved_is_half_off():
    z = np.random.default_rng(0).normal(size=(7, 4))
    np.testing.assert_allclose(recognition_error(z, encoded(z, network=Halving())), 0.5)


def test_the_origin_and_other_shapes_have_no_relative_error():
    with pytest.raises(ValueError, match="finite points other than the origin"):
        recognition_error(np.zeros((1, 3)), np.ones((1, 3)))
    with pytest.raises(ValueError, match=r"shape \(1, 3\) of `z`, got \(2, 3\)"):
        recognition_error(np.ones((1, 3)), np.ones((2, 3)))


def test_a_set_beside_itself_has_a_relative_error_of_one():
    errors = np.array([0.2, 0.5, 0.9])
    low, high = relative_to_data(errors, errors)[1:]
    assert relative_to_data(errors, errors).value == pytest.approx(1.0)
    assert low * high == pytest.approx(1.0)
    assert relative_to_data(7 * errors, errors).value == pytest.approx(7.0)


def clump(n, *, at=0.0, spread=1.0, seed=0):
    return np.random.default_rng(seed).normal(at, spread, (n, 5))


def precision_and_recall(points, others):
    return within(points, others=others).mean(), within(others, others=points).mean()


def test_equal_clouds_have_high_precision_and_recall_and_far_ones_none():
    assert min(precision_and_recall(clump(300), clump(300, seed=1))) > 0.75
    assert precision_and_recall(clump(300, at=50.0), clump(300, seed=1)) == (0.0, 0.0)


def test_a_collapsed_set_keeps_precision_and_loses_recall_and_a_wide_one_the_reverse():
    precision, recall = precision_and_recall(clump(300, spread=0.05), clump(300, seed=1))
    assert precision > 0.95
    assert recall < 0.1
    precision, recall = precision_and_recall(clump(300, spread=10.0), clump(300, seed=1))
    assert precision < 0.1
    assert recall > 0.9


def test_spheres_reach_to_the_kth_other_centre():
    centres = np.array([[0.0], [1.0], [3.0], [7.0]])
    points = np.array([[-3.0], [-3.1], [11.1], [13.1]])  # reaches for k = 2: 3, 2, 3, 6
    answers = within(points, others=centres, k=2, kept=1.0)
    assert answers.tolist() == [True, False, True, False]
    assert within(points, others=centres, k=2, kept=0.75).tolist() == [True, False, False, False]
    with pytest.raises(ValueError, match="more than k = 3 points, got 3"):
        within(points, others=centres[:3])


def test_gradients_do_not_see_brightness_and_tell_stripes_by_direction():
    stripes = np.zeros((1, 96, 96, 3), np.uint8)
    stripes[:, ::8] = 60
    turned = stripes.transpose(0, 2, 1, 3)
    np.testing.assert_allclose(gradients(stripes + np.uint8(50)), gradients(stripes), atol=1e-6)
    assert np.linalg.norm(gradients(stripes) - gradients(turned)) > 1


def test_spheres_are_the_same_in_blocks_as_in_one_table():
    points, centres = clump(BLOCK + 50, spread=2.0), clump(40, seed=1)
    table = np.linalg.norm(points[:, None] - centres, axis=2)
    between = np.sort(np.linalg.norm(centres[:, None] - centres, axis=2), axis=1)
    expected = np.any(table <= between[:, 3], axis=1)  # place 0 is the centre itself
    assert 0 < expected.sum() < len(points)
    np.testing.assert_array_equal(within(points, others=centres, kept=1.0), expected)


def test_a_centre_that_lies_apart_does_not_vouch_for_what_is_far_from_all():
    centres = np.concatenate([clump(300), 40 * np.eye(5)[:1]])
    strange = 20 * (np.eye(5)[:1] + np.eye(5)[1:])
    assert within(strange, others=centres, kept=1.0).all()
    assert not within(strange, others=centres).any()


def test_memory_grows_with_the_points_and_not_with_their_square():
    points, centres = clump(20 * BLOCK), clump(2000, seed=1)
    tracemalloc.start()
    within(points, others=centres)
    assert tracemalloc.get_traced_memory()[1] < 4 * BLOCK * len(centres) * 8
    tracemalloc.stop()


def test_components_are_the_broadest_of_images_and_of_the_same_without_a_face():
    basis = white_noise(20, rng=np.random.default_rng(4))
    space = gradient_space(basis, components=10, rng=np.random.default_rng(5))
    rng = np.random.default_rng(5)
    nothing = [phase_scrambled(basis, rng=rng), shuffled_pixels(basis, rng=rng)]
    own = space.coordinates(np.concatenate([basis, *nothing]))
    assert own.shape == (60, 10)
    np.testing.assert_allclose(own.mean(axis=0), 0.0, atol=1e-9)
    assert np.all(np.diff(own.var(axis=0)) <= 1e-12)
    np.testing.assert_allclose(space.axes @ space.axes.T, np.eye(10), atol=1e-9)


def faces(n, *, photograph, rng):
    """Photographs of one face, each moved, mirrored or turned a little brighter."""
    moves = rng.integers(-6, 7, (n, 2))
    moved = [np.roll(photograph, tuple(move), axis=(0, 1)) for move in moves]
    return np.stack([one[:, ::-1] if rng.random() < 0.5 else one for one in moved])


def test_sets_of_one_kind_have_equal_precision_and_recall_and_noise_has_neither(photograph):
    rng = np.random.default_rng(5)
    basis, images, others = (faces(80, photograph=photograph, rng=rng) for _ in range(3))
    reference = gradient_reference(images, basis=basis, rng=rng)
    precise, recalled = reference.compared(others)
    assert abs(precise.mean() - recalled.mean()) < 0.2
    assert precise.mean() > 0.6
    for nothing in (white_noise(80, rng=rng), phase_scrambled(others, rng=rng)):
        assert not np.any(np.concatenate(reference.compared(nothing)))
    with pytest.raises(ValueError, match="more than 3 for precision and recall, got 2"):
        reference.compared(others[:2])
