"""Maps repeat, and islands are counted as seen."""

import numpy as np

from analysis import maps


def test_maps_repeat_and_keep_two_heaps_apart():
    rng = np.random.default_rng(16)
    heaps = np.concatenate([rng.normal(size=(40, 6)), 30 + rng.normal(size=(40, 6))])
    settings = {"perplexity": 10, "exaggeration": 12}
    first, second = maps.tsne_maps([heaps, heaps], rng=np.random.default_rng(1), **settings)
    np.testing.assert_array_equal(first, second)
    assert maps.islands(first, reach=8.0) == 2
    assert maps.common_neighbours(first, heaps, k=39) > 0.95


def test_islands_need_company():
    places = np.array([[0.0, 0.0], [0.0, 1.0], [9.0, 0.0], [9.0, 1.0], [99.0, 0.0]])
    assert maps.islands(places, reach=2.0) == 2
    assert maps.islands(places, reach=9.5) == 1
