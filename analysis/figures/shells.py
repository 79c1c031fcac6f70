"""Figures of the chapter on shells."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle
from numpy.typing import NDArray

from analysis.intervals import Sampled

FloatArray = NDArray[np.float64]
Curves = Mapping[int, tuple[FloatArray, FloatArray]]
NULL_GREY = "0.55"


def plot_densities(curves: Curves, *, ax: Axes) -> Axes:
    """Densities over the radius, one curve per dimension.

    Parameters
    ----------
    curves
        Radius and density under each dimension N.
    """
    for n_dim, (radius, density) in curves.items():
        ax.plot(radius, density, label=f"N = {n_dim}")
    ax.set_ylim(bottom=0)
    ax.set_ylabel("probability density")
    return ax


def figure_radius_densities(absolute: Curves, relative: Curves) -> Figure:
    """Densities of the radius, as it is and in units of its mean.

    Parameters
    ----------
    absolute
        Radius in half-widths b, and density, under each dimension.
    relative
        Radius over mean radius, and density, under each dimension.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.8, 2.9))
    plot_densities(absolute, ax=left).set_xlabel("radius R [half-widths b]")
    left.set_xlim(left=0)
    plot_densities(relative, ax=right).set_xlabel("radius over mean radius R / <R>")
    right.set_xlim(0, 2)
    right.legend(loc="upper left")
    return figure


def plot_widths(
    n_dims: Sequence[int],
    exact: FloatArray,
    sampled: Sequence[Sampled],
    limit: FloatArray,
    *,
    ax: Axes,
) -> Axes:
    """Exact, sampled and limiting width against the dimension.

    Parameters
    ----------
    n_dims
        Dimensions N.
    exact, limit : array of shape (m,)
        Exact width and its approximation for large N.
    sampled
        Width of the points drawn, with its standard error.
    """
    values, margins = [one.value for one in sampled], [one.margin for one in sampled]
    ax.plot(n_dims, limit, "--", color=NULL_GREY, label="for large N")
    ax.plot(n_dims, exact, label="exact")
    ax.errorbar(n_dims, values, yerr=margins, fmt="o", color="C1", label="sampled, 95 %")
    ax.set_xscale("log", base=2)
    ax.set_xlabel("dimension N")
    return ax


def figure_widths(
    n_dims: Sequence[int],
    absolute: tuple[FloatArray, Sequence[Sampled], FloatArray],
    relative: tuple[FloatArray, Sequence[Sampled], FloatArray],
) -> Figure:
    """Absolute and relative width of the shell against the dimension.

    Parameters
    ----------
    n_dims
        Dimensions N.
    absolute
        Exact, sampled and limiting standard deviation. [half-widths b]
    relative
        The same over the mean radius.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.8, 2.9))
    plot_widths(n_dims, *absolute, ax=left).set_ylabel("sd of R [half-widths b]")
    left.set_ylim(0, 0.33)
    plot_widths(n_dims, *relative, ax=right).set_ylabel("sd of R over mean of R")
    right.set_yscale("log")
    right.set_yticks([0.02, 0.05, 0.1, 0.2, 0.5], ["0.02", "0.05", "0.1", "0.2", "0.5"])
    right.yaxis.minorticks_off()
    right.legend()
    return figure


def plot_errors(n_dims: Sequence[int], errors: Mapping[str, FloatArray], *, ax: Axes) -> Axes:
    """Size of the relative errors of approximations against the dimension.

    Parameters
    ----------
    n_dims
        Dimensions N.
    errors
        Approximate over exact number, less 1, of shape (m,), under what is approximated.
    """
    for (label, values), style in zip(errors.items(), ("-", "--", ":"), strict=False):
        ax.plot(n_dims, np.abs(values), style, label=label)
    ax.set_xscale("log", base=2)
    ax.set_yscale("log")
    ax.set_xlabel("dimension N")
    return ax


def figure_errors(n_dims: Sequence[int], errors: Mapping[str, Mapping[str, FloatArray]]) -> Figure:
    """Errors of the approximations, a panel per kind of component.

    Parameters
    ----------
    n_dims
        Dimensions N.
    errors
        Relative errors under the panel's title and the label of the approximation.
    """
    figure, axes = plt.subplots(1, len(errors), figsize=(6.8, 2.9), sharey=True)
    for ax, (title, curves) in zip(axes, errors.items(), strict=True):
        plot_errors(n_dims, curves, ax=ax).set_title(title)
        ax.legend(loc="lower left")
    axes[0].set_ylabel("relative error of the approximation")
    return figure


def plot_plane(points: FloatArray, *, ax: Axes) -> Axes:
    """First two components of points of a cube, within the cube's outline.

    Parameters
    ----------
    points : array of shape (n, n_dim)
        Points. [half-widths b]
    """
    ax.scatter(points[:, 0], points[:, 1], s=1.5, alpha=0.5, linewidths=0, rasterized=True)
    ax.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.set_aspect("equal")
    return ax


def figure_filling(
    projections: Mapping[int, FloatArray],
    cuts: Mapping[int, FloatArray],
    *,
    filling: Mapping[int, float],
) -> Figure:
    """Points of square, cube and higher cubes: whole in projection, and in a cut.

    Parameters
    ----------
    projections
        All points, of shape (n, N), under each dimension N. [half-widths b]
    cuts
        Those of them that lie in the cut, of shape (m, N).
    filling
        Nearest over typical distance under each dimension.
    """
    figure = plt.figure(figsize=(6.8, 3.2))
    columns = len(projections)
    for column, (n_dim, points) in enumerate(projections.items(), start=1):
        solid = n_dim == 3
        top = figure.add_subplot(2, columns, column, projection="3d" if solid else None)
        if solid:
            plot_cube(points, ax=top)
        else:
            plot_plane(points, ax=top)
        top.set_title(f"N = {n_dim}\nratio {filling[n_dim]:.2f}")
        bottom = plot_plane(cuts[n_dim], ax=figure.add_subplot(2, columns, columns + column))
        bottom.set_xlabel("$x_1$ [b]")
        bottom.set_title(f"{len(cuts[n_dim]):,} points")
        if column == 1:
            top.set_ylabel("all points\n$x_2$ [b]")
            bottom.set_ylabel("cut\n$x_2$ [b]")
    return figure


def plot_cube(points: FloatArray, *, ax: Any) -> Any:
    """Points of a cube in perspective, within its edges.

    Parameters
    ----------
    points : array of shape (n, 3)
        Points. [half-widths b]
    ax
        Axes in three dimensions.
    """
    ax.scatter(*points.T, s=1.5, alpha=0.4, linewidths=0, rasterized=True)
    corners = np.array(list(itertools.product((-1, 1), repeat=3)))
    for first, second in itertools.combinations(corners, 2):
        if np.count_nonzero(first != second) == 1:  # an edge
            ax.plot(*zip(first, second, strict=True), color=NULL_GREY, lw=0.6)
    ax.set_box_aspect((1, 1, 1), zoom=1.25)
    ax.set_axis_off()
    return ax


def plot_chances(
    half_widths: FloatArray, curves: Mapping[str, Mapping[str, FloatArray]], *, ax: Axes
) -> Axes:
    """Chance to hit a region against the half-width of the cube, on a scale of powers of ten.

    Parameters
    ----------
    half_widths : array of shape (m,)
        Half-widths b. [latent units]
    curves
        log10 of the chances, of shape (m,), under the region (a colour each) and the sampler
        (``cube``, ``Gaussian`` or ``sphere``, a style each).
    """
    styles = dict(zip(("cube", "Gaussian", "sphere"), ("-", "--", ":"), strict=True))
    for number, samplers in enumerate(curves.values()):
        for sampler, values in samplers.items():
            ax.plot(half_widths, values, styles[sampler], color=f"C{number}", lw=1.2)
    ax.set_xscale("log")
    ax.set_xlabel("half-width b of the cube [latent units]")
    used = {sampler for samplers in curves.values() for sampler in samplers}
    handles = [Line2D([], [], color=f"C{number}", label=name) for number, name in enumerate(curves)]
    handles += [
        Line2D([], [], color=NULL_GREY, ls=style, label=sampler)
        for sampler, style in styles.items()
        if sampler in used
    ]
    ax.legend(handles=handles, loc="upper right")
    return ax


def figure_chances(
    half_widths: FloatArray, panels: Mapping[str, Mapping[str, Mapping[str, FloatArray]]]
) -> Figure:
    """Chances to hit regions while the cube grows, a panel per kind of region.

    Parameters
    ----------
    half_widths : array of shape (m,)
        Half-widths b. [latent units]
    panels
        What `plot_chances` draws, under each panel's title.
    """
    figure, axes = plt.subplots(1, len(panels), figsize=(6.8, 3.6), sharey=True)
    for ax, (title, curves) in zip(axes, panels.items(), strict=True):
        plot_chances(half_widths, curves, ax=ax).set_title(title)
        ax.set_ylim(-200, 5)
        ax.set_xticks([0.25, 1, 4, 16, 64], ["0.25", "1", "4", "16", "64"])
        ax.xaxis.minorticks_off()
    axes[0].set_yticks([0, -50, -100, -150, -200], ["1", "10⁻⁵⁰", "10⁻¹⁰⁰", "10⁻¹⁵⁰", "10⁻²⁰⁰"])
    axes[0].set_ylabel("probability per point")
    return figure


def plot_cut(along: FloatArray, across: FloatArray, *, n_dim: int, ax: Axes) -> Axes:
    """Points as seen from a fixed direction: component along it and distance from its axis.

    Parameters
    ----------
    along, across : array of shape (n,)
        Component along the direction, and distance from its axis. [half-widths b]
    n_dim
        Dimension N of the points.
    """
    ax.scatter(along, across, s=1.5, alpha=0.4, linewidths=0, rasterized=True)
    ax.add_patch(Circle((0, 0), 1, fill=False, color="C1", lw=1.2, ls="--"))
    reach = 1.12 * float(np.hypot(along, across).max())
    ax.set(xlim=(-reach, reach), ylim=(0, reach), title=f"N = {n_dim}")
    ax.set_aspect("equal")
    return ax


def figure_cuts(cuts: Mapping[int, tuple[FloatArray, FloatArray]]) -> Figure:
    """Cuts through clouds of several dimensions, side by side.

    Parameters
    ----------
    cuts
        Component along a direction and distance from its axis, under each dimension. [b]
    """
    figure, axes = plt.subplots(1, len(cuts), figsize=(6.8, 1.8))
    for ax, (n_dim, (along, across)) in zip(axes, cuts.items(), strict=True):
        plot_cut(along, across, n_dim=n_dim, ax=ax)
    axes[len(cuts) // 2].set_xlabel("component along a fixed direction [half-widths b]")
    axes[0].set_ylabel("distance from\nits axis [b]")
    return figure


def plot_boundaries(
    boundaries: FloatArray, means: FloatArray, sds: FloatArray, *, label: str, ax: Axes
) -> Axes:
    """Mean radius against the half-width of the cube, with bars of four standard deviations.

    Parameters
    ----------
    boundaries : array of shape (m,)
        Half-widths b. [latent units]
    means, sds : array of shape (m,)
        Mean and standard deviation of the radius. [latent units]
    label
        What the legend says.
    """
    ax.errorbar(boundaries, means, yerr=4 * sds, fmt="o", ms=2.5, capsize=2, label=label)
    ax.set(xscale="log", yscale="log")
    return ax


def figure_boundaries(
    boundaries: FloatArray,
    shells: Mapping[int, tuple[FloatArray, FloatArray]],
    *,
    bands: Mapping[str, tuple[float, float]],
) -> Figure:
    """Shells of a sequence of cubes beside the radii that faces have.

    Parameters
    ----------
    boundaries : array of shape (m,)
        Half-widths b. [latent units]
    shells
        Means and standard deviations of the radius under each dimension. [latent units]
    bands
        Lowest and highest radius of two ranges under what the legend says, the wider first.
        [latent units]
    """
    figure, ax = plt.subplots(figsize=(5.2, 3.0))
    for (label, band), color in zip(bands.items(), ("#bfe6db", "#66c4a8"), strict=True):
        ax.axhspan(*band, color=color, lw=0, label=label)
    for n_dim, (means, sds) in shells.items():
        plot_boundaries(boundaries, means, sds, label=f"cube, N = {n_dim}, mean ± 4 sd", ax=ax)
    ax.set_xticks(boundaries, [f"{b:g}" for b in boundaries])
    ax.xaxis.minorticks_off()
    ax.set_yticks([4, 8, 16, 32, 64, 128, 256], ["4", "8", "16", "32", "64", "128", "256"])
    ax.yaxis.minorticks_off()
    ax.set_xlabel("half-width b of the cube [latent units]")
    ax.set_ylabel("radius R [latent units]")
    ax.legend()
    return figure


def figure_missed(n_dims: Sequence[int], log10_probabilities: Mapping[str, FloatArray]) -> Figure:
    """Chance of landing in a region against the dimension, as powers of ten.

    Parameters
    ----------
    n_dims
        Dimensions N.
    log10_probabilities
        log10 of the probabilities, of shape (m,), under each region's name.
    """
    figure, ax = plt.subplots(figsize=(5.2, 2.9))
    for label, values in log10_probabilities.items():
        ax.plot(n_dims, values, "o-", label=label)
    ax.set_xscale("log", base=2)
    ax.set_yscale("symlog", linthresh=1)
    ax.set_ylim(top=0.2)
    ax.set_yticks([0, -1, -10, -100, -1000], ["1", "0.1", "10⁻¹⁰", "10⁻¹⁰⁰", "10⁻¹⁰⁰⁰"])
    ax.yaxis.minorticks_off()
    ax.set_xlabel("dimension N")
    ax.set_ylabel("probability per point")
    ax.legend(loc="lower left")
    return figure
