"""Ways through a cloud, decoded and judged: lines, paths across the core, steps, walks."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import informed
from analysis.cloud import FloatArray, Points
from analysis.edition import Edition
from analysis.faceness import coarse, has_face
from analysis.judging import judged_sets, reference_of, stored
from analysis.paths import perturbed, turned, walk
from analysis.sampling import origin_gaussian

Arrays = dict[str, NDArray[Any]]

NETWORKS = ("ae", "vae_tiny")
SHOWN = 8  # images of a set that are kept for figures
WALKED = 6  # principal axes along which pictures are made
REACHES = np.linspace(-3, 3, 9)  # standard deviations
SHARES = np.linspace(0, 1, 9)
LENGTHS = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0])  # sizes of the cloud


def measure(series: Edition) -> Arrays:
    """Judgements of points on the way, and pictures along some ways.

    Returns
    -------
    dict
        ``<network>.<set>.<field>``
            Fields of `analysis.judging.Judgement` for the sets of `analysis.informed`: lines,
            paths across the core, steps.
        ``<network>.walks.images``, ``<network>.walks.faces`` : (6, 9, 96, 96, 3) and (6, 9)
            Pictures along six principal axes at ``reaches`` [standard deviations], and whether the
            detector finds a face in them.
        ``<network>.lines.images``, ``….faces`` : (4, 9, 96, 96, 3) and (4, 9)
            Pictures at ``shares`` of the way between the first and second test image, straight and
            spherical, and between the third and fourth.
        ``<network>.ways.images``, ``….faces`` : (4, 9, 96, 96, 3) and (4, 9)
            Pictures at ``lengths`` [sizes of the cloud] from the first test image in a random
            direction and in one in which the cloud extends, and from the second.
    """
    known = coarse(series.images[series.rows("train")])
    found: Arrays = {"reaches": REACHES, "shares": SHARES, "lengths": LENGTHS}
    for name in NETWORKS:
        arrays = _of_network(series, name, known=known)
        found |= {f"{name}.{what}": array for what, array in arrays.items()}
    return found


def _of_network(series: Edition, name: str, *, known: NDArray[np.float32]) -> Arrays:
    """Arrays of one network; `known` is what `coarse` makes of the training images."""
    network, z = series.network(name), series.z(name)
    cloud = np.asarray(z[series.rows("train")])
    ends = np.asarray(z[series.rows("test")[: series.sizes["face_samples"]]], np.float64)
    n, streams = (
        series.sizes["informed_few_samples"],
        series.rng(10, 2, NETWORKS.index(name)).spawn(5),
    )
    sets: dict[str, Points] = {
        **informed.line_points(
            ends, origin=origin_gaussian(cloud, n=n, rng=streams[0]), n=n, rng=streams[1]
        ),
        **informed.core_points(cloud, n=n, rng=streams[2]),
        **informed.step_points(cloud, ends, n=n, rng=streams[3]),
    }
    reference = reference_of(cloud, known=known)
    arrays = stored(judged_sets(sets, network=network, reference=reference, shown=SHOWN))
    pictures = {
        "walks": np.stack([walk(cloud, axis=k, reaches=REACHES) for k in range(WALKED)]),
        "lines": _lines(ends[:4], centre=cloud.mean(axis=0, dtype=np.float64)),
        "ways": _ways(ends[:2], cloud=cloud, rng=streams[4]),
    }
    for what, points in pictures.items():
        images = network.decode(points.reshape(-1, points.shape[-1]))
        arrays[f"{what}.images"] = images.reshape(*points.shape[:2], *images.shape[1:])
        arrays[f"{what}.faces"] = has_face(images).reshape(points.shape[:2])
    return arrays


def _lines(ends: FloatArray, *, centre: FloatArray) -> FloatArray:
    """Straight and spherical lines between pairs of points, (4, shares, z_dim)."""
    lines = []
    for first, second in (ends[:2], ends[2:]):
        lines.append(first + SHARES[:, None] * (second - first))
        pair = (first - centre)[None], (second - centre)[None]
        lines.append(np.concatenate([centre + turned(*pair, share=share) for share in SHARES]))
    return np.stack(lines)


def _ways(starts: FloatArray, *, cloud: Points, rng: np.random.Generator) -> FloatArray:
    """Steps of growing length from each start, random and along the cloud, (4, lengths, z_dim)."""
    ways = []
    for start in starts:
        for principal in (False, True):
            step = (
                perturbed(start[None], cloud=cloud, size=1.0, principal=principal, rng=rng) - start
            )
            ways.append(start + LENGTHS[:, None] * step)
    return np.stack(ways)
