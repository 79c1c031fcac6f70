"""Differences between two kinds of runs, against enumeration, SciPy and known differences."""

import numpy as np
import pytest
from scipy import stats

from analysis import runs


def test_a_permutation_test_agrees_with_scipy(rng):
    values = rng.normal(size=9) + np.array([1.5] * 4 + [0.0] * 5)
    found = runs.permutation_test(runs.mean_difference(values), first=4, second=5, rng=rng)
    other = stats.permutation_test(
        (values[:4], values[4:]),
        lambda a, b: abs(np.mean(a) - np.mean(b)),
        n_resamples=np.inf,
        alternative="greater",
    )
    assert found.p == pytest.approx(other.pvalue)
    assert found.value == pytest.approx(other.statistic)


def test_a_permutation_test_rejects_no_more_often_than_it_says():
    rng = np.random.default_rng(1)
    rejected = 0
    for _ in range(400):
        matrix = runs.distances(list(rng.normal(size=(8, 20))))
        found = runs.permutation_test(runs.excess_distance(matrix), first=4, second=4, rng=rng)
        rejected += found.p <= 0.06
    assert rejected / 400 < 0.06 + 5 * np.sqrt(0.06 * 0.94 / 400)


def test_two_kinds_of_runs_are_told_apart_and_few_runs_say_that_they_cannot(rng):
    samples = [rng.normal(size=300) + 3 * (run >= 4) for run in range(8)]
    matrix = runs.distances(samples)
    found = runs.permutation_test(runs.excess_distance(matrix), first=4, second=4, rng=rng)
    assert found.p == found.smallest == 2 / 70
    assert found.decidable
    few = runs.permutation_test(runs.excess_distance(matrix[2:6, 2:6]), first=2, second=2, rng=rng)
    assert few.smallest == 2 / 6
    assert not few.decidable


def test_dealing_at_random_comes_close_to_all_ways(rng):
    statistic = runs.mean_difference(rng.normal(size=14) + np.array([0.7] * 7 + [0.0] * 7))
    exact = runs.permutation_test(statistic, first=7, second=7, rng=rng)
    drawn = runs.permutation_test(statistic, first=7, second=7, rng=rng, most=2000)
    assert abs(drawn.p - exact.p) < 5 * np.sqrt(exact.p * (1 - exact.p) / 2000) + 1 / 2000


def test_an_empty_group_is_refused(rng):
    with pytest.raises(ValueError, match="Both groups must have a run or more, got 0 and 3"):
        runs.permutation_test(lambda group: 0.0, first=0, second=3, rng=rng)


def test_distances_are_those_of_shifted_samples():
    x = np.random.default_rng(2).normal(size=50)
    matrix = runs.distances([x, x + 2.0, x - 1.0])
    np.testing.assert_allclose(matrix, [[0, 2, 1], [2, 0, 3], [1, 3, 0]], atol=1e-12)
    group = np.array([True, True, False])
    assert sorted(runs.pairs_between(matrix, group)) == pytest.approx([1, 3])
    assert runs.pairs_within(matrix, group) == pytest.approx([2])
    assert len(runs.pairs_within(matrix, ~group)) == 0


def test_runs_of_two_kinds_are_compared_with_runs_of_one(rng):
    samples = [rng.normal(size=300) + 3 * (run >= 3) for run in range(7)]
    matrix = runs.distances(samples)
    found = runs.kinds_compared(matrix, first=3, rng=rng)
    assert (len(found.first), len(found.second), len(found.between)) == (3, 6, 12)
    assert found.between.mean() == pytest.approx(matrix[:3, 3:].mean())
    assert found.ratio == pytest.approx(matrix[:3, 3:].mean() / found.within)
    assert found.ratio > 10
    assert found.test.p == found.test.smallest
