"""Neighbours in common, against counting, turns and chance."""

import numpy as np
import pytest

from analysis import overlap
from analysis.nulls import rotated


def test_a_turn_keeps_all_neighbours_and_a_shuffle_those_of_chance(rng):
    z = rng.normal(size=(400, 5))
    table = overlap.overlap_table([z, rotated(z, rng=rng), rng.permutation(z)], k=10)
    np.testing.assert_allclose(np.diag(table), 1.0)
    assert table[0, 1] == pytest.approx(1.0)
    chance = 10 / 399
    assert abs(table[0, 2] - chance) < 5 * np.sqrt(chance / 4000)


def test_the_table_agrees_with_counting(rng):
    first, second = rng.normal(size=(2, 50, 3))
    table = overlap.overlap_table([first, second], k=4)
    near = [overlap.neighbours(points, k=4) for points in (first, second)]
    shared = [len(set(a) & set(b)) for a, b in zip(*near, strict=True)]
    assert table[0, 1] == table[1, 0] == pytest.approx(np.sum(shared) / 200)
    found = overlap.shared_neighbours(first, second, k=4)
    np.testing.assert_allclose(found, np.array(shared) / 4)


def test_wrong_sizes_are_refused(rng):
    z = rng.normal(size=(20, 2))
    with pytest.raises(ValueError, match="`k` must lie between 1 and n - 1 = 19, got 20"):
        overlap.overlap_table([z], k=20)
    with pytest.raises(ValueError, match=r"must hold the same points, got \[19, 20\]"):
        overlap.overlap_table([z, z[1:]], k=3)
    with pytest.raises(ValueError, match=r"must hold the same points, got \[19, 20\]"):
        overlap.shared_neighbours(z, z[1:], k=3)
