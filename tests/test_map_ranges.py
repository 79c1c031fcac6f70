"""Maps are measured by the chapter's rules, with their range over draws."""

import numpy as np
import pytest

from analysis import map_ranges


def test_islands_and_gaps_see_two_groups_far_apart(rng):
    one = rng.random((60, 2))
    two = np.concatenate([one, one + np.array([20.0, 0.0])])
    assert map_ranges.MEASURES["islands"](one) == 1
    assert map_ranges.MEASURES["islands"](two) == 2
    assert map_ranges.MEASURES["gaps"](two) > map_ranges.MEASURES["gaps"](one)


def test_agreement_is_1_for_turned_maps_and_that_of_chance_for_others(rng):
    maps = rng.random((3, 200, 2))
    turned = maps @ [[0.0, 1.0], [-1.0, 0.0]]
    assert map_ranges.agreement(maps, turned) == (1.0, 1.0, 1.0)
    other = map_ranges.agreement(maps, rng.random((3, 200, 2)))
    assert other.value == pytest.approx(10 / 199, abs=0.02)
    assert other.low <= other.value <= other.high
