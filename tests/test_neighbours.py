"""Neighbours in a plane are told from neighbours in space, and clusters from one cloud."""

import numpy as np
import pytest

from analysis import neighbours
from analysis.dimension import neighbour_distances
from analysis.nulls import normal_null
from analysis.strings import strings
from tests.filaments import AXES


def test_neighbours_in_a_plane_are_far_apart_unless_the_cloud_is_flat():
    rng = np.random.default_rng(12)
    z = rng.normal(size=(2000, 20))
    blind = neighbours.outside_ratio(neighbours.plane_pairs(z, z[:, :2], rng=rng))
    z[:, 2:] = np.repeat(z[:, :2], 9, axis=1)
    bound = neighbours.outside_ratio(neighbours.plane_pairs(z, z[:, :2], rng=rng))
    assert abs(blind.value - 1) <= 2.5 * (blind.high - blind.low)
    assert bound.value < 0.1


def test_pairs_in_planes_are_those_of_each_plane(rng):
    z = rng.normal(size=(50, 6))
    found = neighbours.pairs_in_planes(z, [z[:, :2], z[:, 3:5]], rng=rng)
    assert {len(part) for part in found} == {100}
    single = neighbours.plane_pairs(z, z[:, 3:5], rng=rng)
    np.testing.assert_array_equal(found.near_full[50:], single.near_full)


def test_hopkins_is_one_half_in_its_null_and_higher_for_clusters():
    rng = np.random.default_rng(13)
    cloud, null = rng.normal(size=(1500, 4)), rng.normal(size=(500, 4))
    heaps = rng.normal(size=(15, 4))[rng.integers(15, size=1500)]
    heaps = heaps + 0.05 * rng.normal(size=(1500, 4))
    values = {}
    for name, points in {"cloud": cloud, "heaps": heaps}.items():
        apart = neighbour_distances(null, points=points, k=1)[:, 0]
        near = neighbour_distances(points, points=points, k=1)[:, 0]
        values[name] = neighbours.hopkins(apart, near)
    assert abs(values["cloud"].value - 0.5) <= 2.5 * (values["cloud"].high - values["cloud"].low)
    assert values["heaps"].low > 0.8


def test_hopkins_takes_normal_clouds_for_clustered_at_most_13_times_in_100():
    rng, alarms = np.random.default_rng(15), 0
    for _ in range(100):
        cloud = rng.normal(size=(400, 6)) * np.linspace(2.0, 0.5, 6)
        apart = neighbour_distances(normal_null(cloud, n=150, rng=rng), points=cloud, k=1)[:, 0]
        near = neighbour_distances(cloud[:200], points=cloud, k=1)[:, 0]
        alarms += neighbours.hopkins(apart, near).low > 0.5
    assert alarms <= 13


def test_the_graph_of_neighbours_has_a_part_for_each_string_and_one_for_a_cloud():
    rng = np.random.default_rng(14)
    string = strings(AXES, n=2000, count=5, rng=rng)
    assert neighbours.graph_parts(string, k=8) == 5
    assert neighbours.graph_parts(rng.normal(size=(2000, 8)), k=8) == 1
    with pytest.raises(ValueError, match="`k` must be 1 to 2 for 3 points, got 3"):
        neighbours.graph_parts(np.eye(3), k=3)
