"""Small squares of random points, and strings of many thicknesses through all instruments."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from analysis import patterns, planes
from analysis.cloud import principal_axes
from analysis.dimension import without_repeats
from analysis.edition import Edition
from analysis.power import Readings, readings
from analysis.strings import string_scores

THICKNESS = (0.0, 0.03, 0.1, 0.3, 0.6, 0.9)  # of strings [sd of the cloud along each axis]
ON_EACH = (320, 80, 20, 5)  # points on a string
LEADING = 40  # principal components of which planes are made


def measure(series: Edition) -> dict[str, NDArray[Any]]:
    """Patterns of random points, and readings of the instruments in clouds of strings.

    Clouds have the number of points, the mean and the covariance of the z-points.

    Returns
    -------
    dict of arrays
        ``random`` (simulations, k): patterns of random points in the unit square.
        ``thickness`` (t,) and ``on_each`` (c,): of the strings [sd of the cloud, points].
        ``patterns`` (t, c, repeats, planes, k) and ``dimensions`` (t, c, repeats, 2): of clouds of
        strings. ``null_patterns`` (clouds, planes, k) and ``null_dimensions`` (clouds, 2): of
        clouds of thickness 1, which are normal.
    """
    rng, sizes = series.rng(7, 1), series.sizes
    z = without_repeats(np.asarray(series.z("ae")[series.rows("train")], np.float64))
    count, n, sd = sizes["filaments_square_points"], len(z), principal_axes(z).sd
    random = (planes.random_points(count, rng=rng) for _ in range(sizes["filaments_simulations"]))
    simulated = patterns.patterns(random, distances=patterns.distances_for(count))
    pairs = [(i - 1, j - 1) for i, j in planes.POSTS_PCS]
    while len(pairs) < sizes["filaments_power_planes"]:
        pairs.append(tuple(rng.choice(LEADING, 2, replace=False)))

    def read(on_each: int, thickness: float) -> Readings:
        scores = string_scores(sd, n=n, count=max(1, n // on_each), rng=rng, thickness=thickness)
        return readings(scores, pairs=pairs, count=count, probes=sizes["filaments_power_probes"])

    with threadpool_limits(limits=1):
        found = [
            read(on_each, thickness)
            for thickness in THICKNESS
            for on_each in ON_EACH
            for _ in range(sizes["filaments_power_clouds"])
        ]
        null = [read(1, 1.0) for _ in range(sizes["filaments_power_nulls"])]
    shape = len(THICKNESS), len(ON_EACH), sizes["filaments_power_clouds"]
    measured = [np.stack(column) for column in zip(*found, strict=True)]
    of_null = [np.stack(column) for column in zip(*null, strict=True)]
    return {
        "random": simulated,
        "thickness": np.array(THICKNESS),
        "on_each": np.array(ON_EACH),
        "patterns": measured[0].reshape(*shape, *measured[0].shape[1:]),
        "dimensions": measured[1].reshape(*shape, 2),
        "null_patterns": of_null[0],
        "null_dimensions": of_null[1],
    }
