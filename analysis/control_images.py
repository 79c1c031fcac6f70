"""Images that hold no face, to calibrate a detector with."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.faces import draw_face
from data.prepare import prepared

Images = NDArray[np.uint8]


def shuffled_pixels(images: Images, *, rng: np.random.Generator) -> Images:
    """Images with the pixels of `images` in random places: the same colours, and no neighbours.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Images. [grey level]
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, height, width, 3)
        Images; the three channels of a pixel stay together. [grey level]
    """
    pixels = np.asarray(images).reshape(len(images), -1, 3)  # (n, pixels, 3)
    order = np.argsort(rng.random(pixels.shape[:2]), axis=1)
    return np.take_along_axis(pixels, order[..., None], axis=1).reshape(images.shape)


def phase_scrambled(images: Images, *, rng: np.random.Generator) -> Images:
    """Images with the power spectrum, colours and contrast of `images`, and nothing in them.

    The phases of the two-dimensional Fourier transform are replaced by those of white noise, the
    same for the three channels; what leaves 0 … 255 is clipped.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Images. [grey level]
    rng
        Source of randomness.

    Returns
    -------
    array of shape (n, height, width, 3)
        Smooth blobs. [grey level]
    """
    noise = np.fft.fft2(rng.standard_normal(images.shape[:3]), axes=(1, 2))
    turn = noise / np.abs(noise)
    turn[:, 0, 0] = 1.0  # the mean colour stays
    spectra = np.fft.fft2(images, axes=(1, 2)) * turn[..., None]
    scrambled = np.fft.ifft2(spectra, axes=(1, 2)).real
    return np.clip(np.rint(scrambled), 0, 255).astype(np.uint8)


def white_noise(n: int, *, rng: np.random.Generator) -> Images:
    """Images of independent random pixels, of shape (n, 96, 96, 3), in grey levels.

    Parameters
    ----------
    n
        Number of images.
    rng
        Source of randomness.
    """
    return rng.integers(0, 256, (n, 96, 96, 3), dtype=np.uint8)


def without_head(n: int, *, rng: np.random.Generator) -> Images:
    """Stand-ins from which the person is left out: background and camera alone.

    Parameters
    ----------
    n
        Number of images.
    rng
        Draws the pictures' numbers.

    Returns
    -------
    array of shape (n, 96, 96, 3)
        Images, cut and resized as all faces are. [grey level]
    """
    seeds = rng.integers(2**31, size=n)
    pictures = (draw_face(int(seed), head=False)[0] for seed in seeds)
    return np.stack([prepared(Image.fromarray(picture)) for picture in pictures])
