"""Spread over repeated runs, against coverage, SciPy and simulated runs."""

import numpy as np
import pytest
from scipy import stats

from analysis import repeats


def test_the_interval_of_a_mean_over_runs_is_that_of_scipy():
    values = np.random.default_rng(1).normal(16, 1, 5)
    found = repeats.contrast([values], [1.0])
    reference = stats.ttest_1samp(values, 0).confidence_interval()
    np.testing.assert_allclose(found, (values.mean(), *reference), rtol=1e-12)


@pytest.mark.parametrize("runs", [2, 3, 5])
def test_ninety_five_per_cent_of_further_runs_end_in_the_interval(runs):
    rng = np.random.default_rng(runs)
    inside = []
    for values in rng.normal(16, 1, (20_000, runs + 1)):
        _, low, high = repeats.next_run(values[:-1])
        inside.append(low <= values[-1] <= high)
    assert abs(np.mean(inside) - 0.95) < 5 * np.sqrt(0.95 * 0.05 / 20_000)


def test_no_run_apart_of_three_leaves_room_for_many_elsewhere():
    share = repeats.unseen_share(3)
    assert (1 - share) ** 3 == pytest.approx(0.05)
    assert repeats.near(np.array([16.0, 16.5, 15.8]), within=0.1).all()
    assert (~repeats.near(np.array([16.0, 66.0, 15.8, 16.1]), within=0.1)).tolist() == [
        False,
        True,
        False,
        False,
    ]


def test_the_power_of_fishers_test_is_that_of_simulated_runs():
    rng = np.random.default_rng(3)
    power = repeats.fisher_power(12, 12, rates=(0.2, 0.8))
    outcomes = rng.binomial(12, [0.2, 0.8], size=(2000, 2))
    tables = [[[a, 12 - a], [b, 12 - b]] for a, b in outcomes]
    share = np.mean([stats.fisher_exact(table)[1] < 0.05 for table in tables])
    assert abs(share - power) < 5 * np.sqrt(power * (1 - power) / 2000)
    assert repeats.fisher_power(12, 12, rates=(0.3, 0.3)) <= 0.05


def test_the_runs_that_reach_a_power_are_the_fewest():
    n = repeats.runs_for_power((0.25, 1.0))
    assert repeats.fisher_power(n, n, rates=(0.25, 1.0)) >= 0.8
    assert repeats.fisher_power(n - 1, n - 1, rates=(0.25, 1.0)) < 0.8


def test_rates_in_per_cent_are_refused():
    with pytest.raises(ValueError, match=r"`rates` must lie between 0 and 1, got \(25, 75\)"):
        repeats.fisher_power(4, 4, rates=(25, 75))


def test_an_interaction_is_found_with_single_runs_in_two_cells():
    rng = np.random.default_rng(5)
    sizes, weights = (3, 3, 1, 1), (1.0, -1.0, -1.0, 1.0)
    means = np.array([5.0, 7.0, 4.0, 9.0])  # interaction 5 - 7 - 4 + 9 = 3
    covered = []
    for _ in range(1000):
        cells = [mean + rng.normal(size=n) for mean, n in zip(means, sizes, strict=True)]
        found = repeats.contrast(cells, weights)
        covered.append(found.low <= 3.0 <= found.high)
    assert abs(np.mean(covered) - 0.95) < 5 * np.sqrt(0.95 * 0.05 / 1000)


def test_spread_needs_a_repeated_run():
    with pytest.raises(ValueError, match=r"`groups` must have one with two runs or more, got \[1"):
        repeats.run_spread([np.ones(1), np.ones(1)])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: repeats.next_run(np.array([1.0, np.nan])), "`values` must be finite, got 1 of 2"),
        (lambda: repeats.next_run(np.array([1.0])), r"`values` must have 1 axes and 2 or more"),
        (lambda: repeats.near(np.array([1.0, 0.0]), within=0.1), "`values` must be positive"),
        (lambda: repeats.unseen_share(0), "`runs` must be positive and finite, got 0"),
    ],
)
def test_what_has_no_meaning_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
