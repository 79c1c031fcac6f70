"""A classifier tells clouds apart where they differ, and guesses where they do not."""

import numpy as np
import pytest

from analysis.distinguish import told_apart


def test_clouds_of_one_distribution_are_told_apart_by_chance_only():
    shares = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        one, other = rng.standard_normal((2, 200, 5))
        shares.append(told_apart(one, other, components=5, rng=rng).value)
    assert abs(np.mean(shares) - 0.5) < 5 * 0.5 / np.sqrt(6 * 400)


def test_dependence_beyond_the_covariance_is_seen():
    rng = np.random.default_rng(7)
    one, other = rng.standard_normal((2, 600, 4))
    one[:, 1] *= np.sign(one[:, 0] * one[:, 1])  # uncorrelated, and of one sign
    rate = told_apart(one, other, components=4, rng=rng)
    assert rate.interval.low > 0.55
    assert rate.n == 1200


def test_heavier_tails_are_seen():
    rng = np.random.default_rng(8)
    one, other = rng.standard_normal((2, 600, 6))
    one *= np.sqrt(2 / rng.chisquare(2, (600, 1)))
    assert told_apart(one, other, components=6, rng=rng).interval.low > 0.55


def test_clouds_of_different_sizes_are_refused():
    rng = np.random.default_rng(9)
    with pytest.raises(ValueError, match="`second` must have the 30 points of `first`, got 29"):
        told_apart(np.eye(30), np.eye(30)[:29], components=2, rng=rng)
