"""Maps by t-SNE of z-points and of clouds without structure, with the settings of the posts."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.cloud import FloatArray, Points, PrincipalAxes, principal_axes
from analysis.dimension import without_repeats
from analysis.edition import Edition
from analysis.maps import RAW, STANDARD, MapSettings, tsne_maps
from analysis.nulls import normal_null
from analysis.planes import kernel_bandwidth, smooth_resample
from analysis.strings import strings

LEADING = {"pc2": 2, "pc4": 4, "pc10": 10}  # principal components in place of all components
INPUTS = ("all", *LEADING)


def measure(series: Edition) -> dict[str, NDArray[Any]]:
    """Large maps, one each, and small maps of several draws, which show how maps scatter.

    Returns
    -------
    dict of arrays
        ``points`` (n,): rows, of the training z-points without repeats, in the large maps.
        ``large_<cloud>_<input>`` (n, 2), and ``small_<cloud>_<input>`` (draws, m, 2): places in the
        maps [unitless]. A cloud is ``ae``, ``normal``, ``smooth`` or ``strings``, an input is
        ``all`` components, these again from another start (``again``, of the AE) or with standard
        settings (``standard``), or ``pc2``, ``pc4``, ``pc10``. Each draw has other points and
        another start.
    """
    rng, sizes = series.rng(7, 3), series.sizes
    z = without_repeats(np.asarray(series.z("ae")[series.rows("train")], np.float64))
    axes = principal_axes(z)
    rows = rng.choice(len(z), min(len(z), sizes["filaments_map_points"]), replace=False)
    large = {"ae": z[rows], "normal": normal_null(z, n=len(rows), rng=rng)}
    jobs = {
        f"large_{cloud}_{name}": _job(points, name, axes)
        for cloud, points in large.items()
        for name in INPUTS
    }
    small = [
        _small_jobs(z, axes, sizes["filaments_small_map_points"], rng=rng)
        for _ in range(sizes["filaments_small_maps"])
    ]
    jobs |= {f"{draw}_{key}": job for draw, these in enumerate(small) for key, job in these.items()}
    maps = dict(zip(jobs, tsne_maps(list(jobs.values()), rng=rng), strict=True))
    found = {name: places for name, places in maps.items() if name.startswith("large")}
    for key in small[0]:
        found[f"small_{key}"] = np.stack([maps[f"{draw}_{key}"] for draw in range(len(small))])
    return {"points": rows, **{name: places.astype(np.float32) for name, places in found.items()}}


def _small_jobs(
    z: FloatArray, axes: PrincipalAxes, n: int, *, rng: np.random.Generator
) -> dict[str, tuple[Points, MapSettings]]:
    """Inputs of all small maps of one draw."""
    n = min(n, len(z))
    clouds = {
        "ae": z[rng.choice(len(z), n, replace=False)],
        "normal": normal_null(z, n=n, rng=rng),
    }
    jobs: dict[str, tuple[Points, MapSettings]] = {
        f"{cloud}_{name}": _job(points, name, axes)
        for cloud, points in clouds.items()
        for name in (*INPUTS, "standard")
    }
    jobs["ae_again"] = _job(clouds["ae"], "again", axes)
    jobs["strings_all"] = strings(axes, n=n, count=max(1, n // 80), rng=rng), RAW
    for name, k in LEADING.items():
        leading = axes.coordinates(z)[:, :k]
        bandwidth = kernel_bandwidth(len(z), dimensions=k)
        smooth = smooth_resample(leading, bandwidth=bandwidth, rng=rng)[:n]
        jobs[f"smooth_{name}"] = smooth, STANDARD
    return jobs


def _job(points: Points, name: str, axes: PrincipalAxes) -> tuple[Points, MapSettings]:
    """Input of one map, and its settings."""
    if name in LEADING:
        return axes.coordinates(points)[:, : LEADING[name]], STANDARD
    return points, STANDARD if name == "standard" else RAW
