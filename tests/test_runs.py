"""Statistics over repeated runs, against enumeration, SciPy and known differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
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


def test_the_power_of_fishers_test_is_that_of_simulated_runs():
    rng = np.random.default_rng(3)
    power = runs.fisher_power(12, 12, rates=(0.2, 0.8))
    outcomes = rng.binomial(12, [0.2, 0.8], size=(2000, 2))
    tables = [[[a, 12 - a], [b, 12 - b]] for a, b in outcomes]
    share = np.mean([stats.fisher_exact(table)[1] < 0.05 for table in tables])
    assert abs(share - power) < 5 * np.sqrt(power * (1 - power) / 2000)
    assert runs.fisher_power(12, 12, rates=(0.3, 0.3)) <= 0.05


def test_the_runs_that_reach_a_power_are_the_fewest():
    n = runs.runs_for_power((0.25, 1.0))
    assert runs.fisher_power(n, n, rates=(0.25, 1.0)) >= 0.8
    assert runs.fisher_power(n - 1, n - 1, rates=(0.25, 1.0)) < 0.8


def test_rates_in_per_cent_are_refused():
    with pytest.raises(ValueError, match=r"`rates` must lie between 0 and 1, got \(25, 75\)"):
        runs.fisher_power(4, 4, rates=(25, 75))


def test_the_interval_of_a_slope_holds_the_true_one_as_often_as_it_says():
    rng = np.random.default_rng(4)
    x = np.log([1e-6, 1e-5, 1e-5, 1e-5, 1e-4, 1e-3])
    fits = [runs.fitted_slope(x, 0.6 * x + rng.normal(size=6)) for _ in range(1000)]
    covered = np.mean([fit.low <= 0.6 <= fit.high for fit in fits])
    assert abs(covered - 0.95) < 5 * np.sqrt(0.95 * 0.05 / 1000)


@pytest.mark.parametrize("x", [[1.0, 2.0], [3.0, 3.0, 3.0]])
def test_a_slope_needs_three_runs_at_different_places(x):
    with pytest.raises(ValueError, match="`x` must hold three or more runs at different places"):
        runs.fitted_slope(np.array(x), np.zeros(len(x)))


def test_an_interaction_is_found_with_single_runs_in_two_cells():
    rng = np.random.default_rng(5)
    sizes, weights = (3, 3, 1, 1), (1.0, -1.0, -1.0, 1.0)
    means = np.array([5.0, 7.0, 4.0, 9.0])  # interaction 5 - 7 - 4 + 9 = 3
    covered = []
    for _ in range(1000):
        cells = [mean + rng.normal(size=n) for mean, n in zip(means, sizes, strict=True)]
        found = runs.contrast(cells, weights)
        covered.append(found.low <= 3.0 <= found.high)
    assert abs(np.mean(covered) - 0.95) < 5 * np.sqrt(0.95 * 0.05 / 1000)


def test_spread_needs_a_repeated_run():
    with pytest.raises(ValueError, match=r"`groups` must have one with two runs or more, got \[1"):
        runs.run_spread([np.ones(1), np.ones(1)])


@given(st.integers(2, 8), st.floats(1.5, 10.0), st.booleans())
def test_the_largest_jump_is_found_up_or_down(place, factor, up):
    values = 1.1 ** -np.arange(10.0)
    values[place:] *= factor if up else 1 / factor
    found = runs.largest_jump(values, since=1)
    assert found.epoch == place + 1
    assert found.factor == pytest.approx(factor / 1.1 if up else factor * 1.1)


def test_a_jump_needs_two_epochs():
    with pytest.raises(ValueError, match="`values` must hold two or more positive epochs from 3"):
        runs.largest_jump(np.ones(3), since=3)


def test_runs_near_the_median_are_named():
    radii = {"a": 16.0, "b": 16.5, "c": 15.9, "d": 19.75}
    assert runs.near(radii, within=0.1) == ["a", "b", "c"]
