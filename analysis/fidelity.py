"""Precision and recall of a set of images against a reference set (Kynkäänniemi and others 2019).

Images are compared by histograms of oriented gradients (Dalal and Triggs 2005), reduced to
components that tell faces from faces, and faces from none.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist
from skimage.feature import hog
from sklearn.neighbors import NearestNeighbors

from analysis.checks import refuse
from analysis.cloud import Points
from analysis.control_images import phase_scrambled, shuffled_pixels
from analysis.recognition import Coder

FloatArray = NDArray[np.float64]

CELL = 12  # pixels per side of the squares over which gradients are counted
COMPONENTS = 50
NEIGHBOURS = 3  # k of the spheres, as in the paper
KEPT = 0.9  # share of the spheres; the largest, about what lies apart, reach images of anything
BLOCK = 256  # points whose distances to all centres are in memory at a time


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


@dataclass(frozen=True)
class GradientSpace:
    """Features in which images are compared: principal components of `gradients`.

    Parameters
    ----------
    mean : array of shape (features,)
        Mean gradients of the images that the components come from.
    axes : array of shape (components, features)
        Broadest principal axes of their gradients, one unit vector per row.
    """

    mean: FloatArray
    axes: FloatArray

    def coordinates(self, images: NDArray[np.uint8]) -> FloatArray:
        """Features of images, of shape (n, components)."""
        return (gradients(images) - self.mean) @ self.axes.T


def gradient_space(
    images: NDArray[np.uint8], *, components: int = COMPONENTS, rng: np.random.Generator
) -> GradientSpace:
    """Principal components of the gradients of images, and of the same scrambled and shuffled.

    Components of faces alone tell faces from faces; what is no face at all seems average in them.

    Parameters
    ----------
    images : array of shape (m, height, width, 3)
        Others than those that are compared: along axes that a set has shaped, it seems broader
        than sets like it. [grey level]
    components
        Number of components, less than three times the number of images.
    rng
        Scrambles the images' phases and shuffles their pixels.
    """
    nothing = [make(images, rng=rng) for make in (phase_scrambled, shuffled_pixels)]
    known = gradients(np.concatenate([images, *nothing]))
    mean = known.mean(axis=0)
    axes = np.linalg.svd(known - mean, full_matrices=False)[2]
    return GradientSpace(mean, axes[:components])


@dataclass(frozen=True)
class GradientReference:
    """Gradients of images that sets are compared with.

    Parameters
    ----------
    space
        Features in which they are compared.
    features : array of shape (m, components)
        Those of the images.
    """

    space: GradientSpace
    features: FloatArray

    def compared(self, images: NDArray[np.uint8]) -> "Compared":
        """Which images lie among the reference, and which of the reference among the images.

        Parameters
        ----------
        images : array of shape (n, height, width, 3)
            About as many as the reference has; more than 3. [grey level]
        """
        if len(images) <= NEIGHBOURS:
            rule = f"be more than {NEIGHBOURS} for precision and recall"
            refuse("images", rule, len(images), "Draw more, or leave `thorough` out.")
        points = self.space.coordinates(images)
        return Compared(within(points, others=self.features), within(self.features, others=points))


class Compared(NamedTuple):
    """Answers whose means are precision and recall.

    Parameters
    ----------
    precise : array of shape (n,)
        Whether images lie among those of the reference.
    recalled : array of shape (m,)
        Whether images of the reference lie among them.
    """

    precise: NDArray[np.bool_]
    recalled: NDArray[np.bool_]


def gradient_reference(
    images: NDArray[np.uint8], *, basis: NDArray[np.uint8], rng: np.random.Generator
) -> GradientReference:
    """The reference that images make.

    Parameters
    ----------
    images : array of shape (m, height, width, 3)
        Images, about as many as the sets have. [grey level]
    basis : array of shape (l, height, width, 3)
        Other images of their kind, from which the components come. [grey level]
    rng
        Scrambles and shuffles them, for what is no face.
    """
    space = gradient_space(basis, rng=rng)
    return GradientReference(space, space.coordinates(images))


def reconstructed_reference(
    network: Coder, *, encoded: Points, cloud: Points, most: int, rng: np.random.Generator
) -> GradientReference:
    """The one reference of a network: its reconstructions of the first test images.

    Sets of different experiments can be compared, because all are seen in the same space and held
    against the same images.

    Parameters
    ----------
    network
        Decodes points.
    encoded : array of shape (n, z_dim)
        Test images as z-points; at most half of them are taken. [latent units]
    cloud : array of shape (m, z_dim)
        Training points, of which as many are decoded for the components. [latent units]
    most
        Most images that are taken.
    rng
        Source of randomness, the same for all sets of a network.
    """
    n = min(most, len(encoded) // 2)
    images, basis = (
        network.decode(np.asarray(points[:n], np.float64))  # (n, height, width, 3)
        for points in (encoded, cloud)
    )
    return gradient_reference(images, basis=basis, rng=rng)


def within(
    points: FloatArray, *, others: FloatArray, k: int = NEIGHBOURS, kept: float = KEPT
) -> NDArray[np.bool_]:
    """Whether each point lies in one of the spheres about `others`.

    A sphere reaches from its centre to the k-th nearest of the other centres. The largest ones are
    left out, as Kynkäänniemi and others do for their realism score. Memory grows linearly with the
    number of points.

    Parameters
    ----------
    points, others : array of shape (n, features) and (m, features)
        Points asked about, and centres, m > k.
    k
        Neighbour that a sphere reaches to.
    kept
        Share of the spheres that count, the smallest ones.

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
    small = reach <= np.quantile(reach, kept)
    centres, reach = others[small], reach[small]
    blocks = (points[start : start + BLOCK] for start in range(0, len(points), BLOCK))
    return np.concatenate([np.any(cdist(block, centres) <= reach, axis=1) for block in blocks])
