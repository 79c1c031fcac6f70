"""Posterior widths and the curvature that stops them, against draws and derivatives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import posteriors


@given(st.floats(-12, -0.01), st.floats(1e-7, 1.0))
def test_the_implied_curvature_makes_a_variance_stationary(log_var, fact):
    curvature = posteriors.implied_curvature(np.array(log_var), fact=fact)
    assert np.log(fact / (fact + curvature)) == pytest.approx(log_var, abs=1e-9)


def test_shifts_of_normal_posteriors_come_in_the_expected_numbers():
    rng = np.random.default_rng(13)
    log_var = rng.normal(-8.0, 1.0, size=(2000, 50))
    expected = posteriors.expected_shifts(log_var, low=0.05, high=2.0)
    shifts = np.abs(np.exp(log_var / 2) * rng.normal(size=log_var.shape))
    drawn = np.sum((shifts > 0.05) & (shifts < 2.0))
    assert abs(drawn - expected) < 5 * np.sqrt(expected)


def test_the_largest_shift_lies_below_its_quantiles_as_often_as_it_should():
    rng = np.random.default_rng(14)
    log_var = rng.normal(-8.0, 1.0, size=(100, 50))
    sd = np.exp(log_var / 2)
    largest = np.array([np.max(sd * np.abs(rng.normal(size=sd.shape))) for _ in range(200)])
    for probability in (0.1, 0.5, 0.9):
        below = np.mean(largest <= posteriors.largest_shift(log_var, probability=probability))
        error = np.sqrt(probability * (1 - probability) / 200)
        assert abs(below - probability) < 5 * error


def test_the_curvature_from_images_is_the_second_derivative_of_the_loss():
    rng = np.random.default_rng(15)
    direction, offset = rng.normal(size=(2, 5, 5, 3))
    target = 1 / (1 + np.exp(-offset))  # a perfect reconstruction, where no other term is left

    def decoded(t):
        return 1 / (1 + np.exp(-(offset + t * direction)))[None]

    def loss(t):
        x = decoded(t)[0]
        return -np.sum(np.mean(target * np.log(x) + (1 - target) * np.log(1 - x), axis=-1))

    found = posteriors.pixel_curvature(decoded(-1e-3), decoded(0.0), decoded(1e-3), step=1e-3)
    second = (loss(1e-2) - 2 * loss(0.0) + loss(-1e-2)) / 1e-4
    assert found.shape == (1,)
    assert found[0] == pytest.approx(second, rel=1e-3)


def test_the_stationary_variance_is_the_minimum_of_noise_cost_and_kl():
    rng = np.random.default_rng(16)
    curvature, fact = 10 ** rng.uniform(-3, 3, size=20), 0.05
    log_var = np.linspace(-14, 2, 160_001)[:, None]
    variance = np.exp(log_var)
    cost = curvature * variance / 2 + fact * (variance - log_var) / 2
    best = log_var[np.argmin(cost, axis=0), 0]
    np.testing.assert_allclose(posteriors.stationary_log_var(curvature, fact=fact), best, atol=1e-3)


@pytest.mark.parametrize(("curvature", "fact"), [(-1.0, 1e-5), (np.nan, 1e-5), (1.0, 0.0)])
def test_a_law_without_a_balance_is_refused(curvature, fact):
    with pytest.raises(ValueError, match="`fact` must be positive and `curvature` at least 0"):
        posteriors.stationary_log_var(np.array([curvature]), fact=fact)


def toy_decoder(rng, *, z_dim=3):
    """Images behind a sigmoid from logits that are linear in z."""
    weights = rng.normal(size=(z_dim, 48)) * np.array([3.0, 1.0, 0.2])[:, None]

    def decode(z):
        return (1 / (1 + np.exp(-(np.asarray(z, np.float64) @ weights)))).reshape(-1, 4, 4, 3)

    return weights, decode


def test_curvature_of_a_linear_decoder_is_its_closed_form_both_ways():
    rng = np.random.default_rng(17)
    weights, decode = toy_decoder(rng)
    mu = rng.normal(size=(6, 3)) * 0.3
    images = rng.integers(0, 256, size=(6, 4, 4, 3), dtype=np.uint8)
    found = posteriors.loss_curvature(
        decode, mu, images, axes=np.array([0, 2]), steps=np.array([1e-3, 1e-3])
    )
    x = decode(mu).reshape(6, -1)
    exact = (x * (1 - x)) @ weights[[0, 2]].T ** 2 / 3
    np.testing.assert_allclose(found.gauss_newton, exact, rtol=1e-4)
    np.testing.assert_allclose(found.second, exact, rtol=1e-4)


def test_variances_that_are_trained_to_rest_obey_the_law():
    """Gradient descent on the expected loss of a toy VAE ends where the law says."""
    rng = np.random.default_rng(18)
    weights, decode = toy_decoder(rng)
    fact, mu = 1e-3, rng.normal(size=(1, 3)) * 0.3
    image = np.rint(255 * decode(mu)).astype(np.uint8)
    target = (image / 255.0).reshape(-1)
    nodes, node_weights = np.polynomial.hermite_e.hermegauss(5)
    grid = np.stack(np.meshgrid(nodes, nodes, nodes), axis=-1).reshape(-1, 3)
    shares = np.prod(np.stack(np.meshgrid(*[node_weights] * 3), axis=-1).reshape(-1, 3), axis=1)
    shares /= shares.sum()
    log_var = np.zeros(3)
    for _ in range(4000):
        sd = np.exp(log_var / 2)
        logits = (mu + grid * sd) @ weights
        residual = (1 / (1 + np.exp(-logits)) - target) @ weights.T / 3  # dLoss/dz, (nodes, 3)
        noise = shares @ (residual * grid) * sd / 2
        slope = noise + fact * (np.exp(log_var) - 1) / 2
        log_var -= np.clip(0.05 * slope / (fact / 2), -0.05, 0.05)
    curvature = posteriors.loss_curvature(
        decode, mu, image, axes=np.arange(3), steps=np.exp(log_var / 2)
    )
    expected = posteriors.stationary_log_var(curvature.gauss_newton[0], fact=fact)
    np.testing.assert_allclose(log_var, expected, atol=0.001)


def test_a_step_of_zero_is_refused():
    _, decode = toy_decoder(np.random.default_rng(19))
    with pytest.raises(ValueError, match=r"`steps` must be positive, got 0"):
        posteriors.loss_curvature(
            decode,
            np.zeros((1, 3)),
            np.zeros((1, 4, 4, 3), np.uint8),
            axes=np.array([1]),
            steps=np.array([0.0]),
        )


def test_a_bias_that_rests_has_its_balance_though_images_scatter():
    """Only the bias is trained, as by an encoder that cannot tell images apart."""
    rng = np.random.default_rng(20)
    curvature, fact = 10 ** rng.uniform(-1, 1, size=(500, 1)), 1e-3
    scatter, bias = rng.normal(size=(500, 1)), 0.0
    for _ in range(3000):
        variance = np.exp(bias + scatter)
        bias -= np.clip(np.mean(curvature * variance + fact * (variance - 1)) / fact, -0.02, 0.02)
    log_var = bias + scatter
    np.testing.assert_allclose(
        posteriors.noise_balance(log_var, curvature, fact=fact), 0.0, atol=0.03
    )
    below = log_var.mean() - posteriors.stationary_log_var(curvature, fact=fact).mean()
    assert below < -0.5
