"""Random points, decoded and judged: cubes, the prior, matched lengths, and controls."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import control_images, random_sets
from analysis.cloud import Points, principal_axes
from analysis.edition import Edition
from analysis.faceness import coarse
from analysis.fidelity import reconstructed_reference
from analysis.judging import Judgement, Reference, judged_sets, judgement, reference_of, stored
from analysis.sampling import full_gaussian
from analysis.sensitivity import picture_changes
from data.sources import StandIns

Arrays = dict[str, NDArray[Any]]
MOVED = 4  # encoded faces of which one coordinate is moved at a time


def measure(series: Edition) -> Arrays:
    """Judgements of all sets of random points and of their controls, and of single steps.

    Returns
    -------
    dict
        ``<network>.<set>.<field>``
            Fields of `analysis.judging.Judgement` for each network of faces and each set of
            `analysis.random_sets`, and for ``reconstruction_test``, ``reconstruction_other``
            (decoded points of two parts of the test images), ``stretched.s…``, and
            ``line_encoded`` (anywhere on lines between points of the two parts).
        ``known.<set>.<field>``
            The same for images that were not decoded: ``original``, ``scrambled``, ``shuffled``,
            ``noise``, and ``headless`` where the images are drawn stand-ins.
        ``ae_small_<z_dim>.<set>.<field>``
            The same for small networks, for reconstructions and three samplers.
        ``z_dims`` : (networks,)
            Numbers of dimensions of the small networks.
        ``change.components``, ``change.axes`` : (z_dim, faces)
            Change of the AE's pictures by a step of one standard deviation along one component,
            or along one principal axis, the broadest first. [grey level]
    """
    train, test = series.rows("train"), series.rows("test")
    n = min(series.sizes["face_samples"], len(test) // 2)
    known = coarse(series.images[train])
    judgements: dict[str, Judgement] = {}
    for name in series.networks:
        reference, found = _of_network(series, name, known=known, rows=test[: 2 * n])
        judgements |= found
        if name == "ae":
            judgements |= _of_controls(series, reference, rows=test[:n])
    z_dims = _small_dimensions(series)
    for z_dim in z_dims:
        judgements |= _of_small_network(series, f"ae_small_{z_dim}", known=known)
    steps = _single_steps(series, rows=test[:MOVED])
    return stored(judgements) | steps | {"z_dims": np.array(z_dims)}


def _small_dimensions(series: Edition) -> list[int]:
    """Numbers of dimensions of the small AEs that differ in nothing else."""
    names = [str(name).rpartition("_") for name in series.settings["side_networks"]]
    return [int(z_dim) for family, _, z_dim in names if family == "ae_small"]


def _of_network(
    series: Edition, name: str, *, known: NDArray[np.float32], rows: NDArray[np.int64]
) -> tuple[Reference, dict[str, Judgement]]:
    """What a network is held against, and the judgements of its sets.

    Parameters
    ----------
    name
        The network.
    known
        What `coarse` makes of the training images.
    rows
        Test images, two parts of equal size.
    """
    network, z = series.network(name), series.z(name)
    cloud, encoded = np.asarray(z[series.rows("train")]), np.asarray(z[rows], np.float64)
    n, first = len(rows) // 2, name == "ae"
    sizes = random_sets.Sizes(
        series.sizes["random_cube_samples"] if first else n, series.sizes["random_few_samples"], n
    )
    seeds, place = series.rng(9, 1).integers(2**63, size=2), series.networks.index(name)
    lines = random_sets.between(encoded[:n], encoded[n:], rng=series.rng(9, 5, place))
    sets = {
        "reconstruction_test": encoded[:n],
        "reconstruction_other": encoded[n:],
        **random_sets.random_sets(
            cloud,
            sizes=sizes,
            positive=random_sets.HALF_WIDTHS if first else random_sets.SOME_HALF_WIDTHS,
            seeds=(int(seeds[0]), int(seeds[1])),
            rng=series.rng(9, 2, place),
        ),
        **random_sets.stretched(encoded[:n]),
        "line_encoded": lines,
    }
    gradients = reconstructed_reference(
        network,
        encoded=z[series.rows("test")],
        cloud=cloud,
        most=series.sizes["face_samples"],
        rng=series.rng(9, 6, place),
    )
    reference = reference_of(cloud, known=known, gradients=gradients)
    found = judged_sets(
        sets, network=network, reference=reference, thorough=random_sets.INSTRUMENTS
    )
    return reference, {f"{name}.{label}": one for label, one in found.items()}


def _of_controls(
    series: Edition, reference: Reference, *, rows: NDArray[np.int64]
) -> dict[str, Judgement]:
    """Judgements of images whose content is known, held against the AE's reconstructions."""
    rng, originals = series.rng(9, 3), np.asarray(series.images[rows])
    sets = {
        "original": originals,
        "scrambled": control_images.phase_scrambled(originals, rng=rng),
        "shuffled": control_images.shuffled_pixels(originals, rng=rng),
        "noise": control_images.white_noise(len(rows), rng=rng),
    }
    if series.settings["source"] == StandIns.label:
        few = series.sizes["random_few_samples"]
        sets["headless"] = control_images.without_head(few, rng=rng)
    return {
        f"known.{label}": judgement(images, reference=reference, thorough=True)
        for label, images in sets.items()
    }


def _of_small_network(
    series: Edition, name: str, *, known: NDArray[np.float32]
) -> dict[str, Judgement]:
    """Judgements of reconstructions and of three samplers, for a network of another z_dim."""
    n, rng = series.sizes["random_few_samples"], series.rng(9, 4)
    network, z = series.network(name), series.z(name)
    cloud, encoded = np.asarray(z[series.rows("train")]), np.asarray(z[series.rows("test")[:n]])
    seeds = (int(rng.integers(2**63)), int(rng.integers(2**63)))
    drawn = random_sets.random_sets(
        cloud, sizes=random_sets.Sizes(n, n, n), positive=(), seeds=seeds, rng=rng
    )
    sets: dict[str, Points] = {"reconstruction_test": encoded}
    sets |= {label: drawn[label] for label in ("cube_matched", "normal")}
    sets["full_gaussian"] = full_gaussian(cloud, n=n, rng=rng)
    found = judged_sets(sets, network=network, reference=reference_of(cloud, known=known))
    return {f"{name}.{label}": one for label, one in found.items()}


def _single_steps(series: Edition, *, rows: NDArray[np.int64]) -> Arrays:
    """Changes of the AE's pictures when a single component, or principal coordinate, moves."""
    network, z = series.network("ae"), series.z("ae")
    cloud = np.asarray(z[series.rows("train")])
    axes, start = principal_axes(cloud), np.asarray(z[rows])
    steps = {
        "components": np.diag(np.std(cloud, axis=0, dtype=np.float64)),
        "axes": axes.sd[:, None] * axes.axes,
    }
    return {
        f"change.{kind}": picture_changes(start, steps=step, decode=network.decode)
        for kind, step in steps.items()
    }
