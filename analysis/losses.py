"""Losses of reconstructions, image by image, and the baselines that they are compared with."""

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

FloatArray = NDArray[np.float64]
Images = NDArray[np.uint8]
Predictions = NDArray[np.floating]

SMALLEST = 1e-7  # Keras keeps predictions this far from 0 and 1
BLOCK = 64


def unit_range(images: Images) -> NDArray[np.float32]:
    """Grey levels 0 … 255 as float32 between 0 and 1, of the same shape."""
    return np.asarray(images, np.float32) / np.float32(255)


def binary_cross_entropy(images: Images, predictions: Predictions) -> FloatArray:
    """Binary cross-entropy, averaged over the colour channels and summed over the pixels.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        What should come out. [grey level]
    predictions : array of shape (n, height, width, 3)
        What comes out, between 0 and 1; kept 1e-7 away from both ends, as Keras does.

    Returns
    -------
    array of shape (n,)
        Loss of each image. [nat]

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> loss = binary_cross_entropy(np.zeros((1, 2, 2, 3), np.uint8), np.full((1, 2, 2, 3), 0.5))
    >>> round(float(loss[0]), 4)  # 4 ln 2
    2.7726
    """
    _same_shape(images, predictions)
    losses = np.empty(len(images))
    for start in range(0, len(images), BLOCK):
        p = unit_range(images[start : start + BLOCK]).astype(float)
        q = np.clip(predictions[start : start + BLOCK].astype(float), SMALLEST, 1 - SMALLEST)
        loss = -(p * np.log(q) + (1 - p) * np.log1p(-q))  # (block, height, width, 3)
        losses[start : start + BLOCK] = loss.mean(axis=3).sum(axis=(1, 2))
    return losses


def rms_error(images: Images, predictions: Predictions) -> FloatArray:
    """Root mean square difference of each image, over pixels and channels.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        What should come out. [grey level]
    predictions : array of shape (n, height, width, 3)
        What comes out, between 0 and 1.

    Returns
    -------
    array of shape (n,)
        Error of each image. [grey level]

    Raises
    ------
    ValueError
        If the shapes differ.
    """
    _same_shape(images, predictions)
    errors = np.empty(len(images))
    for row, (image, prediction) in enumerate(zip(images, predictions, strict=True)):
        errors[row] = np.sqrt(np.mean((255 * prediction.astype(float) - image) ** 2))
    return errors


def kl_to_standard_normal(mu: NDArray[np.floating], log_var: NDArray[np.floating]) -> FloatArray:
    """Divergence KL(N(mu, exp(log_var)) || N(0, I)) of each sample.

    Parameters
    ----------
    mu, log_var : array of shape (n, z_dim)
        Diagonal Gaussian posterior. [latent units, log latent units²]

    Returns
    -------
    array of shape (n,)
        Non-negative; zero exactly where posterior equals prior. [nat]

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> float(kl_to_standard_normal(np.array([[1.0, 0.0]]), np.zeros((1, 2)))[0])
    0.5
    """
    _same_shape(mu, log_var)
    mean, spread = np.asarray(mu, float), np.asarray(log_var, float)
    terms = mean**2 + np.expm1(spread) - spread
    return 0.5 * np.asarray(terms.sum(axis=1))


def mean_image(images: Images) -> FloatArray:
    """Mean of images, read in blocks.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Training images. [grey level]

    Returns
    -------
    array of shape (height, width, 3)
        Between 0 and 1.
    """
    total = np.zeros(images.shape[1:])
    for start in range(0, len(images), BLOCK):
        total += np.asarray(images[start : start + BLOCK]).sum(axis=0, dtype=float)
    return total / (255 * len(images))


def pca_reconstructions(
    train: Images, test: Images, *, n_components: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Test images as the linear map of least squared error on the training images gives them.

    Parameters
    ----------
    train : array of shape (m, height, width, 3)
        Images that the components are fitted to; at least `n_components`. [grey level]
    test : array of shape (n, height, width, 3)
        Images to reconstruct. [grey level]
    n_components
        Numbers kept of each image.
    rng
        For the randomised decomposition.

    Returns
    -------
    array of shape (n, height, width, 3)
        Reconstructions, cut to the range from 0 to 1.

    Raises
    ------
    ValueError
        If there are fewer training images than components.
    """
    if len(train) < n_components:
        msg = f"`train` must hold at least {n_components} images, got {len(train)}. Take more."
        raise ValueError(msg)
    seed = int(rng.integers(2**31))
    pca = PCA(n_components, svd_solver="randomized", iterated_power=2, random_state=seed)
    pca.fit(unit_range(train).reshape(len(train), -1))
    flat = unit_range(test).reshape(len(test), -1)
    back = pca.inverse_transform(pca.transform(flat)).reshape(test.shape)
    return np.clip(back, 0, 1).astype(np.float32)


def _same_shape(first: NDArray[np.generic], second: NDArray[np.generic]) -> None:
    if first.shape != second.shape:
        msg = f"Both arrays must have the same shape, got {first.shape} and {second.shape}."
        raise ValueError(msg)
