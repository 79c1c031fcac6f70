"""Radii in many dimensions: closed forms, published box integrals, quadrature and sampling."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from analysis import draws, shells
from analysis.intervals import sampled_mean, sampled_sd

dimensions = st.integers(min_value=1, max_value=4096)
half_widths = st.floats(min_value=0.01, max_value=100)


def test_the_mean_radius_is_the_closed_form_in_one_two_and_three_dimensions():
    root_2, root_3 = np.sqrt(2), np.sqrt(3)
    closed = [
        1 / 2,
        (root_2 + np.log(1 + root_2)) / 3,
        root_3 / 4 + np.log(2 + root_3) / 2 - np.pi / 24,
    ]
    assert [shells.mean_radius(n) for n in (1, 2, 3)] == pytest.approx(closed, rel=1e-13)


def test_the_mean_radius_at_256_is_the_published_one():
    assert shells.mean_radius(256) == pytest.approx(9.2339893036018, rel=1e-13)


@pytest.mark.parametrize("n_dim", [16, 64, 256, 1024, 4096])
def test_the_mean_radius_is_the_mean_of_the_fourier_density(n_dim):
    middle = np.sqrt(n_dim / 3)
    r = np.linspace(max(0.0, middle - 3), middle + 3, 2001)  # 11 standard deviations each way
    density = shells.radius_density(r, n_dim=n_dim)
    assert integrate.simpson(density, x=r) == pytest.approx(1, rel=1e-10)
    mean = integrate.simpson(density * r, x=r)
    assert shells.mean_radius(n_dim) == pytest.approx(mean, rel=1e-10)


@given(dimensions, half_widths)
def test_mean_and_width_scale_exactly_with_the_half_width(n_dim, half_width):
    for law in (shells.mean_radius, shells.radius_sd):
        assert law(n_dim, half_width=half_width) == pytest.approx(
            half_width * law(n_dim), rel=1e-15
        )


@given(dimensions)
def test_the_mean_radius_lies_between_its_bounds(n_dim):
    mean = shells.mean_radius(n_dim)
    assert np.sqrt(n_dim) / 2 <= mean * (1 + 1e-14)
    assert mean < np.sqrt(shells.second_moment(n_dim))


@given(st.integers(min_value=1, max_value=4095))
def test_each_dimension_adds_to_the_radius_and_narrows_it(n_dim):
    assert shells.mean_radius(n_dim + 1) > shells.mean_radius(n_dim)
    assert shells.radius_sd(n_dim + 1) < shells.radius_sd(n_dim)


def test_the_integrand_is_continuous_where_series_and_quotient_meet():
    below, above = shells.log_damped_mean(np.array([0.5 - 1e-12, 0.5]))
    assert below == pytest.approx(above, rel=1e-11)
    assert shells.log_damped_mean(np.array([1e-9]))[0] == pytest.approx(-1e-18 / 3, rel=1e-12)


@pytest.mark.parametrize("n_dim", [8, 32, 256, 4096])
def test_the_approximations_hold_to_their_stated_error(n_dim):
    mean, sd = shells.mean_radius(n_dim), shells.radius_sd(n_dim)
    assert shells.mean_radius_formula(n_dim) == pytest.approx(mean, rel=1e-3)
    assert shells.radius_sd_limit() == pytest.approx(sd, rel=0.3 / n_dim)
    assert shells.relative_width_limit(n_dim) == pytest.approx(sd / mean, rel=0.5 / n_dim)


@pytest.mark.parametrize("n_dim", [1, 2, 3, 4, 7, 8, 32, 256])
def test_the_density_has_the_exact_moments(n_dim):
    mean, sd = shells.mean_radius(n_dim), shells.radius_sd(n_dim)
    low, high = max(0.0, mean - 9 * sd), min(np.sqrt(n_dim), mean + 9 * sd)
    r = np.linspace(low, high, 401 if n_dim == 4 else 4001)
    density = shells.radius_density(r, n_dim=n_dim)
    total, first, second = (integrate.simpson(density * r**k, x=r) for k in range(3))
    assert (total, first) == pytest.approx((1, mean), rel=1e-5)
    assert second == pytest.approx(shells.second_moment(n_dim), rel=1e-5)


def test_the_density_joins_where_its_closed_forms_meet():
    corners = np.array([1.0, np.sqrt(2)])
    for n_dim, at in ((2, corners[:1]), (3, corners)):
        below, above = (shells.radius_density(at + d, n_dim=n_dim) for d in (-1e-10, 1e-10))
        np.testing.assert_allclose(below, above, atol=1e-4)
    assert shells.radius_density(np.array([-0.1, np.sqrt(3) + 1e-9]), n_dim=3).tolist() == [0, 0]


def test_the_density_scales_with_the_half_width():
    r = np.linspace(0, 60, 50)
    wide = shells.radius_density(r, n_dim=32, half_width=10)
    np.testing.assert_allclose(10 * wide, shells.radius_density(r / 10, n_dim=32), atol=1e-12)


@pytest.mark.parametrize("n_dim", [1, 2, 3, 8, 64, 256])
def test_sampled_radii_agree_with_the_exact_law(n_dim):
    rng = np.random.default_rng(n_dim)
    radii = draws.drawn_radii(20_000, n_dim=n_dim, rng=rng)
    mean, sd = sampled_mean(radii), sampled_sd(radii)
    assert abs(mean.value - shells.mean_radius(n_dim)) < 5 * mean.error
    assert abs(sd.value - shells.radius_sd(n_dim)) < 5 * sd.error


@pytest.mark.parametrize("n_dim", [1, 3, 256])
def test_gaussian_radii_follow_the_chi_law(n_dim):
    chi = stats.chi(n_dim)
    assert shells.chi_mean(n_dim) == pytest.approx(chi.mean(), rel=1e-10)
    assert shells.chi_sd(n_dim, sd=2.0) == pytest.approx(2 * chi.std(), rel=1e-8)
    rng = np.random.default_rng(n_dim)
    radii = draws.drawn_radii(20_000, n_dim=n_dim, sampler=draws.gaussian_points, rng=rng)
    mean = sampled_mean(radii)
    assert abs(mean.value - shells.chi_mean(n_dim)) < 5 * mean.error


@pytest.mark.parametrize("n_dim", [2, 20, 256])
def test_the_chi_density_peaks_at_its_mode(n_dim):
    mode = shells.chi_mode(n_dim, sd=1.5)
    density = stats.chi(n_dim, scale=1.5).logpdf([mode - 1e-2, mode, mode + 1e-2])
    assert density.argmax() == 1


@pytest.mark.parametrize("n_dim", [1, 2, 3, 6])
def test_the_inner_ball_is_hit_as_often_as_its_volume_says(n_dim):
    rng = np.random.default_rng(n_dim)
    hits = draws.drawn_radii(50_000, n_dim=n_dim, rng=rng) < 0.8
    chance = np.exp(shells.log_inner_ball(n_dim, radius=0.8))
    assert abs(hits.mean() - chance) <= 5 * np.sqrt(chance * (1 - chance) / len(hits))


def test_the_inner_ball_does_not_underflow():
    assert shells.log_inner_ball(256, radius=1.0) / np.log(10) == pytest.approx(-229, abs=1)
    assert np.isfinite(shells.log_inner_ball(4096, radius=0.01))


@given(st.integers(min_value=2, max_value=4096), st.floats(0.05, 0.95))
def test_a_cone_is_as_likely_as_the_t_distribution_says(n_dim, cosine):
    t = cosine * np.sqrt((n_dim - 1) / (1 - cosine**2))  # of a random direction's cosine
    exact = stats.t(n_dim - 1).logsf(t)
    chance = shells.log_cone(n_dim, cosine=cosine)
    if exact > -600:  # SciPy's tail underflows beyond
        assert chance == pytest.approx(exact, rel=1e-8)
    assert np.isfinite(chance)
    assert chance < 0


@pytest.mark.parametrize("cosine", [0.5, np.sqrt(0.75), 0.95])
def test_a_cone_narrows_evenly_also_where_its_chance_underflows(cosine):
    steps = np.diff([shells.log_cone(n, cosine=cosine) for n in range(400, 4096, 37)])
    assert steps / 37 == pytest.approx(np.log(1 - cosine**2) / 2, abs=0.01)
    assert np.abs(np.diff(steps)).max() < 0.01  # no jump where the two ways of computing meet


def test_cosines_of_random_points_spread_as_one_over_the_root_of_the_dimension():
    points = draws.uniform_points((20_000, 64), rng=np.random.default_rng(5))
    direction = np.ones(64) / 8
    cosine = sampled_sd(points @ direction / np.linalg.norm(points, axis=1))
    assert abs(cosine.value - shells.cosine_sd(64)) < 5 * cosine.error


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: shells.mean_radius(0), "`n_dim` must be positive, got 0"),
        (lambda: shells.mean_radius(2, half_width=-1.0), "`half_width` must be positive, got -1.0"),
        (lambda: shells.radius_density(np.ones(1), n_dim=0), "`n_dim` must be positive, got 0"),
        (lambda: shells.chi_mean(2, sd=0.0), "`sd` must be positive, got 0.0"),
        (lambda: shells.log_inner_ball(2, radius=1.5), "at most `half_width` = 1.0, got 1.5"),
        (lambda: shells.log_cone(3, cosine=1.0), r"got 3, 1\.0"),
    ],
)
def test_what_has_no_meaning_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
