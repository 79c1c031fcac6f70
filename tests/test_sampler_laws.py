"""Laws that every sampler obeys: moments, supports, and how it turns with the cloud."""

from functools import partial

import numpy as np
import pytest

from analysis.cloud import principal_axes, radius
from analysis.density_samplers import (
    ellipse_gaussian,
    fitted_mixture,
    kernel_points,
    mixture_points,
    truncated_gaussian,
)
from analysis.sampling import (
    component_box,
    component_centre,
    component_half_width,
    diagonal_gaussian,
    full_gaussian,
    isotropic_gaussian,
    matched_half_width,
    matched_sphere,
    origin_gaussian,
    positive_cube,
    standard_normal,
    total_sd,
    uniform_cube,
)
from tests.test_sampling import tilted_cloud

N = 20_000
DIM = 5
CONFIDENCE = 0.9


def mixture_sampler(z, *, n, rng):
    mixture = fitted_mixture(z, sizes=(1,), components=3, rng=np.random.default_rng(0))
    return mixture_points(z, mixture=mixture, n=n, rng=rng)


def cube_matched(z, *, n, rng):
    return uniform_cube(z, half_width=matched_half_width(z), n=n, rng=rng)


SAMPLERS = {
    "cube": partial(uniform_cube, half_width=2.0),
    "cube_matched": cube_matched,
    "positive_cube": partial(positive_cube, half_width=2.0),
    "component_box": partial(component_box, fact=0.7),
    "diagonal": partial(diagonal_gaussian, scale=0.5),
    "normal": standard_normal,
    "sphere": matched_sphere,
    "origin": origin_gaussian,
    "isotropic": isotropic_gaussian,
    "full": partial(full_gaussian, scale=2.0),
    "truncated": partial(truncated_gaussian, components=3),
    "ellipse": partial(ellipse_gaussian, confidence=CONFIDENCE),
    "kernel": partial(kernel_points, bandwidth=0.5),
    "mixture": mixture_sampler,
}
TIED_TO_AXES = ("cube", "cube_matched", "positive_cube", "component_box", "diagonal")
every_sampler = pytest.mark.parametrize("name", SAMPLERS)


def moments(name, z):
    """Mean and covariance that the sampler's definition gives, by formula."""
    z = z.astype(float)
    mean, covariance, zero = z.mean(axis=0), np.cov(z.T), np.zeros(DIM)
    unit, variances = np.eye(DIM), np.var(z, axis=0, ddof=1)
    axes = principal_axes(z)
    kept = (axes.axes[:3].T * axes.sd[:3] ** 2) @ axes.axes[:3]
    edge = component_half_width(z) * 0.7
    inside = 1 + (1 - CONFIDENCE) * np.log(1 - CONFIDENCE) / CONFIDENCE
    return {
        "cube": lambda: (zero, 2.0**2 / 3 * unit),
        "cube_matched": lambda: (zero, matched_half_width(z) ** 2 / 3 * unit),
        "positive_cube": lambda: (zero + 1.0, 2.0**2 / 12 * unit),
        "component_box": lambda: (component_centre(z), np.diag(edge**2) / 3),
        "diagonal": lambda: (mean, np.diag(variances) / 4),
        "normal": lambda: (zero, unit),
        "sphere": lambda: (zero, radius(z).mean() ** 2 / DIM * unit),
        "origin": lambda: (zero, np.mean(radius(z) ** 2) / DIM * unit),
        "isotropic": lambda: (mean, variances.mean() * unit),
        "full": lambda: (mean, 4 * covariance),
        "truncated": lambda: (mean, kept),
        "ellipse": lambda: (mean, inside * covariance),
        "kernel": lambda: (mean, covariance),
        "mixture": lambda: (mean, covariance),
    }[name]()


def covariance_errors(points):
    """Standard errors of the covariances of `points`, from their own fourth moments."""
    off = points - points.mean(axis=0)
    squares = off**2
    return np.sqrt((squares.T @ squares / len(off) - (off.T @ off / len(off)) ** 2) / len(off))


@every_sampler
def test_a_sampler_has_the_moments_of_its_definition(name):
    z = tilted_cloud()
    drawn = SAMPLERS[name](z, n=N, rng=np.random.default_rng(10))
    mean, covariance = moments(name, z)
    slack = 1e-3 * np.abs(covariance).max()  # the cloud's own precision, and the mixture's ridge
    error = drawn.std(axis=0) / np.sqrt(N)
    assert np.all(np.abs(drawn.mean(axis=0) - mean) < 5 * error + 1e-6)
    off = np.abs(np.cov(drawn.T) - covariance)
    assert np.all(off < 5 * covariance_errors(drawn) + slack)


@every_sampler
def test_a_sampler_repeats_itself_and_leaves_the_cloud_alone(name):
    z = tilted_cloud(n=300)
    before = z.copy()
    one, same = (SAMPLERS[name](z, n=9, rng=np.random.default_rng(1)) for _ in range(2))
    other = SAMPLERS[name](z, n=9, rng=np.random.default_rng(2))
    assert one.shape == (9, DIM)
    np.testing.assert_array_equal(one, same)
    np.testing.assert_array_equal(z, before)
    assert np.abs(one - other).max() > 0.01


def turn_gap(name):
    """Largest gap, in standard errors, between drawing from a turned cloud and turning draws.

    Compared are means, squares and fourth powers along the axes of the turned space.
    """
    z = tilted_cloud().astype(float)
    turn = np.eye(DIM) - 2 / DIM * np.ones((DIM, DIM))  # a mirror that mixes all axes
    there = SAMPLERS[name](z, n=N, rng=np.random.default_rng(3)) @ turn
    here = SAMPLERS[name](z @ turn, n=N, rng=np.random.default_rng(4))
    gaps = []
    for power in (1, 2, 4):
        a, b = ((points / there.std()) ** power for points in (there, here))
        error = np.hypot(a.std(axis=0), b.std(axis=0)) / np.sqrt(N)
        gaps.append(np.abs(a.mean(axis=0) - b.mean(axis=0)) / (error + 1e-9))
    return np.max(gaps)


@every_sampler
def test_a_sampler_turns_with_the_cloud_unless_it_is_tied_to_the_axes(name):
    gap = turn_gap(name)
    assert gap > 8 if name in TIED_TO_AXES else gap < 5


def test_a_cube_fills_its_sides_and_a_positive_one_the_upper_half_of_them():
    rng = np.random.default_rng(5)
    signed = uniform_cube(tilted_cloud(n=2), half_width=2.0, n=N, rng=rng)
    positive = positive_cube(tilted_cloud(n=2), half_width=2.0, n=N, rng=rng)
    for points, low in ((signed, -2.0), (positive, 0.0)):
        assert low <= points.min() < low + 0.01
        assert 1.99 < points.max() <= 2.0


def test_a_matched_sphere_has_one_radius_and_no_direction():
    z = tilted_cloud()
    drawn = matched_sphere(z, n=N, rng=np.random.default_rng(6))
    np.testing.assert_allclose(radius(drawn), radius(z).mean())
    fourth = (drawn / radius(z).mean()) ** 4  # 3 / (N (N + 2)) for uniform directions
    error = fourth.std(axis=0) / np.sqrt(N)
    assert np.all(np.abs(fourth.mean(axis=0) - 3 / (DIM * (DIM + 2))) < 5 * error)


def test_pairs_keep_within_their_ellipses_and_the_odd_axis_within_the_same_reach():
    z = tilted_cloud()
    axes = principal_axes(z)
    drawn = SAMPLERS["ellipse"](z, n=N, rng=np.random.default_rng(7))
    scores = axes.coordinates(drawn) / axes.sd
    squares = np.add.reduceat(scores**2, [0, 2, 4], axis=1)  # (n, pairs)
    limit = -2 * np.log(1 - CONFIDENCE)
    assert np.all(squares.max(axis=0) <= limit * (1 + 1e-9))
    assert np.all(squares.max(axis=0) > 0.98 * limit)
    inner = -2 * np.log(1 - CONFIDENCE / 2)  # half of the points of a pair lie within
    share = np.mean(squares[:, :2] < inner, axis=0)
    assert np.all(np.abs(share - 0.5) < 5 * 0.5 / np.sqrt(N))


def test_a_truncated_gaussian_lies_in_the_plane_of_its_axes():
    z = tilted_cloud()
    drawn = SAMPLERS["truncated"](z, n=50, rng=np.random.default_rng(8))
    scores = principal_axes(z).coordinates(drawn)
    np.testing.assert_allclose(scores[:, 3:], 0.0, atol=1e-9)
    assert np.linalg.matrix_rank(drawn - z.mean(axis=0), tol=1e-4) == 3


def test_a_box_fills_its_sides_about_the_medians():
    z = tilted_cloud(n=400)
    box = SAMPLERS["component_box"](z, n=N, rng=np.random.default_rng(9))
    reach = (box - component_centre(z)) / component_half_width(z)
    assert np.all((np.abs(reach).max(axis=0) > 0.69) & (np.abs(reach).max(axis=0) < 0.7 + 1e-9))


def test_a_gaussian_moved_to_the_centre_at_equal_length_is_narrower_by_the_offset():
    z, rng = tilted_cloud(), np.random.default_rng(11)
    wide, narrow = (
        total_sd(draw(z, n=N, rng=rng)) for draw in (origin_gaussian, isotropic_gaussian)
    )
    offset = np.linalg.norm(z.mean(axis=0)) / total_sd(z)
    error = np.hypot(1, offset) / np.sqrt(N * DIM)  # of a ratio of two widths
    assert abs(wide / narrow - np.hypot(1, offset)) < 5 * error
