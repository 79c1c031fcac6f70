"""Neighbours that AE and VAE agree on: in their clouds, in t-SNE maps, and over runs."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.cloud import FloatArray
from analysis.edition import Edition
from analysis.nulls import normal_null
from analysis.overlap import large_islands, overlap_table, random_start_map

NEIGHBOURS = 10
PERPLEXITY, EXAGGERATION = 30, 12  # the posts' standard setting
REACH = 6  # median distances to the nearest neighbour


def measure(series: Edition) -> dict[str, NDArray[Any]]:
    """t-SNE maps of both clouds from two random starts each, and overlaps of neighbours.

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
    perplexity = min(PERPLEXITY, (len(rows) - 1) / 4)
    clouds.append(normal_null(clouds[0], n=len(rows), rng=rng))
    jobs = list(zip([0, 0, 1, 1, 2], rng.spawn(5), strict=True))

    def made(job: tuple[int, np.random.Generator]) -> FloatArray:
        which, stream = job
        return random_start_map(
            clouds[which], perplexity=perplexity, exaggeration=EXAGGERATION, rng=stream
        )

    with ThreadPoolExecutor(2) as pool:
        maps = list(pool.map(made, jobs))
    runs = [*series.runs("ae_repeat"), *series.runs("vae_repeat"), *series.runs("vae_unlimited")]
    run_clouds = [np.asarray(series.z(name))[rows] for name in runs]
    return {
        "maps": np.stack(maps),
        "islands": np.array([large_islands(places, reach=REACH, share=0.01) for places in maps]),
        "overlap": overlap_table([*clouds[:2], *maps[:4]], k=NEIGHBOURS),
        "runs": np.array(runs),
        "kinds": np.array([name.split("_")[0] for name in runs]),
        "run_overlap": overlap_table(run_clouds, k=NEIGHBOURS),
        "neighbours": np.array(NEIGHBOURS),
    }
