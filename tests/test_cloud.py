"""Laws and references for the functions of a cloud of z-points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from analysis import cloud, nulls
from analysis.reported import SPECIAL_AXES, predicted_radii, reported_moments

seeds = st.integers(0, 2**32 - 1)


def elongated(n, *, z_dim=6, seed=0, centre=0.5):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, z_dim)) @ rng.normal(size=(z_dim, z_dim)) + centre


@given(seeds)
def test_a_radius_does_not_change_when_the_axes_are_turned(seed):
    z = elongated(50, seed=seed)
    turned = nulls.rotated(z, rng=np.random.default_rng(seed))
    np.testing.assert_allclose(cloud.radius(turned), cloud.radius(z), rtol=1e-9)


def test_a_radius_is_summed_in_double_precision():
    z = np.full((1, 4096), 1e-4, np.float32)
    z[0, 0] = 10.0
    exact = np.sqrt(np.sum(z.astype(np.float64) ** 2))
    assert cloud.radius(z)[0] == pytest.approx(exact, rel=1e-14)


@given(seeds)
def test_coordinates_along_principal_axes_lead_back_to_the_points(seed):
    z = elongated(40, seed=seed)
    axes = cloud.principal_axes(z)
    coordinates = axes.coordinates(z)
    np.testing.assert_allclose(axes.points(coordinates), z, atol=1e-9)
    np.testing.assert_allclose(coordinates.std(axis=0, ddof=1), axes.sd, atol=1e-9)
    assert np.all(np.diff(axes.sd) <= 0)


def test_principal_axes_are_those_of_scikit_learn():
    z = elongated(200)
    reference = PCA().fit(z)
    axes = cloud.principal_axes(z)
    np.testing.assert_allclose(axes.sd**2, reference.explained_variance_, rtol=1e-9)
    np.testing.assert_allclose(
        np.abs(np.sum(axes.axes * reference.components_, axis=1)), 1.0, rtol=1e-9
    )


@given(seeds)
def test_mahalanobis_distances_do_not_change_under_a_linear_map(seed):
    rng = np.random.default_rng(seed)
    z, points = elongated(100, seed=seed), elongated(20, seed=seed)
    stretch = np.eye(6) + 0.1 * rng.normal(size=(6, 6))
    before = cloud.mahalanobis(points, cloud=z)
    after = cloud.mahalanobis(points @ stretch + 3.0, cloud=z @ stretch + 3.0)
    np.testing.assert_allclose(after, before, rtol=1e-6)


def test_few_points_in_many_dimensions_still_have_an_invertible_covariance():
    z = elongated(20, z_dim=40)
    assert np.linalg.matrix_rank(np.cov(z.T)) < 40
    assert np.linalg.eigvalsh(cloud.covariance(z)).min() > 0
    assert np.isfinite(cloud.mahalanobis(z, cloud=z)).all()


def test_independent_components_have_a_variance_inflation_of_one_but_for_the_sample():
    rng = np.random.default_rng(1)
    found = [cloud.variance_inflation(rng.normal(size=(500, 20))).mean() for _ in range(40)]
    error = np.std(found, ddof=1) / np.sqrt(40)
    assert abs(np.mean(found) - (1 + 19 / 478)) < 5 * error


def test_variance_inflation_is_one_over_one_less_the_explained_share():
    rng = np.random.default_rng(2)
    shared = rng.normal(size=(20_000, 1))
    z = shared + rng.normal(size=(20_000, 2))
    assert cloud.variance_inflation(z).mean() == pytest.approx(1 / (1 - 0.5**2), rel=0.03)


def test_variance_inflation_is_one_without_correlations_and_right_for_a_pair():
    rng = np.random.default_rng(16)
    alone = cloud.variance_inflation(rng.normal(size=(20000, 4)) * [1, 2, 3, 4])
    np.testing.assert_allclose(alone, 1.0, atol=0.01)
    x = rng.normal(size=20000)
    pair = np.stack([x, 0.8 * x + 0.6 * rng.normal(size=20000)], axis=1)
    np.testing.assert_allclose(cloud.variance_inflation(pair), 1 / (1 - 0.8**2), rtol=0.05)


def test_variance_inflation_of_a_small_sample_is_larger_by_what_its_size_demands():
    rng = np.random.default_rng(16)
    mixing = rng.normal(size=(12, 12))
    exact = np.mean(np.diag(mixing.T @ mixing) * np.diag(np.linalg.inv(mixing.T @ mixing)))
    found = [
        cloud.variance_inflation(rng.normal(size=(130, 12)) @ mixing).mean() for _ in range(400)
    ]
    expected = 1 + (11 + (exact - 1) * 129) / 116
    assert abs(np.mean(found) - expected) < 5 * np.std(found, ddof=1) / np.sqrt(400)
    assert exact > 3


@given(st.integers(1, 30), st.floats(0.1, 10.0))
def test_equally_broad_axes_all_count_in_the_effective_dimension(z_dim, variance):
    assert cloud.effective_dimension(np.full(z_dim, variance)) == pytest.approx(z_dim)


@given(seeds)
def test_the_root_mean_square_radius_follows_exactly_from_centre_and_variances(seed):
    z = elongated(60, seed=seed)
    predicted = cloud.predicted_radius(z.mean(axis=0), z.var(axis=0))
    assert predicted.rms == pytest.approx(np.sqrt(np.mean(cloud.radius(z) ** 2)))


def test_the_predicted_radius_of_a_normal_cloud_is_that_of_its_draws():
    rng = np.random.default_rng(3)
    z = elongated(400, z_dim=100, centre=1.0)
    drawn = cloud.radius(nulls.normal_null(z, n=50_000, rng=rng))
    predicted = cloud.predicted_radius(z.mean(axis=0), np.cov(z.T))
    assert predicted.mean == pytest.approx(drawn.mean(), rel=0.005)
    assert predicted.sd == pytest.approx(drawn.std(), rel=0.05)
    alone = cloud.predicted_radius(z.mean(axis=0), z.var(axis=0, ddof=1))
    assert alone.sd < 0.8 * predicted.sd


def test_a_cloud_far_off_centre_has_the_radius_of_its_widest_view():
    predicted = cloud.predicted_radius(np.array([100.0, 0.0]), np.array([4.0, 1.0]))
    assert predicted.sd == pytest.approx(2.0, rel=1e-3)


def test_the_elongation_is_the_ratio_of_the_axes_and_needs_enough_points():
    z = np.random.default_rng(5).normal(size=(20_000, 3)) * [6, 3, 1]
    variances = cloud.covariance_spectrum(z)
    assert cloud.elongation(variances, n=len(z)) == pytest.approx(6, rel=0.05)
    assert np.isnan(cloud.elongation(variances, n=29))
    assert cloud.elongation(np.array([1.0, 0.0]), n=100) == np.inf


def test_the_reported_moments_have_the_reported_radius():
    told, rng = reported_moments(), np.random.default_rng(6)
    predicted = cloud.predicted_radius(told.centre, told.sd**2)
    drawn = cloud.radius(told.centre + told.sd * rng.standard_normal((20_000, 256)))
    assert predicted.mean == pytest.approx(drawn.mean(), rel=0.005)
    assert 16.0 < predicted.mean < 17.5
    found = predicted_radii(n=5_000, rng=rng)
    assert found["mean"] == predicted.mean
    assert abs(found["mode"] - found["mean"]) < 1.5
    special = (told.centre**2 + told.sd**2)[list(SPECIAL_AXES)].sum() / predicted.rms**2
    assert found["usual_share"] == pytest.approx(1 - special)
    large = predicted_radii(n=20_000, rng=rng)  # unequal widths alone make the radius skewed
    assert 0.5 < large["skew"] < large["centred_skew"] < 1


GOOD = np.arange(12.0).reshape(6, 2) ** 2
NAN = np.where(GOOD == 1, np.nan, GOOD)
STILL = GOOD * [1, 0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cloud.radius(NAN), "`z` must be finite, got 1 of 12"),
        (lambda: cloud.radius(GOOD[0]), r"2 axes and 1 or more rows, got shape \(2,\)"),
        (lambda: cloud.principal_axes(GOOD[:1]), "2 or more rows"),
        (lambda: cloud.moments(NAN), "finite"),
        (lambda: cloud.covariance(NAN), "finite"),
        (lambda: cloud.mahalanobis(GOOD, cloud=STILL), r"`cloud` .* constant ones: \[1\]"),
        (lambda: cloud.mahalanobis(NAN, cloud=GOOD), "`z` must be finite"),
        (lambda: cloud.variance_inflation(STILL), r"`z` .* constant ones: \[1\]"),
        (lambda: cloud.effective_dimension(np.zeros(3)), "`variances` must be positive somewhere"),
        (lambda: cloud.effective_dimension(np.array([1, -1.0])), "negative nowhere"),
        (lambda: cloud.predicted_radius(np.array([np.nan]), np.ones(1)), "`mean` must be finite"),
        (lambda: cloud.predicted_radius(np.ones(3), np.ones(2)), r"\(3, 3\), got shape \(2,\)"),
        (lambda: cloud.predicted_radius(np.ones(2), np.array([1, -1.0])), "negative nowhere"),
        (lambda: cloud.predicted_radius(np.ones(2), np.zeros(2)), "`variances` must be positive"),
    ],
)
def test_a_cloud_that_says_nothing_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
