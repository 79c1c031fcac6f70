"""What can be read off z-points: linear probes for the factors and attributes of their images."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.linear_model import RidgeCV

from analysis.checks import checked, refuse
from analysis.cloud import FloatArray, Points
from analysis.intervals import NORMAL_97_5, Interval, normal_interval
from data.attributes import ATTRIBUTES

STRENGTHS = np.logspace(-2, 5, 15)  # of the ridge, for components of unit variance
NO_TRAITS = ("name", "split", "partition")  # columns that say nothing of what an image shows
RAREST = 0.05  # share of the images that must have an attribute, or lack it


class Traits(NamedTuple):
    """What is known of images, one column per factor or attribute.

    Parameters
    ----------
    names
        Names of the columns.
    values : array of shape (n, traits)
        Their values; 0 or 1 for attributes.
    binary : array of shape (traits,)
        Which of them are attributes.
    """

    names: list[str]
    values: FloatArray
    binary: NDArray[np.bool_]


def traits_of(index: dict[str, NDArray[Any]], rows: NDArray[np.int64]) -> Traits:
    """Factors of drawn faces, and attributes of CelebA, as far as they are known and vary.

    Factors are all columns of numbers that are no attributes and no split. Attributes that fewer
    than one image in twenty has, or lacks, are left out.

    Parameters
    ----------
    index
        Columns of the images' index.
    rows : array of shape (m,)
        Images among which a trait must vary to be kept, such as those of the test.
    """
    columns = {
        name: np.asarray(column, np.float64)
        for name, column in index.items()
        if name not in NO_TRAITS and np.issubdtype(column.dtype, np.number)
    }
    kept = [name for name, column in columns.items() if _varies(name, column[rows])]
    n = len(next(iter(index.values())))
    values = np.stack([columns[name] for name in kept], axis=1) if kept else np.zeros((n, 0))
    return Traits(kept, values, np.array([name in ATTRIBUTES for name in kept], dtype=np.bool_))


def _varies(name: str, column: FloatArray) -> bool:
    """Whether a trait differs enough between images to be asked about."""
    if name in ATTRIBUTES:
        return bool(RAREST <= column.mean() <= 1 - RAREST)
    return bool(np.ptp(column) > 0)


def read_off(
    z: Points, values: FloatArray, *, probes: Points, strengths: FloatArray = STRENGTHS
) -> FloatArray:
    """Linear predictions of traits from components, by ridge regression.

    Components are standardised; the strength of the ridge is chosen for each trait by the error
    of points that are left out one at a time.

    Parameters
    ----------
    z, values : array of shape (n, z_dim) and (n, traits)
        Points, and traits of their images, to fit.
    probes : array of shape (m, z_dim)
        Other points, whose images' traits are predicted.
    strengths
        Strengths to choose from.

    Returns
    -------
    array of shape (m, traits)
        Predictions in the traits' units; for attributes a score.
    """
    checked(z, name="z", axes=2, least=3, varying=True)
    if len(z) != len(values):
        refuse("values", f"have a row for each of the {len(z)} points", len(values), "Align them.")
    mean, sd = z.mean(axis=0, dtype=np.float64), z.std(axis=0, dtype=np.float64)
    centre, scale = values.mean(axis=0), values.std(axis=0)
    ridge = RidgeCV(alphas=strengths, alpha_per_target=True)
    ridge.fit((z - mean) / sd, (values - centre) / scale)
    predicted = ridge.predict((probes - mean) / sd).reshape(len(probes), -1)
    return np.asarray(centre + scale * predicted)


def explained(values: FloatArray, predicted: FloatArray) -> Interval:
    """Share of the variance of `values` that `predicted` explains, R², on points of their own.

    1 - sum e² / sum d², with errors e and deviations d from the mean of `values`. The interval
    comes from the influence function of this ratio.

    Parameters
    ----------
    values, predicted : array of shape (n,)
        Held-out values and what was predicted without them.

    Returns
    -------
    Interval
        At most 1; below 0 where the mean would have predicted better.

    Raises
    ------
    ValueError
        If `values` do not vary.

    Examples
    --------
    >>> explained(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 2.0])).value
    1.0
    """
    checked(values, name="values", axes=1, least=2, varying=True)
    errors, deviations = (values - predicted) ** 2, (values - values.mean()) ** 2
    ratio, variance = errors.mean() / deviations.mean(), deviations.mean()
    influence = (errors - ratio * deviations) / variance
    error = influence.std(ddof=1) / np.sqrt(len(values))
    return normal_interval(1 - ratio, error)


def area_under_curve(labels: NDArray[Any], scores: FloatArray) -> Interval:
    """Chance that an image with an attribute has a higher score than one without it (AUC).

    Parameters
    ----------
    labels, scores : array of shape (n,)
        Whether each image has the attribute, and its score.

    Returns
    -------
    Interval
        1/2 by chance. Interval by DeLong, DeLong and Clarke-Pearson (1988), within [0, 1].

    Raises
    ------
    ValueError
        If fewer than two images have the attribute, or lack it.

    Examples
    --------
    >>> area_under_curve(np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])).value
    0.75
    """
    has = np.asarray(labels, dtype=np.bool_)
    m, n = int(has.sum()), int((~has).sum())
    if min(m, n) < 2:
        refuse("labels", "have two or more of each kind", f"{m} and {n}", "Leave the trait out.")
    ranks = rankdata(scores)
    above = (ranks[has] - rankdata(scores[has])) / n  # (m,): share of the others below
    below = 1 - (ranks[~has] - rankdata(scores[~has])) / m  # (n,)
    error = np.sqrt(above.var(ddof=1) / m + below.var(ddof=1) / n)
    value, low, high = normal_interval(float(above.mean()), float(error))
    return Interval(value, max(low, 0.0), min(high, 1.0))


def correlations_with(scores: FloatArray, traits: FloatArray) -> FloatArray:
    """Correlation of each coordinate with each trait, of shape (dim, traits).

    Parameters
    ----------
    scores, traits : array of shape (n, dim) and (n, traits)
        Coordinates of points, and traits of their images; all must vary.
    """
    checked(scores, name="scores", axes=2, least=2, varying=True)
    checked(traits, name="traits", axes=2, least=2, varying=True)
    if len(scores) != len(traits):
        refuse(
            "traits", f"have a row for each of the {len(scores)} points", len(traits), "Align them."
        )
    one, two = (
        (x - x.mean(axis=0)) / x.std(axis=0) for x in (np.asarray(scores, np.float64), traits)
    )
    return np.asarray(one.T @ two / len(one))


def correlation_interval(r: float, *, n: int) -> Interval:
    """Interval of a correlation coefficient of n pairs, by Fisher's z (1915).

    Parameters
    ----------
    r
        Coefficient, between -1 and 1.
    n
        Number of pairs, at least 4.

    Examples
    --------
    >>> correlation_interval(0.5, n=103).text()
    '0.50 [0.34, 0.63]'
    """
    if n < 4:
        refuse("n", "be at least 4", n, "Take more points.")
    z, margin = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12)), NORMAL_97_5 / np.sqrt(n - 3)
    return Interval(float(r), float(np.tanh(z - margin)), float(np.tanh(z + margin)))


def probed(
    z: Points, traits: Traits, *, fitted: NDArray[np.int64], asked: NDArray[np.int64]
) -> dict[str, Interval]:
    """What linear probes read of each trait on images that they were not fitted to.

    Parameters
    ----------
    z : array of shape (n, z_dim)
        Points of all images. [latent units]
    traits
        What is known of them.
    fitted, asked : array of shape (m,) and (k,)
        Images that probes are fitted to, and on which they are asked.

    Returns
    -------
    dict of Interval
        R² of factors, and area under the curve of attributes, by name; empty without traits.
    """
    if not traits.names:
        return {}
    told = traits.values[asked]
    predicted = read_off(z[fitted], traits.values[fitted], probes=z[asked])
    return {
        name: (area_under_curve if binary else explained)(told[:, j], predicted[:, j])
        for j, (name, binary) in enumerate(zip(traits.names, traits.binary, strict=True))
    }


def axis_traits(scores: FloatArray, traits: Traits, *, number: int) -> list[dict[str, Interval]]:
    """Traits that go with each axis: the strongest correlations with its coordinates.

    Parameters
    ----------
    scores : array of shape (n, axes)
        Coordinates of points along axes that come from other points. [latent units]
    traits
        Traits of their images.
    number
        How many traits of each axis.

    Returns
    -------
    list of dict of Interval
        Correlation coefficients of each axis by trait, the strongest first; empty without traits.
    """
    if not traits.names:
        return [{} for _ in scores.T]
    table = correlations_with(scores, traits.values)  # (axes, traits)
    return [
        {
            traits.names[j]: correlation_interval(float(row[j]), n=len(scores))
            for j in np.argsort(-np.abs(row))[:number]
        }
        for row in table
    ]
