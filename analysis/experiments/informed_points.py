"""Informed points, decoded and judged: what a sampler must know of a cloud to make faces."""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import informed
from analysis.cloud import Points
from analysis.density_samplers import bridge, fitted_mixture
from analysis.edition import Edition
from analysis.faceness import coarse
from analysis.fidelity import reconstructed_reference
from analysis.judging import judged_sets, reference_of, stored
from analysis.nulls import elliptical_null, parted

Arrays = dict[str, NDArray[Any]]

NETWORKS = ("ae", "vae_tiny")
SHOWN = 8  # images of a set that are kept for figures
SHEET = 21  # the same of boxes, as many as on the posts' sheets
MIXTURES = (1, 2, 3, 5, 8)  # numbers of densities that are tried
MIXED_COMPONENTS = 50  # principal axes along which they are fitted
PIECES = (2, 3, 5)  # numbers of densities between which a gap is looked for: never a single one
PIECES_COMPONENTS = 10  # principal axes along which it is looked for
STARTS = 2  # fits of each number
APART = 6.0  # widths of a half by which the halves of the planted cloud lie apart


def measure(series: Edition) -> Arrays:
    """Judgements of all informed samplers, for the AE and the VAE with a tiny KL term.

    Returns
    -------
    dict
        ``<network>.<set>.<field>``
            Fields of `analysis.judging.Judgement` for the sets of `analysis.informed`: ladder,
            boxes, scaled Gaussians, density samplers, truncated points; and for
            ``reconstruction_train``, decoded points of the first training images.
        ``<network>.mixture_criteria`` : (5,)
            Schwarz's criterion of mixtures of ``mixture_sizes`` densities. [nat]
        ``<network>.mixture_bridge`` : ()
            `analysis.density_samplers.bridge` of another mixture, of at least two densities along
            the broadest axes alone. [unitless]
        ``<network>.null_bridge``, ``<network>.cut_bridge`` : ()
            The same of an elliptical cloud with the same tails, and of the cloud cut in two.
    """
    known = coarse(series.images[series.rows("train")])
    found: Arrays = {"mixture_sizes": np.array(MIXTURES)}
    for name in NETWORKS:
        arrays = _of_network(series, name, known=known)
        found |= {f"{name}.{what}": array for what, array in arrays.items()}
    return found


def _of_network(series: Edition, name: str, *, known: NDArray[np.float32]) -> Arrays:
    """Arrays of one network; `known` is what `coarse` makes of the training images."""
    network, z = series.network(name), series.z(name)
    n = series.sizes["face_samples"]
    cloud = np.asarray(z[series.rows("train")])
    ends = np.asarray(z[series.rows("test")[:n]], np.float64)
    rng, fit_rng = series.rng(10, 1, NETWORKS.index(name)).spawn(2)
    mixed = min(MIXED_COMPONENTS, cloud.shape[1])
    mixture = fitted_mixture(cloud, sizes=MIXTURES, components=mixed, rng=fit_rng)
    few = series.sizes["informed_few_samples"]
    many, some = (series.sizes["ladder_samples"], n) if name == "ae" else (n, few)
    streams = rng.spawn(5)
    boxes = dict(informed.box_points(cloud, n=some, rng=streams[1]))
    compared: dict[str, Points] = {
        **informed.ladder_points(cloud, n=many, rng=streams[0]),
        **informed.scaled_points(cloud, n=some, rng=streams[2]),
        **informed.density_points(cloud, mixture=mixture, n=some, rng=streams[3]),
    }
    others: dict[str, Points] = {
        "reconstruction_train": cloud[:n],
        **informed.truncated_points(cloud, ends, n=few, rng=streams[4]),
    }
    gradients = reconstructed_reference(
        network,
        encoded=z[series.rows("test")],
        cloud=cloud,
        most=n,
        rng=series.rng(9, 6, series.networks.index(name)),
    )
    judge = partial(
        judged_sets,
        network=network,
        reference=reference_of(cloud, known=known, gradients=gradients),
        thorough=[*boxes, *compared],
    )
    judgements = judge(boxes, shown=SHEET) | judge(compared | others, shown=SHOWN)
    return stored(judgements) | {
        "mixture_criteria": mixture.criteria,
        **_bridges(cloud, rng=fit_rng),
    }


def _bridges(cloud: Points, *, rng: np.random.Generator) -> Arrays:
    """Bridges of the cloud, of an elliptical null, which has no gap, and of halves with one."""
    components = min(PIECES_COMPONENTS, cloud.shape[1])
    clouds = {
        "mixture": cloud,
        "null": elliptical_null(cloud, n=len(cloud), rng=rng),
        "cut": parted(cloud, components=components, apart=APART, rng=rng),
    }
    found = {}
    for name, z in clouds.items():
        mixture = fitted_mixture(z, sizes=PIECES, components=components, rng=rng, starts=STARTS)
        found[f"{name}_bridge"] = np.array(bridge(z, mixture=mixture))
    return found
