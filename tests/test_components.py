"""Peaks and shapes of components against known densities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis import components
from analysis.nulls import rotated

seeds = st.integers(0, 2**32 - 1)


def elongated(n, *, z_dim=6, seed=0, centre=0.5):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, z_dim)) @ rng.normal(size=(z_dim, z_dim)) + centre


def test_component_densities_integrate_to_one():
    z = elongated(300)
    centres, values = components.component_densities(z, width=0.25)
    np.testing.assert_allclose(values.sum(axis=1) * 0.25, 1.0)
    np.testing.assert_allclose(values @ centres * 0.25, z.mean(axis=0), atol=0.125)


@pytest.mark.parametrize(("n", "tolerance"), [(800, 0.015), (8000, 0.006)])
def test_a_normal_component_is_2_355_standard_deviations_wide(n, tolerance):
    rng = np.random.default_rng(8)
    centre, sd = np.linspace(-3, 3, 500), np.linspace(0.2, 4, 500)
    peaks = components.component_peaks(centre + sd * rng.normal(size=(n, 500)))
    width = peaks.fwhm / (2.3548 * sd)
    assert abs(width.mean() - 1) < 5 * width.std(ddof=1) / np.sqrt(500) + tolerance
    place = (peaks.centre - centre) / sd
    assert abs(place.mean()) < 5 * place.std(ddof=1) / np.sqrt(500)


def test_a_uniform_component_is_as_wide_as_its_interval():
    z = np.random.default_rng(9).uniform(-2, 2, size=(20_000, 3))
    np.testing.assert_allclose(components.component_peaks(z).fwhm, 4.0, rtol=0.08)


def test_broad_and_shifted_axes_are_told_from_the_usual_ones():
    rng = np.random.default_rng(10)
    z = 0.85 * rng.normal(size=(4000, 30))
    z[:, 3] *= 4
    z[:, 7] += 5
    peaks = components.component_peaks(z)
    special = components.special_axes(peaks)
    assert special["broad"].tolist() == [3]
    assert special["shifted"].tolist()[0] in (3, 7)
    assert 7 in special["shifted"]
    assert set(np.argsort(-components.prominence(peaks))[:2]) == {3, 7}


def test_moments_are_those_of_scipy():
    z = np.random.default_rng(11).gamma(2.0, size=(500, 4))
    np.testing.assert_allclose(components.skewness(z), stats.skew(z))
    np.testing.assert_allclose(components.excess_kurtosis(z), stats.kurtosis(z))


def test_the_distance_to_a_fitted_normal_is_that_of_the_kolmogorov_statistic():
    z = np.random.default_rng(12).gamma(2.0, size=(400, 3)) * [1, -1, 2]
    reference = [stats.kstest(stats.zscore(x, ddof=1), "norm").statistic for x in z.T]
    np.testing.assert_allclose(components.distance_to_normal(z), reference, rtol=1e-9)


@given(seeds)
def test_no_axes_hold_more_of_the_mean_square_than_the_principal_ones(seed):
    z = elongated(50, seed=seed, centre=1.0)
    own = np.cumsum(np.sort(components.mean_square_shares(z))[::-1])
    principal = np.cumsum(components.second_moment_shares(z))
    assert own[-1] == pytest.approx(1.0)
    assert principal[-1] == pytest.approx(1.0)
    assert np.all(principal >= own - 1e-9)


def test_a_narrow_cloud_far_from_the_origin_has_its_mean_square_along_one_axis():
    shares = components.second_moment_shares(elongated(50, centre=50.0))
    assert shares[0] > 0.98


def test_standardised_densities_of_normal_components_are_the_normal_density():
    z = np.random.default_rng(13).normal(3, 2, size=(200_000, 4))
    centres, values = components.standardised_densities(z)
    np.testing.assert_allclose(
        values, np.tile(stats.norm.pdf(centres), (4, 1)), atol=5 * np.sqrt(0.4 / (200_000 * 0.2))
    )


def test_far_axes_are_those_whose_mean_is_far_in_their_own_width():
    z = np.random.default_rng(14).normal(size=(2000, 5)) * [1, 10, 0.1, 1, 1]
    z += [0, 4, 0.04, 0.7, -0.7]
    assert components.far_axes(z).tolist() == [3, 4]
    assert components.far_axes(z, beyond=0.3).tolist() == [1, 2, 3, 4]


def test_peaks_of_too_few_points_are_not_decidable():
    z = np.random.default_rng(15).normal(size=(99, 3))
    assert np.isnan(components.component_peaks(z)).all()
    assert np.isfinite(components.component_peaks(np.vstack([z, z[:1]]))).all()


CONSTANT = np.random.default_rng(16).normal(size=(200, 3)) * [1, 0, 1]
NAN = np.where(CONSTANT.max() == CONSTANT, np.nan, CONSTANT)


@pytest.mark.parametrize(
    "statistic",
    [
        components.component_peaks,
        components.skewness,
        components.excess_kurtosis,
        components.distance_to_normal,
        components.standardised_densities,
        components.far_axes,
    ],
)
def test_constant_components_and_missing_numbers_are_refused(statistic):
    with pytest.raises(
        ValueError, match=r"must have components that vary, got constant ones: \[1\]"
    ):
        statistic(CONSTANT)
    with pytest.raises(ValueError, match="must be finite, got 1 of 600 numbers"):
        statistic(NAN)


@pytest.mark.parametrize(
    "statistic", [components.mean_square_shares, components.second_moment_shares]
)
def test_missing_numbers_are_refused_by_shares(statistic):
    with pytest.raises(ValueError, match="must be finite"):
        statistic(NAN)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda z: components.mean_square_shares(0 * z), "`z` must differ from 0"),
        (lambda z: components.second_moment_shares(0 * z), "`z` must differ from 0"),
        (lambda z: components.largest_share(0 * z, count=1), "`vectors` must differ from 0"),
        (
            lambda z: components.largest_share(z, count=4),
            "`count` must be at most z_dim = 3, got 4",
        ),
        (components.special_counts, "`peaks` must be decidable.* 100 points or more"),
    ],
)
def test_what_has_no_share_or_peak_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(np.random.default_rng(31).normal(size=(99, 3)))


def test_bins_without_width_are_refused():
    with pytest.raises(ValueError, match="`width` must be positive and finite, got 0"):
        components.component_densities(CONSTANT, width=0)


def test_the_largest_share_is_that_of_the_longest_components_in_any_order_and_unit():
    rng = np.random.default_rng(30)
    vectors = rng.standard_normal((5, 20))
    share = components.largest_share(vectors, count=3)
    squares = np.sort(vectors**2, axis=1)
    np.testing.assert_allclose(share, squares[:, -3:].sum(axis=1) / squares.sum(axis=1))
    np.testing.assert_allclose(components.largest_share(-7 * vectors[:, ::-1], count=3), share)
    np.testing.assert_allclose(components.largest_share(vectors, count=20), 1.0)


def test_axes_of_no_meaning_stand_out_from_random_turns_5_times_in_100():
    rng, alarms = np.random.default_rng(17), dict.fromkeys(("broad", "shifted", "far"), 0)
    for _ in range(100):
        z = rotated(elongated(200, z_dim=8, seed=int(rng.integers(1000))), rng=rng)
        turns = [components.special_counts(rotated(z, rng=rng)) for _ in range(19)]
        for kind, own in components.special_counts(z).items():
            alarms[kind] += own > max(turn[kind] for turn in turns)
    assert max(alarms.values()) <= 13
