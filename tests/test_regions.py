"""Chances of regions against volumes, other libraries, importance sampling and plain sampling."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis import draws, regions
from analysis.intervals import sampled_mean, sampled_sd


@pytest.mark.parametrize("n_dim", [1, 2, 3, 6])
def test_the_inner_ball_is_hit_as_often_as_its_volume_says(n_dim):
    rng = np.random.default_rng(n_dim)
    hits = draws.drawn_radii(50_000, n_dim=n_dim, rng=rng) < 0.8
    chance = np.exp(regions.log_inner_ball(n_dim, radius=0.8))
    assert abs(hits.mean() - chance) <= 5 * np.sqrt(chance * (1 - chance) / len(hits))


def test_the_inner_ball_does_not_underflow():
    assert regions.log_inner_ball(256, radius=1.0) / np.log(10) == pytest.approx(-229, abs=1)
    assert np.isfinite(regions.log_inner_ball(4096, radius=0.01))


@given(st.integers(min_value=2, max_value=4096), st.floats(0.05, 0.95))
def test_a_cone_is_as_likely_as_the_t_distribution_says(n_dim, cosine):
    t = cosine * np.sqrt((n_dim - 1) / (1 - cosine**2))  # of a random direction's cosine
    exact = stats.t(n_dim - 1).logsf(t)
    chance = regions.log_cone(n_dim, cosine=cosine)
    if exact > -600:  # SciPy's tail underflows beyond
        assert chance == pytest.approx(exact, rel=1e-8)
    assert np.isfinite(chance)
    assert chance < 0


@pytest.mark.parametrize("cosine", [0.5, np.sqrt(0.75), 0.95])
def test_a_cone_narrows_evenly_also_where_its_chance_underflows(cosine):
    steps = np.diff([regions.log_cone(n, cosine=cosine) for n in range(400, 4096, 37)])
    assert steps / 37 == pytest.approx(np.log(1 - cosine**2) / 2, abs=0.01)
    assert np.abs(np.diff(steps)).max() < 0.01  # no jump where the two ways of computing meet


def test_cosines_of_random_points_spread_as_one_over_the_root_of_the_dimension():
    points = draws.uniform_points((20_000, 64), rng=np.random.default_rng(5))
    direction = np.ones(64) / 8
    cosine = sampled_sd(points @ direction / np.linalg.norm(points, axis=1))
    assert abs(cosine.value - regions.cosine_sd(64)) < 5 * cosine.error


def hit_rate(centre, semi_axes, n_dim, *, n=200_000, seed=1):
    points = draws.uniform_points((n, n_dim), rng=np.random.default_rng(seed))
    return np.mean(np.sum(((points - centre) / semi_axes) ** 2, axis=1) < 1)


@pytest.mark.parametrize("n_dim", [4, 16, 256, 1024])
@pytest.mark.parametrize("place", [0.0, 0.5, -0.59])
def test_a_ball_inside_the_cube_is_hit_as_often_as_its_volume_says(n_dim, place):
    found = regions.log_ellipsoid_from_cube(np.full(n_dim, place), 0.4, half_width=1.0)
    assert found == pytest.approx(regions.log_inner_ball(n_dim, radius=0.4), abs=1e-9)


@given(st.integers(4, 300), st.floats(0.0, 3.0), st.floats(0.2, 30.0), st.floats(0.1, 5.0))
def test_a_ball_in_a_gaussian_cloud_is_the_noncentral_chi_square(n_dim, place, radius, sd):
    centre = np.full(n_dim, place)
    law = stats.ncx2(n_dim, centre @ centre / sd**2)
    exact = law.logcdf((radius / sd) ** 2)
    found = regions.log_ellipsoid_from_gaussian(centre, radius, sd=sd)
    if exact > -600:  # SciPy's own underflows beyond
        assert found == pytest.approx(exact, abs=1e-6)
    assert found <= 0


@pytest.mark.parametrize(
    ("n_dim", "place", "radius"),
    [(4, 0.5, 1.5), (4, 1.2, 2.0), (8, 0.0, 1.3), (8, 1.2, 3.0), (16, 1.05, 3.8), (16, 0.1, 2.2)],
)
def test_a_ball_that_the_cube_cuts_is_hit_as_often_as_by_sampling(n_dim, place, radius):
    centre = np.where(np.arange(n_dim) % 2, place, -place)
    share = hit_rate(centre, radius, n_dim)
    chance = np.exp(regions.log_ellipsoid_from_cube(centre, radius, half_width=1.0))
    assert 1e-4 < chance < 0.99
    assert abs(share - chance) < 5 * np.sqrt(chance * (1 - chance) / 200_000)


def test_an_ellipsoid_is_hit_as_often_as_by_sampling():
    centre, semi_axes = np.array([0.5, -0.2, 0.0, 1.1, 0.0]), np.array([0.5, 2.0, 1.0, 0.8, 0.4])
    chance = np.exp(regions.log_ellipsoid_from_cube(centre, semi_axes, half_width=1.0))
    share = hit_rate(centre, semi_axes, 5)
    assert abs(share - chance) < 5 * np.sqrt(chance * (1 - chance) / 200_000)


@pytest.mark.parametrize(("half_width", "tilt"), [(0.7, 3.0), (1.0, 1.8), (2.0, 1.6)])
def test_a_rare_ball_has_the_chance_of_importance_sampling(half_width, tilt):
    """Components drawn from normals about the ball's centre, cut off at the cube."""
    n_dim, radius, rng = 64, 3.4, np.random.default_rng(4)
    centre = 0.6 * np.abs(regions.typical_direction(n_dim)) * 8
    sd = 1 / np.sqrt(2 * tilt)
    low, high = (-half_width - centre) / sd, (half_width - centre) / sd
    offsets = sd * stats.truncnorm.rvs(low, high, size=(40_000, n_dim), random_state=rng)
    squares = np.sum(offsets**2, axis=1)
    log_mass = np.sum(np.log(stats.norm.cdf(high) - stats.norm.cdf(low)))
    log_mean = n_dim * np.log(sd * np.sqrt(2 * np.pi) / (2 * half_width)) + log_mass
    shift = tilt * radius**2
    weights = sampled_mean(np.where(squares < radius**2, np.exp(tilt * squares - shift), 0.0))
    assert weights.error < 0.1 * weights.value
    found = regions.log_ellipsoid_from_cube(centre, radius, half_width=half_width)
    assert found < np.log(1e-6)
    assert abs(np.exp(found - log_mean - shift) - weights.value) < 5 * weights.error


def test_a_ball_outside_the_cube_is_never_hit():
    far = 3 * np.eye(8)[0]
    assert regions.log_ellipsoid_from_cube(far, 1.9, half_width=1.0) == -np.inf
    assert regions.log_ellipsoid_from_cube(far, 2.1, half_width=1.0) > -100


def test_a_larger_ball_is_hit_more_often_and_a_huge_one_always():
    centre = regions.typical_direction(64)
    radii = np.linspace(1, 12, 23)
    chances = [regions.log_ellipsoid_from_cube(centre, r, half_width=1.0) for r in radii]
    assert np.all(np.diff(chances) >= -1e-12)
    assert chances[-1] == pytest.approx(0, abs=1e-9)


def test_the_typical_direction_stands_for_random_ones():
    rng = np.random.default_rng(5)
    directions = rng.standard_normal((20, 256))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    chances = [regions.log_ellipsoid_from_cube(10 * u, 8.0, half_width=1.0) for u in directions]
    typical = regions.log_ellipsoid_from_cube(
        10 * regions.typical_direction(256), 8.0, half_width=1.0
    )
    assert min(chances) < typical < max(chances)


@pytest.mark.parametrize(
    ("distance", "radius", "shell"), [(2.0, 1.5, 1.5), (1.0, 1.5, 2.0), (1.0, 2.0, 1.8), (1, 1, 1)]
)
def test_a_sphere_meets_a_ball_as_often_as_by_sampling(distance, radius, shell):
    points = draws.gaussian_points((100_000, 6), rng=np.random.default_rng(6))
    points *= shell / np.linalg.norm(points, axis=1, keepdims=True)
    points[:, 0] -= distance
    share = np.mean(np.sum(points**2, axis=1) < radius**2)
    chance = np.exp(regions.log_ball_from_sphere(6, distance=distance, radius=radius, shell=shell))
    assert abs(share - chance) <= 5 * np.sqrt(chance * (1 - chance) / 100_000)


def test_a_sphere_beyond_a_ball_misses_it_and_one_inside_never_does():
    assert regions.log_ball_from_sphere(9, distance=3, radius=1, shell=1.9) == -np.inf
    assert regions.log_ball_from_sphere(9, distance=1, radius=3, shell=1.9) == 0


@pytest.mark.parametrize("n_dim", [2, 3, 6])
def test_corners_and_face_centres_are_hit_as_often_as_their_volumes_say(n_dim):
    points = draws.uniform_points((100_000, n_dim), rng=np.random.default_rng(7))
    corners = np.all(np.abs(points) > 0.4, axis=1)
    points[:, 0] -= 1
    face = np.sum(points**2, axis=1) < 0.9**2
    for hits, log_chance in (
        (corners, regions.log_corners(n_dim, depth=0.6)),
        (face, regions.log_face_centre(n_dim, radius=0.9)),
    ):
        chance = np.exp(log_chance)
        assert abs(hits.mean() - chance) <= 5 * np.sqrt(chance * (1 - chance) / len(hits))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: regions.log_inner_ball(2, radius=1.5), "at most `half_width` = 1.0, got 1.5"),
        (lambda: regions.log_inner_ball(0, radius=0.5), "`n_dim` must be a whole number"),
        (lambda: regions.log_inner_ball(2, radius=0.0), "`radius` must be positive"),
        (lambda: regions.log_cone(3, cosine=1.0), r"got 3, 1\.0"),
        (lambda: regions.log_cone(3, cosine=np.nan), "got 3, nan"),
        (lambda: regions.log_corners(3, depth=1.5), "`depth` must be at most 1, got 1.5"),
        (lambda: regions.typical_direction(20), "multiple of 16, got 20"),
        (lambda: regions.cosine_sd(0), "`n_dim` must be a whole number from 1 on, got 0"),
        (
            lambda: regions.log_ellipsoid_from_cube(np.zeros(3), 1.0, half_width=1.0),
            "`centre` must hold 4 or more finite numbers",
        ),
        (
            lambda: regions.log_ellipsoid_from_cube(np.zeros(4), 1.0, half_width=-2.0),
            r"`half_width` must be positive and finite, got -2\.0",
        ),
        (
            lambda: regions.log_ellipsoid_from_gaussian(np.full(4, np.nan), 1.0, sd=1.0),
            "finite numbers",
        ),
        (
            lambda: regions.log_ellipsoid_from_gaussian(np.zeros(4), [1, 1, 0, 1], sd=1.0),
            r"`semi_axes` must be positive and finite, got 0\.0",
        ),
        (
            lambda: regions.log_ball_from_sphere(3, distance=1, radius=1, shell=0.0),
            "`shell` must be positive",
        ),
    ],
)
def test_what_has_no_meaning_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("ratio", [0.5, 0.8])
def test_no_cube_hits_a_ball_more_often_than_the_best_one(ratio):
    centre = regions.typical_direction(256)

    def chance(half_width):
        return regions.log_ellipsoid_from_cube(centre, ratio, half_width=half_width)

    width, best = regions.best_half_width(chance, widths=np.geomspace(0.02, 5, 25))
    assert best == chance(width)
    around = [chance(width * factor) for factor in np.geomspace(0.7, 1.4, 200)]
    assert max(around) - 1e-6 < best < max(around) + 0.01
