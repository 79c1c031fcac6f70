"""Training that can be stopped at any moment and goes on to the same numbers."""

import csv
import dataclasses
import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from data.atomic import replacing
from data.batches import Batches
from model.config import NetworkConfig, TrainConfig
from model.hardware import has_gpu
from model.networks import Autoencoder, VariationalAutoencoder, autoencoder

_log = logging.getLogger(__name__)

Progress = Callable[[float, float], None]
History = list[dict[str, float]]
SETS = ("train", "test")
COLUMNS = ("epoch", *(f"{name}_{loss}" for name in SETS for loss in Autoencoder.LOSSES))


def train(
    config: NetworkConfig,
    schedule: TrainConfig,
    images: NDArray[np.uint8],
    *,
    train_rows: NDArray[np.int64],
    test_rows: NDArray[np.int64],
    folder: Path,
    identity: str = "",
    progress: Progress = lambda done, total: None,
) -> History:
    """Train a network and leave weights, settings and history in `folder`.

    After each epoch a checkpoint holds weights, optimizer and history. A later call with the same
    settings, images and `identity` goes on from it and ends with the same numbers; any other
    checkpoint is left aside, and the run starts over and says so.

    Parameters
    ----------
    config, schedule
        What the network is and how it is trained.
    images : array of shape (n, 96, 96, 3)
        Prepared images. [grey level]
    train_rows, test_rows : array of shape (m,)
        Rows of `images` to train on, and to measure the loss on after each epoch.
    folder
        Receives ``model.weights.h5``, ``config.json``, ``history.csv`` and ``checkpoints/``.
    identity
        Digest of whatever else decides the numbers: the images' content, the training code.
    progress
        Called with epochs done, in fractions, and epochs in all.

    Returns
    -------
    list of dict
        Per epoch: losses of training images (mean over the epoch) and of test images. [nat]

    Raises
    ------
    FloatingPointError
        If a loss is no longer finite; the last good checkpoint stays.
    """
    network = autoencoder(config, seed=schedule.seed, precision=schedule.precision)
    network.compile(optimizer=keras.optimizers.Adam(schedule.learning_rate), jit_compile=has_gpu())
    network.optimizer.build(network.trainable_variables)
    rows = {"train": train_rows, "test": test_rows}
    checkpoint = Checkpoint(folder / "checkpoints", _digest(config, schedule, rows, identity))
    history = checkpoint.restore(network, epochs=schedule.epochs)
    for epoch in range(len(history), schedule.epochs):
        history.append(_epoch(network, schedule, images, rows, epoch=epoch, progress=progress))
        checkpoint.save(network, history)
        progress(epoch + 1, schedule.epochs)
    _write_network(folder, network, config, schedule, history)
    return history


def _epoch(
    network: Autoencoder,
    schedule: TrainConfig,
    images: NDArray[np.uint8],
    rows: dict[str, NDArray[np.int64]],
    *,
    epoch: int,
    progress: Progress,
) -> dict[str, float]:
    """Losses of one epoch, whose order and noise depend on (seed, epoch) alone."""
    order = np.random.default_rng([schedule.seed, epoch])
    if isinstance(network, VariationalAutoencoder):
        network.sample.reseed(int(order.integers(2**31)))
    size = schedule.batch_size
    train_batches = Batches(images, rows["train"], batch_size=size, order=order)
    test_batches = Batches(images, rows["test"], batch_size=size)

    def report(share: float) -> None:
        progress(epoch + share, schedule.epochs)

    seen = {
        "train": _mean_losses(network, network.train_on_batch, train_batches, report),
        "test": _mean_losses(network, network.test_on_batch, test_batches, lambda share: None),
    }
    losses = {"epoch": float(epoch + 1)}
    losses |= {f"{name}_{loss}": seen[name][loss] for name in SETS for loss in network.LOSSES}
    if not np.isfinite(list(losses.values())).all():
        msg = f"The loss must stay finite, got {losses}. Lower `learning_rate`."
        raise FloatingPointError(msg)
    return losses


def _mean_losses(
    network: Autoencoder,
    step: Callable[..., dict[str, float]],
    batches: Batches,
    report: Callable[[float], None],
) -> dict[str, float]:
    """Mean losses over the images of all batches, each passed once to `step`.

    Not Keras' `fit`: it feeds through tf.data, with which some epochs take twice as long on two
    cores.
    """
    network.reset_metrics()
    losses: dict[str, float] = {}
    for number in range(len(batches)):
        losses = step(*batches[number], return_dict=True)
        report((number + 1) / len(batches))
    return {name: float(losses[name]) for name in network.LOSSES}


class Checkpoint:
    """Weights, optimizer and history after an epoch, in one file that is whole or absent.

    Parameters
    ----------
    folder
        Holds the file.
    digest
        Digest of everything that decides the numbers; restored only where it is the same.
    """

    def __init__(self, folder: Path, digest: str) -> None:
        self.file = folder / "last.npz"
        self.digest = digest

    def save(self, network: Autoencoder, history: History) -> None:
        """Replace the checkpoint by the present state of `network`."""
        arrays: dict[str, Any] = {
            f"{place:04d}": np.asarray(variable) for place, variable in enumerate(_state(network))
        }
        note = json.dumps({"digest": self.digest, "history": history})
        with replacing(self.file) as partial:
            np.savez(partial, note=np.array(note), **arrays)

    def restore(self, network: Autoencoder, *, epochs: int) -> History:
        """Put the checkpoint into `network`, if it belongs to it; the history so far."""
        if not self.file.exists():
            return []
        with np.load(self.file) as saved:
            note = json.loads(str(saved["note"]))
            history: History = note["history"]
            if note["digest"] != self.digest or len(history) > epochs:
                _log.warning("%s is of another training: starting over.", self.file)
                return []
            for place, variable in enumerate(_state(network)):
                variable.assign(saved[f"{place:04d}"])
        return history


def _state(network: Autoencoder) -> list[keras.Variable]:
    return [*network.weights, *network.optimizer.variables]


def _digest(
    config: NetworkConfig,
    schedule: TrainConfig,
    rows: dict[str, NDArray[np.int64]],
    identity: str,
) -> str:
    settings = dataclasses.asdict(schedule) | {"epochs": "any: more epochs go on from here"}
    digest = hashlib.sha256(json.dumps([dataclasses.asdict(config), settings, identity]).encode())
    for name in SETS:
        digest.update(np.ascontiguousarray(rows[name], dtype=np.int64).tobytes())
    return digest.hexdigest()


def _write_network(
    folder: Path,
    network: Autoencoder,
    config: NetworkConfig,
    schedule: TrainConfig,
    history: History,
) -> None:
    """Write weights, settings and history, each whole or not at all."""
    settings = {"network": dataclasses.asdict(config), "training": dataclasses.asdict(schedule)}
    with replacing(folder / "config.json") as partial:
        partial.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    with replacing(folder / "history.csv") as partial, partial.open("w", newline="") as stream:
        table = csv.DictWriter(stream, COLUMNS)
        table.writeheader()
        table.writerows(history)
    with replacing(folder / "model.weights.h5") as partial:
        bare = autoencoder(config)  # a compiled network would add its optimizer to the file
        bare.set_weights(network.get_weights())
        bare.save_weights(partial)
