"""Planes and pairs keep what the chapter says of them; the order of a pair does not tell."""

import numpy as np

from analysis import views
from analysis.cloud import principal_axes


def test_planes_are_the_posts_four_and_others_once_each(rng):
    z = rng.normal(size=(80, 40)) * np.linspace(2, 1, 40)
    spans = views.planes_looked_at(z, principal_axes(z), count=30, leading=8, rng=rng)
    assert list(spans)[:3] == ["PC1-PC2", "PC1-PC18", "PC8-PC35"]
    assert len(spans) == 30
    for span in spans.values():
        np.testing.assert_allclose(span @ span.T, np.eye(2), atol=1e-9)


def test_a_pair_shows_the_plane_on_the_side_that_its_key_names():
    rng, sides = np.random.default_rng(3), []
    plane = rng.normal(size=(300, 2)) * [4.0, 1.0]
    scaled = (plane - plane.mean(axis=0)) / plane.std(axis=0)
    for _ in range(40):
        pair = views.blind_pair(plane, count=60, bandwidth=0.4, rng=rng)
        sides.append(pair.real)
        shown = getattr(pair, pair.real)
        other = {"left": pair.right, "right": pair.left}[pair.real]
        assert shown.shape == other.shape == (60, 2)
        assert all(np.isclose(scaled, place).all(axis=1).any() for place in shown)
        assert not any(np.isclose(scaled, place).all(axis=1).any() for place in other)
    assert abs(sides.count("left") - 20) < 5 * np.sqrt(40) / 2
