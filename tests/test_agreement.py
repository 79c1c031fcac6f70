"""Agreement of groups with attributes, against scikit-learn and shuffled groups."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score

from analysis import agreement


def test_values_are_those_of_scikit_learn(rng):
    groups = rng.integers(7, size=300)
    attributes = np.stack(
        [rng.integers(2, size=300), (groups > 3) ^ (rng.random(300) < 0.1), groups % 3], axis=1
    )
    found = agreement.attribute_agreement(groups, attributes, draws=3, rng=rng)
    other = [
        adjusted_mutual_info_score(groups, column, average_method="min") for column in attributes.T
    ]
    np.testing.assert_allclose(found.values, other, atol=1e-12)
    assert found.mean == pytest.approx(np.mean(other))


def test_groups_that_are_an_attribute_agree_fully_and_significantly(rng):
    groups = rng.integers(4, size=400)
    attributes = np.stack([groups // 2, rng.integers(2, size=400)], axis=1)
    found = agreement.attribute_agreement(groups, attributes, draws=99, rng=rng)
    assert found.values[0] == pytest.approx(1.0)
    assert found.p[0] == 0.01


def test_shuffled_groups_agree_no_more_often_than_chance():
    rng = np.random.default_rng(1)
    false_alarms, values = 0, []
    for _ in range(200):
        attributes = (rng.random((150, 6)) < rng.uniform(0.05, 0.5, size=6)).astype(int)
        groups = rng.integers(5, size=150)
        found = agreement.attribute_agreement(groups, attributes, draws=99, rng=rng)
        false_alarms += bool(found.p.min() <= 0.05)
        values.append(found.values)
    assert false_alarms / 200 < 0.05 + 5 * np.sqrt(0.05 * 0.95 / 200)
    error = np.std(values) / np.sqrt(len(values))
    assert abs(np.mean(values)) < 5 * error


def test_constant_attributes_are_refused(rng):
    attributes = np.stack([np.zeros(20, int), rng.integers(2, size=20)], axis=1)
    with pytest.raises(ValueError, match=r"got constant columns \[.*0.*\]"):
        agreement.attribute_agreement(rng.integers(3, size=20), attributes, draws=2, rng=rng)
    with pytest.raises(ValueError, match="must have a row per point, got 20 of 19"):
        agreement.attribute_agreement(np.arange(19), attributes, draws=2, rng=rng)


def test_joint_labels_tell_combinations_apart(rng):
    attributes = rng.integers(2, size=(200, 3))
    labels = agreement.joint_labels(attributes)
    code = attributes @ [4, 2, 1]
    assert len(np.unique(labels)) == len(np.unique(code))
    assert all(len(np.unique(code[labels == label])) == 1 for label in np.unique(labels))
