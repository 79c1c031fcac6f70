"""The search for clusters finds planted ones and leaves the null alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from analysis import clusters, nulls
from analysis.cloud import covariance_spectrum

NUMBERS = np.array([2, 4, 6, 8, 10, 12, 16, 20])


def cloud(n=1200, z_dim=16):
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, z_dim)) * np.linspace(0.5, 1.5, z_dim) + 1.0


def curves(points, *, rng):
    return np.stack([clusters.inertia_curve(x, numbers=NUMBERS, rng=rng) for x in points])


def test_inertia_does_not_depend_on_scale_or_place():
    z = cloud()
    one = clusters.inertia_curve(z, numbers=[2, 5, 9], rng=np.random.default_rng(1))
    other = clusters.inertia_curve(100 * z - 7, numbers=[2, 5, 9], rng=np.random.default_rng(1))
    np.testing.assert_allclose(other, one, rtol=1e-6)


def test_mini_batches_come_close_to_full_k_means():
    z = cloud(400, z_dim=4)
    found = clusters.inertia_curve(z, numbers=[3, 8], rng=np.random.default_rng(2))
    total = np.sum(z.var(axis=0)) * len(z)
    full = [KMeans(k, n_init=5, random_state=0).fit(z).inertia_ / total for k in (3, 8)]
    assert np.all(found >= 0.999 * np.array(full))
    np.testing.assert_allclose(found, full, rtol=0.15)


@pytest.mark.parametrize("numbers", [[0, 2], [2, 1201]])
def test_impossible_numbers_of_clusters_are_refused(numbers):
    with pytest.raises(ValueError, match=r"`numbers` must lie between 1 and n = 1200, got \["):
        clusters.inertia_curve(cloud(), numbers=numbers, rng=np.random.default_rng(0))


@given(st.floats(0.01, 100.0))
def test_a_gap_does_not_see_a_common_factor(factor):
    curve = np.array([0.9, 0.7, 0.6])
    null = np.array([[0.95, 0.8, 0.7], [0.9, 0.82, 0.72]])
    gap = clusters.gap_curve(curve, null=null)
    np.testing.assert_allclose(clusters.gap_curve(factor * curve, null=factor * null), gap)


def test_null_gaps_scatter_about_zero():
    null = np.exp(np.random.default_rng(3).normal(size=(6, 4)))
    np.testing.assert_allclose(clusters.null_gaps(null).mean(axis=0), 0.0, atol=1e-12)


def test_null_gaps_scatter_as_single_draws_do():
    null = np.exp(np.random.default_rng(12).normal(size=(5, 4)))
    spread = clusters.null_gaps(null).std(axis=0, ddof=1)
    np.testing.assert_allclose(spread, np.log(null).std(axis=0, ddof=1))


def test_gaps_raise_a_false_alarm_5_times_in_100():
    rng = np.random.default_rng(13)
    alarms = {"one number": 0, "elbow": 0, "largest": 0}
    for curves in np.exp(rng.normal(0.0, 0.01, (1000, 5, len(NUMBERS[:5])))):
        own, null = curves[:1], curves[1:]
        gap, chance = clusters.gap_curve(own, null=null), clusters.null_gaps(null)
        alarms["one number"] += clusters.chance_of(gap[0, 0], null=chance[:, 0]) < 0.05
        alarms["elbow"] += clusters.bend(NUMBERS[:5], gap, null_gaps=chance).p < 0.05
        alarms["largest"] += clusters.gap_number(NUMBERS[:5], gap[0], null=null) != 1
    error = np.sqrt(0.05 * 0.95 * 1000)
    assert abs(alarms["one number"] - 50) < 5 * error
    assert 5 < alarms["elbow"] < 50 + 5 * error
    assert alarms["largest"] < 50 + 5 * error


def test_a_single_null_draw_is_refused():
    with pytest.raises(ValueError, match="`null` must hold two or more draws, got 1"):
        clusters.null_gaps(np.ones((1, 5)))


@given(
    st.integers(1, len(NUMBERS) - 2),
    st.floats(-0.2, 0.2),
    st.floats(0.01, 0.5),
    st.floats(-1.0, 1.0),
)
def test_the_corner_of_two_lines_is_found_whatever_line_is_added(place, slope, drop, level):
    k = NUMBERS.astype(float)
    gap = level + slope * k - drop * np.maximum(k - k[place], 0.0)
    found = clusters.elbow(NUMBERS, gap)
    assert found.number == NUMBERS[place]
    height = drop * (k[place] - k[0]) * (k[-1] - k[place]) / (k[-1] - k[0])
    assert found.height == pytest.approx(height, rel=1e-6)


def test_too_few_numbers_for_an_elbow_are_refused():
    with pytest.raises(ValueError, match="`numbers` must be five or more to place an elbow, got 4"):
        clusters.elbow(NUMBERS[:4], np.zeros(4))


def test_planted_clusters_bend_the_gap_at_their_number_and_a_null_does_not():
    rng = np.random.default_rng(4)
    z = cloud()
    null = curves([nulls.normal_null(z, n=len(z), rng=rng) for _ in range(5)], rng=rng)
    planted = [
        clusters.planted_clusters(z, number=8, share=0.5, n=len(z), rng=rng) for _ in range(3)
    ]
    chance = [clusters.elbow(NUMBERS, gap).height for gap in clusters.null_gaps(null)]
    for gap in clusters.gap_curve(curves(planted, rng=rng), null=null):
        found = clusters.elbow(NUMBERS, gap)
        assert found.height > 3 * max(np.abs(chance))
        assert 6 <= found.number <= 12
    again = curves([nulls.normal_null(z, n=len(z), rng=rng)], rng=rng)
    fresh = clusters.elbow(NUMBERS, clusters.gap_curve(again[0], null=null))
    assert fresh.height < 3 * max(np.abs(chance))


def test_planted_clusters_keep_the_mean_and_about_the_total_variance():
    z = cloud()
    drawn = clusters.planted_clusters(
        z, number=400, share=0.3, n=20_000, rng=np.random.default_rng(5)
    )
    sd = z.std(axis=0)
    assert np.all(
        np.abs(drawn.mean(axis=0) - z.mean(axis=0)) < 5 * sd * np.sqrt(0.3 / 400 + 0.7 / 20_000)
    )
    ratio = covariance_spectrum(drawn).sum() / covariance_spectrum(z).sum()
    assert abs(ratio - 1) < 5 * 0.3 * np.sqrt(2 / 400 / 10)


def found_number(points, *, rng, numbers=(2, 4, 6, 8, 10, 12), draws=5):
    """Number of clusters of a cloud by its gap to draws of a normal null."""
    drawn = (nulls.normal_null(points, n=len(points), rng=rng) for _ in range(draws))
    null = np.stack([clusters.inertia_curve(x, numbers=numbers, rng=rng) for x in drawn])
    own = clusters.inertia_curve(points, numbers=numbers, rng=rng)
    return clusters.gap_number(numbers, clusters.gap_curve(own, null=null), null=null)


def test_the_gap_rule_finds_separate_planted_clusters():
    rng = np.random.default_rng(6)
    z = cloud(600, z_dim=8)
    planted = (
        clusters.planted_clusters(z, number=6, share=0.95, n=600, rng=rng) for _ in range(10)
    )
    found = [found_number(points, rng=rng) for points in planted]
    assert sum(number is not None and 4 <= number <= 8 for number in found) >= 8


def test_the_gap_rule_finds_clusters_in_a_normal_cloud_5_times_in_100():
    rng = np.random.default_rng(7)
    clouds = (nulls.normal_null(cloud(150, z_dim=5), n=150, rng=rng) for _ in range(100))
    found = [found_number(z, rng=rng, draws=4, numbers=(2, 4, 8)) for z in clouds]
    assert sum(number != 1 for number in found) <= 13


def test_a_gap_that_never_stops_growing_gives_no_number():
    null = np.exp(np.random.default_rng(11).normal(0.0, 0.01, (5, 3)))
    assert clusters.gap_number([2, 3, 4], np.array([1.0, 2.0, 3.0]), null=null) is None


def test_labels_are_those_of_planted_clusters():
    rng = np.random.default_rng(8)
    own = rng.integers(3, size=300)
    z = rng.normal(size=(300, 5)) + 20.0 * np.eye(5)[own]
    labels = clusters.cluster_labels(z, number=3, rng=rng)
    assert all(len(np.unique(labels[own == k])) == 1 for k in range(3))


@pytest.mark.parametrize("z", [np.ones((30, 3)), np.full((30, 3), np.nan)])
def test_points_that_cannot_be_clustered_are_refused(z):
    with pytest.raises(ValueError, match="`z` must hold finite points that differ, got a total"):
        clusters.inertia_curve(z, numbers=[2], rng=np.random.default_rng(0))


def test_elbows_of_nulls_raise_an_alarm_as_often_as_they_should():
    rng = np.random.default_rng(9)
    z = cloud(250, z_dim=6)
    numbers = np.array([2, 4, 7, 10, 14])
    draws = [nulls.normal_null(z, n=250, rng=rng) for _ in range(500)]
    curve = np.stack([clusters.inertia_curve(x, numbers=numbers, rng=rng) for x in draws])
    alarms = 0
    for trial in curve.reshape(100, 5, -1):
        null, gap = clusters.null_gaps(trial[1:]), clusters.gap_curve(trial[:1], null=trial[1:])
        alarms += clusters.bend(numbers, gap, null_gaps=null).p < 0.05
    assert alarms <= 13  # nominal 5 of 100


def test_the_chance_of_a_value_is_that_of_one_more_draw():
    rng = np.random.default_rng(10)
    samples = rng.normal(size=(4000, 4))
    share = np.mean([clusters.chance_of(x[0], null=x[1:]) < 0.05 for x in samples])
    assert abs(share - 0.05) < 5 * np.sqrt(0.05 * 0.95 / 4000)
