"""Clusters in the clouds of AE and VAE: inertia, its nulls, and agreement with attributes."""

from collections.abc import Callable, Sequence
from functools import partial
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
RUNS = ("ae_repeat", "vae_repeat", "vae_unlimited")
Draw = Callable[..., Points]  # called with `rng`, in another process
Job = Callable[..., Any]  # likewise


def measure(series: Edition) -> dict[str, NDArray[Any]]:
    """Inertia of k-means over k for both clouds and their nulls; agreement with attributes.

    Returns
    -------
    dict
        ``numbers`` : (numbers,)
            Numbers of clusters k, from 1.
        ``<cloud>.own`` : (starts, numbers), ``.normal``, ``.elliptical`` : (draws, numbers)
            Inertia as a share of that of one cluster: of the cloud, and of draws of two nulls.
        ``planted25``, ``planted50`` : (starts, numbers)
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
        ``runs``, ``kinds`` : (runs,)
            Names of the small networks, and whether each is an ``ae`` or a ``vae``.
        ``run_inertia`` : (runs, numbers)
            Inertia of their clouds.
        ``points`` : ()
            Number of points.
    """
    rng = series.rng(8, 3)
    n, draws = len(series.z("ae")), series.sizes["cluster_draws"]
    starts = max(2, draws // 2)
    rows = np.sort(rng.choice(n, min(n, series.sizes["cluster_points"]), replace=False))
    clouds = {name: np.asarray(series.z(name))[rows] for name in CLOUDS}
    numbers = np.concatenate([[1], np.arange(MOST, 1, -series.sizes["cluster_step"])[::-1]])
    names, attributes = known_attributes(series.index, rows)
    runs = [run for network in RUNS for run in series.runs(network)]
    jobs = {
        f"{name}.{what}": draw for name in CLOUDS for what, draw in _draws(clouds[name]).items()
    }
    for share in (25, 50):
        planted = partial(planted_clusters, clouds["ae"], number=PLANTED, n=len(rows))
        jobs[f"planted{share}"] = partial(planted, share=share / 100)
    work: list[tuple[str, Job]] = [
        (key, partial(_curve, draw, numbers))
        for key, draw in jobs.items()
        for _ in range(draws if key.endswith(("normal", "elliptical")) else starts)
    ]
    work += [("run_inertia", partial(_curve, _own(series, run, rows), numbers)) for run in runs]
    if names:
        shared = [partial(_mean_agreement, attributes, int(k)) for k in numbers[1:]]
        work += [
            (f"{name}.by_number", partial(job, z)) for name, z in clouds.items() for job in shared
        ]
    found: dict[str, NDArray[Any]] = {f"{name}.by_number": np.zeros(0) for name in CLOUDS}
    found |= _on_all_cores(work, rng=rng)
    for name, z in clouds.items():
        arrays = _agreements(z, attributes, shuffles=series.sizes["cluster_shuffles"], rng=rng)
        found |= {f"{name}.{what}": array for what, array in arrays.items()}
    return found | {
        "numbers": numbers,
        "points": np.array(len(rows)),
        "attributes": np.array(names, dtype=str),
        "combinations": np.array(len(np.unique(joint_labels(attributes))) if names else 0),
        "runs": np.array(runs),
        "kinds": np.array([name.split("_")[0] for name in runs]),
    }


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


def _draws(z: Points) -> dict[str, Draw]:
    """The cloud itself, and draws of its nulls."""
    nulls_of = {"normal": nulls.normal_null, "elliptical": nulls.elliptical_null}
    return {"own": partial(_itself, z)} | {
        name: partial(null, z, n=len(z)) for name, null in nulls_of.items()
    }


def _own(series: Edition, run: str, rows: NDArray[np.int64]) -> Draw:
    return partial(_itself, np.asarray(series.z(run))[rows])


def _itself(z: Points, *, rng: np.random.Generator) -> Points:  # noqa: ARG001 - as nulls are called
    return z


def _curve(draw: Draw, numbers: NDArray[np.int64], *, rng: np.random.Generator) -> FloatArray:
    return inertia_curve(draw(rng=rng), numbers=numbers, rng=rng)


def _mean_agreement(
    attributes: NDArray[np.int64], number: int, z: Points, *, rng: np.random.Generator
) -> float:
    groups = cluster_labels(z, number=number, rng=rng)
    return attribute_agreement(groups, attributes, draws=1, rng=rng).mean


def _on_all_cores(
    work: Sequence[tuple[str, Job]], *, rng: np.random.Generator
) -> dict[str, NDArray[Any]]:
    """What jobs of one name return, stacked; each job has randomness of its own."""
    names, jobs = zip(*work, strict=True)
    items = zip(jobs, rng.spawn(len(jobs)), strict=True)
    products = list(in_order(_called, items, workers=cores(), processes=True))
    return {
        name: np.stack([x for own, x in zip(names, products, strict=True) if own == name])
        for name in dict.fromkeys(names)
    }


def _called(item: tuple[Job, np.random.Generator]) -> Any:
    job, rng = item
    return job(rng=rng)


def _agreements(
    z: Points, attributes: NDArray[np.int64], *, shuffles: int, rng: np.random.Generator
) -> dict[str, NDArray[Any]]:
    """Agreement of 40 clusters of a cloud with attributes; empty arrays without attributes."""
    if attributes.shape[1] == 0:
        return dict.fromkeys(("agreement", "p", "chance", "joint", "joint_null"), np.zeros(0))
    groups = cluster_labels(z, number=PLANTED, rng=rng)
    single = attribute_agreement(groups, attributes, draws=shuffles, rng=rng)
    joint = attribute_agreement(groups, joint_labels(attributes)[:, None], draws=shuffles, rng=rng)
    return {
        "agreement": single.values,
        "p": single.p,
        "chance": single.null.max(axis=1),
        "joint": joint.values[0],
        "joint_null": joint.null[:, 0],
    }
