"""Nulls keep what they state, and nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import skew

from analysis import nulls
from analysis.cloud import covariance_spectrum, principal_axes

seeds = st.integers(0, 2**32 - 1)


def curved(n, *, seed=0):
    """A cloud with correlations, unequal widths and a skewed component."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 4)) @ np.diag([3.0, 1.0, 1.0, 0.3])
    x[:, 1] += x[:, 0]
    x[:, 2] += x[:, 0] ** 2
    return x + np.array([1.0, 0.0, -2.0, 5.0])


@pytest.mark.parametrize("null", [nulls.normal_null, nulls.independent_null])
def test_a_null_has_the_mean_and_the_variances_of_the_cloud(null):
    z, n = curved(2000), 40_000
    drawn = null(z, n=n, rng=np.random.default_rng(1))
    sd = z.std(axis=0, ddof=1)
    assert np.all(np.abs(drawn.mean(axis=0) - z.mean(axis=0)) < 5 * sd / np.sqrt(n))
    assert np.all(np.abs(drawn.std(axis=0) / sd - 1) < 5 / np.sqrt(2 * n))


def test_only_the_multivariate_normal_has_the_correlations():
    z, n = curved(2000), 40_000
    wanted = np.corrcoef(z.T)
    full = np.corrcoef(nulls.normal_null(z, n=n, rng=np.random.default_rng(2)).T)
    alone = np.corrcoef(nulls.independent_null(z, n=n, rng=np.random.default_rng(2)).T)
    assert np.max(np.abs(full - wanted)) < 5 / np.sqrt(n)
    assert np.max(np.abs(alone - np.eye(4))) < 5 / np.sqrt(n)
    assert np.max(np.abs(wanted - np.eye(4))) > 0.5


def test_the_multivariate_normal_has_no_skewed_component():
    z, n = curved(2000), 20_000
    drawn = nulls.normal_null(z, n=n, rng=np.random.default_rng(3))
    assert np.abs(skew(z)).max() > 1.0
    assert np.abs(skew(drawn)).max() < 5 * np.sqrt(6 / n)


def test_a_null_can_be_drawn_from_fewer_points_than_dimensions():
    z = np.random.default_rng(4).normal(size=(10, 30))
    drawn = nulls.normal_null(z, n=500, rng=np.random.default_rng(4))
    assert drawn.shape == (500, 30)
    assert np.linalg.matrix_rank(drawn - z.mean(axis=0), tol=1e-4) == 9


@given(seeds)
def test_permuted_components_keep_every_value_and_every_other_row_order(seed):
    z = curved(30, seed=seed)
    before = z.copy()
    permuted = nulls.permuted_components(z, rng=np.random.default_rng(seed))
    np.testing.assert_array_equal(np.sort(permuted, axis=0), np.sort(z, axis=0))
    np.testing.assert_array_equal(z, before)


def test_permuted_components_are_uncorrelated():
    z = curved(10_000)
    permuted = nulls.permuted_components(z, rng=np.random.default_rng(5))
    off = np.corrcoef(permuted.T) - np.eye(4)
    assert np.max(np.abs(off)) < 5 / np.sqrt(10_000)


@given(seeds)
def test_a_random_turn_keeps_distances_and_spectrum(seed):
    z = curved(40, seed=seed)
    turned = nulls.rotated(z, rng=np.random.default_rng(seed))
    np.testing.assert_allclose(
        np.linalg.norm(turned[0] - turned[1:], axis=1), np.linalg.norm(z[0] - z[1:], axis=1)
    )
    np.testing.assert_allclose(covariance_spectrum(turned), covariance_spectrum(z), atol=1e-9)


def test_random_turns_have_no_preferred_direction():
    rng = np.random.default_rng(6)
    turned = np.array([nulls.rotated(np.eye(3)[:1], rng=rng)[0] for _ in range(4000)])
    assert np.all(np.abs(turned.mean(axis=0)) < 5 * np.sqrt(1 / 3 / 4000))
    assert np.all(np.abs((turned**2).mean(axis=0) - 1 / 3) < 5 * np.sqrt(4 / 45 / 4000))


@pytest.mark.parametrize(
    "null",
    [
        lambda z, rng: nulls.normal_null(z, n=7, rng=rng),
        lambda z, rng: nulls.independent_null(z, n=7, rng=rng),
        lambda z, rng: nulls.permuted_components(z, rng=rng),
        lambda z, rng: nulls.rotated(z, rng=rng),
    ],
)
def test_nulls_keep_the_precision_and_follow_the_generator(null):
    z = curved(50).astype(np.float32)
    first, again, other = (null(z, np.random.default_rng(seed)) for seed in (7, 7, 8))
    assert first.dtype == np.float32
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda z, rng: nulls.normal_null(z, n=0, rng=rng), "`n` must be a whole number from 1"),
        (lambda z, rng: nulls.independent_null(z, n=0, rng=rng), "`n` must be a whole number"),
        (lambda z, rng: nulls.normal_null(z[:1], n=5, rng=rng), "2 or more rows"),
        (lambda z, rng: nulls.independent_null(z * np.nan, n=5, rng=rng), "must be finite"),
        (lambda z, rng: nulls.permuted_components(z[0], rng=rng), r"got shape \(4,\)"),
        (lambda z, rng: nulls.rotated(z * np.inf, rng=rng), "must be finite"),
    ],
)
def test_a_null_of_nothing_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(curved(20), np.random.default_rng(1))


def test_an_elliptical_null_keeps_moments_and_tails(rng):
    z = rng.standard_t(5, size=(4000, 1)) * rng.normal(size=(4000, 6)) * np.arange(1.0, 7.0)
    drawn = nulls.elliptical_null(z, n=40_000, rng=rng)
    scores, own = (x[:, 0] / x[:, 0].std() for x in (drawn, z))
    assert np.mean(scores**4) > 6  # 3 for a normal cloud
    assert np.mean(own**4) > 6
    np.testing.assert_allclose(drawn.std(axis=0), z.std(axis=0), rtol=0.1)
    assert np.abs(np.corrcoef(drawn, rowvar=False) - np.corrcoef(z, rowvar=False)).max() < 0.1


def test_an_elliptical_null_of_a_normal_cloud_is_normal(rng):
    z = rng.normal(size=(5000, 4)) @ rng.normal(size=(4, 4))
    drawn = nulls.elliptical_null(z, n=5000, rng=rng)
    assert abs(stats.kurtosis(drawn[:, 1])) < 5 * np.sqrt(24 / 5000)


def test_an_elliptical_null_needs_more_points_than_components(rng):
    with pytest.raises(ValueError, match="more points than its 5 components, got 5"):
        nulls.elliptical_null(rng.normal(size=(5, 5)), n=3, rng=rng)


def test_parted_halves_lie_so_many_widths_apart():
    rng = np.random.default_rng(8)
    z = rng.standard_normal((4000, 6)) * [4.0, 3.0, 2.0, 1.0, 0.5, 0.2]
    moved = nulls.parted(z, components=1, apart=6.0, rng=rng) - z
    assert np.sum(moved[:, 0] > 0) == 2000
    np.testing.assert_allclose(np.linalg.norm(moved, axis=1), 3 * 4.0, rtol=0.05)


def test_permuted_scores_keep_densities_along_axes_and_lose_what_ties_them():
    z = curved(4000)
    z[:, 2] = z[:, 0] ** 2 / 9  # a parabola, which no covariance holds
    axes = principal_axes(z)
    drawn = nulls.permuted_scores(z, n=4000, rng=np.random.default_rng(3))
    before, after = (axes.coordinates(points) for points in (z, drawn))
    np.testing.assert_allclose(np.sort(after, axis=0), np.sort(before, axis=0), atol=1e-9)
    tie = [abs(np.corrcoef(s[:, 0] ** 2, s.T)[0, 1:]).max() for s in (before[:, :3], after[:, :3])]
    assert tie[1] < 0.3 * tie[0]


def test_a_curved_null_has_the_covariance_of_the_cloud_and_a_parabola_in_it():
    z = np.random.default_rng(1).standard_normal((5000, 6)) * [6.0, 5.0, 4.0, 3.0, 2.0, 1.0]
    drawn = nulls.curved_null(z, pairs=2, bend=0.9, n=20000, rng=np.random.default_rng(2))
    np.testing.assert_allclose(np.cov(drawn.T), np.cov(z.T), atol=1.5)
    scores = principal_axes(z).coordinates(drawn)
    ties = [np.corrcoef(scores[:, k] ** 2, scores[:, k + 1])[0, 1] for k in (0, 2, 4)]
    np.testing.assert_allclose(ties, [0.9, 0.9, 0.0], atol=0.05)
