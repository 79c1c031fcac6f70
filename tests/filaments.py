"""What the tests of the search for filaments share: axes of a cloud, random patterns, a margin."""

from functools import cache

import numpy as np

from analysis import patterns, planes
from analysis.cloud import PrincipalAxes
from analysis.envelopes import global_envelope

AXES = PrincipalAxes(np.ones(48), np.eye(48), np.linspace(4.0, 0.5, 48))
DISTANCES = patterns.distances_for(150)
PARTS = patterns.parts(len(DISTANCES))


@cache
def random_patterns():
    """Patterns of 1,600 squares of 150 random points, of shape (1600, 53)."""
    rng = np.random.default_rng(7)
    points = (planes.random_points(150, rng=rng) for _ in range(1600))
    return patterns.patterns(points, distances=DISTANCES)


@cache
def random_envelopes():
    """Envelope of each statistic."""
    return {name: global_envelope(random_patterns()[:, part]) for name, part in PARTS.items()}


def within(value, expected, draws):
    """Whether a mean lies within 5 standard errors of what is expected."""
    return abs(value - expected) <= 5 * np.std(draws, ddof=1) / np.sqrt(np.size(draws))
