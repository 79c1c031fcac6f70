"""Chances that a random point of many dimensions lands in a region, in logarithms.

Points come from a cube [-b, b]^N, from a Gaussian cloud or from a sphere about the origin. None of
the chances is estimated by drawing points, so that none is lost where no point would ever hit.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special

from analysis.checks import check_count, check_positive, refuse
from analysis.results import printed

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]
LogTransform = Callable[[ComplexArray], ComplexArray]

NO_BREAK = "\N{NO-BREAK SPACE}"
BLOCK = 64  # nodes of an integral that are worked out at a time
MOST_NODES = 2**17
NEGLIGIBLE = 1e-15  # of the largest term
DIGITS = 36.0  # ln of how far the repetitions of a Fourier series are kept down


def log_ball_volume(n_dim: int, *, radius: float) -> float:
    """Log volume of a ball, ln(π^(N/2) / Γ(N/2 + 1) · radius^N).

    Parameters
    ----------
    n_dim
        Dimension N, at least 1.
    radius
        Radius of the ball. [length]

    Examples
    --------
    >>> round(float(np.exp(log_ball_volume(3, radius=1.0))), 6)  # 4/3 pi
    4.18879
    """
    check_count(n_dim=n_dim)
    check_positive(radius=radius)
    unit = n_dim / 2 * np.log(np.pi) - special.gammaln(n_dim / 2 + 1)
    return float(unit + n_dim * np.log(radius))


def log_inner_ball(n_dim: int, *, radius: float, half_width: float = 1.0) -> float:
    """Log probability of a uniform point of the cube [-b, b]^N lying in a ball inside it.

    Parameters
    ----------
    n_dim
        Dimension N, at least 1.
    radius
        Radius of the ball, at most b. [length]
    half_width
        Half-width b of the cube. [length]

    Returns
    -------
    float
        Volume of the ball over that of the cube, wherever in the cube the ball is. [nat]

    Raises
    ------
    ValueError
        If the ball does not fit into the cube.

    Examples
    --------
    >>> round(float(np.exp(log_inner_ball(2, radius=1.0))), 6)  # pi / 4
    0.785398
    """
    check_positive(radius=radius, half_width=half_width)
    if radius > half_width:
        refuse("radius", f"be at most `half_width` = {half_width}", radius, "Lower it.")
    return log_ball_volume(n_dim, radius=radius) - n_dim * float(np.log(2 * half_width))


def log_corners(n_dim: int, *, depth: float) -> float:
    """Log probability of a point of the cube lying in any of its 2^N corners: N ln(depth).

    Parameters
    ----------
    n_dim
        Dimension N, at least 1.
    depth
        Side of the small cube that is cut off at each corner, in half-widths b, at most 1.

    Examples
    --------
    >>> round(float(np.exp(log_corners(2, depth=0.5))), 6)
    0.25
    """
    check_count(n_dim=n_dim)
    check_positive(depth=depth)
    if depth > 1:
        refuse("depth", "be at most 1", depth, "Deeper corners would overlap.")
    return n_dim * float(np.log(depth))


def log_face_centre(n_dim: int, *, radius: float) -> float:
    """Log probability of a point of the cube lying near the centre of one given face.

    Parameters
    ----------
    n_dim
        Dimension N, at least 1.
    radius
        Largest distance from the centre of the face, in half-widths b, at most 1.

    Returns
    -------
    float
        Half a ball over the cube; all 2N faces together have at most 2N times the chance. [nat]

    Examples
    --------
    >>> round(float(np.exp(log_face_centre(2, radius=1.0))), 6)  # pi / 8
    0.392699
    """
    return log_inner_ball(n_dim, radius=radius) - float(np.log(2))


def log_cone(n_dim: int, *, cosine: float) -> float:
    """Log probability of a random direction in N dimensions lying within a cone.

    Half the regularised incomplete beta function I(1 - cosine²; (N - 1) / 2, 1/2); where that
    underflows, its leading power times a hypergeometric function, in logs.

    Parameters
    ----------
    n_dim
        Dimension N, at least 2.
    cosine
        Cosine of the cone's half angle, above 0 and below 1.

    Returns
    -------
    float
        For directions without preference, as Gaussian components have. [nat]

    Raises
    ------
    ValueError
        If there is no such cone.

    Examples
    --------
    >>> round(float(np.exp(log_cone(3, cosine=0.5))), 6)  # a quarter of the sphere
    0.25
    """
    if not (n_dim >= 2 and 0 < cosine < 1):
        msg = f"`n_dim`, `cosine` must be at least 2, in (0, 1), got {n_dim}, {cosine}. Change one."
        raise ValueError(msg)
    a, x = (n_dim - 1) / 2, 1 - cosine**2
    plain = special.betainc(a, 0.5, x) / 2
    if plain > 1e-280:
        return float(np.log(plain))
    leading = a * np.log(x) + np.log(cosine) - np.log(a) - special.betaln(a, 0.5)
    return float(leading + np.log(special.hyp2f1(a + 0.5, 1, a + 1, x)) - np.log(2))


def cosine_sd(n_dim: int) -> float:
    """Exact standard deviation of the cosine between independent directions: 1 / sqrt(N)."""
    check_count(n_dim=n_dim)
    return float(1 / np.sqrt(n_dim))


def typical_direction(n_dim: int, *, sizes: int = 16) -> FloatArray:
    """Unit vector whose components are of the sizes that those of a random direction have.

    Parameters
    ----------
    n_dim
        Dimension N, a multiple of `sizes`.
    sizes
        How many different sizes there are: quantiles of a half-normal density. Few make the
        chances below fast to work out.

    Examples
    --------
    >>> float(np.sum(typical_direction(256) ** 2).round(12))
    1.0
    """
    check_count(n_dim=n_dim, sizes=sizes)
    if n_dim % sizes:
        refuse("n_dim", f"be a multiple of {sizes}", n_dim, "Choose other `sizes`.")
    quantiles = special.ndtri(0.5 + (np.arange(sizes) + 0.5) / (2 * sizes))
    components = np.repeat(quantiles, n_dim // sizes)
    return np.asarray(components / np.sqrt(np.sum(components**2)))


def log_ball_from_sphere(n_dim: int, *, distance: float, radius: float, shell: float) -> float:
    """Log probability of a ball off the origin for points on a sphere about the origin.

    The ball cuts a cap out of the sphere, which is a cone of directions.

    Parameters
    ----------
    n_dim
        Dimension N, at least 2.
    distance
        Of the ball's centre from the origin. [length]
    radius
        Radius of the ball. [length]
    shell
        Radius of the sphere. [length]

    Returns
    -------
    float
        Minus infinity where they do not meet, 0 where the ball holds the sphere. [nat]
    """
    check_count(n_dim=n_dim, least=2)
    check_positive(distance=distance, radius=radius, shell=shell)
    if abs(shell - distance) >= radius:
        return -np.inf
    cosine = (shell**2 + distance**2 - radius**2) / (2 * shell * distance)
    if cosine <= -1:
        return 0.0
    if cosine > 0:
        return log_cone(n_dim, cosine=cosine)
    rest = np.exp(log_cone(n_dim, cosine=-cosine)) if cosine < 0 else 0.5
    return float(np.log1p(-rest))


def log_ellipsoid_from_cube(centre: ArrayLike, semi_axes: ArrayLike, *, half_width: float) -> float:
    """Log probability of an ellipsoid for points that are uniform in the cube [-b, b]^N.

    Parameters
    ----------
    centre : array of shape (n_dim,)
        Centre of the ellipsoid, whose axes are those of the cube. [length]
    semi_axes : array of shape (n_dim,) or ()
        Its semi-axes; one number makes a ball. [length]
    half_width
        Half-width b of the cube. [length]

    Returns
    -------
    float
        With a relative error of the probability below 1e-9; minus infinity where the ellipsoid
        lies outside the cube. [nat]

    Raises
    ------
    ValueError
        If a number is not finite, a length not positive, or there are fewer than 4 dimensions.

    Examples
    --------
    >>> found = log_ellipsoid_from_cube(np.full(16, 0.5), 0.4, half_width=1.0)  # all inside
    >>> round(found - log_inner_ball(16, radius=0.4), 9)
    0.0
    """
    centres, axes = _ellipsoid(centre, semi_axes)
    check_positive(half_width=half_width)
    reach = half_width / axes
    if np.sum(np.maximum(centres - reach, 0.0) ** 2) >= 1:
        return -np.inf
    kinds, counts = np.unique(np.stack([centres, reach]), axis=1, return_counts=True)

    def log_transform(s: ComplexArray) -> ComplexArray:
        return _log_uniform_transform(s[:, None], kinds[0], kinds[1]) @ counts

    return _log_below_one(log_transform)


def log_ellipsoid_from_gaussian(centre: ArrayLike, semi_axes: ArrayLike, *, sd: float) -> float:
    """Log probability of an ellipsoid for points with independent Gaussian components.

    Parameters
    ----------
    centre : array of shape (n_dim,)
        Centre of the ellipsoid. [length]
    semi_axes : array of shape (n_dim,) or ()
        Its semi-axes; one number makes a ball. [length]
    sd
        Standard deviation of each component about the origin. [length]

    Returns
    -------
    float
        With a relative error of the probability below 1e-9. [nat]

    Raises
    ------
    ValueError
        If a number is not finite, a length not positive, or there are fewer than 4 dimensions.
    """
    centres, axes = _ellipsoid(centre, semi_axes)
    check_positive(sd=sd)
    squares = np.stack([centres**2, (sd / axes) ** 2])
    (offset, variance), counts = np.unique(squares, axis=1, return_counts=True)

    def log_transform(s: ComplexArray) -> ComplexArray:
        spread = 1 + 2 * s[:, None] * variance
        return -(s[:, None] * offset / spread + 0.5 * np.log(spread)) @ counts

    return _log_below_one(log_transform)


def _ellipsoid(centre: ArrayLike, semi_axes: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Centre in units of the semi-axes, made positive, and the semi-axes, both (n_dim,)."""
    place = np.asarray(centre, np.float64)
    if place.ndim != 1 or len(place) < 4 or not np.isfinite(place).all():
        refuse("centre", "hold 4 or more finite numbers", place, "In fewer dimensions draw points.")
    axes = np.broadcast_to(np.asarray(semi_axes, np.float64), place.shape)
    check_positive(semi_axes=float(axes.min()))
    return np.abs(place) / axes, axes


def _log_uniform_transform(s: ComplexArray, centre: FloatArray, reach: FloatArray) -> ComplexArray:
    """Log of E exp(-s (x - centre)²), x uniform on [-reach, reach], Re s > 0 and centre >= 0."""
    root = np.sqrt(s)
    near, far = root * (centre - reach), root * (centre + reach)
    inside = np.log(special.erf(far) - special.erf(np.where(near.real < 0, near, 0)))
    beyond = np.where(near.real < 0, 0, near)  # where the centre is outside the interval
    tail = special.wofz(1j * beyond) - np.exp(beyond**2 - far**2) * special.wofz(1j * far)
    outside = np.log(tail) - beyond**2
    log_mean = np.where(near.real < 0, inside, outside)
    return np.asarray(log_mean + 0.5 * np.log(np.pi) - np.log(4 * root * reach))


def _log_below_one(log_transform: LogTransform) -> float:
    """Log of P(S < 1) for S >= 0 from ln E exp(-s S), by inverting the Laplace transform.

    The path of integration runs through the saddle point of the integrand, where it does not
    oscillate; a trapezoid sum along it converges exponentially (Abate and Whitt 1992).
    """

    def exponent(log_theta: float) -> float:
        theta = np.array([np.exp(log_theta)], np.complex128)
        return float((log_transform(theta) + theta).real[0]) - log_theta

    log_theta = float(optimize.minimize_scalar(exponent, bounds=(-5.0, 20.0), method="bounded").x)
    theta, height = np.exp(log_theta), exponent(log_theta)
    step = 2 * np.pi * theta / (DIGITS + max(-height - log_theta, 0.0))
    total = 0.5  # half the term at the saddle point, which is 1
    for start in range(1, MOST_NODES, BLOCK):
        s = theta + 1j * step * np.arange(start, start + BLOCK)
        terms = np.exp(log_transform(s) + s - height) / s
        total += float(terms.real.sum())
        if np.abs(terms).max() < NEGLIGIBLE:
            break
    return min(float(height + np.log(total * step / np.pi)), 0.0)


def best_half_width(
    log_chance: Callable[[float], float], *, widths: FloatArray
) -> tuple[float, float]:
    """Half-width at which a chance is largest, and the chance there.

    Parameters
    ----------
    log_chance
        From a half-width to the log of a chance with one maximum. [length, nat]
    widths : array of shape (m,)
        Ascending half-widths, between the neighbours of whose best the maximum is sought. [length]

    Returns
    -------
    tuple
        Half-width, and log of the chance. [length, nat]

    Examples
    --------
    >>> best = best_half_width(lambda b: -(np.log(b) ** 2) - 1, widths=np.array([0.5, 0.9, 1.7]))
    >>> [round(number, 3) for number in best]
    [1.0, -1.0]
    """
    place = int(np.argmax([log_chance(width) for width in widths]))
    ends = np.log(widths[[max(place - 1, 0), min(place + 1, len(widths) - 1)]])
    found = optimize.minimize_scalar(
        lambda log_width: -log_chance(float(np.exp(log_width))), bounds=ends, method="bounded"
    )
    return float(np.exp(found.x)), -float(found.fun)


def printed_chance(log10_chance: float) -> str:
    """Chance as prose prints it, without a line break, from its logarithm to base 10.

    Examples
    --------
    >>> [printed_chance(power) for power in (-0.3, -np.inf)]
    ['0.50', 'never']
    >>> printed_chance(-229.3).replace(NO_BREAK, " ")
    '5 × 10⁻²³⁰'
    """
    if np.isneginf(log10_chance):
        return "never"
    text = printed(10**log10_chance, ".2f" if log10_chance > -2 else ".0e")
    return text.replace(" ", NO_BREAK)
