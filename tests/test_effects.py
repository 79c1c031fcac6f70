"""Sizes of effects are those of random points by chance, and far from them for strings."""

import itertools

import numpy as np

from analysis import effects, patterns, planes
from analysis.cloud import principal_axes
from analysis.strings import strings
from tests.filaments import AXES, DISTANCES, within


def squares_of_strings(rng):
    cloud = strings(AXES, n=6000, count=15, rng=rng)
    planes_of = itertools.combinations(principal_axes(cloud).axes[:9], 2)
    return [planes.square_holding(cloud @ np.array(p).T, count=150).points for p in planes_of]


def test_effects_of_random_points_are_those_of_chance():
    rows = patterns.patterns(np.random.default_rng(1).random((200, 60, 2)), distances=DISTANCES)
    found = effects.pattern_effects(rows, distances=DISTANCES, at=4)
    assert within(found["pair_excess"].mean(), 0.0, found["pair_excess"])
    assert abs(found["clark_evans"].mean() - 1) < 0.02  # Donnelly's correction is approximate
    assert 0.1 < found["void"].min() < found["void"].max() < 1.0


def test_strings_have_more_pairs_and_voids_that_stay(rng):
    squares = squares_of_strings(rng)
    rows = patterns.patterns(squares, distances=DISTANCES)
    assert effects.pattern_effects(rows, distances=DISTANCES, at=4)["pair_excess"].mean() > 0.3
    reach = np.array([0.0, 0.5, 9.0])
    found = effects.voids(squares, reach=reach, rng=rng)
    chance = effects.voids(list(rng.random((100, 150, 2))), reach=reach, rng=rng)
    assert found.share.low > chance.share.value
    assert found.gap_exponent.low > chance.gap_exponent.value
    assert abs(chance.gap_exponent.value + 0.5) < 0.02
    assert abs(chance.beyond[1] - np.exp(-np.pi / 4)) < 0.02
    np.testing.assert_array_equal(found.beyond[[0, 2]], [1.0, 0.0])
