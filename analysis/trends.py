"""How a quantity moves: with the dimension, with a setting, from epoch to epoch."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from analysis.checks import check_positive, checked, refuse
from analysis.cloud import FloatArray
from analysis.intervals import Interval


def scale_law(z_dims: Sequence[int], radii: FloatArray, *, runs: FloatArray) -> Interval:
    """Power p of R ~ z_dim^p, one training per dimension, with Student's 95 % interval.

    The slope of ln R against ln z_dim by least squares. Its interval comes from the scatter of ln R
    over `runs`, which is taken to be the same at all dimensions; a law that is no power widens
    nothing, so look at the curve.

    Parameters
    ----------
    z_dims
        Dimensions, two different ones or more.
    radii : array of shape (len(z_dims),)
        Mean radius at each dimension. [latent units]
    runs : array of shape (runs,)
        Mean radii of runs that differ in their seed alone, two or more. [latent units]

    Returns
    -------
    Interval
        The power; 0.5 where R / sqrt(z_dim) is constant.

    Examples
    --------
    >>> law = scale_law([4, 16, 64], np.array([2.0, 4.0, 8.0]), runs=np.array([8.0, 8.1, 7.9]))
    >>> round(law.value, 12)
    0.5
    """
    checked(radii, name="radii", axes=1, least=2)
    checked(runs, name="runs", axes=1, least=2)
    check_positive(radii=float(radii.min()), runs=float(runs.min()), z_dims=min(z_dims))
    if len(z_dims) != len(radii) or len(set(z_dims)) < 2:
        refuse("z_dims", f"be {len(radii)} numbers, not all equal", list(z_dims), "One per radius.")
    log_z = np.log(z_dims)
    lever = (log_z - log_z.mean()) / np.sum((log_z - log_z.mean()) ** 2)
    slope = float(lever @ np.log(radii))
    error = np.std(np.log(runs), ddof=1) * np.sqrt(np.sum(lever**2))
    margin = float(stats.t.ppf(0.975, len(runs) - 1) * error)
    return Interval(slope, slope - margin, slope + margin)


def fitted_slope(x: FloatArray, y: FloatArray) -> Interval:
    """Slope of y on x by least squares, with Student's 95 % interval.

    Parameters
    ----------
    x, y : arrays of shape (runs,)
        Three runs or more; not all at one x.

    Raises
    ------
    ValueError
        If there are fewer than three runs, or all have the same x.

    Examples
    --------
    >>> fitted_slope(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])).value
    2.0
    """
    if len(x) < 3 or np.ptp(x) == 0:
        msg = f"`x` must hold three or more runs at different places, got {list(x)}. Add runs."
        raise ValueError(msg)
    fit = stats.linregress(x, y)
    margin = float(stats.t.ppf(0.975, len(x) - 2) * fit.stderr)
    return Interval(float(fit.slope), float(fit.slope) - margin, float(fit.slope) + margin)


class Jump(NamedTuple):
    """Largest change from one epoch to the next, as a factor (2 for doubled or halved)."""

    factor: float
    epoch: int


def largest_jump(values: FloatArray, *, since: int) -> Jump:
    """Largest relative step of a quantity between adjacent epochs, up or down.

    Parameters
    ----------
    values : array of shape (epochs,)
        Positive, one number per epoch.
    since
        First epoch that counts, from 1: in the first ones everything changes.

    Returns
    -------
    Jump
        Its factor, at least 1, and the epoch, from 1, that ends with the new value.

    Raises
    ------
    ValueError
        If fewer than two epochs count, or a value is not positive.

    Examples
    --------
    >>> largest_jump(np.array([9.0, 1.0, 1.1, 4.4, 4.4]), since=2)
    Jump(factor=4.0, epoch=4)
    """
    late = np.asarray(values[since - 1 :], np.float64)
    if len(late) < 2 or not np.all(late > 0):
        msg = f"`values` must hold two or more positive epochs from {since} on, got {list(late)}."
        raise ValueError(msg)
    steps = np.exp(np.abs(np.diff(np.log(late))))
    place = int(np.argmax(steps))
    return Jump(float(steps[place]), since + place + 1)
