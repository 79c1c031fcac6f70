"""Maps repeat whatever runs beside them, and islands are counted as seen."""

import numpy as np
import pytest

from analysis import maps
from analysis.overlap import shared_neighbours


def heaps(rng, *, each=60):
    """Two heaps of points far from each other in 6 dimensions."""
    return np.concatenate([rng.normal(size=(each, 6)), 30 + rng.normal(size=(each, 6))])


def test_maps_repeat_and_keep_two_heaps_apart():
    points = heaps(np.random.default_rng(16))
    jobs = [(points, maps.RAW), (points, maps.STANDARD), (points[::-1], maps.RAW)]
    first = maps.tsne_maps(jobs, rng=np.random.default_rng(1))
    second = maps.tsne_maps(jobs[:2], rng=np.random.default_rng(1))
    for a, b in zip(first, second, strict=False):
        np.testing.assert_array_equal(a, b)
    assert maps.islands(first[0], reach=8.0) == 2
    assert shared_neighbours(first[0], points, k=59).mean() > 0.95


def test_another_start_gives_another_map():
    points = np.random.default_rng(2).normal(size=(80, 5))
    first, second = maps.tsne_maps([(points, maps.RAW)] * 2, rng=np.random.default_rng(3))
    assert not np.allclose(first, second)


def test_maps_of_too_few_and_of_broken_points_are_refused():
    points = np.random.default_rng(4).normal(size=(90, 3))
    rng = np.random.default_rng(5)
    with pytest.raises(ValueError, match=r"more than 3 perplexities \(30\): 90"):
        maps.tsne_map(points, maps.STANDARD, rng=rng)
    points[3, 1] = np.nan
    with pytest.raises(ValueError, match="`points` must be finite, got NaN"):
        maps.tsne_map(points, maps.RAW, rng=rng)


def test_islands_need_company():
    places = np.array([[0.0, 0.0], [0.0, 1.0], [9.0, 0.0], [9.0, 1.0], [99.0, 0.0]])
    assert maps.islands(places, reach=2.0) == 2
    assert maps.islands(places, reach=9.5) == 1
    assert maps.islands(places, reach=2.0, fewest=3) == 0


def test_random_points_leave_gaps_by_the_law_and_cracks_leave_more():
    rng = np.random.default_rng(6)
    angle, radius = rng.uniform(0, 2 * np.pi, 4000), np.sqrt(rng.random(4000))
    disc = np.stack([radius * np.cos(angle), 3 * radius * np.sin(angle)], axis=1)
    assert maps.empty_share(disc) == pytest.approx(np.exp(-np.pi), abs=0.015)  # edges are thinner
    assert maps.empty_share(disc[np.abs(disc[:, 0]) > 0.2]) > 0.2
