"""Laws of the samplers that follow the density of a cloud."""

import numpy as np
import pytest

from analysis.cloud import principal_axes
from analysis.density_samplers import (
    bridge,
    ellipse_gaussian,
    fitted_mixture,
    kernel_points,
    mixture_points,
    truncated_gaussian,
)
from analysis.nulls import curved_null, parted
from tests.test_sampling import tilted_cloud

N = 20000


def test_fewer_components_are_more_components_cut_off():
    z = tilted_cloud()
    few, many = (
        principal_axes(z).coordinates(
            truncated_gaussian(z, components=k, n=9, rng=np.random.default_rng(1))
        )
        for k in (2, 5)
    )
    np.testing.assert_allclose(few[:, :2], many[:, :2], atol=1e-9)


def test_a_narrow_kernel_repeats_the_points_of_the_cloud():
    z = tilted_cloud(n=50)
    drawn = kernel_points(z, bandwidth=1e-6, n=40, rng=np.random.default_rng(4))
    apart = np.linalg.norm(drawn[:, None] - z, axis=2).min(axis=1)
    assert apart.max() < 1e-4


def two_clumps():
    rng = np.random.default_rng(5)
    side = np.where(rng.random((1500, 1)) < 0.3, 6.0, -6.0)
    return rng.standard_normal((1500, 4)) + side * [1.0, 1.0, 0.0, 0.0]


def test_a_mixture_finds_two_clumps_and_one_where_there_is_one():
    rng = np.random.default_rng(6)
    assert (
        fitted_mixture(two_clumps(), sizes=(1, 2, 3), components=4, rng=rng).best.n_components == 2
    )
    one = rng.standard_normal((1500, 4))
    assert fitted_mixture(one, sizes=(1, 2, 3), components=3, rng=rng).best.n_components == 1


@pytest.mark.parametrize("turned", [False, True])
def test_an_empty_gap_has_no_bridge(turned):
    rng = np.random.default_rng(11)
    turn = np.linalg.qr(rng.standard_normal((4, 4)))[0] if turned else np.eye(4)
    z = two_clumps() @ turn
    assert bridge(z, mixture=fitted_mixture(z, sizes=(2,), components=4, rng=rng)) < 0.01


def test_a_cloud_of_one_density_has_no_valley():
    rng = np.random.default_rng(12)
    z = rng.standard_normal((2000, 6))
    assert bridge(z, mixture=fitted_mixture(z, sizes=(1,), components=6, rng=rng)) == 1.0
    assert bridge(z, mixture=fitted_mixture(z, sizes=(4,), components=6, rng=rng)) > 0.6


def test_pieces_of_an_arc_are_bridged_unless_one_is_missing():
    rng = np.random.default_rng(13)
    angle = np.pi * rng.random(4000)
    arc = 10 * np.column_stack([np.cos(angle), np.sin(angle)]) + rng.standard_normal((4000, 2))
    cut = arc[(angle < 1.2) | (angle > 2.2)]
    whole, gap = (
        bridge(z, mixture=fitted_mixture(z, sizes=(5,), components=2, rng=rng)) for z in (arc, cut)
    )
    assert gap < 0.2
    assert whole > 0.6


@pytest.mark.parametrize("pairs", [0, 1, 4])
def test_a_planted_gap_is_found_in_clouds_that_are_whole_without_it(pairs):
    rng = np.random.default_rng(21)
    normal = rng.standard_normal((3000, 30)) * np.linspace(5.0, 0.5, 30)
    whole = curved_null(normal, pairs=pairs, bend=0.9, n=3000, rng=rng)
    clouds = (whole, parted(whole, components=10, apart=6.0, rng=rng))
    found = [
        bridge(z, mixture=fitted_mixture(z, sizes=(2, 3, 5), components=10, rng=rng, starts=2))
        for z in clouds
    ]
    assert found[0] > 0.5
    assert found[1] < 0.2


def test_points_of_a_mixture_lie_in_the_clumps_in_their_shares():
    z, rng = two_clumps(), np.random.default_rng(7)
    mixture = fitted_mixture(z, sizes=(2,), components=2, rng=rng)
    drawn = mixture_points(z, mixture=mixture, n=N, rng=rng)
    assert np.mean(np.abs(drawn[:, 0]) < 1.5) < 0.001  # the gap, empty in `z`
    share = np.mean(z[:, 0] > 0)
    assert abs(np.mean(drawn[:, 0] > 0) - share) < 5 * np.sqrt(share * (1 - share) / N)
    np.testing.assert_allclose(np.cov(drawn.T), np.cov(z.T), atol=0.06 * np.cov(z.T).max())


@pytest.mark.parametrize("components", [0, 6])
def test_axes_that_the_cloud_has_not_are_refused(components):
    with pytest.raises(
        ValueError, match=f"`components` must lie between 1 and 5, got {components}"
    ):
        truncated_gaussian(
            tilted_cloud(n=20), components=components, n=1, rng=np.random.default_rng(0)
        )


def test_a_constant_axis_a_bandwidth_and_a_confidence_are_refused():
    rng, z = np.random.default_rng(0), tilted_cloud(n=20)
    flat = np.zeros((30, 3))
    flat[:, 0] = np.arange(30)
    with pytest.raises(ValueError, match="`z` must vary along 2 axes"):
        fitted_mixture(flat, sizes=(1,), components=2, rng=rng)
    with pytest.raises(ValueError, match="`bandwidth` must be a positive number, got nan"):
        kernel_points(z, bandwidth=float("nan"), n=1, rng=rng)
    with pytest.raises(ValueError, match=r"`confidence` must lie between 0 and 1, got 1\.0"):
        ellipse_gaussian(z, n=1, rng=rng, confidence=1.0)
