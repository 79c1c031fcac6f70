"""Random points: blocks, standard errors, correlation and filling."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from analysis import draws
from analysis.intervals import Sampled, sampled_mean, sampled_sd


def test_radii_do_not_depend_on_the_size_of_a_block(monkeypatch):
    whole = draws.drawn_radii(1000, n_dim=7, rng=np.random.default_rng(1))
    monkeypatch.setattr(draws, "BLOCK", 100)
    blocks = draws.drawn_radii(1000, n_dim=7, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(whole, blocks)


def test_a_block_holds_a_bounded_number_of_numbers(monkeypatch):
    monkeypatch.setattr(draws, "BLOCK", 1000)
    shapes = []

    def sampler(shape, *, rng):
        shapes.append(shape)
        return rng.random(shape)

    draws.drawn_radii(95, n_dim=30, sampler=sampler, rng=np.random.default_rng(1))
    assert max(rows * n_dim for rows, n_dim in shapes) <= 1000
    assert sum(rows for rows, _ in shapes) == 95


def test_no_points_are_refused():
    with pytest.raises(ValueError, match="`n` must be a whole number from 1 on, got 0"):
        draws.drawn_radii(0, n_dim=3, rng=np.random.default_rng(1))


@pytest.mark.parametrize(
    ("estimate", "truth"),
    [
        (sampled_mean, 1.0),
        (sampled_sd, 1.0),
        (draws.relative_width, 1.0),
        (lambda x: draws.correlation(x, np.roll(x, 1)), 0.0),
    ],
)
def test_estimates_scatter_around_the_truth_as_their_errors_say(estimate, truth):
    rng = np.random.default_rng(3)
    trials = [estimate(rng.standard_exponential(2000)) for _ in range(400)]
    pulls = sampled_sd(np.array([(trial.value - truth) / trial.error for trial in trials]))
    assert abs(pulls.value - 1) < 5 * pulls.error
    held = np.mean([low <= truth <= high for _, low, high in (trial.interval for trial in trials)])
    assert abs(held - 0.95) < 5 * np.sqrt(0.95 * 0.05 / 400)


@given(st.floats(0.1, 10), st.floats(-3, 3))
def test_a_power_law_gives_back_its_power(scale, power):
    n_dims = [2, 4, 32, 100]
    slope = draws.power_law(n_dims, [Sampled(scale * n**power, 0.0) for n in n_dims])
    assert slope.value == pytest.approx(power, abs=1e-10)
    assert slope.error == 0


def test_the_error_of_a_power_law_is_the_scatter_of_its_slopes():
    rng = np.random.default_rng(4)
    n_dims = np.array([4, 16, 64, 256])
    widths = 1 / np.sqrt(n_dims)
    slopes = [
        draws.power_law(
            n_dims, [Sampled(w * (1 + e), w * 0.01) for w, e in zip(widths, es, strict=True)]
        )
        for es in 0.01 * rng.standard_normal((2000, 4))
    ]
    scatter = sampled_sd(np.array([slope.value for slope in slopes]))
    assert abs(scatter.value - slopes[0].error) < 5 * scatter.error


def test_the_largest_correlation_ignores_the_diagonal_and_sees_negative_ones():
    x = np.random.default_rng(6).standard_normal((500, 3))
    x[:, 2] = -x[:, 0]
    assert draws.largest_correlation(x) == pytest.approx(1)
    assert draws.largest_correlation(x[:, :2]) < 0.3


def test_the_null_of_the_largest_correlation_is_that_of_simulated_samples():
    rng = np.random.default_rng(7)
    largest = [draws.largest_correlation(rng.standard_normal((200, 12))) for _ in range(1000)]
    for probability in (0.025, 0.5, 0.975):
        null = draws.largest_correlation_null(200, 12, probability=probability)
        below = np.mean(np.array(largest) < null)
        assert abs(below - probability) < 5 * np.sqrt(probability * (1 - probability) / 1000)


@given(st.integers(2, 50))
def test_the_spread_of_a_direction_runs_from_diagonal_to_axis(n_dim):
    diagonal, axis = np.full((1, n_dim), -3.0), 2 * np.eye(n_dim)[:1]
    assert draws.direction_spread(diagonal)[0] == pytest.approx(1)
    assert draws.direction_spread(axis)[0] == pytest.approx(n_dim)


def test_radius_and_direction_are_dependent_for_the_cube_and_independent_for_gaussians():
    rng = np.random.default_rng(8)
    cube, normal = (
        sampler((5000, 50), rng=rng) for sampler in (draws.uniform_points, draws.gaussian_points)
    )
    linked, free = (
        draws.correlation(np.sum(points**2, axis=1), draws.direction_spread(points))
        for points in (cube, normal)
    )
    assert linked.value < -10 * linked.error
    assert abs(free.value) < 5 * free.error


def test_nearest_distances_are_those_of_a_tree():
    rng = np.random.default_rng(9)
    probes, points = rng.random((40, 3)), rng.random((100, 3))
    nearest, typical = draws.nearest_distances(probes, points)
    np.testing.assert_allclose(nearest, cKDTree(points).query(probes)[0], atol=1e-7)
    brute = np.linalg.norm(probes[:, None] - points, axis=2).mean(axis=1)
    np.testing.assert_allclose(typical, brute, atol=1e-12)


@pytest.mark.parametrize("n_dim", [1, 2, 3])
def test_scattered_points_have_the_expected_nearest_distance(n_dim):
    rng = np.random.default_rng(n_dim)
    tree = cKDTree(rng.random((4000, n_dim)), boxsize=1)  # a torus has no borders
    nearest = sampled_mean(tree.query(rng.random((4000, n_dim)))[0])
    expected = draws.poisson_nearest(4000, n_dim=n_dim)
    assert abs(nearest.value - expected) < 8 * nearest.error  # probes share their points


def test_correlations_of_independent_components_have_the_stated_size():
    points = np.random.default_rng(10).standard_normal((500, 60))
    pairs = draws.correlations(points)
    assert len(pairs) == 60 * 59 / 2
    assert np.sqrt(np.mean(pairs**2)) == pytest.approx(1 / np.sqrt(499), rel=5 / np.sqrt(2 * 1770))
    np.testing.assert_allclose(pairs[0], np.corrcoef(points[:, 0], points[:, 1])[0, 1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: draws.relative_width(np.ones(5)), "`values` must have components that vary"),
        (lambda: draws.relative_width(np.array([1.0, np.nan])), "`values` must be finite"),
        (lambda: draws.correlation(np.arange(3.0), np.ones(3)), "`second` must have comp"),
        (lambda: draws.correlations(np.eye(3)[:, :1]), "`n_dim` must be a whole number from 2"),
        (lambda: draws.largest_correlation(np.ones((9, 2))), r"constant ones: \[0, 1\]"),
        (lambda: draws.largest_correlation_null(2, 9, probability=0.5), "`n` must be a whole"),
        (lambda: draws.largest_correlation_null(9, 9, probability=1.0), "`probability` must lie"),
        (lambda: draws.direction_spread(np.zeros((1, 3))), "`points` must differ from the origin"),
        (lambda: draws.nearest_distances(np.ones((2, 3)), np.ones((2, 4))), "got 3 and 4"),
        (lambda: draws.nearest_distances(np.ones((0, 3)), np.ones((2, 3))), r"shape \(0, 3\)"),
        (lambda: draws.poisson_nearest(0.0, n_dim=2), "`density` must be positive"),
        (lambda: draws.power_law([4, 4], [Sampled(1, 0)] * 2), "`n_dims, widths` must be positive"),
    ],
)
def test_what_has_no_meaning_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
