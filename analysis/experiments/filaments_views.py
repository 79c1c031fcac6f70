"""Larger squares of the posts' planes beside smooth resamplings of the same plane."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import patterns, planes
from analysis.cloud import FloatArray, principal_axes
from analysis.dimension import without_repeats
from analysis.edition import Edition
from analysis.nulls import normal_null
from analysis.strings import strings

PAIRS = (("ae", "smooth"), ("ae", "normal"), ("normal", "smooth"), ("strings", "smooth"))


def measure(series: Edition) -> dict[str, NDArray[Any]]:
    """Patterns of the middle squares of three clouds, and of resamplings of their planes.

    Returns
    -------
    dict of arrays of shape (4, 1 + resamples, k)
        Under ``<cloud>_<null>``, by plane: the pattern of the cloud, then those of the resamplings.
    """
    rng, sizes = series.rng(7, 2), series.sizes
    z = without_repeats(np.asarray(series.z("ae")[series.rows("train")], np.float64))
    axes, n = principal_axes(z), len(z)
    clouds = {
        "ae": z,
        "normal": normal_null(z, n=n, rng=rng),
        "strings": strings(axes, n=n, count=max(1, n // 320), rng=rng),
    }
    count = planes.view_points(n, most=sizes["filaments_view_points"])
    distances = patterns.distances_for(count)
    bandwidth = planes.kernel_bandwidth(n)

    def pattern_of(plane: FloatArray) -> FloatArray:
        square = planes.square_holding(plane, count=count)
        return patterns.pattern(square.points, distances=distances)

    def row(plane: FloatArray, null: str) -> list[FloatArray]:
        like = (
            planes.smooth_resample(plane, bandwidth=bandwidth, rng=rng)
            if null == "smooth"
            else planes.normal_resample(plane, rng=rng)
            for _ in range(sizes["filaments_resamples"])
        )
        return [pattern_of(plane), *map(pattern_of, like)]

    spans = planes.posts_planes(z, axes)
    return {
        f"{cloud}_{null}": np.array(
            [row((clouds[cloud] - axes.mean) @ span.T, null) for span in spans.values()]
        )
        for cloud, null in PAIRS
    }
