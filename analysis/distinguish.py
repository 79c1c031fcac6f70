"""Can a classifier tell two clouds apart, beyond what their moments say?"""

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from analysis.checks import checked, refuse
from analysis.cloud import Points, principal_axes
from analysis.intervals import Rate

FOLDS = 2
ROUNDS = 60  # trees of the classifier


def told_apart(first: Points, second: Points, *, components: int, rng: np.random.Generator) -> Rate:
    """How many points a classifier assigns to the right one of two clouds (two-sample test).

    After Lopez-Paz and Oquab (2017), with boosted trees that see the broadest principal axes of
    both clouds together, products of neighbouring axes, and the mean square of all, which tells
    tails. Each half of the points is classified by what was learnt from the other half.

    Parameters
    ----------
    first, second : array of shape (n, z_dim)
        Clouds of equal size, n >= 20. [latent units]
    components
        Number of principal axes, at most z_dim.
    rng
        Draws the halves.

    Returns
    -------
    Rate
        Half of the points for clouds of one distribution. The points of a half share a
        classifier, so that the interval is that of the share for the two that were learnt.

    Raises
    ------
    ValueError
        If the clouds differ in size.
    """
    checked(first, name="first", axes=2, least=20)
    checked(second, name="second", axes=2)
    if len(first) != len(second):
        refuse("second", f"have the {len(first)} points of `first`", len(second), "Draw a part.")
    both = np.concatenate([first, second])
    axes = principal_axes(both)
    scores = (axes.coordinates(both) / np.maximum(axes.sd, 1e-12 * axes.sd[0]))[:, :components]
    features = np.concatenate([scores, _pairs(scores)], axis=1).astype(np.float32)
    labels = np.repeat([0, 1], [len(first), len(second)])
    halves = _halves(len(first), rng)
    found = 0
    with threadpool_limits(1):  # threads cost more than these small trees gain
        for held_out in range(FOLDS):
            learnt, asked = halves != held_out, halves == held_out
            model = HistGradientBoostingClassifier(
                max_iter=ROUNDS, early_stopping=False, random_state=int(rng.integers(2**31))
            ).fit(features[learnt], labels[learnt])
            found += int(np.sum(model.predict(features[asked]) == labels[asked]))
    return Rate(found, len(both))


def _pairs(scores: Points) -> Points:
    """Products of neighbouring axes, and the mean square of all: (n, components)."""
    products = scores * np.roll(scores, -1, axis=1)
    return np.concatenate([products[:, :-1], np.mean(scores**2, axis=1, keepdims=True)], axis=1)


def _halves(n: int, rng: np.random.Generator) -> Points:
    """Half to which each point of two clouds of n points belongs, equally many of each cloud."""
    parts = np.arange(n) % FOLDS
    return np.concatenate([rng.permutation(parts), rng.permutation(parts)])
