"""Curves of made-up searches are read as the elbows and shares that were put in."""

import numpy as np
import pytest

from analysis import cluster_reading
from analysis.clusters import gap_curve

NUMBERS = np.array([1, 10, 20, 40, 60, 80])


def search(*, bend=0.3):
    """Nulls that scatter by a hundredth about a line, and a cloud whose gap bends at 40."""
    rng = np.random.default_rng(0)
    line = np.concatenate([[0.0], -0.1 - NUMBERS[1:] / 200])
    gap = bend * np.minimum(NUMBERS, 40) / 40

    def drawn(level, repeats):
        noise = 0.01 * rng.normal(size=(repeats, len(NUMBERS)))
        return np.exp(level + np.where(NUMBERS > 1, noise, 0.0))

    curves = {"ae.own": drawn(line - gap, 2), "planted25": drawn(line, 2)}
    curves |= {f"ae.{null}": drawn(line, 6) for null in ("normal", "elliptical")}
    return curves | {"numbers": NUMBERS}


def test_a_bend_is_found_in_the_cloud_and_not_in_a_control_without_one():
    found = cluster_reading.gaps_of(search(), "ae")
    assert found.bend.p < 0.01
    assert found.tail_bend.p < 0.01
    assert set(found.bend.numbers) == {40}
    assert found.number in {40, 60}
    control = cluster_reading.gaps_of(search(), "ae", own="planted25")
    assert control.bend.p > 0.05
    assert control.number == 1


def test_gaps_leave_out_the_single_cluster():
    arrays = search()
    found = cluster_reading.gaps_of(arrays, "ae")
    gap = gap_curve(arrays["ae.own"], null=arrays["ae.normal"])
    np.testing.assert_allclose(found.gaps, gap[:, 1:])
    assert found.numbers.tolist() == NUMBERS[1:].tolist()


def test_curves_of_one_cloud_are_as_far_apart_as_its_starts():
    found = cluster_reading.gaps_of(search(), "ae")
    apart = cluster_reading.curves_apart([found, found])
    assert apart["apart"] == 0.0
    assert apart["spread"] < 0.1 < apart["to_null"]


def attributes(*, combinations=20):
    return {
        "numbers": NUMBERS,
        "points": np.array(100),
        "combinations": np.array(combinations),
        "ae.agreement": np.array([0.1, 0.3]),
        "ae.p": np.array([0.2, 0.01]),
        "ae.joint": np.array(0.04),
        "ae.joint_null": np.array([0.05, 0.01, 0.0]),
        "ae.by_number": np.array([0.1, 0.1, 0.3, 0.2, 0.1]),
    }


def test_shares_of_attributes_are_those_of_the_search():
    told = cluster_reading.told_by_clusters(attributes(), "ae")
    assert told == (pytest.approx(0.2), 0.3, 1, 0.04, 0.5, 40)


def test_combinations_that_are_nearly_all_unique_leave_their_share_open():
    told = cluster_reading.told_by_clusters(attributes(combinations=51), "ae")
    assert np.isnan([told.joint, told.joint_p]).all()
    assert (told.mean, told.best_number) == (pytest.approx(0.2), 40)


def test_images_without_attributes_leave_everything_open():
    empty = dict.fromkeys(("ae.agreement", "ae.p", "ae.joint", "ae.joint_null"), np.zeros(0))
    told = cluster_reading.told_by_clusters(
        empty | {"numbers": NUMBERS, "ae.by_number": np.zeros(0)}, "ae"
    )
    assert np.isnan(told).all()
