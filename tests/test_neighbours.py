"""Neighbours are those of brute force; their distances tell strings, planes and clusters."""

import numpy as np
import pytest

from analysis import neighbours
from analysis.strings import strings
from tests.filaments import AXES


@pytest.mark.parametrize("k", [2, 10])
def test_the_dimension_of_strings_is_one_and_of_a_cube_its_own(k):
    string = strings(AXES, n=3000, count=6, rng=np.random.default_rng(5))
    cube = np.random.default_rng(6).random((3000, 3))
    one = neighbours.intrinsic_dimension(neighbours.neighbour_distances(string, points=string, k=k))
    three = neighbours.intrinsic_dimension(neighbours.neighbour_distances(cube, points=cube, k=k))
    assert one.value == pytest.approx(1.0, abs=0.08)
    assert three.value == pytest.approx(3.0, abs=0.2)  # edges take a little
    assert three.low < three.value < three.high


def test_neighbours_are_those_of_all_distances():
    points = np.random.default_rng(9).normal(size=(60, 5)).astype(np.float32)
    probes = np.concatenate([points[:10], np.random.default_rng(10).normal(size=(10, 5))])
    apart = np.linalg.norm(probes[:, None] - points.astype(np.float64), axis=2)
    apart[np.arange(10), np.arange(10)] = np.inf
    found = neighbours.neighbour_distances(probes, points=points, k=4)
    np.testing.assert_allclose(found, np.sort(apart, axis=1)[:, :4], rtol=1e-6)


def test_neighbours_in_a_plane_are_far_apart_unless_the_cloud_is_flat():
    rng = np.random.default_rng(12)
    z = rng.normal(size=(2000, 20))
    blind = neighbours.outside_ratio(neighbours.plane_pairs(z, z[:, :2], rng=rng))
    z[:, 2:] = np.repeat(z[:, :2], 9, axis=1)
    bound = neighbours.outside_ratio(neighbours.plane_pairs(z, z[:, :2], rng=rng))
    assert abs(blind.value - 1) <= 2.5 * (blind.high - blind.low)
    assert bound.value < 0.1


def test_hopkins_is_one_half_in_its_null_and_higher_for_clusters():
    rng = np.random.default_rng(13)
    cloud, null = rng.normal(size=(1500, 4)), rng.normal(size=(500, 4))
    heaps = rng.normal(size=(15, 4))[rng.integers(15, size=1500)]
    heaps = heaps + 0.05 * rng.normal(size=(1500, 4))
    values = {}
    for name, points in {"cloud": cloud, "heaps": heaps}.items():
        apart = neighbours.neighbour_distances(null, points=points, k=1)[:, 0]
        near = neighbours.neighbour_distances(points, points=points, k=1)[:, 0]
        values[name] = neighbours.hopkins(apart, near)
    assert abs(values["cloud"].value - 0.5) <= 2.5 * (values["cloud"].high - values["cloud"].low)
    assert values["heaps"].low > 0.8
