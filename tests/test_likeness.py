"""Networks and kinds of runs that are alike pass for alike; a stated difference is found."""

import numpy as np
import pytest
from scipy import stats

from analysis import likeness
from analysis.repeats import contrast


def test_swapping_pairs_keeps_the_false_alarms_where_dealing_values_would_hide_differences():
    rng, alarms = np.random.default_rng(1), 0
    for _ in range(200):
        image = rng.gamma(9.0, size=150)
        first, second = image * np.exp(0.05 * rng.normal(size=(2, 150)))
        chance = likeness.swapped_distances(first, second, draws=39, rng=rng)
        alarms += np.sum(chance >= stats.wasserstein_distance(first, second)) < 2  # p = 2 of 40
    assert alarms / 200 <= 0.05 + 5 * np.sqrt(0.05 * 0.95 / 200)
    shifted = 1.02 * second
    chance = likeness.swapped_distances(first, shifted, draws=99, rng=rng)
    assert stats.wasserstein_distance(first, shifted) > chance.max()


def test_pairs_must_be_pairs(rng):
    with pytest.raises(ValueError, match="`second` must hold 3 values, got 2"):
        likeness.swapped_distances(np.ones(3), np.ones(2), draws=2, rng=rng)
    with pytest.raises(ValueError, match="`first`"):
        likeness.swapped_distances(np.full(2, np.nan), np.ones(2), draws=2, rng=rng)


def test_ends_of_runs_are_compared_by_all_ways_to_deal_them(rng):
    ends = likeness.compared_ends(np.array([1.0, 1.5, 2.0]), np.array([4.0, 6.0, 5.0]), rng=rng)
    assert (ends.first, ends.second, ends.spread) == (1.5, 5.0, 2.0)
    assert ends.test.p == ends.test.smallest == pytest.approx(2 / 20)


def test_three_runs_of_a_kind_near_each_other_are_no_evidence():
    found = likeness.nearness(
        np.array([16.0, 16.1, 16.2]), np.array([16.1, 16.3, 20.0]), within=0.1
    )
    assert (found.first.value, found.second.value) == (1.0, pytest.approx(2 / 3))
    assert (found.p, found.power) == (1.0, 0.0)
    assert found.needed > 20


def test_loss_contrasts_are_the_differences_that_were_put_in(rng):
    lost = [100 + rng.normal(size=4), 110 + rng.normal(size=4), np.array([90.0]), np.array([95.0])]
    found = likeness.loss_contrasts(lost, floor=900.0)
    ae, vae = lost[0].mean(), lost[1].mean()
    assert found["relative"].value == pytest.approx((vae - ae) / (ae + 900))
    assert found["excess"].value == pytest.approx((vae - ae) / ae)
    assert found["normalised"].value == pytest.approx((185 - ae - vae) / 2 / ae)
    assert found["interaction"].value == pytest.approx((95 - 90 - (vae - ae)) / ae)
    margin = contrast(lost[:2], (-1.0, 1.0)).high - (vae - ae)
    assert found["excess"].high == pytest.approx((vae - ae + margin) / ae)


def test_two_networks_agree_on_images_as_far_as_their_numbers_do(rng):
    image = rng.gamma(9.0, size=300)
    same = likeness.paired_agreement(image, 2 * image, resamples=50, rng=rng)
    assert same["mean_ratio"] == pytest.approx((2.0, 2.0, 2.0))
    assert same["rank_correlation"] == pytest.approx((1.0, 1.0, 1.0))
    other = likeness.paired_agreement(image, rng.permutation(image), resamples=50, rng=rng)
    assert abs(other["rank_correlation"].value) < 5 / np.sqrt(300)
    assert other["mean_ratio"].low < 1.0 < other["mean_ratio"].high
