"""How much a picture changes when its point moves a little."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from analysis.cloud import FloatArray, Points

Images = NDArray[np.uint8]


def picture_changes(
    z: Points, *, steps: Points, decode: Callable[[FloatArray], Images]
) -> FloatArray:
    """Root mean square change of decoded pictures when their points take steps, one at a time.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Points to start from. [latent units]
    steps : array of shape (k, z_dim)
        Steps, such as one standard deviation of one component each. [latent units]
    decode
        From points to images.

    Returns
    -------
    array of shape (k, n)
        Change of each picture by each step, over all pixels and channels. [grey level]
    """
    steps = np.concatenate([np.zeros((1, steps.shape[1])), steps])
    changes = []
    for point in np.asarray(z, np.float64):
        images = decode(point + steps).astype(np.float32)  # (1 + k, height, width, 3)
        changes.append(np.sqrt(np.mean((images[1:] - images[0]) ** 2, axis=(1, 2, 3))))
    return np.stack(changes, axis=1).astype(np.float64)
