"""The scale of a cloud from training to training: seeds, dimensions, initial weights."""

from collections.abc import Sequence

import numpy as np
from scipy import stats

from analysis.checks import check_positive, checked, refuse
from analysis.cloud import FloatArray
from analysis.intervals import Interval


def mean_of_runs(values: FloatArray) -> Interval:
    """Mean over runs that differ in their seed alone, with Student's 95 % interval.

    Parameters
    ----------
    values : array of shape (runs,)
        One number of each run, two runs or more.

    Examples
    --------
    >>> mean_of_runs(np.array([1.0, 2.0, 3.0])).text()
    '2.00 [−0.48, 4.48]'
    """
    checked(values, name="values", axes=1, least=2)
    return _student(values, 1 / len(values))


def next_run(values: FloatArray) -> Interval:
    """Where 95 % of further runs would end, if runs scatter normally.

    Parameters
    ----------
    values : array of shape (runs,)
        One number of each run, two runs or more.

    Returns
    -------
    Interval
        The mean, and the ends of Student's prediction interval: the yardstick for a run of
        which something else was changed than its seed.
    """
    checked(values, name="values", axes=1, least=2)
    return _student(values, 1 + 1 / len(values))


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


def apart(values: FloatArray, *, tolerance: float) -> int:
    """Number of runs farther from the median of all than `tolerance` times the median.

    Parameters
    ----------
    values : array of shape (runs,)
        A positive number of each run.
    tolerance
        Relative distance; runs within it are taken to have ended alike.

    Examples
    --------
    >>> apart(np.array([16.0, 16.2, 15.9, 19.75]), tolerance=0.1)
    1
    """
    checked(values, name="values", axes=1)
    check_positive(values=float(values.min()), tolerance=tolerance)
    middle = np.median(values)
    return int(np.count_nonzero(np.abs(values / middle - 1) > tolerance))


def unseen_share(runs: int) -> float:
    """Largest share of runs that may end elsewhere though none of `runs` did, at 95 %.

    1 - 0.05^(1/runs), the exact one-sided limit.

    Examples
    --------
    >>> round(unseen_share(3), 2), round(unseen_share(20), 2)
    (0.63, 0.14)
    """
    check_positive(runs=runs)
    return float(1 - 0.05 ** (1 / runs))


def _student(values: FloatArray, share: float) -> Interval:
    """Mean, and to each side Student's quantile times sd times sqrt(share)."""
    mean, freedom = float(values.mean()), len(values) - 1
    margin = stats.t.ppf(0.975, freedom) * values.std(ddof=1) * np.sqrt(share)
    return Interval(mean, float(mean - margin), float(mean + margin))
