"""What is refused, and what is let through."""

import numpy as np
import pytest

from analysis.checks import check_count, check_positive, checked


def test_a_good_array_comes_back_as_it_is():
    z = np.random.default_rng(1).normal(size=(5, 3)).astype(np.float32)
    assert checked(z, name="z", axes=2, least=5, varying=True) is z


@pytest.mark.parametrize(
    ("values", "options", "message"),
    [
        (
            np.ones((4, 2)),
            {"axes": 1},
            r"`x` must have 1 axes and 1 or more rows, got shape \(4, 2",
        ),
        (np.ones((0, 2)), {"axes": 2}, r"got shape \(0, 2\)"),
        (np.ones((3, 0)), {"axes": 2}, r"got shape \(3, 0\)"),
        (np.ones(3), {"axes": 1, "least": 4}, "4 or more rows"),
        (np.array([1.0, np.nan, np.inf]), {"axes": 1}, "must be finite, got 2 of 3 numbers"),
        (
            np.array([[1.0, 5.0, 2.0], [1.0, 6.0, 2.0]]),
            {"axes": 2, "varying": True},
            r"must have components that vary, got constant ones: \[0, 2\]",
        ),
        (np.ones(3), {"axes": 1, "varying": True}, r"constant ones: \[0\]"),
    ],
)
def test_an_array_that_no_statistic_can_be_made_of_is_refused(values, options, message):
    with pytest.raises(ValueError, match=message):
        checked(values, name="x", **options)


@pytest.mark.parametrize("number", [0, -1.5, np.nan, np.inf])
def test_a_number_that_is_not_positive_is_refused(number):
    with pytest.raises(ValueError, match=f"`width` must be positive and finite, got {number}"):
        check_positive(bandwidth=1.0, width=number)


@pytest.mark.parametrize("number", [1, 2.5, np.nan, np.inf, -3])
def test_a_number_that_is_no_count_is_refused(number):
    with pytest.raises(ValueError, match=f"`n` must be a whole number from 2 on, got {number}"):
        check_count(least=2, n=number)
