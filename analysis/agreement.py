"""Do groups of points follow attributes of their images? Mutual information, less chance."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics.cluster import expected_mutual_information

from analysis.cloud import FloatArray

Labels = NDArray[np.int64]


class Agreement(NamedTuple):
    """Agreement of one grouping with several attributes, beside that of shuffled groups.

    Parameters
    ----------
    values : array of shape (attributes,)
        Adjusted mutual information: 0 on average by chance, 1 if the group tells the attribute.
    null : array of shape (draws, attributes)
        The same with the groups shuffled over the points.
    """

    values: FloatArray
    null: FloatArray

    @property
    def p(self) -> FloatArray:
        """Chance of such an agreement, (attributes,), corrected for the number of attributes.

        The largest value of each shuffling stands for all attributes (Westfall and Young 1993).
        """
        largest = self.null.max(axis=1)
        beaten = (largest[:, None] >= self.values).sum(axis=0)
        return np.asarray((1 + beaten) / (1 + len(largest)))

    @property
    def mean(self) -> float:
        """Mean over the attributes."""
        return float(self.values.mean())


def attribute_agreement(
    groups: Labels, attributes: NDArray[np.integer], *, draws: int, rng: np.random.Generator
) -> Agreement:
    """Adjusted mutual information of a grouping with each attribute (Vinh and others 2010).

    (I - E I) / (min(H(groups), H(attribute)) - E I), where E I is exact for shuffled groups. With
    the smaller entropy below, a fine grouping that tells the attribute fully reaches 1.

    Parameters
    ----------
    groups : array of shape (n,)
        Group of each point, from 0.
    attributes : array of shape (n, attributes)
        Value of each attribute of each point, from 0; none may be the same for all points.
    draws
        Number of shufflings, at least 1.
    rng
        Shuffles the groups.

    Raises
    ------
    ValueError
        If an attribute or the grouping is constant, or the numbers of points differ.
    """
    _check(groups, attributes)
    groups = _numbered(groups)
    columns = [_numbered(column) for column in attributes.T]
    expected, norm = np.array([_scale(_table(groups, column)) for column in columns]).T

    def adjusted(labels: Labels) -> FloatArray:
        information = np.array([_mutual(_table(labels, column)) for column in columns])
        return np.asarray((information - expected) / (norm - expected))

    null = np.stack([adjusted(rng.permutation(groups)) for _ in range(draws)])
    return Agreement(adjusted(groups), null)


def _check(groups: Labels, attributes: NDArray[np.integer]) -> None:
    if len(groups) != len(attributes):
        msg = f"`attributes` must have a row per point, got {len(attributes)} of {len(groups)}."
        raise ValueError(msg)
    constant = np.flatnonzero(np.ptp(attributes, axis=0) == 0)
    if len(constant) or np.ptp(groups) == 0:
        msg = (
            "`groups` and every column of `attributes` must differ between points, got constant "
            f"columns {list(constant)}. Leave them out: they cannot agree with anything."
        )
        raise ValueError(msg)


def _numbered(values: NDArray[np.integer]) -> Labels:
    """The same values as 0, 1, 2, …."""
    return np.asarray(np.unique(values, return_inverse=True)[1].ravel(), np.int64)


def _table(groups: Labels, column: Labels) -> NDArray[np.int64]:
    """Numbers of points by group and value, both numbered from 0."""
    shape = int(groups.max()) + 1, int(column.max()) + 1
    counts = np.bincount(groups * shape[1] + column, minlength=shape[0] * shape[1])
    return counts.reshape(shape)


def _mutual(table: NDArray[np.int64]) -> float:
    """Mutual information of the rows and columns of a table. [nat]"""
    groups, values = table.sum(axis=1), table.sum(axis=0)
    return _entropy(groups) + _entropy(values) - _entropy(table.ravel())


def _scale(table: NDArray[np.int64]) -> tuple[float, float]:
    """Expected mutual information of shuffled groups, and the smaller entropy. [nat]"""
    entropies = [_entropy(table.sum(axis=axis)) for axis in (0, 1)]
    return float(expected_mutual_information(table, table.sum())), min(entropies)


def _entropy(counts: NDArray[np.int64]) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-np.sum(shares * np.log(shares)))


def joint_labels(attributes: NDArray[np.integer]) -> Labels:
    """Number of each point's combination of attributes, from 0, of shape (n,).

    Examples
    --------
    >>> joint_labels(np.array([[0, 1], [1, 1], [0, 1]]))
    array([0, 1, 0])
    """
    return np.asarray(np.unique(attributes, axis=0, return_inverse=True)[1].ravel(), np.int64)
