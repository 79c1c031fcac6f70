"""Figures of the chapter on images."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from analysis.figures.panels import figure_image_rows, plot_images
from analysis.images import Distribution
from data.prepare import kept_box

Images = NDArray[np.uint8]


def figure_sheet(images: Images, *, columns: int) -> Figure:
    """A sheet of prepared images.

    Parameters
    ----------
    images : array of shape (n, 96, 96, 3)
        Images, read row by row. [grey level]
    columns
        Images per row.
    """
    width = 6.8
    rows = -(-len(images) // columns)
    figure, ax = plt.subplots(figsize=(width, width / columns * rows))
    plot_images(images, columns=columns, ax=ax)
    return figure


def plot_crop(image: Images, *, ax: Axes) -> Axes:
    """A whole image with a frame around the part that is kept.

    Parameters
    ----------
    image : array of shape (height, width, 3)
        Before it is cropped. [grey level]
    """
    left, upper, right, lower = kept_box((image.shape[1], image.shape[0]))
    pale = (image * 0.45 + 0.55 * 255).astype(np.uint8)
    pale[upper:lower, left:right] = image[upper:lower, left:right]
    ax.imshow(pale)
    frame = Rectangle(
        (left - 0.5, upper - 0.5), right - left, lower - upper, fill=False, ec="C1", lw=1.6
    )
    ax.add_patch(frame)
    return ax


def figure_crops(sources: list[Images], prepared: Images) -> Figure:
    """Whole images above what is kept of them, where the whole images are at hand.

    Parameters
    ----------
    sources
        Images of shape (height, width, 3) before preparation; empty where there are none.
    prepared : array of shape (n, 96, 96, 3)
        Images after preparation. [grey level]
    """
    columns = len(prepared)
    heights = [1.22, 1.0] if sources else [1.0]
    figure, axes = plt.subplots(
        len(heights),
        columns,
        figsize=(6.8, 6.8 / columns * sum(heights)),
        height_ratios=heights,
        squeeze=False,
    )
    for ax in axes.flat:
        ax.set_axis_off()
    for ax, source in zip(axes[0], sources, strict=False):
        plot_crop(source, ax=ax)
    for ax, image in zip(axes[-1], prepared, strict=True):
        ax.imshow(image)
    return figure


def plot_distribution(distribution: Distribution, *, ax: Axes) -> Axes:
    """Shares of the images: bars for kinds, steps for numbers."""
    if len(distribution.kinds):
        ax.barh(distribution.kinds, distribution.shares, color="C0")
        ax.invert_yaxis()
        ax.set_xlabel("share of images")
    else:
        ax.stairs(distribution.shares, distribution.edges, fill=True, color="C0")
        ax.set_ylabel("share of images")
    return ax


def figure_note(text: str) -> Figure:
    """A sentence where there is nothing to draw."""
    figure, ax = plt.subplots(figsize=(6.8, 0.6))
    ax.text(0.5, 0.5, text, ha="center", va="center")
    ax.set_axis_off()
    return figure


def figure_attributes(shares: Mapping[str, float]) -> Figure:
    """Share of the images that have each attribute, or a note where none are known.

    Parameters
    ----------
    shares
        Under each attribute's name.
    """
    if not shares:
        return figure_note("No attributes are known of these images.")
    half = -(-len(shares) // 2)
    figure, axes = plt.subplots(1, 2, sharex=True, figsize=(6.8, 0.16 * half + 0.5))
    names = [name.replace("_", " ") for name in shares]
    for ax, part in zip(axes, (slice(half), slice(half, None)), strict=True):
        ax.barh(names[part], list(shares.values())[part], color="C0")
        ax.set_ylim(half - 0.4, -0.6)
        ax.set_xlabel("share of images")
        ax.grid(visible=False, axis="y")
    return figure


def figure_varied(rows: dict[str, Images]) -> Figure:
    """One face with one factor varied in each row, or a note where no factors are known."""
    return figure_image_rows(rows) if rows else figure_note("No factors are known of these images.")


def figure_factors(factors: Mapping[str, Distribution]) -> Figure:
    """Distributions of the true factors, or a note where none are known.

    Parameters
    ----------
    factors
        Distribution under each factor's name and unit.
    """
    if not factors:
        return figure_note("No factors are known of these images.")
    columns = 4
    rows = -(-len(factors) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(6.8, 1.75 * rows), squeeze=False)
    for ax in axes.flat[len(factors) :]:
        ax.set_axis_off()
    for ax, (name, distribution) in zip(axes.flat, factors.items(), strict=False):
        plot_distribution(distribution, ax=ax).set_title(name)
    return figure


def figure_floor(
    levels: NDArray[np.float64], entropy: NDArray[np.float64], shares: NDArray[np.float64]
) -> Figure:
    """Lowest loss of each grey level, above how often the level occurs.

    Parameters
    ----------
    levels : array of shape (256,)
        Grey levels between 0 and 1.
    entropy : array of shape (256,)
        Entropy of each level. [nat]
    shares : array of shape (256,)
        Share of all values that have the level.
    """
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True, figsize=(5.2, 3.2))
    upper.plot(levels, entropy)
    upper.set_ylabel("entropy [nat]")
    upper.set_ylim(bottom=0)
    lower.fill_between(levels, shares, color="0.55", lw=0)
    lower.set_ylim(0, 1.1 * float(shares[1:-1].max()))
    lower.set_ylabel("share of values")
    lower.set_xlabel("grey level / 255")
    return figure
