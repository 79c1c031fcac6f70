"""Neighbours are those of brute force; dimensions those of known sets and of another library."""

import warnings

import numpy as np
import pytest

from analysis import dimension
from analysis.strings import strings
from tests.filaments import AXES

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # syntax warnings of the library's own
    import skdim


def sphere(rng, n):
    """Points on a sphere of 3 dimensions in a space of 4, turned into 10."""
    points = rng.normal(size=(n, 4))
    turn = np.linalg.qr(rng.normal(size=(10, 10)))[0][:4]
    return points / np.linalg.norm(points, axis=1, keepdims=True) @ turn


def swiss_roll(rng, n):
    """A plane, rolled up, with points even in its area."""
    t = 1.5 * np.pi * np.sqrt(1 + 8 * rng.random(n))
    return np.stack([t * np.cos(t), 21 * rng.random(n), t * np.sin(t)], axis=1)


SETS = {
    "sphere": (sphere, 3),
    "Swiss roll": (swiss_roll, 2),
    "Gaussian": (lambda rng, n: rng.normal(size=(n, 5)), 5),
}


@pytest.mark.parametrize("estimator", list(dimension.ESTIMATORS))
@pytest.mark.parametrize("name", list(SETS))
def test_the_dimension_of_known_sets_is_right_within_10_percent(name, estimator):
    make, expected = SETS[name]
    points = make(np.random.default_rng(4), 4000)
    near = dimension.neighbour_distances(points, points=points, k=12)
    found = dimension.ESTIMATORS[estimator](near)
    assert found.value == pytest.approx(expected, rel=0.1)
    assert found.low < found.value < found.high


@pytest.mark.parametrize("name", list(SETS))
def test_dimensions_agree_with_a_library(name):
    points = SETS[name][0](np.random.default_rng(5), 1500)
    near = dimension.neighbour_distances(points, points=points, k=12)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mle = skdim.id.MLE(neighborhood_based=True).fit(points, n_neighbors=12, comb="mle")
        fit = skdim.id.TwoNN(discard_fraction=0.1).fit(points)
    assert dimension.intrinsic_dimension(near).value == pytest.approx(mle.dimension_, rel=1e-6)
    two_nn = dimension.two_nn(near)
    assert abs(two_nn.value - fit.dimension_) <= 2.5 * (two_nn.high - two_nn.low)  # a line fit


@pytest.mark.parametrize("estimator", list(dimension.ESTIMATORS))
def test_the_dimension_of_strings_is_one(estimator):
    string = strings(AXES, n=3000, count=6, rng=np.random.default_rng(5))
    near = dimension.neighbour_distances(string, points=string, k=10)
    assert dimension.ESTIMATORS[estimator](near).value == pytest.approx(1.0, abs=0.08)


def test_a_high_dimension_is_underestimated_as_published():
    """A cube of 20 dimensions looks like one of fewer, the more so the more neighbours count."""
    cube = np.random.default_rng(6).random((3000, 20))
    near = dimension.neighbour_distances(cube, points=cube, k=20)
    two, many = (estimate(near).value for estimate in dimension.ESTIMATORS.values())
    assert 10 < many < two < 20


def test_neighbours_are_those_of_all_distances():
    points = np.random.default_rng(9).normal(size=(60, 5)).astype(np.float32)
    probes = np.concatenate([points[:10], np.random.default_rng(10).normal(size=(10, 5))])
    apart = np.linalg.norm(probes[:, None] - points.astype(np.float64), axis=2)
    apart[np.arange(10), np.arange(10)] = np.inf
    found = dimension.neighbour_distances(probes, points=points, k=4)
    np.testing.assert_allclose(found, np.sort(apart, axis=1)[:, :4], rtol=1e-6)


@pytest.mark.parametrize("rounding", [0.0, 1e-7])
def test_repeated_points_change_no_dimension(rounding):
    points = np.random.default_rng(11).normal(size=(2000, 30)) + 5.0
    copies = np.concatenate([points, points[:8] * (1 + rounding), points[:3]])
    kept = dimension.without_repeats(copies)
    np.testing.assert_array_equal(kept, points)
    if rounding:
        near = dimension.neighbour_distances(copies[:2008], points=copies[:2008], k=2)
        true = dimension.neighbour_distances(points, points=points, k=2)
        assert dimension.two_nn(near).value < 0.9 * dimension.two_nn(true).value


def test_repeats_are_found_where_each_point_is_held_twice():
    points = np.random.default_rng(12).normal(size=(400, 30))
    assert len(dimension.without_repeats(np.concatenate([points, points]))) == 400


@pytest.mark.parametrize("name", list(SETS))
def test_points_that_differ_are_kept(name):
    points = SETS[name][0](np.random.default_rng(13), 3000)
    assert len(dimension.without_repeats(points)) == 3000


def test_points_that_repeat_and_too_few_points_are_refused():
    points = np.repeat(np.random.default_rng(1).normal(size=(10, 3)), 3, axis=0)
    near = dimension.neighbour_distances(points, points=points, k=3)
    with pytest.raises(ValueError, match=r"`distances` must be above 0, got 0\.0"):
        dimension.intrinsic_dimension(near)
    with pytest.raises(ValueError, match="`k` must be 1 to 29 for 30 points, got 30"):
        dimension.neighbour_distances(points, points=points, k=30)
    with pytest.raises(ValueError, match=r"two neighbours or more: \(30, 1\)"):
        dimension.intrinsic_dimension(near[:, :1])
    with pytest.raises(ValueError, match="NaN"):
        dimension.neighbour_distances(points, points=np.full((30, 3), np.nan), k=2)
