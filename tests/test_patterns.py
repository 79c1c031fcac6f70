"""Statistics of points in a square are those of brute force, of a library, and of chance."""

import numpy as np
import pytest
from astropy.stats import RipleysKEstimator
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from analysis import patterns, planes
from analysis.strings import strings
from tests.filaments import AXES, DISTANCES, PARTS, random_patterns, within

SEEDS = st.integers(0, 2**32 - 1)


def test_random_points_give_what_theory_gives():
    simulated = random_patterns()
    k = np.pi * (simulated[:, PARTS["ripley_l"]] + DISTANCES) ** 2
    for place, r in enumerate(DISTANCES):
        assert within(k[:, place].mean(), np.pi * r**2, k[:, place])
        g = simulated[:, PARTS["pair_correlation"]][:, place]
        assert within(g.mean(), 1.0, g)
    ratio = simulated[:, PARTS["quadrat_ratio"]]
    assert within(ratio.mean(), 1.0, ratio)
    assert simulated[:, PARTS["clark_evans"]].mean() == pytest.approx(1.0, abs=0.01)  # a fit


def test_gaps_between_random_points_follow_the_law_of_voids():
    rng = np.random.default_rng(18)
    shares = [patterns.void_share(planes.random_points(200, rng=rng)) for _ in range(300)]
    assert within(np.mean(shares), np.exp(-np.pi / 4), shares)


def test_the_largest_void_approaches_its_law():
    rng, ratios = np.random.default_rng(19), []
    for n in (100, 10_000):
        voids = [patterns.largest_void(planes.random_points(n, rng=rng)) for _ in range(40)]
        ratios.append(np.mean(voids) / patterns.void_law(n))
    assert 1.0 < ratios[1] < ratios[0] < 1.25


def test_distances_keep_to_the_spacing_of_points():
    assert patterns.distances_for(10_000)[-1] == pytest.approx(4 / 100)
    assert patterns.distances_for(60)[-1] == pytest.approx(0.25)


@pytest.mark.parametrize("statistic", [patterns.clark_evans, patterns.largest_void, patterns.gaps])
def test_empty_squares_and_places_outside_are_refused(statistic):
    with pytest.raises(ValueError, match="`points` must be 4 or more, got 0"):
        statistic(np.empty((0, 2)))
    with pytest.raises(ValueError, match=r"in the unit square, got 0\.1 to 3"):
        statistic(np.array([[0.1, 0.2], [0.3, 3.0], [0.5, 0.5], [0.2, 0.9]]))
    with pytest.raises(ValueError, match="in the unit square, got nan"):
        statistic(np.full((5, 2), np.nan))


@given(SEEDS, st.integers(4, 60))
def test_statistics_do_not_depend_on_order_or_orientation(seed, m):
    points = np.random.default_rng(seed).random((m, 2))
    for same in (points[::-1], 1 - points, points[:, ::-1]):
        expected = patterns.pattern(points, distances=DISTANCES)
        found = patterns.pattern(same, distances=DISTANCES)
        keep = np.arange(len(found)) != len(found) - 2  # subsquares own their lower edges
        np.testing.assert_allclose(found[keep], expected[keep], rtol=1e-9, atol=1e-9)


def test_pairs_are_counted_as_by_brute_force():
    points = np.random.default_rng(11).random((40, 2))
    apart = np.abs(points[:, None] - points)[np.triu_indices(40, k=1)]
    weights = 1 / np.prod(1 - apart, axis=1)
    counted = np.array([2 * weights[pdist(points) <= r].sum() / (40 * 39) for r in DISTANCES])
    k, g = patterns.ripley(points, distances=DISTANCES)
    np.testing.assert_allclose(k, counted, rtol=1e-9)
    rings = np.diff(counted, prepend=0) / (np.pi * np.diff(DISTANCES**2, prepend=0))
    np.testing.assert_allclose(g, rings, rtol=1e-9, atol=1e-12)


def test_pairs_are_counted_as_by_astropy():
    points = np.random.default_rng(12).random((200, 2))
    astropy = RipleysKEstimator(area=1.0, x_max=1.0, y_max=1.0, x_min=0.0, y_min=0.0)
    expected = astropy(points, radii=DISTANCES, mode="translation")
    found = patterns.ripley(points, distances=DISTANCES)[0]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_a_lattice_is_regular_and_a_heap_is_clustered():
    line = (np.arange(12) + 0.5) / 12
    lattice = np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)
    heap = 0.5 + 0.02 * np.random.default_rng(2).normal(size=(144, 2))
    assert patterns.clark_evans(lattice) > 1.8
    assert patterns.clark_evans(heap) < 0.2
    assert patterns.quadrat_ratio(lattice) < 0.5
    assert patterns.quadrat_ratio(heap) > 20


def test_the_largest_void_is_the_circle_left_free():
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    ring = 0.5 + 0.3 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = np.random.default_rng(4).random((3000, 2))
    outside = points[np.hypot(*(points - 0.5).T) > 0.3]
    assert patterns.largest_void(np.concatenate([ring, outside])) == pytest.approx(0.6)


@given(SEEDS, st.integers(4, 80))
def test_no_point_lies_in_the_largest_void_or_outside_reason(seed, m):
    points = np.random.default_rng(seed).random((m, 2))
    assert 0 <= patterns.largest_void(points) <= 1
    more = np.concatenate([points, np.random.default_rng(seed + 1).random((200, 2))])
    assert patterns.mean_gap(more) <= patterns.mean_gap(points)


def test_gaps_of_random_points_shrink_with_the_root_of_density():
    rng = np.random.default_rng(8)
    squares = [planes.random_points(400, rng=rng) for _ in range(60)]
    full, quarter = patterns.thinned(squares, patterns.mean_gap, rng=rng)
    exponent = patterns.thinning_exponent(full, quarter)
    assert within(full.mean(), 0.5 / np.sqrt(400), full)
    assert abs(exponent.value + 0.5) <= 2.5 * (exponent.high - exponent.low)


def test_pair_excess_undoes_the_root():
    assert patterns.pair_excess(np.array([0.1]), distances=np.array([0.1])) == pytest.approx(3.0)


def test_voids_between_strings_stay():
    string = strings(AXES, n=2500, count=4, rng=np.random.default_rng(3))
    squares = [planes.square_holding(string[:, [k, k + 9]], count=150).points for k in range(12)]
    exponent = patterns.thinning_exponent(
        *patterns.thinned(squares, patterns.mean_gap, rng=np.random.default_rng(4))
    )
    assert exponent.low > -0.4
