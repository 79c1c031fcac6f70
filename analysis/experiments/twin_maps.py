"""Neighbours that AE and VAE agree on: in their clouds, in t-SNE maps, and over runs."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.edition import Edition
from analysis.maps import STANDARD, islands, tsne_maps
from analysis.nulls import normal_null
from analysis.overlap import overlap_table

NEIGHBOURS = 10
REACH, FEWEST = 6, 0.01  # of an island: median distances of neighbours, share of the points


def measure(series: Edition) -> dict[str, NDArray[Any]]:
    """t-SNE maps of both clouds from two random starts each, and overlaps of neighbours.

    Maps that start from principal components, as is usual, are nearly the same for all seeds and
    tell nothing about the spread that the method itself adds.

    Returns
    -------
    dict
        ``maps`` : (5, n, 2)
            Of the AE from two starts, of the VAE, and one of a normal null of the AE. [unitless]
        ``islands`` : (5,)
            Parts of each map with a hundredth of its points or more.
        ``overlap`` : (6, 6)
            Shares of common neighbours of the AE's cloud, the VAE's, and their four maps.
        ``runs`` : (runs,), ``kinds`` : (runs,)
            Names of the small networks, and whether each is an ``ae`` or a ``vae``.
        ``run_overlap`` : (runs, runs)
            Shares of common neighbours of their clouds.
        ``neighbours`` : ()
            Number of neighbours.
    """
    rng = series.rng(8, 4)
    n = len(series.z("ae"))
    rows = np.sort(rng.choice(n, min(n, series.sizes["twin_map_points"]), replace=False))
    clouds = [np.asarray(series.z(name))[rows] for name in ("ae", "vae_tiny")]
    clouds.append(normal_null(clouds[0], n=len(rows), rng=rng))
    maps = tsne_maps([(clouds[which], STANDARD) for which in (0, 0, 1, 1, 2)], rng=rng)
    fewest = max(2, round(FEWEST * len(rows)))
    runs = [*series.runs("ae_repeat"), *series.runs("vae_repeat"), *series.runs("vae_unlimited")]
    run_clouds = [np.asarray(series.z(name))[rows] for name in runs]
    return {
        "maps": np.stack(maps),
        "islands": np.array([islands(places, reach=REACH, fewest=fewest) for places in maps]),
        "overlap": overlap_table([*clouds[:2], *maps[:4]], k=NEIGHBOURS),
        "runs": np.array(runs),
        "kinds": np.array([name.split("_")[0] for name in runs]),
        "run_overlap": overlap_table(run_clouds, k=NEIGHBOURS),
        "neighbours": np.array(NEIGHBOURS),
    }
