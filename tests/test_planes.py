"""Squares and resamples keep what they state; statistics are those of brute force and of chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from analysis import planes
from analysis.strings import strings
from tests.filaments import AXES, DISTANCES, random_patterns, within

SEEDS = st.integers(0, 2**32 - 1)


# Squares


@given(SEEDS, st.integers(1, 99), st.floats(0.01, 100.0))
def test_a_square_holds_the_number_asked_for_in_any_unit(seed, count, unit):
    plane = np.random.default_rng(seed).normal(size=(100, 2)) * [3.0, 1.0]
    square = planes.square_holding(plane, count=count)
    scaled = planes.square_holding(plane * [unit, 1.0], count=count)
    assert square.points.shape == (count, 2)
    assert 0 < square.points.min() <= square.points.max() < 1
    np.testing.assert_allclose(scaled.points, square.points, atol=1e-9)
    back = square.low + square.points * (square.high - square.low)
    assert all(np.isclose(plane, place).all(axis=1).any() for place in back)


@pytest.mark.parametrize("count", [0, 5, 6])
def test_a_square_cannot_hold_all_points(count):
    with pytest.raises(ValueError, match=rf"`count` must be 1 to 4 for 5 points, got {count}"):
        planes.square_holding(np.arange(10.0).reshape(5, 2), count=count)


def test_points_of_a_flat_density_are_uniform_in_their_square():
    rng, means = np.random.default_rng(3), []
    for _ in range(200):
        square = planes.square_holding(rng.random((300, 2)), count=100)
        means.append(np.mean(np.abs(square.points - 0.5) * 4))
    assert within(np.mean(means), 1.0, means)


def test_the_drop_of_the_density_is_that_of_a_normal_density():
    plane = np.array([[1.0, 2.0], [-1.0, -2.0], [1.0, -2.0], [-1.0, 2.0]])  # sds 1 and 2
    square = planes.Square(np.empty((0, 2)), np.array([-1.0, -2.0]), np.array([1.0, 2.0]))
    assert planes.density_drop(plane, square) == pytest.approx(1 - np.exp(-1))


# Resampling


@pytest.mark.parametrize("null", ["smooth", "normal"])
def test_a_resample_keeps_mean_and_covariance(null):
    rng = np.random.default_rng(5)
    plane = rng.normal(size=(300, 2)) @ [[2.0, 0.5], [0.0, 1.0]] + [3.0, -1.0]
    make = {
        "smooth": lambda: planes.smooth_resample(plane, bandwidth=0.4, rng=rng),
        "normal": lambda: planes.normal_resample(plane, rng=rng),
    }[null]
    drawn = [make() for _ in range(300)]
    means = np.array([points.mean(axis=0) for points in drawn])
    covariances = np.array([np.cov(points, rowvar=False) for points in drawn])
    assert all(within(means[:, k].mean(), plane.mean(axis=0)[k], means[:, k]) for k in range(2))
    # drawing with replacement loses 1/n of the covariance of the points, not of the noise
    expected = np.cov(plane, rowvar=False)
    error = covariances.std(axis=0, ddof=1) / np.sqrt(300)
    assert np.all(np.abs(covariances.mean(axis=0) - expected) <= 5 * error + expected.max() / 300)


def test_a_resample_without_bandwidth_repeats_points():
    plane = np.random.default_rng(1).normal(size=(50, 2))
    drawn = planes.smooth_resample(plane, bandwidth=0.0, rng=np.random.default_rng(2))
    assert all(np.isclose(plane, point).all(axis=1).any() for point in drawn)


def test_the_bandwidth_follows_scott():
    assert planes.kernel_bandwidth(64) == pytest.approx(0.5)


# Statistics


def test_random_points_give_one_and_zero():
    simulated = random_patterns()
    for column in range(DISTANCES.size):
        assert within(
            np.mean((simulated[:, column] + DISTANCES[column]) ** 2),
            DISTANCES[column] ** 2,
            (simulated[:, column] + DISTANCES[column]) ** 2,
        )  # the estimate of K = pi L² has no bias
    assert within(simulated[:, -2].mean(), 1.0, simulated[:, -2])
    assert simulated[:, -3].mean() == pytest.approx(1.0, abs=0.01)  # Donnelly's fit


@given(SEEDS, st.integers(4, 60))
def test_statistics_do_not_depend_on_order_or_orientation(seed, m):
    points = np.random.default_rng(seed).random((m, 2))
    for same in (points[::-1], 1 - points, points[:, ::-1]):
        expected = planes.pattern(points, distances=DISTANCES)
        found = planes.pattern(same, distances=DISTANCES)
        keep = np.arange(len(found)) != len(found) - 2  # subsquares own their lower edges
        np.testing.assert_allclose(found[keep], expected[keep], rtol=1e-9, atol=1e-9)


def test_pairs_are_counted_as_by_brute_force():
    points = np.random.default_rng(11).random((40, 2))
    apart = np.abs(points[:, None] - points)[np.triu_indices(40, k=1)]
    weights = 1 / np.prod(1 - apart, axis=1)
    counted = [2 * weights[pdist(points) <= r].sum() / (40 * 39) for r in DISTANCES]
    found = planes.ripley_l(points, distances=DISTANCES)
    np.testing.assert_allclose(found, np.sqrt(np.array(counted) / np.pi), rtol=1e-9)


def test_a_lattice_is_regular_and_a_heap_is_clustered():
    line = (np.arange(12) + 0.5) / 12
    lattice = np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)
    heap = 0.5 + 0.02 * np.random.default_rng(2).normal(size=(144, 2))
    assert planes.clark_evans(lattice) > 1.8
    assert planes.clark_evans(heap) < 0.2
    assert planes.quadrat_ratio(lattice) < 0.5
    assert planes.quadrat_ratio(heap) > 20


def test_the_largest_void_is_the_circle_left_free():
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    ring = 0.5 + 0.3 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = np.random.default_rng(4).random((3000, 2))
    outside = points[np.hypot(*(points - 0.5).T) > 0.3]
    assert planes.largest_void(np.concatenate([ring, outside])) == pytest.approx(0.6)


@given(SEEDS, st.integers(4, 80))
def test_no_point_lies_in_the_largest_void_or_outside_reason(seed, m):
    points = np.random.default_rng(seed).random((m, 2))
    assert 0 <= planes.largest_void(points) <= 1
    more = np.concatenate([points, np.random.default_rng(seed + 1).random((200, 2))])
    assert planes.mean_gap(more) <= planes.mean_gap(points)


def test_gaps_of_random_points_shrink_with_the_root_of_density():
    rng = np.random.default_rng(8)
    squares = [planes.random_points(400, rng=rng) for _ in range(60)]
    full, thinned = planes.gaps_by_density(squares, rng=rng)
    exponent = planes.gap_exponent(full, thinned)
    assert within(full.mean(), 0.5 / np.sqrt(400), full)
    assert abs(exponent.value + 0.5) <= 2.5 * (exponent.high - exponent.low)


def test_pair_excess_undoes_the_root():
    assert planes.pair_excess(np.array([0.1]), distances=np.array([0.1])) == pytest.approx(3.0)


def test_voids_between_strings_stay():
    string = strings(AXES, n=2500, count=4, rng=np.random.default_rng(3))
    squares = [planes.square_holding(string[:, [k, k + 9]], count=150).points for k in range(12)]
    exponent = planes.gap_exponent(*planes.gaps_by_density(squares, rng=np.random.default_rng(4)))
    assert exponent.low > -0.4
