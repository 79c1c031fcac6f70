"""Figures of handwritten digits."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

Images = NDArray[np.uint8]
COLOURS = plt.get_cmap("tab10")


def in_colour(images: Images) -> Images:
    """Grey images of shape (n, height, width, 1) as dark ink on white, of shape (n, h, w, 3)."""
    return np.repeat(255 - images, 3, axis=-1)


def plot_digits(points: NDArray[np.floating], labels: NDArray[np.integer], *, ax: Axes) -> Axes:
    """Points of a plane, each marked by its digit.

    Parameters
    ----------
    points : array of shape (n, 2)
        Places. [latent units]
    labels : array of shape (n,)
        Digits 0 to 9.
    """
    for digit in range(10):
        x, y = points[labels == digit].T
        ax.scatter(x, y, s=16, marker=f"${digit}$", color=COLOURS(digit), lw=0, rasterized=True)
    ax.set_aspect("equal")
    return ax


def plot_map(images: Images, *, half_width: float, ax: Axes) -> Axes:
    """Images decoded from a square grid about the origin, at their places in the plane.

    Parameters
    ----------
    images : array of shape (side², height, width, 1)
        Row by row from the top left. [grey level]
    half_width
        Largest absolute value of a component of the grid. [latent units]
    """
    n, height, width, _ = images.shape
    side = int(np.sqrt(n))
    sheet = images.reshape(side, side, height, width).swapaxes(1, 2)
    edge = half_width * side / (side - 1)  # an image's middle is its point
    ax.imshow(
        sheet.reshape(side * height, side * width),
        cmap="gray_r",
        extent=(-edge, edge, -edge, edge),
        vmin=0,
        vmax=255,
    )
    ax.grid(visible=False)
    return ax


def figure_plane(
    points: NDArray[np.floating],
    labels: NDArray[np.integer],
    decoded: Images,
    *,
    half_width: float,
) -> Figure:
    """The latent plane: where digits lie, and what points about the origin decode to.

    Parameters
    ----------
    points : array of shape (n, 2)
        Posterior means of images. [latent units]
    labels : array of shape (n,)
        Their digits.
    decoded : array of shape (side², height, width, 1)
        Images decoded from a square grid. [grey level]
    half_width
        Largest absolute value of a component of the grid. [latent units]
    """
    figure, axes = plt.subplots(1, 2, figsize=(6.8, 3.5))
    plot_digits(points, labels, ax=axes[0])
    square = half_width * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
    axes[0].plot(*square.T, "--", color="0.45", lw=0.8)
    plot_map(decoded, half_width=half_width, ax=axes[1])
    for ax in axes:
        ax.set_xlabel("first component [latent units]")
        ax.set_ylabel("second component [latent units]")
    return figure
