"""How normal the clouds are, how densely filled, and what a normal cloud lacks."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from analysis.cloud import Points, principal_axes
from analysis.dimension import neighbour_distances
from analysis.distinguish import told_apart
from analysis.edition import Edition
from analysis.normality import (
    Draw,
    heavy_scores,
    held_out_squares,
    henze_zirkler,
    normal_scores,
    rejected_components,
    simulated,
    trimmed,
)
from analysis.nulls import curved_null, elliptical_null, normal_null, permuted_scores

Arrays = dict[str, NDArray[Any]]

NETWORKS = ("ae", "vae_tiny")
DIMS = (2, 10, 50)  # leading principal axes
REACH = 3.0  # sd of a component beyond which the follow-up took points for outliers
FREEDOM = 20.0  # of the alternative at which the test's power is stated
TOLD = 50  # principal axes that the classifier sees
BENT_PAIRS = 8  # pairs of broadest axes of the planted cloud that are bent
BEND = 0.9  # correlation of a bent coordinate with the square of the other


def measure(series: Edition) -> Arrays:
    """Tests of normality on held-out points beside simulated nulls, whole and trimmed alike.

    Returns
    -------
    dict
        ``dims`` : (3,)
            Numbers of leading principal axes, at most z_dim.
        ``n`` : ()
            Held-out points of each test.
        ``null.<statistic>.<treatment>``, ``heavy.<statistic>.<treatment>`` : (3, draws)
            Statistics of simulated clouds of n points, normal ones, and ones with the multivariate
            t distribution of 20 degrees of freedom; statistics are ``henze_zirkler`` and
            ``shapiro`` (rejected components), treatments ``whole`` and ``trimmed``.
        ``<network>.<statistic>.<treatment>`` : (3,)
            The same of the encoded test images, along the training cloud's axes.
        ``<network>.kept`` : (3,)
            Share of the points that trimming leaves.
        ``<network>.squares`` : (n,)
            Squared Mahalanobis distances of encoded test images.
        ``<network>.null_squares`` : (n,)
            The same of n draws of the normal null from as many others as there are training points.
        ``<network>.cloud_points`` : ()
            Training points that mean and covariance come from.
        ``<network>.nearest.<set>`` : (n,)
            Distance to the nearest training point for ``test`` images, to the nearest of as many
            others for draws of the ``normal`` null, and between ``pairs`` of training points drawn
            at random. [latent units]
        ``<network>.told.<null>`` : (2,)
            Points that a classifier assigns rightly to cloud or null, and points in all; nulls are
            ``normal``, ``elliptical`` and ``permuted`` (the cloud's densities along its principal
            axes, independent); ``itself`` is one normal null against another, ``curved`` a planted
            bent cloud against its elliptical null, which the classifier should tell.
    """
    test = series.rows("test")
    n, draws = min(len(test), series.sizes["normality_points"]), series.sizes["normality_draws"]
    rng, clouds_rng = series.rng(10, 3).spawn(2)
    dims = [min(dim, *(series.z(name).shape[1] for name in NETWORKS)) for dim in DIMS]
    found: Arrays = {"dims": np.array(dims), "n": np.array(n)}
    sources: dict[str, Callable[[int, int], Draw]] = {
        "null": normal_scores,
        "heavy": partial(heavy_scores, freedom=FREEDOM),
    }
    with threadpool_limits(1):  # many small steps, which threads only slow down
        for kind, source in sources.items():
            rows = [simulated(_statistics, source(n, dim), draws=draws, rng=rng) for dim in dims]
            found |= {f"{kind}.{what}": np.stack([r[what] for r in rows]) for what in rows[0]}
    for name in NETWORKS:
        z = series.z(name)
        arrays = _of_cloud(
            np.asarray(z[series.rows("train")]),
            np.asarray(z[test[:n]]),
            dims=dims,
            told=series.sizes["told_points"],
            rng=clouds_rng,
        )
        found |= {f"{name}.{what}": array for what, array in arrays.items()}
    return found


def _statistics(scores: Points) -> dict[str, float]:
    """Both statistics of a cloud, as it is and without far points."""
    treated = {"whole": scores, "trimmed": trimmed(scores, reach=REACH)}
    statistics = {"henze_zirkler": henze_zirkler, "shapiro": rejected_components}
    return {
        f"{name}.{treatment}": statistic(points)
        for name, statistic in statistics.items()
        for treatment, points in treated.items()
    }


def _of_cloud(
    cloud: Points, ends: Points, *, dims: list[int], told: int, rng: np.random.Generator
) -> Arrays:
    """Arrays of one cloud and encoded test images."""
    scores = principal_axes(cloud).coordinates(ends)  # (n, z_dim)
    rows = [_statistics(scores[:, :dim]) for dim in dims]
    null, null_cloud = (normal_null(cloud, n=n, rng=rng) for n in (len(ends), len(cloud)))
    kept = [len(trimmed(scores[:, :dim], reach=REACH)) / len(scores) for dim in dims]
    pairs = cloud[rng.integers(len(cloud), size=(2, len(ends)))].astype(np.float64)
    return {
        **{what: np.array([row[what] for row in rows]) for what in rows[0]},
        "kept": np.array(kept),
        "squares": held_out_squares(ends, cloud=cloud),
        "null_squares": held_out_squares(null, cloud=null_cloud),
        "cloud_points": np.array(len(cloud)),
        "nearest.test": neighbour_distances(ends, points=cloud, k=1)[:, 0],
        "nearest.normal": neighbour_distances(null, points=null_cloud, k=1)[:, 0],
        "nearest.pairs": np.linalg.norm(pairs[0] - pairs[1], axis=1),
        **_told(cloud, n=told, rng=rng),
    }


def _told(cloud: Points, *, n: int, rng: np.random.Generator) -> Arrays:
    """Right answers of a classifier between cloud and nulls, two nulls, and a bent cloud's."""
    n = min(n, len(cloud))
    part = cloud[rng.permutation(len(cloud))[:n]]
    normal, elliptical, other = (
        draw(cloud, n=n, rng=rng) for draw in (normal_null, elliptical_null, normal_null)
    )
    more = rng.spawn(1)[0]
    bent = min(BENT_PAIRS, cloud.shape[1] // 2)
    curved = curved_null(cloud, pairs=bent, bend=BEND, n=len(cloud), rng=more)
    pairs = {"normal": (part, normal), "elliptical": (part, elliptical), "itself": (other, normal)}
    added = {
        "permuted": (part, permuted_scores(cloud, n=n, rng=more)),
        "curved": (curved[:n], elliptical_null(curved, n=n, rng=more)),
    }
    components = min(TOLD, cloud.shape[1])
    return {
        f"told.{name}": np.array(told_apart(*both, components=components, rng=source))
        for source, of in ((rng, pairs), (more, added))
        for name, both in of.items()
    }
