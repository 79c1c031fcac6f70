"""Losses of single images: against Keras, closed forms and an exact decomposition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis import losses

images_of = arrays.arrays(np.uint8, (3, 4, 4, 3))
predictions_of = arrays.arrays(float, (3, 4, 4, 3), elements=st.floats(0, 1))


def low_rank_images(n, *, rank, seed):
    """Images around middle grey that `rank` components span, up to rounding."""
    rng = np.random.default_rng(seed)
    basis = np.random.default_rng(0).normal(size=(rank, 12 * 12 * 3))
    flat = 128 + 12 * rng.normal(size=(n, rank)) @ basis
    return np.clip(np.rint(flat), 0, 255).astype(np.uint8).reshape(n, 12, 12, 3)


def test_the_cross_entropy_is_the_one_that_the_networks_are_trained_on():
    networks = pytest.importorskip("model.networks")
    rng = np.random.default_rng(1)
    images = rng.integers(0, 256, (5, 8, 8, 3), dtype=np.uint8)
    predictions = rng.random((5, 8, 8, 3), dtype=np.float32)
    predictions[0, :2] = 0.0
    predictions[1, :2] = 1.0
    theirs = networks.reconstruction_loss(networks.unit_range(images), predictions)
    ours = losses.binary_cross_entropy(images, predictions)
    np.testing.assert_allclose(ours, np.asarray(theirs), rtol=0.01)  # float32 has no 1 - 1e-7
    np.testing.assert_allclose(ours[2:], np.asarray(theirs)[2:], rtol=1e-5)


def test_the_divergence_is_the_one_that_the_networks_are_trained_on():
    networks = pytest.importorskip("model.networks")
    mu, log_var = np.random.default_rng(2).normal(size=(2, 6, 10)).astype(np.float32)
    theirs = np.asarray(networks.kl_to_standard_normal(mu, log_var))
    np.testing.assert_allclose(losses.kl_to_standard_normal(mu, log_var), theirs, rtol=1e-5)


@given(images_of, predictions_of)
def test_inverting_image_and_prediction_changes_no_loss(images, predictions):
    for loss in (losses.binary_cross_entropy, losses.rms_error):
        np.testing.assert_allclose(
            loss(255 - images, 1 - predictions), loss(images, predictions), rtol=1e-6, atol=1e-6
        )


@given(images_of, predictions_of)
def test_images_are_judged_one_by_one(images, predictions):
    for loss in (losses.binary_cross_entropy, losses.rms_error):
        alone = [loss(images[i : i + 1], predictions[i : i + 1])[0] for i in range(3)]
        np.testing.assert_allclose(loss(images, predictions), alone, rtol=1e-12)


@given(images_of)
def test_a_perfect_reconstruction_has_no_squared_error(images):
    np.testing.assert_allclose(losses.rms_error(images, images / 255), 0, atol=1e-12)


def test_the_squared_error_is_in_grey_levels():
    images = np.full((1, 4, 4, 3), 100, np.uint8)
    assert losses.rms_error(images, np.full(images.shape, 103 / 255)) == pytest.approx([3])


def test_a_prediction_of_zero_or_one_costs_a_finite_loss():
    images = np.full((1, 4, 4, 3), 255, np.uint8)
    loss = losses.binary_cross_entropy(images, np.zeros(images.shape))
    assert loss == pytest.approx([16 * -np.log(losses.SMALLEST)])


@given(
    arrays.arrays(float, (4, 3), elements=st.floats(-5, 5)),
    arrays.arrays(float, (4, 3), elements=st.floats(-20, 5)),
)
def test_the_divergence_is_never_negative(mu, log_var):
    assert (losses.kl_to_standard_normal(mu, log_var) >= 0).all()
    assert losses.kl_to_standard_normal(0 * mu, 0 * log_var).tolist() == [0] * 4


def test_the_mean_image_is_the_mean_over_all_blocks(monkeypatch):
    images = np.random.default_rng(3).integers(0, 256, (11, 4, 4, 3), dtype=np.uint8)
    monkeypatch.setattr(losses, "BLOCK", 4)
    np.testing.assert_allclose(losses.mean_image(images), images.mean(axis=0) / 255, rtol=1e-12)


def test_as_many_components_as_the_images_have_leave_only_rounding():
    train, test = (low_rank_images(n, rank=5, seed=n) for n in (80, 20))
    rng = np.random.default_rng(4)
    full = losses.pca_reconstructions(train, test, n_components=5, rng=rng)
    fewer = losses.pca_reconstructions(train, test, n_components=2, rng=rng)
    mean = np.broadcast_to(losses.mean_image(train), test.shape)
    errors = [losses.rms_error(test, kind).mean() for kind in (full, fewer, mean)]
    assert errors[0] < 1 < errors[1] < errors[2]


def test_pca_on_the_training_images_is_the_truncated_decomposition():
    train = low_rank_images(60, rank=12, seed=5)
    flat = train.reshape(60, -1) / 255
    centre = flat.mean(axis=0)
    left, size, right = np.linalg.svd(flat - centre, full_matrices=False)
    exact = centre + (left[:, :4] * size[:4]) @ right[:4]
    rng = np.random.default_rng(6)
    ours = losses.pca_reconstructions(train, train, n_components=4, rng=rng)
    ideal = losses.rms_error(train, np.clip(exact, 0, 1).reshape(train.shape)).mean()
    assert losses.rms_error(train, ours).mean() == pytest.approx(ideal, rel=0.01)


def test_what_cannot_be_compared_is_refused():
    images = np.zeros((2, 4, 4, 3), np.uint8)
    with pytest.raises(ValueError, match=r"the same shape, got \(2, 4, 4, 3\) and \(1, 4, 4, 3\)"):
        losses.binary_cross_entropy(images, np.zeros((1, 4, 4, 3)))
    with pytest.raises(ValueError, match=r"the same shape, got \(2, 3\) and \(2, 4\)"):
        losses.kl_to_standard_normal(np.zeros((2, 3)), np.zeros((2, 4)))
    with pytest.raises(ValueError, match="`train` must hold at least 3 images, got 2"):
        losses.pca_reconstructions(images, images, n_components=3, rng=np.random.default_rng(1))
