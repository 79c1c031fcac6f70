"""Tests err as often as they state, and find strings in small squares where there are strings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import envelopes, planes
from analysis.nulls import normal_null
from analysis.strings import strings
from tests.filaments import AXES, DISTANCES, random_patterns


@pytest.fixture
def simulated():
    return random_patterns()


@pytest.fixture(scope="module")
def envelope():
    return envelopes.global_envelope(random_patterns()[:600])


def test_the_envelope_lets_one_in_twenty_out(simulated, envelope):
    alarms = np.mean(envelope.p_values(simulated[600:]) <= 0.05)
    assert abs(alarms - 0.05) <= 5 * np.sqrt(0.05 * 0.95 * (1 / 200 + 1 / 300))


def test_a_pattern_is_outside_the_band_exactly_if_it_is_rejected(simulated, envelope):
    low, high = envelope.band
    outside = np.any((simulated[600:] < low) | (simulated[600:] > high), axis=1)
    np.testing.assert_array_equal(outside, envelope.p_values(simulated[600:]) <= envelopes.CHANCE)


def test_p_values_of_the_ranked_simulations_are_their_ranks(simulated):
    curves = simulated[:600, 5 : -planes.SCALARS]  # few counts would give ties
    p = np.sort(envelopes.global_envelope(curves).p_values(curves[300:]))
    np.testing.assert_allclose(p, (np.arange(300) + 2) / 301)


def test_few_simulations_are_refused():
    with pytest.raises(ValueError, match="80 patterns or more, got 79"):
        envelopes.global_envelope(np.zeros((79, 3)))


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20))
def test_holm_rejects_step_by_step(p_values):
    p, adjusted = np.array(p_values), envelopes.holm(np.array(p_values))
    order = np.argsort(p, kind="stable")
    for place, row in enumerate(order):
        steps = [(len(p) - k) * p[order[k]] for k in range(place + 1)]
        assert adjusted[row] == pytest.approx(min(1.0, max(steps)))


def test_small_squares_show_strings_and_nothing_in_a_normal_cloud(envelope):
    string = strings(AXES, n=2500, count=8, rng=np.random.default_rng(1))
    normal = normal_null(string, n=2500, rng=np.random.default_rng(2))
    clouds = {"strings": string, "normal": normal}
    found = {}
    for name, cloud in clouds.items():
        pairs = [cloud[:, [k, k + 9]] for k in range(12)]
        squares = (planes.square_holding(pair, count=150).points for pair in pairs)
        p = envelope.p_values(planes.patterns(squares, distances=DISTANCES))
        found[name] = int(np.sum(envelopes.holm(p) <= envelopes.CHANCE))
    assert found["strings"] == 12
    assert found["normal"] == 0
