"""What the posts report of their cloud of z-points, in numbers."""

from typing import NamedTuple

import numpy as np

from analysis.cloud import FloatArray, predicted_radius, radius
from analysis.components import skewness
from analysis.densities import bandwidth_of, smoothed_mode

Z_DIM = 256
PEAK = 16.5  # most frequent radius; the later post has 16.75
NEARLY_ALL = (12.0, 24.0)  # radii
MORE_THAN_HALF = (14.0, 19.0)  # radii
USUAL_FWHM = 2.0  # of a component's density
SPECIAL_AXES = {  # index: centre and full width at half maximum
    52: (5.0, 8.0),
    61: (1.0, 3.0),
    73: (0.0, 5.5),
    83: (-0.5, 5.0),
    94: (0.0, 4.0),
    116: (0.0, 4.0),
    119: (1.0, 3.0),
    130: (-2.0, 9.0),
    171: (0.7, 5.0),
    188: (0.75, 2.75),
    200: (0.5, 11.0),
    221: (-1.0, 8.0),
}
TINY_KL_RADII = {  # two runs: maximum, minimum and mean of radii, maximum and mean of differences
    "radius of z": ((33.103, 6.496, 16.284), (35.514, 7.209, 17.374)),
    "radius of mu": ((33.097, 6.495, 16.284), (35.516, 7.209, 17.374)),
    "difference": ((0.0180, 0.000949), ()),
    "relative difference": ((7.21e-4, 6.12e-5), (1.25e-2, 6.57e-5)),
}
TINY_KL_FACT = 1e-5
TINY_KL_LOG_VAR = {"min": (-24.660698, -22.777826), "max": (-2.0205276, 3.3761873)}  # two runs
TINY_KL_LOG_VAR |= {"mean": (-13.682616, -13.4265175)}


class Moments(NamedTuple):
    """Centre and standard deviation of each component, both of shape (z_dim,). [latent units]."""

    centre: FloatArray
    sd: FloatArray


def reported_moments() -> Moments:
    """Moments of the components that the posts report, with their widths read as FWHM.

    Only this reading makes a radius near the reported one: of normal components with these
    moments E R² is 294, while the widths as half-widths would make it far larger.

    Examples
    --------
    >>> moments = reported_moments()
    >>> round(float(np.sum(moments.centre**2 + moments.sd**2)))
    294
    """
    fwhm = np.full(Z_DIM, USUAL_FWHM)
    centre = np.zeros(Z_DIM)
    for axis, (place, width) in SPECIAL_AXES.items():
        centre[axis], fwhm[axis] = place, width
    return Moments(centre, fwhm / np.sqrt(8 * np.log(2)))


def predicted_radii(*, n: int = 100_000, rng: np.random.Generator) -> dict[str, float]:
    """Radii of independent normal components with the reported moments.

    Parameters
    ----------
    n
        Number of points from which mode and skewness come.
    rng
        Source of randomness.

    Returns
    -------
    dict
        ``mean`` and ``mode`` of the radius, ``usual_mean`` without the special axes [latent
        units], the share ``usual_share`` of all others in the mean squared radius, the skewness
        ``skew`` of the radius, and ``centred_skew`` with all centres at 0 [1].
    """
    told = reported_moments()
    usual = np.delete(np.arange(Z_DIM), list(SPECIAL_AXES))
    whole = predicted_radius(told.centre, told.sd**2)
    alone = predicted_radius(told.centre[usual], told.sd[usual] ** 2)
    centred = told.sd * rng.standard_normal((n, Z_DIM))
    radii = radius(told.centre + centred)
    return {
        "mean": whole.mean,
        "mode": smoothed_mode(radii, bandwidth=bandwidth_of(radii)),
        "usual_mean": alone.mean,
        "usual_share": alone.rms**2 / whole.rms**2,
        "skew": float(skewness(radii)),
        "centred_skew": float(skewness(radius(centred))),
    }
