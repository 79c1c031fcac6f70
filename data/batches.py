"""The images' array, fed to Keras in shuffled batches that are read ahead."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import keras
import numpy as np
from numpy.typing import NDArray

from data.corruption import Corruption, corrupted

AHEAD = 4

Batch = tuple[NDArray[np.uint8], ...]
Item = TypeVar("Item")


class Batches(keras.utils.PyDataset):  # type: ignore[misc]
    """Batches of one epoch, read from the memory-mapped array as uint8.

    A batch is a function of its number until the epoch ends; Keras' `fit` then goes on to the next
    epoch, which has another order and other noise. Iterating reads a few batches ahead.

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
    corruption : Corruption or None
        What the inputs are robbed of; the targets are the images as they are.
    noise : numpy.random.Generator or None
        Draws the corruption.

    Raises
    ------
    ValueError
        If there is a corruption and no `noise`.
    """

    def __init__(
        self,
        images: NDArray[np.uint8],
        rows: NDArray[np.int64],
        *,
        batch_size: int,
        order: np.random.Generator | None = None,
        corruption: Corruption | None = None,
        noise: np.random.Generator | None = None,
    ) -> None:
        super().__init__()
        if corruption is not None and noise is None:
            msg = (
                f"`noise` must be a generator where there is a `corruption`, got {noise}. Pass one."
            )
            raise ValueError(msg)
        self.images = images
        self.rows = rows
        self.batch_size = batch_size
        self.order = order
        self.corruption = corruption
        self.noise = noise
        self.on_epoch_end()

    def on_epoch_end(self) -> None:
        """Go on to the order and the noise of the next epoch."""
        if self.order is not None:
            self.rows = self.order.permutation(self.rows)
        if self.noise is not None:
            self.epoch_seed = int(self.noise.integers(2**63))

    def __len__(self) -> int:
        """Batches per epoch."""
        return -(-len(self.rows) // self.batch_size)

    def __getitem__(self, step: int) -> Batch:
        """Images of batch `step`, of shape (b, height, width, 3); with a corruption, two arrays.

        The second are the targets. Batches can be asked for in any order and by several threads.
        """
        rows = self.rows[step * self.batch_size : (step + 1) * self.batch_size]
        targets = np.asarray(self.images[rows])
        if self.corruption is None:
            return (targets,)
        rng = np.random.default_rng([self.epoch_seed, step])
        return corrupted(targets, self.corruption, rng=rng), targets

    def __iter__(self) -> Iterator[Batch]:
        """All batches of the epoch, in order."""
        return read_ahead(self)


def read_ahead(items: Sequence[Item], *, ahead: int = AHEAD) -> Iterator[Item]:
    """Items in order; a thread fetches the next few while the consumer works on one.

    An error in the thread reaches the consumer at its item. The thread has ended when the consumer
    leaves the loop, early or not.

    Parameters
    ----------
    items
        Anything with a length and with items by number.
    ahead
        Most items that wait for the consumer.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="read_ahead") as thread:
        waiting = deque(thread.submit(items.__getitem__, k) for k in range(len(items))[:ahead])
        for place in range(ahead, len(items) + ahead):
            item = waiting.popleft().result()
            if place < len(items):
                waiting.append(thread.submit(items.__getitem__, place))
            yield item
