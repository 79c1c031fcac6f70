"""Handwritten digits: losses in the posts' unit, and how well digits are told apart."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.neighbors import KNeighborsClassifier

from analysis.intervals import Rate

FloatArray = NDArray[np.float64]
Labels = NDArray[np.integer]

NEIGHBOURS = 5


class MeanLosses(NamedTuple):
    """Losses as VAE VII prints them: means over the pixels, the KL loss weighed."""

    loss: FloatArray
    bce: FloatArray
    kl: FloatArray


def mean_losses(
    history: Mapping[str, FloatArray], *, split: str, fact: float, pixels: int
) -> MeanLosses:
    """Losses of each epoch, divided by the number of pixels.

    Parameters
    ----------
    history
        Columns such as ``train_kl``, each of shape (epochs,): sums over the pixels. [nat]
    split
        ``"train"`` or ``"test"``.
    fact
        Weight of the KL term beside such sums, see `model.config.fact_of_means`.
    pixels
        Pixels of an image.

    Returns
    -------
    MeanLosses
        Three arrays of shape (epochs,); the first is the sum of the others. [nat per pixel]
    """
    bce = history[f"{split}_reconstruction"] / pixels
    kl = fact * history[f"{split}_kl"] / pixels
    return MeanLosses(bce + kl, bce, kl)


def step_of_epoch(epoch: int, *, images: int, batch_size: int) -> int:
    """Steps that a training has made when an epoch ends; the last batch may be smaller.

    Examples
    --------
    >>> step_of_epoch(3, images=60_000, batch_size=256)
    705
    """
    return epoch * -(-images // batch_size)


def neighbour_accuracy(
    points: NDArray[np.number], labels: Labels, *, train: NDArray[np.number], train_labels: Labels
) -> Rate:
    """How often the majority of the five nearest training points has the right label.

    Parameters
    ----------
    points : array of shape (n, ...)
        Points or images to be told apart; all axes but the first count as one.
    labels : array of shape (n,)
        What they are.
    train : array of shape (m, ...)
        Points or images of known label, in the same space.
    train_labels : array of shape (m,)
        Their labels.

    Raises
    ------
    ValueError
        If the two sets lie in different spaces.
    """
    if points.shape[1:] != train.shape[1:]:
        msg = f"`points` must have items of shape {train.shape[1:]}, got {points.shape[1:]}."
        raise ValueError(msg)
    judge = KNeighborsClassifier(NEIGHBOURS).fit(_flat(train), train_labels)
    right = judge.predict(_flat(points)) == labels
    return Rate(int(right.sum()), len(right))


def principal_points(
    train: NDArray[np.uint8], test: NDArray[np.uint8], *, n_components: int
) -> tuple[FloatArray, FloatArray]:
    """First principal components of training and of test images, fitted to the former.

    Parameters
    ----------
    train, test : array of shape (m, ...) and (n, ...)
        Images; all axes but the first count as one. [grey level]
    n_components
        Components kept.

    Returns
    -------
    two arrays of shape (m, n_components) and (n, n_components)
        Components, the largest first. [grey level]
    """
    pca = PCA(n_components, svd_solver="covariance_eigh").fit(_flat(train))
    return pca.transform(_flat(train)), pca.transform(_flat(test))


def plane_points(half_width: float, side: int) -> NDArray[np.float32]:
    """Points of a square grid about the origin of a plane, row by row from the top left.

    Parameters
    ----------
    half_width
        Largest absolute value of a component. [latent units]
    side
        Points in a row, and rows.

    Returns
    -------
    array of shape (side², 2)
        The grid. [latent units]

    Examples
    --------
    >>> plane_points(1.0, 2).tolist()
    [[-1.0, 1.0], [1.0, 1.0], [-1.0, -1.0], [1.0, -1.0]]
    """
    ticks = np.linspace(-half_width, half_width, side, dtype=np.float32)
    first, second = np.meshgrid(ticks, ticks[::-1])
    return np.stack([first.ravel(), second.ravel()], axis=1)


def _flat(points: NDArray[np.number]) -> FloatArray:
    return np.asarray(points, float).reshape(len(points), -1)
