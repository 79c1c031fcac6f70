"""Clusters in the clouds of AE and VAE: inertia, its nulls, and agreement with attributes."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import nulls
from analysis.agreement import attribute_agreement, joint_labels
from analysis.cloud import FloatArray, Points
from analysis.clusters import cluster_labels, inertia_curve, planted_clusters
from analysis.edition import Edition
from data.attributes import ATTRIBUTES
from data.workers import cores, in_order

CLOUDS = ("ae", "vae_tiny")
PLANTED, MOST = 40, 80
RAREST = 0.01  # share of points below which an attribute is left out
Draw = Callable[[np.random.Generator], Points]


def measure(series: Edition) -> dict[str, NDArray[Any]]:
    """Inertia of k-means over k for both clouds and their nulls; agreement with attributes.

    Returns
    -------
    dict
        ``numbers`` : (numbers,)
            Numbers of clusters k, from 1.
        ``<cloud>.own``, ``.normal``, ``.elliptical`` : (starts or draws, numbers)
            Inertia as a share of that of one cluster: of the cloud, and of draws of two nulls.
        ``planted25``, ``planted50`` : (draws, numbers)
            The same for 40 clusters that hold so many per cent of the AE's covariance.
        ``attributes`` : (attributes,)
            Names of those that a hundredth of the points or more have, or lack.
        ``<cloud>.agreement``, ``<cloud>.p`` : (attributes,)
            Adjusted mutual information at 40 clusters, and its corrected chance.
        ``<cloud>.chance`` : (shufflings,)
            Largest of all attributes where the clusters are shuffled.
        ``<cloud>.joint``, ``<cloud>.joint_null`` : (), (shufflings,)
            The same for the combination of all attributes; ``combinations`` : () is their number.
        ``<cloud>.by_number`` : (numbers - 1,)
            Mean agreement over the attributes at each k above 1.
        ``points`` : ()
            Number of points.
    """
    rng = series.rng(8, 3)
    n, draws = len(series.z("ae")), series.sizes["cluster_draws"]
    rows = np.sort(rng.choice(n, min(n, series.sizes["cluster_points"]), replace=False))
    clouds = {name: np.asarray(series.z(name))[rows] for name in CLOUDS}
    numbers = np.concatenate([[1], np.arange(MOST, 1, -series.sizes["cluster_step"])[::-1]])
    jobs = {f"{name}.own": _itself(z) for name, z in clouds.items()}
    jobs |= {f"{name}.normal": _drawn(nulls.normal_null, z) for name, z in clouds.items()}
    jobs |= {f"{name}.elliptical": _drawn(nulls.elliptical_null, z) for name, z in clouds.items()}
    jobs |= {f"planted{share}": _planted(clouds["ae"], share / 100) for share in (25, 50)}
    found: dict[str, NDArray[Any]] = {"numbers": numbers, "points": np.array(len(rows))}
    found |= _inertias(jobs, numbers=numbers, draws=draws, rng=rng)
    names, attributes = known_attributes(series.index, rows)
    found |= {"attributes": np.array(names)}
    for name, z in clouds.items():
        arrays = _agreements(z, attributes, numbers=numbers[1:], series=series, rng=rng)
        found |= {f"{name}.{what}": array for what, array in arrays.items()}
    combinations = len(np.unique(joint_labels(attributes))) if names else 0
    return found | {"combinations": np.array(combinations)}


def known_attributes(
    index: dict[str, NDArray[Any]], rows: NDArray[np.int64]
) -> tuple[list[str], NDArray[np.int64]]:
    """Names and values (0 or 1) of the attributes of some images, (rows, attributes).

    Attributes that too few images have, or lack, are left out; images without attributes give none.

    Parameters
    ----------
    index
        Columns of the images' index.
    rows : array of shape (rows,)
        Images.
    """
    columns = {name: index[name][rows] > 0 for name in ATTRIBUTES if name in index}
    names = [name for name, has in columns.items() if RAREST <= has.mean() <= 1 - RAREST]
    values = np.zeros((len(rows), len(names)), np.int64)
    for place, name in enumerate(names):
        values[:, place] = columns[name]
    return names, values


def _itself(z: Points) -> Draw:
    return lambda rng: z


def _drawn(null: Callable[..., Points], z: Points) -> Draw:
    return lambda rng: null(z, n=len(z), rng=rng)


def _planted(z: Points, share: float) -> Draw:
    return lambda rng: planted_clusters(z, number=PLANTED, share=share, n=len(z), rng=rng)


def _inertias(
    jobs: dict[str, Draw], *, numbers: NDArray[np.int64], draws: int, rng: np.random.Generator
) -> dict[str, FloatArray]:
    """Curves (draws, numbers) of each cloud, on all cores, each with randomness of its own."""
    work = (
        (draw(stream), numbers, stream) for draw in jobs.values() for stream in rng.spawn(draws)
    )
    curves = list(in_order(_curve, work, workers=cores(), processes=True))
    return {
        name: np.stack(curves[place * draws : (place + 1) * draws])
        for place, name in enumerate(jobs)
    }


def _curve(job: tuple[Points, NDArray[np.int64], np.random.Generator]) -> FloatArray:
    points, numbers, stream = job
    return inertia_curve(points, numbers=numbers, rng=stream)


def _agreements(
    z: Points,
    attributes: NDArray[np.int64],
    *,
    numbers: NDArray[np.int64],
    series: Edition,
    rng: np.random.Generator,
) -> dict[str, NDArray[Any]]:
    """Agreement of the clusters of a cloud with attributes; empty arrays without attributes."""
    if attributes.shape[1] == 0:
        empty = np.zeros(0)
        return dict.fromkeys(
            ("agreement", "p", "chance", "joint", "joint_null", "by_number"), empty
        )
    shuffles = series.sizes["cluster_shuffles"]
    groups = cluster_labels(z, number=PLANTED, rng=rng)
    single = attribute_agreement(groups, attributes, draws=shuffles, rng=rng)
    joint = attribute_agreement(groups, joint_labels(attributes)[:, None], draws=shuffles, rng=rng)
    by_number = [
        attribute_agreement(
            cluster_labels(z, number=int(k), rng=rng), attributes, draws=1, rng=rng
        ).mean
        for k in numbers
    ]
    return {
        "agreement": single.values,
        "p": single.p,
        "chance": single.null.max(axis=1),
        "joint": joint.values[0],
        "joint_null": joint.null[:, 0],
        "by_number": np.array(by_number),
    }
