"""Batches: what is in them, how inputs are corrupted, and how they are read ahead."""

import threading

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from data.batches import Batches, read_ahead
from data.corruption import Corruption, corrupted, luminance
from model.config import NetworkConfig
from model.networks import autoencoder

SHAPE = (8, 8, 3)
POOR = Corruption(noise=20, kept=0.5)


def numbered(count):
    """Images that know their row."""
    return np.broadcast_to(np.arange(count, dtype=np.uint8)[:, None, None, None], (count, *SHAPE))


def rows_of(batches):
    return [int(image[0, 0, 0]) for batch in batches for image in batch[-1]]


def photographs(rng, count):
    return rng.integers(60, 200, (count, *SHAPE), dtype=np.uint8)


def poor_batches(images, *, seed=3, corruption=POOR):
    noise = np.random.default_rng(seed)
    rows = np.arange(len(images))
    return Batches(images, rows, batch_size=16, corruption=corruption, noise=noise)


@given(count=st.integers(1, 60), batch_size=st.integers(1, 20), seed=st.integers(0, 99))
def test_every_row_comes_once_per_epoch(count, batch_size, seed):
    rows = np.arange(200, 200 - count, -1)
    order = np.random.default_rng(seed)
    batches = Batches(numbered(256), rows, batch_size=batch_size, order=order)
    for _ in range(2):
        assert sorted(rows_of(batches)) == sorted(rows)
        assert {len(images) for (images,) in list(batches)[:-1]} <= {batch_size}
        batches.on_epoch_end()


def test_the_order_is_the_seed_s_and_changes_from_epoch_to_epoch():
    def epochs(seed):
        order = np.random.default_rng(seed)
        batches = Batches(numbered(100), np.arange(100), batch_size=16, order=order)
        first = rows_of(batches)
        batches.on_epoch_end()
        return first, rows_of(batches)

    assert epochs(1) == epochs(1)
    assert epochs(1)[0] != epochs(1)[1]
    assert epochs(1)[0] != epochs(2)[0]


def test_without_an_order_rows_stay_where_they_are():
    rows = np.array([5, 3, 9])
    assert rows_of(Batches(numbered(10), rows, batch_size=2)) == [5, 3, 9]


def test_batches_of_a_file_are_grey_levels_in_memory(tmp_path, rng):
    images = photographs(rng, 20)
    np.save(tmp_path / "images.npy", images)
    mapped = np.load(tmp_path / "images.npy", mmap_mode="r")
    (first,) = Batches(mapped, np.arange(20), batch_size=16)[0]
    assert type(first) is np.ndarray
    assert first.dtype == np.uint8
    assert (first == images[:16]).all()


def test_inputs_are_corrupted_and_targets_are_not(rng):
    images = photographs(rng, 40)
    inputs, targets = map(np.concatenate, zip(*poor_batches(images), strict=True))
    assert (targets == images).all()
    assert inputs.dtype == np.uint8
    assert all((one != other).any() for one, other in zip(inputs, targets, strict=True))


def test_a_corruption_does_not_depend_on_the_order_in_which_batches_are_asked_for(rng):
    images = photographs(rng, 60)
    forwards, backwards = poor_batches(images), poor_batches(images)
    expected = [forwards[step] for step in range(4)]
    for step in (3, 1, 2, 0, 1):
        assert np.array_equal(backwards[step][0], expected[step][0])


def test_batches_and_epochs_have_noise_of_their_own():
    images = np.full((32, *SHAPE), 128, dtype=np.uint8)
    batches = poor_batches(images)
    first, second = batches[0][0], batches[1][0]
    assert (first != second).any()
    batches.on_epoch_end()
    assert (batches[0][0] != first).any()
    assert (poor_batches(images, seed=4)[0][0] != first).any()


def test_a_corruption_without_a_generator_is_refused():
    with pytest.raises(ValueError, match=r"`noise` must be a generator .* got None"):
        Batches(numbered(4), np.arange(4), batch_size=2, corruption=POOR)


@given(kept=st.floats(0, 1), seed=st.integers(0, 99))
def test_the_share_of_pixels_that_are_kept_is_as_wanted(kept, seed):
    images = np.full((20, 32, 32, 3), 255, dtype=np.uint8)
    inputs = corrupted(images, Corruption(kept=kept), rng=np.random.default_rng(seed))
    assert set(np.unique(inputs)) <= {0, 255}
    whole = inputs.min(axis=-1) == 255
    assert (whole == (inputs.max(axis=-1) == 255)).all()  # all colours of a pixel, or none
    assert abs(whole.mean() - kept) <= 5 * np.sqrt(kept * (1 - kept) / whole.size)


@given(noise=st.floats(1, 20), seed=st.integers(0, 99))
def test_noise_has_the_standard_deviation_wanted(noise, seed):
    images = np.full((20, 32, 32, 3), 128, dtype=np.uint8)
    inputs = corrupted(images, Corruption(noise=noise), rng=np.random.default_rng(seed))
    error = inputs.astype(float) - 128
    variance = noise**2 + 1 / 12  # the second is that of rounding
    assert abs(error.mean()) <= 5 * np.sqrt(variance / error.size)
    assert abs(error.var() - variance) <= 5 * variance * np.sqrt(2 / error.size) + 0.02


def test_noise_stops_at_black_and_white(rng):
    images = np.repeat(np.array([0, 255], dtype=np.uint8), 3000).reshape(2, 10, 100, 3)
    black, white = corrupted(images, Corruption(noise=10), rng=rng)
    assert black.max() < 128 < white.min()


@given(seed=st.integers(0, 99))
def test_grey_images_have_pillow_s_luminance_in_all_channels(seed):
    rng = np.random.default_rng(seed)
    image = rng.integers(0, 256, (1, 16, 16, 3), dtype=np.uint8)
    grey = corrupted(image, Corruption(grey=True), rng=rng)
    expected = np.asarray(Image.fromarray(image[0]).convert("L"))
    assert (grey[0] == expected[..., None]).all()
    assert (luminance(image)[0, ..., 0] == expected).all()


def test_noise_on_grey_images_is_grey(rng):
    inputs = corrupted(photographs(rng, 4), Corruption(noise=30, kept=0.5, grey=True), rng=rng)
    assert (inputs == inputs[..., :1]).all()
    assert len(np.unique(inputs)) > 50


def test_a_corruption_that_does_nothing_gives_equal_images_of_their_own(rng):
    images = photographs(rng, 4)
    inputs = corrupted(images, Corruption(), rng=rng)
    assert (inputs == images).all()
    assert not np.shares_memory(inputs, images)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"noise": -1}, "`noise` must be .* got -1"),
        ({"noise": float("nan")}, "`noise` must be .* got nan"),
        ({"kept": 20}, r"`kept` must be a share .* got 20\. Write 20 % as 0\.2"),
        ({"kept": -0.1}, "`kept` must be .* got -0.1"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        Corruption(**settings)


def readers():
    return [thread for thread in threading.enumerate() if thread.name.startswith("read_ahead")]


def test_reading_ahead_gives_the_same_batches_as_asking_for_them(rng):
    batches = poor_batches(photographs(rng, 100))
    ahead = list(batches)
    assert len(ahead) == len(batches) == 7
    for step, (inputs, targets) in enumerate(ahead):
        assert np.array_equal(inputs, batches[step][0])
        assert np.array_equal(targets, batches[step][1])
    assert not readers()


@given(count=st.integers(0, 12), ahead=st.integers(1, 15))
def test_any_number_of_items_is_read_in_order(count, ahead):
    assert list(read_ahead(range(count), ahead=ahead)) == list(range(count))


class Watched:
    """Items that are noted when they are fetched; item `bad` cannot be."""

    def __init__(self, count, bad=None):
        self.count, self.bad = count, bad
        self.fetched = []

    def __len__(self):
        return self.count

    def __getitem__(self, place):
        self.fetched.append((place, threading.current_thread().name))
        if place == self.bad:
            msg = f"item {place} is damaged"
            raise OSError(msg)
        return place


def consume(items, use):
    for item in items:
        use(item)


def test_no_more_than_a_few_items_wait_for_the_consumer():
    items = Watched(50)
    for place in read_ahead(items, ahead=3):
        assert max(fetched for fetched, _ in items.fetched) <= place + 3
    assert {name for _, name in items.fetched} == {"read_ahead_0"}


def test_an_error_reaches_the_consumer_at_its_item():
    seen = []
    with pytest.raises(OSError, match="item 5 is damaged"):
        consume(read_ahead(Watched(9, bad=5)), seen.append)
    assert seen == [0, 1, 2, 3, 4]
    assert not readers()


def test_a_consumer_that_leaves_early_leaves_no_thread():
    items = Watched(1000)
    for place in read_ahead(items):
        if place == 3:
            break
    assert not readers()
    assert len(items.fetched) <= 3 + 5


def test_a_consumer_that_fails_leaves_no_thread():
    with pytest.raises(ZeroDivisionError):
        consume(read_ahead(Watched(1000)), lambda place: 1 / (3 - place))
    assert not readers()


def test_keras_own_fit_takes_batches_and_sends_grey_levels_to_the_device(rng, monkeypatch):
    images = rng.integers(0, 256, (20, 96, 96, 3), dtype=np.uint8)
    batches, seeds, dtypes = poor_batches(images), [], set()
    network = autoencoder(NetworkConfig("ae", z_dim=2, filters=(2, 2, 2, 2, 2)))
    call = network.call

    def watched(images, training=False):
        dtypes.add(keras.backend.standardize_dtype(images.dtype))
        return call(images, training=training)

    monkeypatch.setattr(network, "call", watched)
    network.compile(optimizer="sgd")
    note = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: seeds.append(batches.epoch_seed)
    )
    network.fit(batches, epochs=3, verbose=0, callbacks=[note])
    assert len(set(seeds)) == 3
    assert dtypes == {"uint8"}
