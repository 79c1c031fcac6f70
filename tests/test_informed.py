"""Sets of informed points are what their names say."""

import numpy as np
import pytest

from analysis import informed
from analysis.cloud import principal_axes, radius
from analysis.density_samplers import fitted_mixture
from analysis.sampling import component_centre, component_half_width, total_sd
from tests.test_sampling import tilted_cloud

N = 4000


def rng(seed=0):
    return np.random.default_rng(seed)


def variance(points):
    return float(np.sum(np.var(points, axis=0, ddof=1)))


def test_the_ladder_has_one_size_and_draws_of_its_own():
    z = tilted_cloud().astype(float)
    sets = informed.ladder_points(z, n=N, rng=rng())
    centred = ["isotropic_gaussian", "diagonal_gaussian", "full_gaussian"]
    assert list(sets) == ["origin_gaussian", *centred]
    error = np.sqrt(2 * np.sum(principal_axes(z).sd ** 4) / N)
    for name in centred:
        assert abs(variance(sets[name]) - total_sd(z) ** 2) < 5 * error
    mean_square = np.mean(radius(sets["origin_gaussian"]) ** 2)
    assert mean_square == pytest.approx(np.mean(radius(z) ** 2), rel=5 * np.sqrt(2 / (5 * N)))
    assert (
        abs(np.corrcoef(sets["isotropic_gaussian"][:, 0], sets["origin_gaussian"][:, 0])[0, 1])
        < 0.1
    )


def test_every_box_keeps_its_limits_and_has_draws_of_its_own():
    z = tilted_cloud()
    sets = informed.box_points(z, n=N, rng=rng(1))
    units = {}
    for label, fact in informed.FACTS.items():
        units[label] = (sets[f"component_box.{label}"] - component_centre(z)) / (
            fact * component_half_width(z)
        )
        assert 0.99 < np.abs(units[label]).max() <= 1 + 1e-9
    assert len({round(float(unit[0, 0]), 9) for unit in units.values()}) == 7
    assert variance(sets["component_box_equal"]) == pytest.approx(total_sd(z) ** 2, rel=0.1)


def test_equal_mahalanobis_distance_is_a_small_diagonal_gaussian():
    z = tilted_cloud().astype(float)
    drawn = informed.scaled_points(z, n=N, rng=rng(2))["diagonal_mahalanobis"]
    axes = principal_axes(z)
    squares = np.sum((axes.coordinates(drawn) / axes.sd) ** 2, axis=1)
    assert abs(squares.mean() - z.shape[1]) < 5 * squares.std() / np.sqrt(N)
    assert variance(drawn) < 0.9 * total_sd(z) ** 2


def test_scaled_gaussians_have_the_scale_of_their_name():
    z = tilted_cloud().astype(float)
    sets = informed.scaled_points(z, n=N, rng=rng(3))
    for name, scales in (
        ("diagonal_scaled", informed.DIAGONAL_SCALES),
        ("full_scaled", informed.FULL_SCALES),
    ):
        for label, scale in scales.items():
            size = np.sqrt(variance(sets[f"{name}.{label}"]))
            assert size == pytest.approx(scale * total_sd(z), rel=0.1)


def test_density_samplers_come_under_their_names():
    z = tilted_cloud()
    mixture = fitted_mixture(z, sizes=(1,), components=3, rng=rng(4))
    sets = informed.density_points(z, mixture=mixture, n=30, rng=rng(5))
    assert list(sets) == ["ellipse_gaussian", "mixture", "kernel.h0_25", "kernel.h0_5", "kernel.h1"]
    assert {points.shape for points in sets.values()} == {(30, z.shape[1])}


def test_truncated_points_lie_in_a_plane_and_are_the_nearest_in_it():
    z = tilted_cloud().astype(float)
    axes, points = principal_axes(z), z[:50] + 1.0
    cut = informed.truncated(points, axes=axes, components=2)
    np.testing.assert_allclose(axes.coordinates(cut)[:, 2:], 0, atol=1e-9)
    np.testing.assert_allclose(axes.coordinates(cut)[:, :2], axes.coordinates(points)[:, :2])
    whole = informed.truncated(points, axes=axes, components=5)
    np.testing.assert_allclose(whole, points, atol=1e-9)


def test_truncated_sets_stop_at_the_axes_that_there_are():
    z = tilted_cloud()
    sets = informed.truncated_points(z, z[:20], n=20, rng=rng(6))
    assert len(sets) == 2 * len(informed.COMPONENTS)
    np.testing.assert_allclose(sets["truncated_test.k100"], z[:20], atol=1e-4)


def test_lines_lie_between_their_ends():
    ends = tilted_cloud(n=60).astype(float)
    origin = rng(7).standard_normal((40, 5))
    sets = informed.line_points(ends, origin=origin, n=40, rng=rng(8))
    middle = sets["line.w0_5"]
    both = 0.5 * (ends[:, None] + ends)
    apart = np.linalg.norm(middle[:, None, None] - both[None], axis=3).min(axis=(1, 2))
    np.testing.assert_allclose(apart, 0, atol=1e-9)
    np.testing.assert_allclose(sets["halfway_origin"][0], origin[:2].mean(axis=0))


def test_paths_across_the_core_change_two_coordinates_only():
    z = tilted_cloud().astype(float)
    sets = informed.core_points(z, n=50, rng=rng(9))
    off = np.abs(sets["core_components"] - component_centre(z)) > 1e-9
    assert off.sum(axis=1).max() == 2
    axes = principal_axes(z)
    for name in ("core_principal", "core_broadest"):
        moved = np.abs(axes.coordinates(sets[name])) > 1e-9
        assert moved.sum(axis=1).max() == 2


@pytest.mark.parametrize("kind", ["random", "along"])
def test_steps_have_the_length_of_their_name(kind):
    z = tilted_cloud().astype(float)
    sets = informed.step_points(z, z[:30], n=30, rng=rng(10))
    for label, length in informed.LENGTHS.items():
        moved = radius(sets[f"step_{kind}.{label}"] - z[:30])
        np.testing.assert_allclose(moved, length * total_sd(z))
