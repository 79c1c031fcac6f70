"""What the figures on random points draw is what they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from analysis.figures.random_points import (
    figure_dots,
    plot_changes,
    plot_dimensions,
    plot_dots,
    plot_places,
    plot_radii,
)
from analysis.intervals import Interval, Rate

NOT_DECIDABLE = Interval(np.nan, np.nan, np.nan)


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


def test_rows_are_the_labels_of_all_groups_from_the_top(ax):
    groups = {
        "images": {"noise": Interval(1.0, 0.5, 2.0)},
        "AE": {"noise": NOT_DECIDABLE, "control": Interval(3.0, 2.0, 4.0)},
    }
    plot_dots(groups, ax=ax, unit="rate [%]")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["noise", "control"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    first, second = (bars.lines[0].get_xydata() for bars in ax.containers)
    np.testing.assert_allclose(first, [[1.0, -0.09]])
    np.testing.assert_allclose(second, [[3.0, 1.09]])


def test_error_bars_reach_to_the_ends_of_the_intervals(ax):
    plot_dots({"AE": {"cube": Interval(3.0, 2.0, 7.0)}}, ax=ax, unit="rate [%]")
    ends = ax.containers[0].lines[2][0].get_segments()[0][:, 0]
    np.testing.assert_allclose(ends, [2.0, 7.0])


def test_panels_share_rows_and_have_scales_of_their_own():
    dots = {"AE": {"cube": Interval(3.0, 2.0, 7.0)}}
    figure = figure_dots({"rate [%]": dots, "error": dots}, logarithmic=["error"])
    assert [ax.get_xscale() for ax in figure.axes] == ["linear", "log"]
    assert [ax.get_xlabel() for ax in figure.axes] == ["rate [%]", "error"]
    plt.close(figure)


def test_rates_over_dimensions_are_in_per_cent(ax):
    plot_dimensions({"cube": [Rate(1, 4), Rate(2, 4)]}, z_dims=[4, 16], ax=ax)
    np.testing.assert_allclose(ax.containers[0].lines[0].get_xydata(), [[4, 25], [16, 50]])
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["4", "16"]


def test_changes_are_sorted_and_beside_the_level(ax):
    plot_changes({"axes": np.array([1.0, 3.0, 2.0])}, level=40.0, ax=ax)
    level, line = ax.get_lines()
    np.testing.assert_allclose(level.get_ydata(), 40.0)
    np.testing.assert_allclose(line.get_ydata(), [3.0, 2.0, 1.0])


def test_densities_of_radii_hold_the_whole_cloud(ax):
    rng = np.random.default_rng(0)
    plot_radii(rng.normal(14, 2, 500), {"b = 5": rng.normal(46, 1, 200)}, ax=ax)
    heights = [bar.get_height() for bar in ax.patches if hasattr(bar, "get_height")]
    assert sum(heights) * 0.4 == pytest.approx(1.0)
    assert ax.get_xlim()[1] > 46


def test_places_are_radius_and_angle(ax):
    plot_places({"cube": (np.array([1.0, 2.0]), np.array([90.0, 80.0]))}, ax=ax)
    np.testing.assert_allclose(ax.get_lines()[-1].get_xydata(), [[1, 90], [2, 80]])
