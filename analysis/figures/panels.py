"""The look of all figures, and the panels that several chapters share."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

STYLE = Path(__file__).parents[1] / "house.mplstyle"


def use_house_style() -> None:
    """Give all later figures of this process the house style."""
    plt.style.use(STYLE)


def plot_images(images: NDArray[np.uint8], *, columns: int, ax: Axes) -> Axes:
    """Images side by side in rows of `columns`, read row by row.

    Parameters
    ----------
    images : array of shape (n, height, width, 3)
        Images to show. [grey level]
    columns
        Images per row.
    """
    n, height, width, channels = images.shape
    rows = -(-n // columns)
    sheet = np.full((rows * columns, height + 2, width + 2, channels), 255, np.uint8)
    sheet[:n, 1:-1, 1:-1] = images
    sheet = sheet.reshape(rows, columns, height + 2, width + 2, channels)
    ax.imshow(sheet.swapaxes(1, 2).reshape(rows * (height + 2), columns * (width + 2), channels))
    ax.set_axis_off()
    return ax


def figure_image_rows(rows: dict[str, NDArray[np.uint8]], *, width: float = 6.8) -> Figure:
    """One labelled row of images per entry.

    Parameters
    ----------
    rows : dict of array of shape (n, height, width, 3)
        Images of each row under the row's label. [grey level]
    width
        Width of the figure. [inch]
    """
    columns = max(len(images) for images in rows.values())
    figure, axes = plt.subplots(
        len(rows), 1, figsize=(width, 0.87 * width / columns * len(rows)), squeeze=False
    )
    for ax, (label, images) in zip(axes[:, 0], rows.items(), strict=True):
        plot_images(images, columns=columns, ax=ax)
        ax.text(-0.01, 0.5, label, transform=ax.transAxes, ha="right", va="center", fontsize=8)
    return figure
