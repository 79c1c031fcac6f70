"""Networks: shapes, losses against independent formulas, and the sampling layer."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import integrate, stats

from model.config import NetworkConfig, TrainConfig
from model.networks import (
    PosteriorSample,
    autoencoder,
    kl_to_standard_normal,
    reconstruction_loss,
    take_weights,
)

moderate = hnp.arrays(np.float64, (3, 4), elements=st.floats(-4, 4))


def numbers(tensor):
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def test_the_encoder_halves_96_four_times_to_6():
    network = autoencoder(NetworkConfig("ae", z_dim=256))
    sides = [
        layer.output.shape[1] for layer in network.encoder.layers if layer.name.endswith("active")
    ]
    assert sides == [48, 24, 12, 6]
    assert network.encoder.output_shape == (None, 256)
    assert network.decoder.output_shape == (None, 96, 96, 3)


def test_the_dense_layers_have_the_weights_that_the_posts_imply():
    flat, z_dim = 6 * 6 * 256, 256
    ae, vae = (autoencoder(NetworkConfig(kind, z_dim=z_dim)) for kind in ("ae", "vae"))
    assert ae.encoder.get_layer("z").count_params() == flat * z_dim + z_dim
    heads = [vae.encoder.get_layer(name).count_params() for name in ("mu", "log_var")]
    assert sum(heads) == 2 * (flat * z_dim + z_dim)


@given(mu=moderate, log_var=moderate)
def test_the_kl_divergence_is_never_negative(mu, log_var):
    assert (numbers(kl_to_standard_normal(mu, log_var)) >= -1e-6).all()


@pytest.mark.parametrize(("mean", "log_variance"), [(0.0, 0.0), (1.5, -2.0), (-0.3, 1.0)])
def test_the_kl_divergence_equals_its_integral(mean, log_variance):
    posterior, prior = stats.norm(mean, np.exp(log_variance / 2)), stats.norm()
    expected, _ = integrate.quad(
        lambda x: posterior.pdf(x) * (posterior.logpdf(x) - prior.logpdf(x)), -20, 20
    )
    kl = kl_to_standard_normal(np.array([[mean]]), np.array([[log_variance]]))
    assert numbers(kl)[0] == pytest.approx(expected, abs=1e-5)


def test_the_reconstruction_loss_sums_over_9216_pixels_and_averages_over_channels(rng):
    target = rng.random((2, 96, 96, 3)).astype(np.float32)
    guess = np.clip(rng.random(target.shape), 0.01, 0.99).astype(np.float32)
    entropy = -(target * np.log(guess) + (1 - target) * np.log(1 - guess))
    expected = entropy.mean(axis=-1).sum(axis=(1, 2))
    assert numbers(reconstruction_loss(target, guess)) == pytest.approx(expected, rel=1e-5)
    grey = np.full_like(target, 0.5)
    assert numbers(reconstruction_loss(target, grey)) == pytest.approx(9216 * np.log(2), rel=1e-5)


def test_sampling_noise_is_limited_and_depends_on_its_seed_alone():
    sample = PosteriorSample(epsilon_limit=0.5)
    mu, log_var = np.zeros((200, 8), np.float32), np.zeros((200, 8), np.float32)
    draws = []
    for seed in (1, 1, 2):
        sample.reseed(seed)
        draws.append(numbers(sample(mu, log_var)))
    assert np.abs(draws[0]).max() == 0.5
    assert (draws[0] == draws[1]).all()
    assert (draws[0] != draws[2]).any()


def test_unlimited_noise_has_the_posterior_s_moments():
    n = 20_000
    sample = PosteriorSample(epsilon_limit=5.0)
    log_var = np.full((n, 1), np.log(4.0), np.float32)
    z = numbers(sample(np.full((n, 1), 3.0, np.float32), log_var))
    assert abs(z.mean() - 3.0) < 5 * 2 / np.sqrt(n)
    assert abs(z.std() - 2.0) < 5 * 2 / np.sqrt(2 * n)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"kind": "gan"}, "`kind` must be 'ae' or 'vae', got 'gan'"),
        ({"kind": "ae", "z_dim": 0}, "`z_dim` must be at least 1, got 0"),
        ({"kind": "ae", "filters": (1,) * 6}, "product divides the images' side of 96, got"),
        ({"kind": "ae", "fact": 1.0}, "`fact` must be 0 for an 'ae', got 1.0"),
        ({"kind": "vae", "fact": -1.0}, "`fact` must be at least 0, got -1.0"),
    ],
)
def test_an_impossible_network_is_refused_with_the_remedy(settings, message):
    with pytest.raises(ValueError, match=message):
        NetworkConfig(**settings)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"epochs": 0}, "`epochs` must be at least 1, got 0"),
        ({"epochs": 1, "learning_rate": 0.0}, "`learning_rate` must be positive, got 0.0"),
        ({"epochs": 1, "precision": "int8"}, "`precision` must be 'float32' or 'bfloat16'"),
    ],
)
def test_an_impossible_training_is_refused_with_the_remedy(settings, message):
    with pytest.raises(ValueError, match=message):
        TrainConfig(**settings)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"images": "cats"}, "`images` must be one of faces, digits, mnist.*got 'cats'"),
        ({"activation": "sine"}, "`activation` must be one of leaky_relu, .*got 'sine'"),
        ({"filters": (4, 4), "strides": (2,)}, "`strides` must be 2 numbers, as many as"),
        ({"filters": (4, 0, 4)}, r"`filters` must be positive, got \(4, 0, 4\)"),
        ({"filters": (4,), "strides": (5,)}, "product divides the images' side of 96, got"),
        ({"images": "digits", "filters": (4, 4, 4)}, "divides the images' side of 28, got"),
        ({"filters": (4,), "strides": (4,), "kernel": 3}, "`kernel` must be at least 4, the str"),
        ({"dense": -1}, "`dense` must be at least 0, got -1"),
        ({"epsilon_limit": 0.0}, "`epsilon_limit` must be positive, got 0.0"),
        ({"initial_gain": 0.0}, "`initial_gain` must be positive, got 0.0"),
        ({"corruption": {"kept": 20}}, "`kept` must be a share between 0 and 1, got 20"),
    ],
)
def test_every_wrong_option_is_named_with_its_rule(settings, message):
    with pytest.raises(ValueError, match=message):
        NetworkConfig("vae", **settings)


@pytest.mark.parametrize(
    "options",
    [
        {"activation": "selu"},
        {"batch_normalisation": True},
        {"dense": 9},
        {"kernel": 5},
        {"images": "digits", "filters": (4, 6, 8), "strides": (1, 2, 2)},
        {"images": "cifar10", "filters": (4, 6)},
    ],
    ids=["activation", "batch normalisation", "dense", "kernel", "digits", "cifar10"],
)
def test_every_option_gives_a_network_that_returns_images_of_its_shape(options):
    config = NetworkConfig("vae", **{"z_dim": 5, "filters": (4, 4, 4, 4)} | options)
    network = autoencoder(config, seed=1)
    images = np.zeros((2, *config.image_shape), "uint8")
    outputs = network(images)
    assert outputs["reconstruction"].shape == images.shape
    assert outputs["mu"].shape == (2, 5)


def test_a_dense_layer_before_mu_and_log_var_saves_weights_below_the_posts_bound():
    """VAE XII: F d + 2 z d weights instead of 2 z F, fewer where d < 2 z F / (F + 2 z)."""
    flat, z_dim = 6 * 6 * 256, 256
    bound = 2 * z_dim * flat / (flat + 2 * z_dim)

    def weights(dense):
        network = autoencoder(NetworkConfig("vae", z_dim=z_dim, dense=dense))
        names = ["mu", "log_var"] + ["dense"] * (dense > 0)
        return sum(network.encoder.get_layer(name).kernel.shape[0]
                   * network.encoder.get_layer(name).kernel.shape[1] for name in names)  # fmt: skip

    assert weights(int(bound)) < weights(0) < weights(int(bound) + 1)


def test_the_initial_gain_multiplies_all_initial_weights():
    one, half = (
        autoencoder(NetworkConfig("vae", z_dim=5, filters=(4, 4), initial_gain=gain), seed=3)
        for gain in (1.0, 0.5)
    )
    for ours, theirs in zip(one.get_weights(), half.get_weights(), strict=True):
        np.testing.assert_allclose(0.5 * ours, theirs, rtol=1e-6)


def test_a_vae_that_starts_from_an_ae_begins_as_the_ae():
    ae = autoencoder(NetworkConfig("ae", z_dim=5, filters=(4, 4)), seed=1)
    vae = autoencoder(NetworkConfig("vae", z_dim=5, filters=(4, 4), fact=1e-5), seed=2)
    take_weights(vae, ae)
    images = np.random.default_rng(0).integers(0, 256, (3, 96, 96, 3), dtype="uint8")
    outputs = vae(images)
    np.testing.assert_array_equal(numbers(outputs["mu"]), numbers(ae(images)["z"]))
    np.testing.assert_allclose(numbers(outputs["log_var"]), np.log(1e-5), rtol=1e-6)
    z = numbers(outputs["mu"])
    np.testing.assert_array_equal(numbers(vae.decoder(z)), numbers(ae.decoder(z)))


def test_weights_of_other_shapes_are_not_taken():
    small, large = (
        autoencoder(NetworkConfig("ae", z_dim=5, filters=filters)) for filters in ((4, 4), (4, 8))
    )
    with pytest.raises(ValueError, match=r"`start` must be a network with the same layers, but"):
        take_weights(small, large)
