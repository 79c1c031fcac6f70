"""Posterior variances of trained VAEs beside the curvature that would stop them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.edition import Edition
from analysis.posteriors import loss_curvature

SWEEP = ("vae_fact_1em6", "vae_repeat", "vae_fact_1em4", "vae_fact_1em3", "vae_long")


def measure(series: Edition) -> dict[str, NDArray[Any]]:
    """Curvatures at images that a network has learnt, along components of small to large log_var.

    Returns
    -------
    dict
        ``names`` of the networks, and for each network

        ``<name>.gauss_newton``, ``<name>.second``, ``<name>.log_var`` : (images, axes)
            Curvatures [nat / latent unit²] and log variances [log latent units²] of the images.
        ``<name>.wide`` : (images, every fourth axis)
            Gauss-Newton curvature at steps of a quarter of the cloud's width.
    """
    rng = series.rng(8, 1)
    names = ["vae_tiny", *(run for name in SWEEP for run in series.runs(name))]
    found: dict[str, NDArray[Any]] = {"names": np.array(names)}
    for name in names:
        share = 1 if name == "vae_tiny" else 2
        arrays = _of_network(series, name, share=share, rng=rng)
        found |= {f"{name}.{what}": array for what, array in arrays.items()}
    return found


def _of_network(
    series: Edition, name: str, *, share: int, rng: np.random.Generator
) -> dict[str, NDArray[Any]]:
    """Arrays of one network; `share` divides the number of images and of components."""
    mu, log_var = np.asarray(series.z(name)), np.asarray(series.log_var(name))
    learnt = series.learnt_rows(name)  # only there the losses that training weighs balance
    rows = np.sort(rng.permutation(learnt)[: series.sizes["curvature_images"]])[::share]
    pace = max(1, mu.shape[1] * share // series.sizes["curvature_components"])
    axes = np.argsort(log_var.mean(axis=0, dtype=np.float64))[::pace]
    own = np.sqrt(np.exp(log_var[:, axes], dtype=np.float64).mean(axis=0))
    wide = 0.25 * mu[:, axes].std(axis=0, dtype=np.float64)
    decode = series.network(name).parts.decoder.predict_on_batch
    images = np.asarray(series.images[rows])
    near = loss_curvature(decode, mu[rows], images, axes=axes, steps=own)
    far = loss_curvature(decode, mu[rows], images, axes=axes[::4], steps=wide[::4])
    return {
        "gauss_newton": near.gauss_newton,
        "second": near.second,
        "wide": far.gauss_newton,
        "log_var": log_var[np.ix_(rows, axes)].astype(np.float64),
    }
