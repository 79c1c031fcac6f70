"""The power of the search is read from made-up readings as they were put in."""

import numpy as np
import pytest

from analysis import string_power
from tests.filaments import DISTANCES, random_envelopes, random_patterns


def experiment():
    """Clouds of random squares, with a low dimension where strings are thin."""
    rows = random_patterns()[: 2 * 2 * 10].reshape(2, 2, 10, 1, -1)
    dimensions = np.full((2, 2, 10, 2), 20.0)
    dimensions[0, 0] = 1.0
    dimensions[0, 1, :, 1] = 9.0
    return {
        "thickness": np.array([0.0, 0.3]),
        "on_each": np.array([320, 5]),
        "patterns": rows,
        "dimensions": dimensions,
        "null_patterns": random_patterns()[100:200, None],
        "null_dimensions": np.tile(np.linspace(18.0, 22.0, 40)[:, None], 2),
    }


def found():
    return string_power.string_power(
        experiment(), envelopes=random_envelopes(), rings=len(DISTANCES), lows=[15.0, 12.0]
    )


def test_each_instrument_finds_what_it_can():
    rates = {(kind, number): [r.value for r in row] for kind, number, row in found().rates()}
    assert rates["dimension", 320] == [1.0, 0.0]
    assert rates["dimension", 5] == [0.0, 0.0]  # TwoNN alone asks
    assert rates["excluded", 5] == [1.0, 0.0]  # by Levina and Bickel
    assert max(rates["planes", 320]) < 0.5


def test_limits_and_false_alarms_are_those_of_the_readings():
    power = found()
    assert power.limits()[320, "dimension"].until == 0.0
    assert np.isnan(power.limits()[5, "dimension"].until)
    assert power.clouds == 10
    assert power.false_alarms.value <= 0.13
    assert power.false_alarms.value == pytest.approx(power.quiet.mean())
