"""What the search for clusters found: its inertia read as gaps, elbows and numbers of clusters."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.cloud import FloatArray
from analysis.clusters import Bend, bend, gap_curve, gap_number, null_gaps


class Gaps(NamedTuple):
    """Inertia of a cloud, and its gaps to two nulls; arrays of shape (repeats, numbers).

    Parameters
    ----------
    numbers : array of shape (numbers,)
        Numbers of clusters k above 1.
    cloud, null
        Inertia over starts of k-means, and over draws of the normal null, as a share of that of
        one cluster.
    gaps, tail_gaps
        Gap of the cloud to the normal null, and to the one with its tails. [log inertia]
    null_gaps, tail_null_gaps
        Gaps of single draws of these nulls to the mean of all. [log inertia]
    """

    numbers: NDArray[np.int64]
    cloud: FloatArray
    null: FloatArray
    gaps: FloatArray
    null_gaps: FloatArray
    tail_gaps: FloatArray
    tail_null_gaps: FloatArray

    @property
    def bend(self) -> Bend:
        """Elbow of the gap to the normal null."""
        return bend(self.numbers, self.gaps, null_gaps=self.null_gaps)

    @property
    def tail_bend(self) -> Bend:
        """Elbow of the gap to the null with the cloud's tails."""
        return bend(self.numbers, self.tail_gaps, null_gaps=self.tail_null_gaps)

    @property
    def number(self) -> int | None:
        """Number of clusters by the gap statistic; None where the gap still grows at the last k."""
        return gap_number(self.numbers, self.gaps.mean(axis=0), null=self.null)


def gaps_of(search: Mapping[str, NDArray[Any]], cloud: str, *, own: str | None = None) -> Gaps:
    """Gaps of a cloud, or of a control that shares its nulls.

    Parameters
    ----------
    search
        Arrays of the experiment ``cluster_search``, whose first number of clusters is 1.
    cloud
        Name of the cloud, whose nulls are taken.
    own
        Curves to be judged; those of the cloud unless named.
    """
    names = own or f"{cloud}.own", f"{cloud}.normal", f"{cloud}.elliptical"
    curves, normal, tailed = (np.asarray(search[name][:, 1:], np.float64) for name in names)
    to_normal, to_tailed = (gap_curve(curves, null=null) for null in (normal, tailed))
    numbers = np.asarray(search["numbers"][1:], np.int64)
    return Gaps(numbers, curves, normal, to_normal, null_gaps(normal), to_tailed, null_gaps(tailed))


class Told(NamedTuple):
    """What 40 clusters tell of the attributes of images; NaN where no attribute is known.

    Parameters
    ----------
    mean, largest
        Share of an attribute's entropy, over the attributes.
    beyond_chance
        Number of attributes with a corrected p below 5 %.
    joint, joint_p
        Share of the entropy of the combination of all attributes, and its chance; NaN as well where
        the combinations are more than half as many as the points: if each has one of its own, any
        clusters tell all of it, and nothing is left beyond chance.
    best_number
        Number of clusters at which the mean share is largest.
    """

    mean: float
    largest: float
    beyond_chance: float
    joint: float
    joint_p: float
    best_number: float


def told_by_clusters(search: Mapping[str, NDArray[Any]], cloud: str) -> Told:
    """What clusters of a cloud tell of the attributes.

    Parameters
    ----------
    search
        Arrays of the experiment ``cluster_search``.
    cloud
        Name of the cloud.
    """
    shares, by_number, joint, shuffled, p = (
        search[f"{cloud}.{what}"] for what in ("agreement", "by_number", "joint", "joint_null", "p")
    )
    if not len(shares):
        return Told(*[np.nan] * len(Told._fields))
    joint_p = (1 + np.sum(shuffled >= joint)) / (1 + len(shuffled))
    of_all = float(joint), float(joint_p)
    if 2 * search["combinations"] > search["points"]:
        of_all = np.nan, np.nan
    best = search["numbers"][1:][np.argmax(by_number)]
    return Told(
        float(shares.mean()),
        float(shares.max()),
        float(np.sum(p < 0.05)),
        *of_all,
        float(best),
    )


def curves_apart(clouds: Sequence[Gaps]) -> dict[str, float]:
    """How far the mean curves of two clouds lie apart, beside starts and null. [log inertia]

    Parameters
    ----------
    clouds
        Two clouds.

    Returns
    -------
    dict of float
        Largest distance over k: ``apart`` of the two clouds, ``spread`` of two starts of one,
        ``to_null`` of the first cloud from its normal null.
    """
    first, second = (np.log(own.cloud) for own in clouds)
    return {
        "apart": float(np.abs(first.mean(axis=0) - second.mean(axis=0)).max()),
        "spread": max(float(np.ptp(logs, axis=0).max()) for logs in (first, second)),
        "to_null": float(np.abs(clouds[0].gaps.mean(axis=0)).max()),
    }
