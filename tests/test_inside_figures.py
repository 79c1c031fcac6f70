"""Figures of informed points show the numbers that they are given."""

import numpy as np
import pytest

from analysis.faceness import Judged
from analysis.figures.inside import (
    Way,
    figure_by_setting,
    figure_quantiles,
    figure_sheets,
    figure_ways,
)
from analysis.intervals import Interval, Rate


def one_set(found, diversity):
    return Judged(Rate(found, 100), Interval(diversity, diversity - 1, diversity + 2))


def test_sheets_stand_in_pairs_under_their_titles():
    sheet = np.zeros((21, 8, 8, 3), np.uint8)
    figure = figure_sheets({f"fact = {k}": sheet for k in range(7)})
    assert [ax.get_title() for ax in figure.axes] == [f"fact = {k}" for k in range(7)] + [""]
    assert figure.axes[0].images[0].get_array().shape[:2] == (3 * 10, 7 * 10)


def test_rates_and_diversities_stand_over_their_settings_with_intervals():
    figure = figure_by_setting(
        {"draws": {2.0: one_set(40, 20.0), 10.0: one_set(60, 30.0)}},
        {"reconstructions": one_set(90, 50.0)},
        setting="components k",
        scale="log",
    )
    rates, diversities = figure.axes
    np.testing.assert_allclose(rates.containers[0].lines[0].get_xydata(), [(2, 40), (10, 60)])
    np.testing.assert_allclose(diversities.containers[0].lines[0].get_ydata(), [20, 30])
    ends = diversities.containers[0].lines[2][0].get_segments()[0][:, 1]
    np.testing.assert_allclose(ends, [19, 22])
    assert rates.lines[-1].get_ydata() == pytest.approx([90, 90])
    assert rates.get_xscale() == "log"


def test_distances_are_ordered_against_their_quantiles():
    figure = figure_quantiles({"AE": ({"test": np.array([3.0, 1.0])}, np.array([1.5, 2.5]))})
    np.testing.assert_allclose(figure.axes[0].lines[1].get_xydata(), [(1.5, 1.0), (2.5, 3.0)])


def test_dots_stand_below_pictures_with_faces_only():
    way = Way(np.zeros((3, 8, 8, 3), np.uint8), np.array([True, False, True]))
    figure = figure_ways({"line": way}, ticks=["0", "½", "1"], unit="share of the way [unitless]")
    np.testing.assert_allclose(figure.axes[0].lines[0].get_xdata(), [5, 25])
    assert [text.get_text() for text in figure.axes[0].texts] == ["line", "0", "½", "1"]
