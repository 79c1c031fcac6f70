"""The images' array, fed to Keras in shuffled batches."""

import keras
import numpy as np
from numpy.typing import NDArray


class Batches(keras.utils.PyDataset):  # type: ignore[misc]
    """Batches of one epoch, read from the memory-mapped array as uint8.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Prepared images; only the rows of a batch are read. [grey level]
    rows : array of shape (m,)
        Rows of `images` that belong to the set.
    batch_size
        Images per batch; the last batch may be smaller.
    order : numpy.random.Generator or None
        Shuffles the rows; None keeps their order.
    """

    def __init__(
        self,
        images: NDArray[np.uint8],
        rows: NDArray[np.int64],
        *,
        batch_size: int,
        order: np.random.Generator | None = None,
    ) -> None:
        super().__init__()
        self.images = images
        self.rows = rows if order is None else order.permutation(rows)
        self.batch_size = batch_size

    def __len__(self) -> int:
        """Batches per epoch."""
        return -(-len(self.rows) // self.batch_size)

    def __getitem__(self, step: int) -> tuple[NDArray[np.uint8]]:
        """Images of batch `step`, of shape (b, height, width, 3)."""
        rows = self.rows[step * self.batch_size : (step + 1) * self.batch_size]
        return (np.asarray(self.images[rows]),)
