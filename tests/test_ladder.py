"""The figure of the ladder shows every set's pictures, rate and diversity in one column."""

import numpy as np
import pytest

from analysis.figures.ladder import Rung, figure_ladder
from analysis.intervals import Interval, Rate


def rung(level, *, found=40, diversity=30.0):
    images = np.full((4, 8, 8, 3), level, np.uint8)
    return Rung(images, Rate(found, 100), Interval(diversity, diversity - 2, diversity + 3))


SAMPLERS = {"cube": rung(10, found=0, diversity=20.0), "full\nGaussian": rung(20)}
ENCODED = {"originals": rung(30, found=100, diversity=70.0)}


def dots(ax):
    """Middles and ends of the intervals that a panel shows."""
    middles = np.concatenate([group.lines[0].get_xydata() for group in ax.containers])
    bars = [bar for group in ax.containers for bar in group.lines[2][0].get_segments()]
    return middles, np.array(bars)[:, :, 1]


def test_each_column_holds_the_pictures_and_the_name_of_its_set():
    ax = figure_ladder(SAMPLERS, ENCODED).axes[0]
    columns = [round(np.mean(picture.get_extent()[:2])) for picture in ax.images]
    levels = [picture.get_array().max() for picture in ax.images]
    assert list(zip(columns, levels, strict=True)) == [
        pair for pair in ((0, 10), (1, 20), (2, 30)) for _ in range(4)
    ]
    names = [tick.get_text() for tick in ax.get_xticklabels()]
    assert names == ["cube", "full\nGaussian", "originals"]


def test_pictures_of_one_set_do_not_overlap():
    ax = figure_ladder(SAMPLERS, ENCODED).axes[0]
    boxes = [picture.get_extent() for picture in ax.images]
    for i, (left, right, low, high) in enumerate(boxes):
        for other in boxes[:i]:
            assert right <= other[0] or left >= other[1] or high <= other[2] or low >= other[3]


def test_rates_and_diversities_stand_below_with_their_intervals():
    _, rates, diversities = figure_ladder(SAMPLERS, ENCODED).axes
    middles, ends = dots(rates)
    np.testing.assert_allclose(middles, [(0, 0), (1, 40), (2, 100)])
    np.testing.assert_allclose(ends[1], Rate(40, 100).interval.percent()[1:])
    middles, ends = dots(diversities)
    np.testing.assert_allclose(middles, [(0, 20), (1, 30), (2, 70)])
    np.testing.assert_allclose(ends, [(18, 23), (28, 33), (68, 73)])
    assert rates.get_xlim() == diversities.get_xlim() == pytest.approx((-0.5, 2.5))


def test_a_ladder_without_any_face_can_be_drawn():
    figure = figure_ladder({"noise": rung(1, found=0, diversity=0.0)}, ENCODED)
    assert figure.axes[1].get_ylim()[1] > 100
