"""Feeding a training: the posts' way against ours, and ours against the training step."""

import itertools
import statistics
import time
import tomllib
from pathlib import Path

import keras
import numpy as np
import pytest
from keras.src.legacy.preprocessing.image import ImageDataGenerator  # no longer public

from data.batches import Batches
from data.corruption import Corruption
from model.config import NetworkConfig
from model.hardware import has_gpu
from model.networks import autoencoder
from tests.bench.measures import peak_memory, seconds, show

IMAGES = 8_000
BATCH_SIZE = 128  # of the posts
ROUNDS = 5
STEPS = 40
COMPILING = 2  # steps that do not count
PROFILES = Path(__file__).parents[2] / "report" / "profiles.toml"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The same noise as uint8 for us, and as float32 between 0 and 1 for the posts' way."""
    folder = tmp_path_factory.mktemp("arrays")
    levels = np.random.default_rng(2022).integers(0, 256, (IMAGES, 96, 96, 3), dtype=np.uint8)
    names = {"uint8": folder / "images.npy", "float32": folder / "x_train.npy"}
    np.save(names["uint8"], levels)
    np.save(names["float32"], in_unit_range(levels))
    return names


def in_unit_range(levels):
    return np.multiply(levels, np.float32(1 / 255), dtype=np.float32)


def posts_flow(files):
    """VAE IX: `flow` without labels, which would double its work."""
    return ImageDataGenerator().flow(np.load(files["float32"]), batch_size=BATCH_SIZE)


def our_batches(files, batch_size=BATCH_SIZE, **options):
    images = np.load(files["uint8"], mmap_mode="r")
    order = np.random.default_rng(1)
    return Batches(images, np.arange(IMAGES), batch_size=batch_size, order=order, **options)


def posts_epoch(flow):
    for _ in range(len(flow)):
        next(flow)


def our_epoch(batches):
    for _ in batches:
        pass
    batches.on_epoch_end()


def our_epoch_in_float32(batches):
    for (images,) in batches:
        in_unit_range(images)
    batches.on_epoch_end()


WAYS = {
    "ImageDataGenerator, float32": (posts_flow, posts_epoch),
    "Batches, uint8 as delivered": (our_batches, our_epoch),
    "Batches, turned into float32": (our_batches, our_epoch_in_float32),
}
POSTS, *OURS = WAYS


def one_epoch(files, way):
    feeder, epoch = WAYS[way]
    epoch(feeder(files))


def nothing():
    """A process that has imported Keras and TensorFlow, without images."""


def test_batches_are_ahead_of_the_posts_generator_in_speed_and_memory(files):
    feeders = {way: feeder(files) for way, (feeder, _) in WAYS.items()}
    taken = {way: [] for way in WAYS}
    for _ in range(ROUNDS):
        for way, (_, epoch) in WAYS.items():
            taken[way].append(seconds(epoch, feeders[way]))
    del feeders
    speed = {way: IMAGES / statistics.median(taken[way]) for way in WAYS}
    memory = {way: peak_memory(one_epoch, files, way) for way in WAYS}
    rows = [(way, f"{speed[way]:,.0f}", f"{memory[way]:,.0f}") for way in WAYS]
    rows += [("TensorFlow without images", "", f"{peak_memory(nothing):,.0f}")]
    title = f"{IMAGES:,} images in batches of {BATCH_SIZE}: medians of {ROUNDS} epochs in turn"
    show(title, ("way", "images/s", "peak memory [MB]"), rows)
    for way in OURS:
        assert speed[way] > speed[POSTS]
        assert memory[way] < memory[POSTS]


def laptop_network():
    """The laptop edition's autoencoder, ready to train, and its batch size."""
    profile = tomllib.loads(PROFILES.read_text("utf-8"))["laptop"]
    network = autoencoder(NetworkConfig(**profile["networks"]["ae"]))
    network.compile(optimizer=keras.optimizers.Adam(1e-4), jit_compile=has_gpu())
    return network, profile["training"]["batch_size"]


def fed_step(network, feed):
    """Seconds of waiting for a batch, and of waiting and training on it."""
    start = time.perf_counter()
    batch = next(feed)
    waited = time.perf_counter() - start
    network.train_on_batch(*batch)
    return waited, time.perf_counter() - start


def test_feeding_costs_at_most_a_tenth_of_a_training_step(files):
    network, size = laptop_network()
    plain = our_batches(files, size)
    poor = {"corruption": Corruption(noise=25, kept=0.2), "noise": np.random.default_rng(2)}
    feeds = {
        "the same batch again": itertools.repeat(plain[0]),
        "Batches": iter(plain),
        "Batches, noise, 20 % of pixels": iter(our_batches(files, size, **poor)),
    }
    waits, wholes = ({name: [] for name in feeds} for _ in range(2))
    for step in range(-COMPILING, STEPS):
        for name, feed in feeds.items():
            waited, whole = fed_step(network, feed)
            if step >= 0:
                waits[name].append(waited)
                wholes[name].append(whole)
    wait = {name: statistics.median(waits[name]) for name in feeds}
    step = {name: statistics.median(wholes[name]) for name in feeds}
    still = step["the same batch again"]
    columns = ("fed by", "wait [ms]", "whole step [ms]", "wait / step", "longer by")
    rows = [
        (
            name,
            f"{1e3 * wait[name]:.2f}",
            f"{1e3 * step[name]:.1f}",
            f"{wait[name] / step[name]:.2%}",
            f"{step[name] / still - 1:+.1%}",
        )
        for name in feeds
    ]
    title = f"Steps of the laptop edition's AE on {size} images: medians of {STEPS}, in turn"
    show(title, columns, rows)
    for name in feeds:
        assert wait[name] < 0.1 * step[name]
        assert step[name] < 1.1 * still
