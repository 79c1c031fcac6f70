"""Tests err as often as they state, and find strings in small squares where there are strings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import envelopes, patterns, planes
from analysis.strings import strings
from tests.filaments import AXES, DISTANCES, PARTS, random_envelopes, random_patterns

CURVE = PARTS["ripley_l"]


@pytest.mark.parametrize("name", list(PARTS))
def test_an_envelope_lets_one_in_twenty_out(name):
    simulated = random_patterns()[:, PARTS[name]]
    envelope = envelopes.global_envelope(simulated[:1000])
    alarms = np.mean(envelope.p_values(simulated[1000:]) <= 0.05)
    assert abs(alarms - 0.05) <= 5 * np.sqrt(0.05 * 0.95 * (1 / 600 + 1 / 800))


def test_a_curve_is_outside_the_band_exactly_if_it_is_rejected():
    simulated = random_patterns()[:, CURVE]
    envelope = envelopes.global_envelope(simulated[:1000])
    low, high = envelope.band
    outside = np.any((simulated[1000:] < low) | (simulated[1000:] > high), axis=1)
    np.testing.assert_array_equal(outside, envelope.p_values(simulated[1000:]) <= envelopes.CHANCE)


def test_p_values_of_the_ranked_simulations_are_their_ranks():
    curves = random_patterns()[:600, CURVE][:, 5:]  # few counts would give ties
    p = np.sort(envelopes.global_envelope(curves).p_values(curves[120:]))
    np.testing.assert_allclose(p, (np.arange(480) + 2) / 481)


def test_few_and_broken_simulations_are_refused():
    with pytest.raises(ValueError, match="160 curves or more, got 159"):
        envelopes.global_envelope(np.zeros((159, 3)))
    with pytest.raises(ValueError, match="must be finite, got NaN"):
        envelopes.global_envelope(np.full((200, 3), np.nan))


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=20))
def test_holm_rejects_step_by_step(p_values):
    p, adjusted = np.array(p_values), envelopes.holm(np.array(p_values))
    order = np.argsort(p, kind="stable")
    for place, row in enumerate(order):
        steps = [(len(p) - k) * p[order[k]] for k in range(place + 1)]
        assert adjusted[row] == pytest.approx(min(1.0, max(steps)))


def test_holm_takes_a_table_as_one_family():
    p = np.random.default_rng(1).random((6, 5)) / 50
    np.testing.assert_array_equal(envelopes.holm(p).ravel(), envelopes.holm(p.ravel()))


def test_the_least_p_value_is_what_holm_gives_the_most_extreme_curve():
    simulated = random_patterns()[:500, CURVE]
    envelope = envelopes.global_envelope(simulated)
    p = envelope.p_values(np.stack([simulated[0] + 9, *simulated[1:4]]))
    least = envelopes.least_p(4, ranked=len(envelope.largest))
    assert envelopes.holm(p).min() == pytest.approx(least)


def test_small_squares_show_strings_and_nothing_in_a_normal_cloud():
    clouds = {
        "strings": strings(AXES, n=2500, count=8, rng=np.random.default_rng(1)),
        "normal": AXES.sd * np.random.default_rng(2).normal(size=(2500, 48)),
    }
    found = {}
    for name, cloud in clouds.items():
        pairs = [cloud[:, [k, k + 9]] for k in range(6)]
        squares = (planes.square_holding(pair, count=150).points for pair in pairs)
        rows = patterns.patterns(squares, distances=DISTANCES)
        p = envelopes.p_by_statistic(random_envelopes(), rows, parts=PARTS)
        assert p.shape == (6, len(PARTS))
        rejected = envelopes.holm(p).min(axis=1) <= envelopes.CHANCE
        found[name] = int(np.sum(rejected))
    assert found["strings"] == 6
    assert found["normal"] <= 1  # all six together err with 5 %
