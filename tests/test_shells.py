"""Radii in many dimensions: closed forms, published box integrals, quadrature and sampling."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special, stats

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


DIMS = [1, 2, 3, 4, 5, 7, 11, 16, 33, 100, 256, 777, 2048, 4096]


@pytest.mark.parametrize("n_dim", DIMS)
def test_the_mean_radius_is_that_of_adaptive_quadrature(n_dim):
    """The same integral by parts: 2/sqrt(pi) ∫ N φ^(N-1) E[x² exp(-t² x²)] dt, by Kummer."""

    def integrand(scaled):
        square = scaled**2 / n_dim
        power = special.hyp1f1(0.5, 1.5, -square) ** (n_dim - 1)
        return power * special.hyp1f1(1.5, 2.5, -square) / 3

    ends = itertools.pairwise([0, 1, 3, 10, 100, np.inf])
    parts = [integrate.quad(integrand, *end, epsabs=1e-15, epsrel=1e-12)[0] for end in ends]
    exact = 2 * np.sqrt(n_dim / np.pi) * sum(parts)
    assert shells.mean_radius(n_dim) == pytest.approx(exact, rel=1e-10)


@pytest.mark.parametrize(
    ("n_dim", "half_width"),
    [(1, 0.5), (2, 1), (3, 2.5), (4, 10), (8, 1.5), (16, 50), (64, 0.5), (100, 2), (200, 5),
     (256, 1.79)],
)  # fmt: skip
def test_a_million_points_have_the_exact_mean_radius(n_dim, half_width):
    rng = np.random.default_rng([2023, n_dim])
    radii = half_width * draws.drawn_radii(1_000_000, n_dim=n_dim, rng=rng)
    mean, sd = sampled_mean(radii), sampled_sd(radii)
    exact = shells.mean_radius(n_dim, half_width=half_width)
    assert abs(mean.value - exact) < 5 * mean.error
    assert abs(sd.value - shells.radius_sd(n_dim, half_width=half_width)) < 5 * sd.error


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
    assert shells.mean_radius_formula(n_dim) == pytest.approx(mean, rel=0.05 / n_dim**2)
    assert shells.radius_sd_limit() == pytest.approx(sd, rel=0.3 / n_dim)
    assert shells.relative_width_limit(n_dim) == pytest.approx(sd / mean, rel=0.5 / n_dim)


@pytest.mark.parametrize("n_dim", [8, 64, 4096])
def test_the_approximations_for_gaussian_components_hold_to_their_stated_error(n_dim):
    mean, sd = shells.chi_mean(n_dim, sd=2.0), shells.chi_sd(n_dim, sd=2.0)
    assert shells.chi_mean_formula(n_dim, sd=2.0) == pytest.approx(mean, rel=0.08 / n_dim**2)
    assert shells.chi_sd_limit(sd=2.0) == pytest.approx(sd, rel=0.3 / n_dim)
    assert shells.chi_width_limit(n_dim) == pytest.approx(sd / mean, rel=0.3 / n_dim)


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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: shells.mean_radius(0), "`n_dim` must be a whole number from 1 on, got 0"),
        (
            lambda: shells.mean_radius(2, half_width=-1.0),
            "`half_width` must be positive and finite, got -1.0",
        ),
        (
            lambda: shells.radius_density(np.ones(1), n_dim=0),
            "`n_dim` must be a whole number from 1 on, got 0",
        ),
        (
            lambda: shells.radius_density(np.array([1.0, np.nan]), n_dim=5),
            "`radii` must be finite, got 1 of 2 numbers",
        ),
        (lambda: shells.chi_mean(2, sd=0.0), "`sd` must be positive and finite, got 0.0"),
        (lambda: shells.radius_sd(2.5), "`n_dim` must be a whole number from 1 on, got 2.5"),
        (lambda: shells.second_moment(0), "`n_dim` must be a whole number from 1 on, got 0"),
        (lambda: shells.mean_radius_formula([4, 0]), "whole number from 1 on, got 0"),
        (lambda: shells.chi_mean_formula(np.nan), "whole number from 1 on, got nan"),
        (lambda: shells.radius_sd_limit(half_width=0.0), "`half_width` must be positive"),
        (lambda: shells.mean_radius(2, half_width=np.inf), "positive and finite, got inf"),
    ],
)
def test_what_has_no_meaning_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
