"""Large values of a VAE's noise: how many a training sees, and what one of them does."""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.edition import Edition
from analysis.noise import all_large, counted_outliers, injected_noise, one_large
from model.networks import PosteriorSample

LIMIT, INJECTED = 5.0, 6.0


def measure(series: Edition) -> dict[str, NDArray[Any]]:
    """Noise at or beyond 5 posterior sd, and images decoded with a forced value of 6 sd.

    Returns
    -------
    dict
        ``draws``, ``count``, ``largest`` : ()
            Draws of the sampling layer as many as the training of the tiny-KL VAE makes, how many
            lie beyond the limit, and the largest. [posterior sd]
        ``per_epoch`` : ()
            Draws of one epoch.
        ``<case>.shift``, ``.radius``, ``.loss``, ``.ordinary`` : (images,)
            See `analysis.noise.Injected`; the cases are ``one`` (the widest posterior's entry at 6)
            and ``all`` (all entries at 5, of either sign).
        ``widest`` : (images,)
            Width of each image's widest posterior. [latent units]
    """
    rng = series.rng(8, 2)
    mu, log_var = np.asarray(series.z("vae_tiny")), np.asarray(series.log_var("vae_tiny"))
    epochs = len(series.history("vae_tiny")["epoch"])
    per_epoch = len(series.rows("train")) * mu.shape[1]
    drawn = counted_outliers(_sampler(rng), draws=epochs * per_epoch, limit=LIMIT)
    rows = np.sort(rng.permutation(series.rows("test"))[: series.sizes["noise_images"]])
    sd = np.exp(0.5 * log_var[rows])
    decode = series.network("vae_tiny").parts.decoder.predict_on_batch
    found: dict[str, NDArray[Any]] = {
        "draws": np.array(epochs * per_epoch),
        "per_epoch": np.array(per_epoch),
        "count": np.array(drawn.number),
        "largest": np.array(drawn.largest),
        "widest": sd.max(axis=1),
    }
    forces = {
        "one": partial(one_large, value=INJECTED, sd=sd),
        "all": partial(all_large, value=LIMIT),
    }
    for case, force in forces.items():
        effect = injected_noise(
            decode,
            np.asarray(series.images[rows]),
            mu=mu[rows],
            log_var=log_var[rows],
            force=force,
            rng=rng,
        )
        found |= {f"{case}.{what}": values for what, values in effect._asdict().items()}
    return found


def _sampler(rng: np.random.Generator) -> Any:
    """The noise of the networks' own sampling layer, without a limit."""
    layer = PosteriorSample(epsilon_limit=float("inf"))
    layer.reseed(int(rng.integers(2**31)))

    def noise(n: int) -> NDArray[np.float32]:
        zeros = np.zeros((1, n), np.float32)
        return np.asarray(layer(zeros, zeros))

    return noise
