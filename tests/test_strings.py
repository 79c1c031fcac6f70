"""Points on strings have the moments of the cloud that they replace."""

import numpy as np
import pytest
from scipy.stats import kurtosis

from analysis.strings import string_scores, strings
from tests.filaments import AXES, within


@pytest.mark.parametrize("thickness", [0.0, 0.4, 1.0])
def test_strings_have_the_moments_of_the_cloud(thickness):
    clouds = [
        strings(AXES, n=400, count=400, rng=np.random.default_rng(k), thickness=thickness)
        for k in range(60)
    ]
    means = np.array([cloud.mean(axis=0) for cloud in clouds])
    variances = np.array([np.var(cloud, axis=0) for cloud in clouds])
    for k in (0, 20, 47):
        assert within(means[:, k].mean(), 1.0, means[:, k])
        assert within(variances[:, k].mean() * 400 / 399, AXES.sd[k] ** 2, variances[:, k])


def test_thickness_is_the_scatter_about_a_curve():
    thin, thick = (
        string_scores(AXES.sd, n=600, count=2, rng=np.random.default_rng(3), thickness=t)
        for t in (0.0, 0.3)
    )
    scatter = (thick - np.sqrt(1 - 0.3**2) * thin) / AXES.sd
    assert within(np.mean(scatter**2), 0.3**2, scatter**2)


def test_strings_of_full_thickness_are_a_normal_cloud():
    scores = string_scores(np.ones(3), n=40_000, count=1, rng=np.random.default_rng(4), thickness=1)
    assert np.all(np.abs(kurtosis(scores)) < 5 * np.sqrt(24 / 40_000))


def test_points_are_shared_out_and_wrong_numbers_refused():
    rng = np.random.default_rng(5)
    assert strings(AXES, n=10, count=4, rng=rng).shape == (10, 48)
    with pytest.raises(ValueError, match="`count` must be 1 to 10 for 10 points, got 11"):
        strings(AXES, n=10, count=11, rng=rng)
    with pytest.raises(ValueError, match=r"`thickness` must be 0 to 1 sd of the cloud, got 1\.5"):
        strings(AXES, n=10, count=2, rng=rng, thickness=1.5)
