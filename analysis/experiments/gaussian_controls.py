"""What an encoder of faces makes of faces and of shuffled pixels, and untrained ones of both."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.control_images import shuffled_pixels
from analysis.edition import Edition
from model.latents import Network
from model.networks import autoencoder


def measure(series: Edition) -> dict[str, NDArray[Any]]:
    """z-points of faces and of shuffled faces, from the trained AE and from untrained ones.

    Shuffled faces have all pixels of a face, each at a random place; no encoder is trained on them.

    Returns
    -------
    dict
        ``trained_faces``, ``trained_shuffled`` : (1, n, z_dim)
            From the edition's AE. [latent units]
        ``untrained_faces``, ``untrained_shuffled`` : (networks, n, z_dim)
            From networks of the same architecture with their initial weights. [latent units]
    """
    rng = series.rng(6, 1)
    rows = np.sort(rng.choice(len(series.images), series.sizes["control_images"], replace=False))
    images = {"faces": series.images[rows]}
    images["shuffled"] = shuffled_pixels(images["faces"], rng=rng)
    trained = series.network("ae")
    seeds = rng.integers(2**31, size=series.sizes["control_networks"])
    initial = [Network(trained.config, autoencoder(trained.config, seed=int(s))) for s in seeds]
    return {
        f"{state}_{kind}": np.stack([network.encode(faces)["z"] for network in networks])
        for state, networks in {"trained": [trained], "untrained": initial}.items()
        for kind, faces in images.items()
    }
