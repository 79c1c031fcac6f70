"""Laws of the samplers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.cloud import mahalanobis, radius, variance_inflation
from analysis.sampling import (
    box_scale,
    common_lengths,
    component_box,
    component_centre,
    component_half_width,
    diagonal_gaussian,
    full_gaussian,
    halfway,
    matched_half_width,
    positive_cube,
    stepped,
    total_sd,
    uniform_cube,
    wasserstein_half_width,
)

seeds = st.integers(0, 2**32 - 1)
half_widths = st.floats(0.01, 100.0)


def tilted_cloud(*, n=4000, seed=0):
    """A cloud off the origin whose five components share one cause."""
    rng = np.random.default_rng(seed)
    cause = rng.standard_normal((n, 1))
    own = rng.standard_normal((n, 5)) * [0.3, 0.5, 1.0, 2.0, 0.2]
    return (own + cause * [1.0, -2.0, 0.0, 1.0, 0.5] + [3.0, 0.0, -4.0, 1.0, 0.0]).astype(
        np.float32
    )


@given(seed=seeds, half_width=half_widths)
def test_a_cube_is_the_unit_cube_blown_up(seed, half_width):
    unit = uniform_cube(np.zeros((1, 7)), half_width=1.0, n=5, rng=np.random.default_rng(seed))
    cube = uniform_cube(
        np.zeros((1, 7)), half_width=half_width, n=5, rng=np.random.default_rng(seed)
    )
    np.testing.assert_allclose(cube, half_width * unit)
    assert np.abs(cube).max() <= half_width


@given(seed=seeds, half_width=half_widths)
def test_positive_components_leave_the_radii_of_the_cube(seed, half_width):
    signed = uniform_cube(
        np.zeros((1, 7)), half_width=half_width, n=5, rng=np.random.default_rng(seed)
    )
    positive = positive_cube(
        np.zeros((1, 7)), half_width=half_width, n=5, rng=np.random.default_rng(seed)
    )
    np.testing.assert_allclose(radius(positive), radius(signed))
    assert positive.min() >= 0


def test_a_signed_cube_has_both_signs_and_a_positive_one_lies_30_degrees_from_the_diagonal():
    rng = np.random.default_rng(0)
    signed = uniform_cube(np.zeros((1, 256)), half_width=2.0, n=500, rng=rng)
    assert abs(np.mean(signed > 0) - 0.5) < 5 * 0.5 / np.sqrt(signed.size)
    positive = positive_cube(np.zeros((1, 256)), half_width=2.0, n=500, rng=rng)
    cosines = positive.sum(axis=1) / radius(positive) / np.sqrt(256)
    assert abs(cosines.mean() - np.sqrt(3) / 2) < 5 * cosines.std() / np.sqrt(500) + 1e-3


@given(half_width=half_widths)
def test_matching_a_cube_finds_its_own_half_width(half_width):
    z = uniform_cube(np.zeros((1, 64)), half_width=half_width, n=2000, rng=np.random.default_rng(1))
    error = 5 * radius(z).std() / np.sqrt(len(z)) / radius(z).mean()
    assert abs(matched_half_width(z) / half_width - 1) < error


def test_the_matched_cube_has_the_mean_radius_of_the_cloud():
    z = tilted_cloud()
    cube = uniform_cube(
        np.zeros((1, 5)), half_width=matched_half_width(z), n=20000, rng=np.random.default_rng(2)
    )
    error = 5 * radius(cube).std() / np.sqrt(len(cube))
    assert abs(radius(cube).mean() - radius(z).mean()) < error


def test_wasserstein_and_mean_agree_on_a_cube():
    z = uniform_cube(np.zeros((1, 64)), half_width=3.0, n=2000, rng=np.random.default_rng(3))
    found = wasserstein_half_width(z, rng=np.random.default_rng(4))
    assert found == pytest.approx(3.0, rel=0.005)


def test_wasserstein_leans_less_to_a_far_flank_than_the_mean_does():
    z = uniform_cube(np.zeros((1, 64)), half_width=3.0, n=2000, rng=np.random.default_rng(5))
    z[:100] *= 10
    found = wasserstein_half_width(z, rng=np.random.default_rng(6))
    assert 3.0 * 0.99 < found < 0.8 * matched_half_width(z)


def test_the_half_width_of_a_gaussian_is_1_177_standard_deviations():
    z = np.random.default_rng(7).normal(5.0, [0.5, 3.0], (40000, 2))
    spread = component_half_width(z) / (1.17741 * np.array([0.5, 3.0]))
    error = 1.17 / np.sqrt(len(z))  # standard error of the quartile distance of a Gaussian
    assert np.abs(spread - 1).max() < 5 * error


def test_a_few_far_points_change_neither_centre_nor_half_width_much():
    z = np.random.default_rng(8).normal(0.0, 1.0, (10000, 3))
    spoilt = z.copy()
    spoilt[:50] = 1000.0
    np.testing.assert_allclose(component_half_width(spoilt), component_half_width(z), rtol=0.02)
    np.testing.assert_allclose(component_centre(spoilt), component_centre(z), atol=0.02)


@given(seed=seeds, fact=st.floats(0.05, 3.0))
def test_a_component_box_keeps_within_fact_half_widths_of_the_centre(seed, fact):
    z = tilted_cloud(n=400)
    box = component_box(z, fact=fact, n=50, rng=np.random.default_rng(seed))
    reach = np.abs(box - component_centre(z)) / component_half_width(z)
    assert reach.max() <= fact * (1 + 1e-9)
    assert reach.max() > 0.9 * fact


def test_box_scale_is_the_measured_ratio_of_sizes():
    z = tilted_cloud()
    box = component_box(z, fact=0.7, n=50000, rng=np.random.default_rng(9))
    assert total_sd(box) / total_sd(z) == pytest.approx(box_scale(z, fact=0.7), rel=0.01)


def test_a_box_of_fact_one_over_its_scale_has_the_total_variance_of_the_cloud():
    z = tilted_cloud()
    assert box_scale(z, fact=1 / box_scale(z, fact=1.0)) == pytest.approx(1.0)


@given(seed=seeds, length=st.floats(0.1, 50.0))
def test_a_step_has_the_length_asked_for(seed, length):
    rng = np.random.default_rng(seed)
    z, steps = rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
    np.testing.assert_allclose(radius(stepped(z, steps=steps, length=length) - z), length)


def test_middles_lie_as_far_from_both_ends():
    z = np.random.default_rng(15).normal(size=(9, 4))
    middles = halfway(z)
    np.testing.assert_allclose(radius(middles - z), radius(middles - np.roll(z, -1, axis=0)))


def test_independent_components_lie_at_the_mean_variance_inflation():
    z = tilted_cloud()
    drawn = diagonal_gaussian(z, n=20000, rng=np.random.default_rng(17))
    squares = mahalanobis(drawn, cloud=z) ** 2 / z.shape[1]
    assert variance_inflation(z).mean() > 2
    error = 5 * squares.std() / np.sqrt(len(squares))
    assert abs(squares.mean() - variance_inflation(z).mean()) < error


@pytest.mark.parametrize("value", [0.0, -1.5, float("nan")])
def test_widths_that_are_not_positive_are_refused(value):
    z, rng = tilted_cloud(n=100), np.random.default_rng(18)
    with pytest.raises(ValueError, match=f"`half_width` must be positive and finite, got {value}"):
        uniform_cube(np.zeros((1, 4)), half_width=value, n=1, rng=rng)
    with pytest.raises(ValueError, match=f"`fact` must be positive and finite, got {value}"):
        component_box(z, fact=value, n=1, rng=rng)
    with pytest.raises(ValueError, match=f"`scale` must be positive and finite, got {value}"):
        full_gaussian(z, n=1, rng=rng, scale=value)


def test_a_cube_has_its_own_lengths_in_common_with_itself_and_none_with_another():
    rng = np.random.default_rng(20)
    z = uniform_cube(np.zeros((1, 64)), half_width=2.0, n=20000, rng=rng)
    assert common_lengths(z, half_width=2.0) > 1 - 5 * np.sqrt(16 / 20000)
    assert common_lengths(z, half_width=4.0) < 1e-6


def test_common_lengths_do_not_depend_on_the_unit():
    z = np.random.default_rng(21).normal(0.3, 1.0, (500, 32))
    one, other = common_lengths(z, half_width=1.7), common_lengths(5 * z, half_width=8.5)
    assert one == pytest.approx(other)
    with pytest.raises(ValueError, match=r"`half_width` must be positive and finite, got -1\.0"):
        common_lengths(z, half_width=-1.0)


CLOUD = np.random.default_rng(22).normal(size=(9, 3))
NAN = np.where(CLOUD[0, 0] == CLOUD, np.nan, CLOUD)
CUBE = {"half_width": 1.0, "rng": np.random.default_rng(23)}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: uniform_cube(CLOUD, n=0, **CUBE), "`n` must be a whole number from 1 on, got 0"),
        (lambda: uniform_cube(CLOUD[0], n=1, **CUBE), r"`z` must have 2 axes .* shape \(3,\)"),
        (lambda: component_half_width(NAN), "`z` must be finite, got 1 of 27 numbers"),
        (lambda: component_half_width(CLOUD[:1]), "2 or more rows"),
        (lambda: component_centre(CLOUD[:0]), r"got shape \(0, 3\)"),
        (lambda: total_sd(CLOUD[:1]), "2 or more rows"),
        (lambda: box_scale(CLOUD, fact=-1.0), "`fact` must be positive and finite, got -1.0"),
        (lambda: halfway(NAN), "`z` must be finite"),
        (lambda: stepped(CLOUD, steps=CLOUD, length=-1.0), "finite and not negative, got -1.0"),
        (lambda: stepped(CLOUD, steps=0 * CLOUD, length=1.0), "`steps` .* None may be 0"),
        (lambda: stepped(CLOUD, steps=CLOUD[:2], length=1.0), r"be 9 directions, got shape \(2, 3"),
    ],
)
def test_what_is_no_cloud_or_no_number_of_points_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
