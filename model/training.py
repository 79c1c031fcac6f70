"""Training that can be stopped at any moment and goes on to the same numbers."""

import csv
import dataclasses
import hashlib
import json
import logging
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from data.atomic import replacing
from data.batches import Batches
from model.config import NetworkConfig, TrainConfig
from model.hardware import has_gpu
from model.latents import load_network, weights_digest
from model.networks import Autoencoder, VariationalAutoencoder, autoencoder, take_weights
from model.watch import TrainingError, Watch, WatchedAdam

_log = logging.getLogger(__name__)

Progress = Callable[[float, float], None]
Losses = dict[str, float]
History = list[Losses]
SETS = ("train", "test")
TESTED = 100  # images of a batch that is not learnt from, at least: fewer take longer
COLUMNS = ("epoch", *(f"{name}_{what}" for name in SETS for what in Autoencoder.MEASURES))


def train(
    config: NetworkConfig,
    schedule: TrainConfig,
    images: NDArray[np.uint8],
    *,
    train_rows: NDArray[np.int64],
    test_rows: NDArray[np.int64],
    folder: Path,
    start: Path | None = None,
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
    start
        Folder of a trained network whose weights this one starts from; None for random ones.
    identity
        Digest of whatever else decides the numbers: the images' content, the training code.
    progress
        Called with epochs done, in fractions, and epochs in all.

    Returns
    -------
    list of dict
        Per epoch: losses of training images (mean over the epoch) and of test images [nat], and
        the mean radius of their points, which are mu for a VAE. [latent units]

    Raises
    ------
    TrainingError
        If a loss is no longer finite or jumps; the last good checkpoint stays.
    """
    network = autoencoder(config, seed=schedule.seed, precision=schedule.precision)
    if start is not None:
        take_weights(network, load_network(start).parts)
        identity += weights_digest(start)
    network.compile(optimizer=WatchedAdam(schedule.learning_rate), jit_compile=has_gpu())
    network.optimizer.build(network.trainable_variables)
    rows = {"train": train_rows, "test": test_rows}
    checkpoint = Checkpoint(folder / "checkpoints", _digest(config, schedule, rows, identity))
    history = checkpoint.restore(network, epochs=schedule.epochs)
    watch = Watch()
    for epoch in range(len(history), schedule.epochs):
        history.append(
            _epoch(network, schedule, images, rows, epoch=epoch, watch=watch, progress=progress)
        )
        checkpoint.save(network, history)
        _write_history(folder, history)
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
    watch: Watch,
    progress: Progress,
) -> dict[str, float]:
    """Losses of one epoch, whose order and noise depend on (seed, epoch) alone."""
    order, corruption, noise = np.random.default_rng([schedule.seed, epoch]).spawn(3)
    if isinstance(network, VariationalAutoencoder):
        network.sample.reseed(int(noise.integers(2**31)))
    batches = {
        "train": _batches(network, schedule, images, rows["train"], order=order, noise=corruption),
        "test": _batches(
            network, schedule, images, rows["test"], noise=_fixed(schedule), least=TESTED
        ),
    }

    def report(share: float) -> None:
        progress(epoch + share, schedule.epochs)

    seen = {
        "train": _trained(network, batches["train"], watch, epoch=epoch, report=report),
        "test": _tested(network, batches["test"]),
    }
    return {"epoch": float(epoch + 1)} | {
        f"{name}_{what}": value for name in SETS for what, value in seen[name].items()
    }


def _batches(
    network: Autoencoder,
    schedule: TrainConfig,
    images: NDArray[np.uint8],
    rows: NDArray[np.int64],
    *,
    order: np.random.Generator | None = None,
    noise: np.random.Generator,
    least: int = 1,
) -> Batches:
    """Batches of the schedule's size, or of `least` images if that is more."""
    return Batches(
        images,
        rows,
        batch_size=max(schedule.batch_size, least),
        order=order,
        corruption=network.config.corruption,
        noise=noise,
    )


def _fixed(schedule: TrainConfig) -> np.random.Generator:
    """Randomness of the test images' corruption, which is the same in every epoch."""
    return np.random.default_rng([schedule.seed, 2**31])


def _trained(
    network: Autoencoder,
    batches: Batches,
    watch: Watch,
    *,
    epoch: int,
    report: Callable[[float], None],
) -> Losses:
    """Mean losses over the images of an epoch, each passed once to the optimizer.

    Not Keras' `fit`: it feeds through tf.data, with which some epochs take twice as long on two
    cores.
    """
    means = Means()
    for step, batch in enumerate(batches, 1):
        losses = means.add(network.train_on_batch(*batch, return_dict=True), len(batch[0]))
        fault = watch.fault(losses)
        if fault:
            raise TrainingError(_diagnosis(network, fault, epoch=epoch, step=step))
        report(step / len(batches))
    return means.result()


def _tested(network: Autoencoder, batches: Batches) -> Losses:
    """Mean losses over images that are not learnt from."""
    means = Means()
    for batch in batches:
        means.add(network.test_on_batch(*batch, return_dict=True), len(batch[0]))
    return means.result()


class Means:
    """Mean losses and radius of images, from those of batches, to which Keras resets its means."""

    def __init__(self) -> None:
        self._sums = dict.fromkeys(Autoencoder.MEASURES, 0.0)
        self._images = 0

    def add(self, logs: Mapping[str, Any], images: int) -> Losses:
        """Count in a batch of so many images; its own losses."""
        losses = {name: float(logs[name]) for name in self._sums}
        self._images += images
        for name, loss in losses.items():
            self._sums[name] += loss * images
        return losses

    def result(self) -> Losses:
        """Mean losses over the images so far."""
        return {name: total / self._images for name, total in self._sums.items()}


def _diagnosis(network: Autoencoder, fault: str, *, epoch: int, step: int) -> str:
    norm = float(network.optimizer.gradient_norm)
    posterior = ""
    if isinstance(network, VariationalAutoencoder):
        posterior = f", the largest log_var {float(network.largest_log_var.result()):.3g}"
    return (
        f"The loss {fault}, in epoch {epoch + 1}, step {step}; the gradient's norm was {norm:.3g}"
        f"{posterior}. The checkpoint of the epoch before stays. Lower `learning_rate`."
    )


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
        try:
            with self.file.open("rb") as stream, np.load(stream) as saved:
                note = json.loads(str(saved["note"]))
                arrays = [saved[name] for name in saved.files if name != "note"]
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile) as error:
            _log.warning("%s is damaged (%s): starting over.", self.file, error)
            return []
        history: History = note["history"]
        if note["digest"] != self.digest or len(history) > epochs:
            _log.warning("%s is of another training: starting over.", self.file)
            return []
        for variable, values in zip(_state(network), arrays, strict=True):
            variable.assign(values)
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


def _write_history(folder: Path, history: History) -> None:
    with replacing(folder / "history.csv") as partial, partial.open("w", newline="") as stream:
        table = csv.DictWriter(stream, COLUMNS)
        table.writeheader()
        table.writerows(history)


def _write_network(
    folder: Path,
    network: Autoencoder,
    config: NetworkConfig,
    schedule: TrainConfig,
    history: History,
) -> None:
    """Write weights, settings and history, each whole or not at all."""
    _write_history(folder, history)
    with replacing(folder / "model.weights.h5") as partial:
        bare = autoencoder(config)  # a compiled network would add its optimizer to the file
        bare.set_weights(network.get_weights())
        bare.save_weights(partial)
        digest = hashlib.sha256(partial.read_bytes()).hexdigest()
    settings = {
        "network": dataclasses.asdict(config),
        "training": dataclasses.asdict(schedule),
        "weights": digest,
    }
    with replacing(folder / "config.json") as partial:
        partial.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
