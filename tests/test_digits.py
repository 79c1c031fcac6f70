"""Digits: losses in the posts' unit, and telling digits apart."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.digits import (
    mean_losses,
    neighbour_accuracy,
    plane_points,
    principal_points,
    step_of_epoch,
)
from analysis.figures.digits import figure_plane, in_colour
from data.small_images import small_images
from model.config import fact_of_means
from model.networks import kl_to_standard_normal, reconstruction_loss

PIXELS, FACT_OF_MEANS = 28 * 28, 6.5e-4


@given(z_dim=st.sampled_from([2, 12]), seed=st.integers(0, 99))
def test_losses_in_the_posts_unit_equal_their_formula(z_dim, seed):
    rng = np.random.default_rng(seed)
    image, guess = rng.uniform(0.05, 0.95, (2, 1, 28, 28, 1)).astype(np.float32)
    mu, log_var = rng.normal(0, 1, (2, 1, z_dim)).astype(np.float32)
    history = {
        "test_reconstruction": np.array(reconstruction_loss(image, guess)),
        "test_kl": np.array(kl_to_standard_normal(mu, log_var)),
    }
    fact = fact_of_means(FACT_OF_MEANS, pixels=PIXELS, z_dim=z_dim)
    loss, bce, kl = mean_losses(history, split="test", fact=fact, pixels=PIXELS)
    posts_kl = -FACT_OF_MEANS * np.mean(1 + log_var - mu**2 - np.exp(log_var))
    posts_bce = float(np.mean(keras.losses.binary_crossentropy(image, guess)))
    assert kl[0] == pytest.approx(posts_kl, rel=1e-4)
    assert bce[0] == pytest.approx(posts_bce, rel=1e-4)
    assert loss[0] == pytest.approx(posts_bce + posts_kl, rel=1e-4)


def test_an_epoch_of_the_posts_has_235_steps():
    assert step_of_epoch(1, images=60_000, batch_size=256) == 235
    assert step_of_epoch(30, images=1_438, batch_size=64) == 690


def test_digits_are_told_apart_and_noise_is_not(rng):
    parts = small_images("digits")
    (train, train_labels), (test, labels) = parts["train"], parts["test"]
    known = {"train": train, "train_labels": train_labels}
    assert neighbour_accuracy(test, labels, **known).value > 0.95
    noise = rng.integers(0, 256, test.shape)
    chance = neighbour_accuracy(noise, labels, **known)
    assert abs(chance.value - 0.1) < 5 * np.sqrt(0.1 * 0.9 / chance.n)
    shuffled = known | {"train_labels": rng.permutation(train_labels)}
    assert neighbour_accuracy(test, labels, **shuffled).value < 0.2


def test_points_of_another_space_are_refused():
    with pytest.raises(ValueError, match=r"items of shape \(3,\), got \(2,\)"):
        neighbour_accuracy(
            np.zeros((4, 2)), np.zeros(4), train=np.zeros((9, 3)), train_labels=np.zeros(9)
        )


def test_principal_points_keep_the_distances_of_points_in_a_plane(rng):
    axes = np.linalg.qr(rng.normal(size=(16, 2)))[0].T  # two orthonormal images of 4x4 pixels
    train, test = ((rng.normal(0, 9, (n, 2)) @ axes).reshape(n, 4, 4, 1) for n in (50, 3))
    learnt, seen = principal_points(train, test, n_components=2)
    assert learnt.shape == (50, 2)
    assert learnt.var(axis=0)[0] > learnt.var(axis=0)[1]
    apart = np.linalg.norm(seen[0] - seen[1])
    assert apart == pytest.approx(np.linalg.norm(test[0] - test[1]))


@given(half_width=st.floats(0.1, 10), side=st.integers(2, 9))
def test_a_grid_is_symmetric_and_read_like_a_page(half_width, side):
    grid = plane_points(half_width, side).reshape(side, side, 2)
    assert np.abs(grid.sum(axis=(0, 1))).max() < 1e-4 * half_width * side**2
    assert np.abs(grid).max() == pytest.approx(half_width, rel=1e-6)
    assert (np.diff(grid[..., 0], axis=1) > 0).all()  # to the right
    assert (np.diff(grid[..., 1], axis=0) < 0).all()  # downwards


def test_an_image_of_the_map_stands_at_its_point():
    side, half_width = 5, 3.0
    decoded = np.zeros((side * side, 4, 4, 1), np.uint8)
    bright = 7  # second row, third column
    decoded[bright] = 255
    points = np.zeros((10, 2))
    figure = figure_plane(points, np.arange(10), decoded, half_width=half_width)
    sheet = figure.axes[1].images[0]
    left, right, low, high = sheet.get_extent()
    rows, columns = np.nonzero(sheet.get_array())
    x = left + (columns.mean() + 0.5) / (4 * side) * (right - left)
    y = high - (rows.mean() + 0.5) / (4 * side) * (high - low)
    assert (x, y) == pytest.approx(tuple(plane_points(half_width, side)[bright]), abs=1e-6)


def test_ink_is_dark_on_white():
    shown = in_colour(np.array([0, 255], np.uint8).reshape(1, 1, 2, 1))
    assert shown.tolist() == [[[[255] * 3, [0] * 3]]]
