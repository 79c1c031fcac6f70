"""Squares and resamples keep what they state, and refuse planes that have no square."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import planes
from analysis.cloud import principal_axes
from tests.filaments import within

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
    plane = np.array([[1.0, 2.0], [-1.0, -2.0], [1.0, -2.0], [-1.0, 2.0]]) * np.sqrt(3 / 4)
    square = planes.Square(np.empty((0, 2)), np.array([-1.0, -2.0]), np.array([1.0, 2.0]))
    assert planes.density_drop(plane, square) == pytest.approx(1 - np.exp(-1))  # sds 1 and 2


def test_a_turned_square_is_flat_where_components_are_correlated():
    rng = np.random.default_rng(9)
    z = rng.normal(size=(4000, 40))
    z[:, 1] = 0.95 * z[:, 0] + 0.2 * z[:, 1]
    span, drops = np.eye(40)[:2], []
    for directions in (span, planes.turned(span, z=z)):
        plane = z @ directions.T
        square = planes.square_holding(plane, count=150)
        drops.append(planes.density_drop(plane, square))
        np.testing.assert_allclose(directions @ directions.T, np.eye(2), atol=1e-12)
    assert drops[1] < 0.08
    assert drops[0] > 2 * drops[1]


@pytest.mark.parametrize("wrong", [np.nan, 0.0])
def test_a_plane_without_a_scale_is_refused(wrong):
    plane = np.random.default_rng(1).normal(size=(50, 2))
    plane[:, 1] *= wrong
    with pytest.raises(
        ValueError, match="`plane` must be finite and vary along both axes, got sds"
    ):
        planes.square_holding(plane, count=10)


def test_a_normal_square_holds_its_share():
    assert planes.normal_share(np.inf, sds=(1.0, 3.0)) == pytest.approx(1.0)
    assert 170_000 * planes.normal_share(0.25, sds=(6.0, 4.7)) == pytest.approx(240, abs=1)


def test_the_planes_of_the_posts_need_35_components():
    z = np.random.default_rng(2).normal(size=(60, 36)) * np.linspace(1, 2, 36)
    spans = planes.posts_planes(z, principal_axes(z))
    assert list(spans)[:3] == ["PC1-PC2", "PC1-PC18", "PC8-PC35"]
    with pytest.raises(ValueError, match="`z` must have 35 components or more, got 34"):
        planes.posts_planes(z[:, :34], principal_axes(z[:, :34]))


@pytest.mark.parametrize("count", [50, 400])
def test_points_beside_chance_are_equally_many_in_one_window(count):
    plane = np.random.default_rng(3).normal(size=(400, 2)) * [5.0, 0.1]
    beside = planes.beside_chance(plane, count=count, bandwidth=0.4, rng=np.random.default_rng(4))
    for points in (beside.real, beside.chance):
        assert points.shape == (count, 2)
        assert np.all((points >= beside.low) & (points <= beside.high))


def test_radial_distances_tell_a_normal_from_a_flat_cloud():
    rng = np.random.default_rng(6)
    normal = rng.normal(size=(20_000, 2)) @ [[3.0, 1.0], [0.0, 0.5]]
    angle, radius = rng.uniform(0, 2 * np.pi, 20_000), np.sqrt(rng.random(20_000))
    flat = np.stack([7 * radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    limit = 5 / np.sqrt(20_000)
    assert planes.radial_distances(normal)[0] < limit < planes.radial_distances(normal)[1]
    assert planes.radial_distances(flat)[1] < limit < planes.radial_distances(flat)[0]


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
