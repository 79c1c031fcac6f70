"""Laws of lines, paths and steps."""

import numpy as np
import pytest

from analysis.cloud import principal_axes, radius
from analysis.paths import (
    across_core,
    pairs_of,
    perturbed,
    spherical_line,
    straight_line,
    turned,
    walk,
)
from analysis.sampling import component_centre, component_half_width, total_sd
from tests.test_sampling import tilted_cloud


def rng():
    return np.random.default_rng(3)


def test_no_point_is_paired_with_itself():
    first, second = pairs_of(np.arange(4.0)[:, None], n=500, rng=rng())
    assert np.all(first != second)
    with pytest.raises(ValueError, match="`z` must hold at least 2 points, got 1"):
        pairs_of(np.zeros((1, 3)), n=1, rng=rng())


@pytest.mark.parametrize("line", [straight_line, spherical_line])
def test_lines_begin_and_end_at_points_of_the_cloud(line):
    z = tilted_cloud(n=60)
    ends = pairs_of(z, n=30, rng=rng())
    for share, end in zip((0.0, 1.0), ends, strict=True):
        np.testing.assert_allclose(line(z, share=share, n=30, rng=rng()), end, atol=1e-5)


def test_a_spherical_line_keeps_the_distance_from_the_centre_and_a_straight_one_dips():
    z = tilted_cloud(n=60)
    centre = z.mean(axis=0, dtype=float)
    first, second = (radius(end - centre) for end in pairs_of(z, n=30, rng=rng()))
    arc = radius(spherical_line(z, share=0.5, n=30, rng=rng()) - centre)
    chord = radius(straight_line(z, share=0.5, n=30, rng=rng()) - centre)
    np.testing.assert_allclose(arc, (first + second) / 2, rtol=1e-6)
    assert np.all(chord <= arc * (1 + 1e-9))


def test_equal_directions_are_joined_by_the_straight_line():
    one = np.array([[1.0, 2.0, 2.0]])
    np.testing.assert_allclose(turned(one, 3 * one, share=0.25), 1.5 * one)


def test_paths_across_the_core_leave_two_components_of_the_centre_at_most():
    z = tilted_cloud()
    away = across_core(z, principal=False, reach=2.0, n=400, rng=rng()) - component_centre(z)
    places = away / component_half_width(z)
    assert np.sum(np.abs(places) > 1e-9, axis=1).max() == 2
    assert 1.9 < radius(places).max() <= 2.0
    own = principal_axes(z)
    scores = own.coordinates(across_core(z, principal=True, reach=2.0, n=400, rng=rng())) / own.sd
    assert np.sum(np.abs(scores) > 1e-6, axis=1).max() == 2
    np.testing.assert_allclose(radius(scores), np.sqrt(2 * np.log(2)) * radius(places), rtol=1e-6)


def test_planes_of_the_broadest_axes_leave_out_the_others():
    z = tilted_cloud()
    paths = {"reach": 2.0, "n": 300, "rng": rng(), "broadest": 3}
    own = principal_axes(z)
    scores = own.coordinates(across_core(z, principal=True, **paths))
    assert np.all(np.abs(scores[:, :3]).max(axis=0) > own.sd[:3])
    np.testing.assert_allclose(scores[:, 3:], 0, atol=1e-9)
    away = across_core(z, principal=False, **paths) - component_centre(z)
    moved = np.abs(away).max(axis=0) > 1e-9
    assert moved.sum() == 3
    assert component_half_width(z)[moved].min() >= component_half_width(z)[~moved].max()


@pytest.mark.parametrize("principal", [False, True])
def test_steps_have_the_length_asked_for_and_one_direction_for_all_sizes(principal):
    z = tilted_cloud(n=300)
    start = z[:20].astype(float)
    short, long = (
        perturbed(start, cloud=z, size=size, principal=principal, rng=rng()) - start
        for size in (0.5, 2.0)
    )
    np.testing.assert_allclose(radius(short), 0.5 * total_sd(z))
    np.testing.assert_allclose(long, 4 * short, rtol=1e-6)


def test_principal_steps_go_where_the_cloud_extends_and_random_ones_anywhere():
    z = tilted_cloud()
    start = np.zeros((4000, 5))
    axes = principal_axes(z)
    spread = {
        kind: np.var(
            perturbed(start, cloud=z, size=1.0, principal=kind, rng=rng()) @ axes.axes.T, axis=0
        )
        for kind in (False, True)
    }
    assert spread[False].max() / spread[False].min() < 1.3
    assert spread[True][0] / spread[True][-1] > 10


def test_a_walk_goes_along_one_axis():
    z = tilted_cloud()
    axes = principal_axes(z)
    scores = axes.coordinates(walk(z, axis=1, reaches=np.array([-2.0, 0.0, 2.0])))
    np.testing.assert_allclose(scores[:, 1], np.array([-2, 0, 2]) * axes.sd[1], atol=1e-9)
    np.testing.assert_allclose(np.delete(scores, 1, axis=1), 0.0, atol=1e-9)
