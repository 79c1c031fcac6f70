"""Precision and recall of a set of images against a reference set (Kynkäänniemi and others 2019).

Images are compared by histograms of oriented gradients (Dalal and Triggs 2005), reduced to their
principal components in the reference set.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from skimage.feature import hog
from sklearn.neighbors import NearestNeighbors

from analysis.cloud import principal_axes
from analysis.intervals import Rate

FloatArray = NDArray[np.float64]

CELL = 12  # pixels per side of the squares over which gradients are counted
COMPONENTS = 50
NEIGHBOURS = 3  # k of the spheres, as in the paper


class Fidelity(NamedTuple):
    """Share of images like the reference's, and share of the reference that has images like it.

    Intervals of both hold for the given other set.
    """

    precision: Rate
    recall: Rate


def gradients(images: NDArray[np.uint8]) -> FloatArray:
    """Histograms of oriented gradients of the images' grey levels.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Images. [grey level]

    Returns
    -------
    array of shape (n, features)
        Nine directions in squares of 12 pixels, normalised in groups of 2 x 2 squares.
    """
    grey = images.mean(axis=3)  # (n, height, width)
    return np.stack(
        [hog(one, pixels_per_cell=(CELL, CELL), cells_per_block=(2, 2)) for one in grey]
    )


def reduced(
    images: NDArray[np.uint8], *, reference: NDArray[np.uint8], components: int = COMPONENTS
) -> tuple[FloatArray, FloatArray]:
    """`gradients` of images and of a reference, along the reference's principal components.

    Parameters
    ----------
    images, reference : array of shape (n, height, width, 3) and (m, height, width, 3)
        Images, and those whose components are used. [grey level]
    components
        Number of components, at most the number of features.

    Returns
    -------
    images, reference : array of shape (n, components) and (m, components)
        Features.
    """
    known = gradients(reference)
    axes = principal_axes(known)
    both = (axes.coordinates(features) for features in (gradients(images), known))
    first, second = (features[:, :components] for features in both)
    return first, second


def within(points: FloatArray, *, others: FloatArray, k: int = NEIGHBOURS) -> NDArray[np.bool_]:
    """Whether each point lies in one of the spheres about `others`.

    A sphere reaches from its centre to the k-th nearest of the other centres.

    Parameters
    ----------
    points, others : array of shape (n, features) and (m, features)
        Points asked about, and centres, m > k.
    k
        Neighbour that a sphere reaches to.

    Returns
    -------
    array of shape (n,)
        Answers.

    Raises
    ------
    ValueError
        If there are not more than k centres.
    """
    if len(others) <= k:
        msg = f"`others` must be more than k = {k} points, got {len(others)}. Draw more images."
        raise ValueError(msg)
    reach = NearestNeighbors(n_neighbors=k).fit(others).kneighbors()[0][:, -1]  # (m,)
    apart = np.linalg.norm(points[:, None] - others, axis=2)  # (n, m)
    return np.asarray(np.any(apart <= reach, axis=1))


def fidelity(images: FloatArray, reference: FloatArray, *, k: int = NEIGHBOURS) -> Fidelity:
    """Precision and recall of features of images against those of a reference.

    Parameters
    ----------
    images, reference : array of shape (n, features) and (m, features)
        Features; compare sets of about equal size.
    k
        Neighbour that a sphere reaches to.
    """
    inside = within(images, others=reference, k=k)
    found = within(reference, others=images, k=k)
    return Fidelity(Rate(int(inside.sum()), len(inside)), Rate(int(found.sum()), len(found)))
