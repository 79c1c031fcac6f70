"""The search finds strings down to a stated thickness, and nothing in clouds without them."""

from functools import cache

import numpy as np
import pytest

from analysis import envelopes, patterns, planes, power
from analysis.strings import string_scores
from tests.filaments import AXES, DISTANCES, random_envelopes

PAIRS = [(0, 1), (0, 17), (7, 34), (3, 20)]
POINTS, IN_SQUARE, PROBES = 2500, 150, 100


def read(*, on_each, thickness, seed):
    scores = string_scores(
        AXES.sd,
        n=POINTS,
        count=POINTS // on_each,
        rng=np.random.default_rng([on_each, seed]),
        thickness=thickness,
    )
    return power.readings(scores, pairs=PAIRS, count=IN_SQUARE, probes=PROBES)


@cache
def normal_clouds():
    """Readings of 160 normal clouds: 60 as a null, 100 to be tested."""
    found = [read(on_each=POINTS, thickness=1.0, seed=seed) for seed in range(160)]
    return np.stack([f.patterns for f in found]), np.stack([f.dimensions for f in found])


def test_clouds_without_strings_are_taken_for_strings_at_most_13_times_in_100():
    rows, dimensions = normal_clouds()
    in_planes = power.seen_in_planes(random_envelopes(), rows[60:], rings=len(DISTANCES))
    assert in_planes.sum() <= 13
    for column in dimensions.T:
        assert power.seen_by_dimension(column[60:], null=column[:60]).sum() <= 13


@pytest.mark.parametrize(("on_each", "thickness"), [(320, 0.0), (320, 0.03), (160, 0.0)])
def test_planes_show_few_and_thin_strings_with_a_power_of_80_percent(on_each, thickness):
    rows = [read(on_each=on_each, thickness=thickness, seed=seed).patterns for seed in range(20)]
    seen = power.seen_in_planes(random_envelopes(), np.stack(rows), rings=len(DISTANCES))
    assert seen.sum() >= 16


@pytest.mark.parametrize(("on_each", "thickness"), [(320, 0.3), (80, 0.3), (20, 0.3), (5, 0.03)])
def test_dimension_shows_many_and_thick_strings(on_each, thickness):
    null = normal_clouds()[1][:60, 0]
    found = [read(on_each=on_each, thickness=thickness, seed=s).dimensions[0] for s in range(10)]
    assert power.seen_by_dimension(np.array(found), null=null).all()


def test_planes_do_not_show_many_strings():
    """The instrument's limit, stated in the chapter: projection superposes."""
    rows = [read(on_each=5, thickness=0.0, seed=seed).patterns for seed in range(20)]
    seen = power.seen_in_planes(random_envelopes(), np.stack(rows), rings=len(DISTANCES))
    assert seen.sum() <= 8


def test_smooth_resampling_is_a_fair_null_for_a_smooth_plane():
    rng, p_values = np.random.default_rng(8), []
    distances = patterns.distances_for(60)

    def rows(plane, number):
        width = planes.kernel_bandwidth(len(plane))
        like = (planes.smooth_resample(plane, bandwidth=width, rng=rng) for _ in range(number))
        squares = (planes.square_holding(points, count=60).points for points in (plane, *like))
        return patterns.patterns(squares, distances=distances)

    for _ in range(25):
        found = rows(rng.normal(size=(450, 2)), 160)
        p_values.append(float(envelopes.global_envelope(found[1:]).p_values(found[0])))
    assert np.sum(np.array(p_values) <= 0.05) <= 6  # a chance of 1 in 5,000 at 5 %


def test_a_rank_of_5_percent_needs_19_clouds():
    null = np.arange(19.0)
    assert power.seen_by_dimension(np.array([-1.0, 0.0, 5.0]), null=null).tolist() == [
        True,
        False,
        False,
    ]
    with pytest.raises(ValueError, match="`null` must hold 19 clouds or more, got 18"):
        power.seen_by_dimension(null, null=null[1:])


@pytest.mark.parametrize(
    ("clouds_seen", "until", "beyond"),
    [([7, 10, 10], np.nan, 0.0), ([10, 7, 10], 0.0, 0.1), ([10, 8, 3], 0.1, 0.2)],
)
def test_an_instrument_stops_at_the_first_thickness_that_it_misses(clouds_seen, until, beyond):
    seen = np.arange(10) < np.array(clouds_seen)[:, None]
    found = power.limit([0.0, 0.1, 0.2], seen)
    np.testing.assert_equal((found.until, found.beyond), (until, beyond))
    assert found.missed.value < 0.8
    assert found.found is None or found.found.value >= 0.8


def test_an_instrument_that_sees_all_strings_has_no_limit():
    found = power.limit([0.0, 0.1], np.ones((2, 10), bool))
    assert (found.until, found.missed) == (0.1, None)
    assert found.found.low == pytest.approx(0.722, abs=1e-3)  # 10 of 10
