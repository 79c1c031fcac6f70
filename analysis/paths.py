"""Points on the way: lines between points of a cloud, paths across its core, steps from a point."""

import numpy as np

from analysis.cloud import FloatArray, Points, principal_axes, radius
from analysis.draws import gaussian_points
from analysis.sampling import component_centre, component_half_width, stepped, total_sd


def pairs_of(z: Points, *, n: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Two different points of the cloud, n times.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud. [latent units]
    n
        Number of pairs.
    rng
        Source of randomness.

    Returns
    -------
    first, second : array of shape (n, z_dim)
        Ends of the pairs. [latent units]

    Raises
    ------
    ValueError
        If there are fewer than two points.
    """
    if len(z) < 2:
        msg = f"`z` must hold at least 2 points, got {len(z)}."
        raise ValueError(msg)
    first = rng.integers(len(z), size=n)
    second = (first + rng.integers(1, len(z), size=n)) % len(z)
    return np.asarray(z[first], np.float64), np.asarray(z[second], np.float64)


def straight_line(z: Points, *, share: float, n: int, rng: np.random.Generator) -> FloatArray:
    """Points at a share of the straight way between two points of the cloud.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud, m >= 2. [latent units]
    share
        0 for the first point, 1 for the second. [unitless]
    n
        Number of lines.
    rng
        Source of randomness; equal ones give points of the same lines.

    Returns
    -------
    array of shape (n, z_dim)
        Points. [latent units]
    """
    first, second = pairs_of(z, n=n, rng=rng)
    return first + share * (second - first)


def spherical_line(z: Points, *, share: float, n: int, rng: np.random.Generator) -> FloatArray:
    """Points at a share of the arc between two points of the cloud, about the cloud's mean.

    The direction from the mean turns evenly (Shoemake 1985); the distance from it changes evenly
    from that of the first point to that of the second, where a straight line dips to the centre.

    Parameters
    ----------
    z, share, n, rng
        As for `straight_line`; no two points may be opposite each other.

    Returns
    -------
    array of shape (n, z_dim)
        Points. [latent units]
    """
    centre = z.mean(axis=0, dtype=np.float64)
    first, second = (end - centre for end in pairs_of(z, n=n, rng=rng))
    return centre + turned(first, second, share=share)


def turned(first: FloatArray, second: FloatArray, *, share: float) -> FloatArray:
    """Vectors between two, turned evenly, with lengths between theirs.

    Parameters
    ----------
    first, second : array of shape (n, z_dim)
        Vectors other than 0 and not opposite each other.
    share
        0 for the first, 1 for the second. [unitless]

    Examples
    --------
    >>> turned(np.array([[2.0, 0.0]]), np.array([[0.0, 2.0]]), share=0.5).round(4)
    array([[1.4142, 1.4142]])
    """
    one, two = radius(first)[:, None], radius(second)[:, None]
    cosine = np.sum(first * second, axis=1, keepdims=True) / (one * two)
    angle = np.arccos(np.clip(cosine, -1.0, 1.0))  # (n, 1)
    sine = np.where(angle < 1e-6, 1.0, np.sin(angle))
    begin = np.where(angle < 1e-6, 1 - share, np.sin((1 - share) * angle) / sine)
    end = np.where(angle < 1e-6, share, np.sin(share * angle) / sine)
    length = one + share * (two - one)
    return length * (begin * first / one + end * second / two)


def across_core(
    z: Points,
    *,
    principal: bool,
    reach: float,
    n: int,
    rng: np.random.Generator,
    broadest: int | None = None,
) -> FloatArray:
    """Points on straight paths through the core of the cloud, each in a plane of two axes.

    A path crosses the centre at a random angle in the plane of two different axes drawn at random;
    all other coordinates stay those of the centre. Axes are components about their medians, with
    robust half-widths, or principal axes about the mean, with half-widths of 1.177 sd.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud with z_dim >= 2. [latent units]
    principal
        Planes of principal axes instead of components.
    reach
        Half-length of the paths. [half-widths of the axes]
    n
        Number of points, each on a path of its own.
    rng
        Source of randomness.
    broadest
        Number of axes, the broadest ones, that planes are made of, 2 or more; None for all.

    Returns
    -------
    array of shape (n, z_dim)
        Points, evenly spread over the paths. [latent units]
    """
    own = principal_axes(z)
    widths = np.sqrt(2 * np.log(2)) * own.sd if principal else component_half_width(z)
    places = np.zeros((n, z.shape[1]))
    chosen = np.argsort(-widths, kind="stable")[:broadest]
    axes = chosen[np.argsort(rng.random((n, len(chosen))), axis=1)[:, :2]]  # (n, 2)
    angle = 2 * np.pi * rng.random(n)
    way = reach * (2 * rng.random(n) - 1)
    np.put_along_axis(
        places, axes, way[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1), axis=1
    )
    return own.points(widths * places) if principal else component_centre(z) + widths * places


def perturbed(
    z: Points, *, cloud: Points, size: float, principal: bool, rng: np.random.Generator
) -> FloatArray:
    """Points of `z`, each moved by a step of one length.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Where to start. [latent units]
    cloud : array of shape (m, z_dim)
        Gives the unit of length, and the directions in which it extends. [latent units]
    size
        Length of the steps over the root mean square distance of the cloud from its mean.
    principal
        Directions of normal draws with the cloud's covariance instead of uniform ones.
    rng
        Source of randomness; equal ones give equal directions for all sizes.

    Returns
    -------
    array of shape (n, z_dim)
        Moved points. [latent units]
    """
    steps = gaussian_points(z.shape, rng=rng)
    if principal:
        axes = principal_axes(cloud)
        steps = (steps * axes.sd) @ axes.axes
    return stepped(z, steps=steps, length=size * total_sd(cloud))


def walk(z: Points, *, axis: int, reaches: FloatArray) -> FloatArray:
    """Points along one principal axis through the cloud's mean.

    Parameters
    ----------
    z : array of shape (m, z_dim)
        Cloud. [latent units]
    axis
        Number of the axis, the broadest being 0.
    reaches : array of shape (n,)
        Distances from the mean. [standard deviations along the axis]

    Returns
    -------
    array of shape (n, z_dim)
        Points. [latent units]
    """
    axes = principal_axes(z)
    return axes.mean + np.asarray(reaches)[:, None] * axes.sd[axis] * axes.axes[axis]
