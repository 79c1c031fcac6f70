"""What the tests of the search for filaments share: axes of a cloud, random patterns, a margin."""

from functools import cache

import numpy as np

from analysis import planes
from analysis.cloud import PrincipalAxes

AXES = PrincipalAxes(np.ones(48), np.eye(48), np.linspace(4.0, 0.5, 48))
DISTANCES = np.arange(1, 26) / 100


@cache
def random_patterns():
    """Patterns of 800 squares of 150 random points, of shape (800, 28)."""
    rng = np.random.default_rng(7)
    points = (planes.random_points(150, rng=rng) for _ in range(800))
    return planes.patterns(points, distances=DISTANCES)


def within(value, expected, draws):
    """Whether a mean lies within 5 standard errors of what is expected."""
    return abs(value - expected) <= 5 * np.std(draws, ddof=1) / np.sqrt(len(draws))
