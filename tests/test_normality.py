"""Tests of normality find what is there, and nothing in normal clouds."""

import numpy as np
import pytest
from scipy import stats

from analysis.normality import (
    Outcome,
    heavy_scores,
    held_out_law,
    held_out_squares,
    henze_zirkler,
    normal_scores,
    rejected_components,
    rejections,
    share_within,
    simulated,
    trimmed,
)


def test_held_out_distances_of_normal_points_follow_hotellings_law():
    n, dim, rng = 60, 12, np.random.default_rng(1)
    squares = [
        held_out_squares(rng.standard_normal((1, dim)), cloud=rng.standard_normal((n, dim)))[0]
        for _ in range(3000)
    ]
    law = held_out_law(n=n, n_dim=dim)
    for share in (0.1, 0.5, 0.8, 0.95):
        found = np.mean(squares <= law.ppf(share))
        assert abs(found - share) < 5 * np.sqrt(share * (1 - share) / len(squares))


def test_chi_square_would_be_wrong_for_estimated_moments():
    law, chi = held_out_law(n=60, n_dim=12), stats.chi2(12)
    assert law.ppf(0.5) > 1.2 * chi.ppf(0.5)


def test_held_out_distances_do_not_change_under_affine_maps():
    rng = np.random.default_rng(2)
    cloud, points = rng.standard_normal((50, 4)), rng.standard_normal((9, 4))
    turn, shift = rng.standard_normal((4, 4)), rng.standard_normal(4)
    moved = held_out_squares(points @ turn + shift, cloud=cloud @ turn + shift)
    np.testing.assert_allclose(moved, held_out_squares(points, cloud=cloud), rtol=1e-8)


def hz_of(draw, *, draws, rng, cut=False):
    """Henze-Zirkler's statistic of simulated clouds, whole or trimmed at 3 sd."""
    points = (lambda x: trimmed(x, reach=3.0)) if cut else (lambda x: x)
    return simulated(lambda x: {"hz": henze_zirkler(points(x))}, draw, draws=draws, rng=rng)["hz"]


def _direct(points):
    """The statistic as Henze and Zirkler print it, with double sums."""
    n, d = points.shape
    inverse = np.linalg.inv(np.cov(points.T, bias=True).reshape(d, d))
    beta = 1 / np.sqrt(2) * ((2 * d + 1) / 4) ** (1 / (d + 4)) * n ** (1 / (d + 4))
    centre = points.mean(axis=0)
    both = sum(np.exp(-(beta**2) / 2 * (x - y) @ inverse @ (x - y)) for x in points for y in points)
    one = sum(
        np.exp(-(beta**2) / (2 * (1 + beta**2)) * (x - centre) @ inverse @ (x - centre))
        for x in points
    )
    return n * (
        both / n**2 - 2 * (1 + beta**2) ** (-d / 2) * one / n + (1 + 2 * beta**2) ** (-d / 2)
    )


@pytest.mark.parametrize("dim", [1, 3])
def test_the_statistic_is_the_printed_formula(dim):
    points = np.random.default_rng(3).gamma(2.0, size=(25, dim))
    assert henze_zirkler(points) == pytest.approx(_direct(points), rel=1e-9)


def test_the_statistic_has_the_mean_that_its_authors_give():
    n, dim = 200, 2
    beta = ((2 * dim + 1) * n / 4) ** (1 / (dim + 4)) / np.sqrt(2)
    a = 1 + 2 * beta**2
    mean = 1 - a ** (-dim / 2) * (1 + dim * beta**2 / a + dim * (dim + 2) * beta**4 / (2 * a**2))
    values = hz_of(normal_scores(n, dim), draws=300, rng=np.random.default_rng(4))
    assert abs(values.mean() - mean) < 5 * values.std() / np.sqrt(len(values)) + 0.01


def test_the_statistic_does_not_change_under_affine_maps():
    rng = np.random.default_rng(5)
    points, turn = rng.standard_normal((40, 3)), rng.standard_normal((3, 3))
    assert henze_zirkler(points @ turn + 7) == pytest.approx(henze_zirkler(points), rel=1e-8)


def test_the_test_keeps_its_level_and_sees_heavy_tails():
    n, dim, rng = 120, 4, np.random.default_rng(6)
    null = hz_of(normal_scores(n, dim), draws=199, rng=rng)
    again = hz_of(normal_scores(n, dim), draws=200, rng=rng)
    heavy = hz_of(heavy_scores(n, dim, freedom=3.0), draws=40, rng=rng)
    false, power = rejections(again, null=null), rejections(heavy, null=null)
    spread = np.sqrt(0.05 * 0.95 * (1 / 200 + 1 / 200))
    assert abs(false.value - 0.05) < 5 * spread
    assert power.value > 0.8


def test_what_cannot_be_decided_counts_neither_for_nor_against_a_test():
    null = np.array([1.0, 2.0, np.nan, 3.0])
    assert Outcome(2.5, null).p == pytest.approx(2 / 4)
    assert np.isnan(Outcome(2.5, np.full(3, np.nan)).p)
    assert rejections(np.array([9.0, np.nan, 0.0]), null=null, level=0.3) == (1, 2)
    none = rejections(np.full(5, np.nan), null=null)
    assert (np.isnan(none.value), none.text()) == (True, "not decidable")


def test_heavy_scores_have_the_tails_of_students_t():
    points = heavy_scores(4000, 2, freedom=5.0)(np.random.default_rng(7))
    assert stats.kstest(points[:, 0], stats.t(5).cdf).statistic < 5 * 0.5 / np.sqrt(4000)


def test_trimming_leaves_out_points_with_one_far_component():
    points = np.concatenate([np.tile([[1.0, -1.0], [-1.0, 1.0]], (50, 1)), [[0.0, 30.0]]])
    assert len(trimmed(points, reach=3.0)) == 100


def test_trimming_makes_heavy_tails_pass_more_often():
    n, dim, rng = 150, 5, np.random.default_rng(8)
    null = hz_of(normal_scores(n, dim), draws=99, rng=rng)
    draw = heavy_scores(n, dim, freedom=8.0)
    plain = hz_of(draw, draws=60, rng=rng)
    cut = hz_of(draw, draws=60, rng=rng, cut=True)
    assert rejections(cut, null=null).found < rejections(plain, null=null).found


def test_a_p_value_counts_the_null_and_the_value_itself():
    assert Outcome(2.0, np.array([1.0, 2.0, 3.0, 0.0])).p == pytest.approx(0.6)
    assert np.isnan(Outcome(float("nan"), np.zeros(3)).p)


def test_shapiro_and_wilk_reject_what_is_not_normal():
    rng = np.random.default_rng(9)
    points = np.column_stack([rng.standard_normal(300), rng.exponential(size=300)])
    assert 1 <= rejected_components(points) <= 2


def test_shares_within_count_points():
    law = held_out_law(n=100, n_dim=2)
    squares = np.array([0.0, law.ppf(0.79), law.ppf(0.81), 1e9])
    assert share_within(squares, law=law, probability=0.8) == (2, 4)


def test_too_few_points_are_not_decidable():
    assert np.isnan(henze_zirkler(np.random.default_rng(10).standard_normal((7, 4))))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: held_out_law(n=5, n_dim=5), "`n` must be above `n_dim` = 5, got 5"),
        (
            lambda: held_out_squares(np.zeros((1, 2)), cloud=np.arange(8.0).reshape(4, 2)),
            "`cloud` must fill all dimensions, got a flat one",
        ),
        (
            lambda: share_within(np.ones(2), law=held_out_law(n=9, n_dim=2), probability=1.0),
            "`probability` must lie between 0 and 1, got 1.0",
        ),
        (lambda: rejected_components(np.eye(2)), "`points` must have 2 axes and 3 or more"),
        (
            lambda: rejected_components(np.arange(10002.0).reshape(5001, 2)),
            "`points` must be at most 5,000, got 5001",
        ),
        (lambda: trimmed(np.eye(3), reach=0.0), "`reach` must be positive and finite, got 0.0"),
    ],
)
def test_wrong_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        call()
