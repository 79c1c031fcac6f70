"""A training step: ours, the posts' recipe, and Keras' own `fit`, beside what the machine can do.

All ways train the laptop's AE on the same noise. The share of the peak compares the arithmetic of
a step (three passes over all convolutions and dense layers) with the fastest of two things that
were timed in the same run: a large matrix product, and the network's heaviest convolution.
"""

import math
import statistics
import tomllib
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.src.legacy.preprocessing.image import ImageDataGenerator  # no longer public

from data.batches import Batches
from model.config import NetworkConfig
from model.hardware import fast_precision
from model.networks import autoencoder, reconstruction_loss, unit_range
from model.watch import WatchedAdam
from tests.bench.measures import seconds, show

IMAGES = 1_280
OUR_BATCH, POSTS_BATCH = 64, 128
ROUNDS = 3
LEAST_SPEEDUP = 1.3  # against the posts' recipe, where the processor has bfloat16
PROFILES = Path(__file__).parents[2] / "report" / "profiles.toml"
CONFIG = NetworkConfig(**tomllib.loads(PROFILES.read_text("utf-8"))["laptop"]["networks"]["ae"])


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(2022).integers(0, 256, (IMAGES, 96, 96, 3), dtype=np.uint8)


def ours(images, precision):
    """Our epoch: uint8 batches, read ahead, one compiled step for each."""
    network = autoencoder(CONFIG, seed=1, precision=precision)
    network.compile(optimizer=WatchedAdam(5e-4))

    def epoch():
        order = np.random.default_rng(1)
        for batch in Batches(images, np.arange(IMAGES), batch_size=OUR_BATCH, order=order):
            network.train_on_batch(*batch, return_dict=True)

    return epoch


def posts_recipe(images):
    """VAE IX and XI: float32 in memory, ImageDataGenerator, a train step with GradientTape."""
    network = autoencoder(CONFIG, seed=1)
    optimizer = keras.optimizers.Adam(5e-4)
    optimizer.build(network.trainable_variables)
    flow = ImageDataGenerator().flow(images / np.float32(255), batch_size=POSTS_BATCH)

    @tf.function(reduce_retracing=True)
    def step(x):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(reconstruction_loss(x, network.decoder(network.encoder(x))))
        gradients = tape.gradient(loss, network.trainable_variables)
        optimizer.apply_gradients(zip(gradients, network.trainable_variables, strict=True))
        return loss

    def epoch():
        for _ in range(len(flow)):
            float(step(tf.constant(next(flow))))

    return epoch


def plain_fit(images):
    """Keras' `fit` on an array of float32."""
    network = keras.Sequential([parts := autoencoder(CONFIG, seed=1).encoder])
    network.add(autoencoder(CONFIG, seed=1).decoder)
    network.compile(optimizer=keras.optimizers.Adam(5e-4), loss=reconstruction_loss)
    floats = images / np.float32(255)
    assert parts.input_shape[1:] == floats.shape[1:]
    return lambda: network.fit(floats, floats, batch_size=OUR_BATCH, verbose=0)


def multiplications(config):
    """Multiply-adds of one pass over one image."""
    side, channels = config.image_shape[0], config.image_shape[-1]
    total = 0
    for filters, stride in zip(config.filters, config.strides, strict=True):
        side //= stride
        total += side**2 * config.kernel**2 * channels * filters
        channels = filters
    return 2 * (total + math.prod(config.innermost_shape) * config.z_dim)  # the decoder mirrors it


def matrix_product(precision):
    size = 2048
    kind = {"float32": tf.float32, "bfloat16": tf.bfloat16}[precision]
    left = tf.cast(tf.random.normal((size, size), seed=1), kind)
    product = tf.function(lambda: tf.reduce_sum(tf.cast(left @ left, tf.float32)))
    return lambda: float(product()), size**3


def heaviest_convolution(precision):
    kind = {"float32": tf.float32, "bfloat16": tf.bfloat16}[precision]
    side = CONFIG.image_shape[0] // 2
    maps = tf.cast(tf.random.normal((OUR_BATCH, side, side, CONFIG.filters[0]), seed=1), kind)
    kernel = tf.cast(tf.random.normal((3, 3, CONFIG.filters[0], CONFIG.filters[1]), seed=2), kind)
    apply = tf.function(
        lambda: tf.reduce_sum(tf.cast(tf.nn.conv2d(maps, kernel, 2, "SAME"), tf.float32))
    )
    count = OUR_BATCH * (side // 2) ** 2 * 9 * CONFIG.filters[0] * CONFIG.filters[1]
    return lambda: float(apply()), count


def test_our_step_is_faster_than_the_posts_recipe(images):
    precision = fast_precision()
    ways = {
        "posts: float32, batch 128, GradientTape": posts_recipe(images),
        "Keras' fit on float32, batch 64": plain_fit(images),
        "ours: float32, batch 64": ours(images, "float32"),
        f"ours: {precision}, batch 64": ours(images, precision),
    }
    for epoch in ways.values():
        epoch()  # compiles
    times = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, epoch in ways.items():
            times[way].append(seconds(epoch))
    speeds = {way: IMAGES / statistics.median(spent) for way, spent in times.items()}
    peaks = {}
    for title, (job, count) in {
        "matrix product": matrix_product(precision),
        "heaviest convolution": heaviest_convolution(precision),
    }.items():
        job()
        peaks[title] = count / statistics.median(seconds(job) for _ in range(9))
    best = max(peaks.values())
    work = 3 * multiplications(CONFIG)
    show(
        "Training the AE",
        ("way", "images/s", "of the posts'", "share of the peak"),
        [
            (way, f"{speed:,.0f}", f"{speed / speeds[next(iter(ways))]:.2f}",
             f"{work * speed / best:.0%}")
            for way, speed in speeds.items()
        ],
    )  # fmt: skip
    show(
        f"What this machine can do in {precision}",
        ("job", "10⁹ multiply-adds/s"),
        [(title, f"{peak / 1e9:,.0f}") for title, peak in peaks.items()],
    )
    first, last = speeds[next(iter(ways))], speeds[list(ways)[-1]]
    if precision == "bfloat16":
        assert last > LEAST_SPEEDUP * first
    assert last > 0.9 * speeds["Keras' fit on float32, batch 64"]
    assert unit_range(images[:1]).shape == (1, 96, 96, 3)
