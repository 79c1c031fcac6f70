"""Points on strings have the moments of the cloud that they replace."""

import numpy as np

from analysis.strings import strings
from tests.filaments import AXES, within


def test_strings_have_the_moments_of_the_cloud():
    clouds = [strings(AXES, n=400, count=400, rng=np.random.default_rng(k)) for k in range(60)]
    means = np.array([cloud.mean(axis=0) for cloud in clouds])
    variances = np.array([np.var(cloud, axis=0) for cloud in clouds])
    for k in (0, 20, 47):
        assert within(means[:, k].mean(), 1.0, means[:, k])
        assert within(variances[:, k].mean() * 400 / 399, AXES.sd[k] ** 2, variances[:, k])
