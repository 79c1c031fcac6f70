"""Linear probes find what is linear in a cloud, and nothing where there is nothing."""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import r2_score, roc_auc_score

from analysis.probes import (
    Traits,
    area_under_curve,
    axis_traits,
    correlation_interval,
    correlations_with,
    explained,
    probed,
    read_off,
    traits_of,
)

FLAGS = np.array([False, True])


def made_up(seed, n=600, dim=12):
    """Points, one trait that is linear in them with R² = 0.8, and one that is not in them."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((n, dim)) @ rng.standard_normal((dim, dim))
    line = z @ rng.standard_normal(dim)
    told = line / line.std() + 0.5 * rng.standard_normal(n)
    return z, np.column_stack([told, rng.standard_normal(n)])


def test_probes_read_what_is_linear_and_nothing_else():
    z, values = made_up(1)
    predicted = read_off(z[:400], values[:400], probes=z[400:])
    told, untold = (explained(values[400:, j], predicted[:, j]) for j in (0, 1))
    assert told.low < 0.8 < told.high
    assert untold.low < 0.02


def test_probes_do_not_depend_on_the_axes_units():
    z, values = made_up(2)
    scale, shift = np.logspace(-2, 2, z.shape[1]), np.arange(z.shape[1])
    moved = read_off(scale * z[:400] + shift, values[:400], probes=scale * z[400:] + shift)
    np.testing.assert_allclose(moved, read_off(z[:400], values[:400], probes=z[400:]), rtol=1e-6)


def test_intervals_of_explained_variance_cover():
    truth, hits = 0.5, 0
    rng = np.random.default_rng(3)
    for _ in range(1000):
        known, rest = rng.standard_normal((2, 200))
        hits += explained(known + rest, known).low <= truth <= explained(known + rest, known).high
    assert abs(hits / 1000 - 0.94) < 5 * np.sqrt(0.95 * 0.05 / 1000)


def test_explained_variance_is_that_of_a_library():
    rng = np.random.default_rng(4)
    values, predicted = rng.standard_normal((2, 50))
    assert explained(values, predicted).value == pytest.approx(r2_score(values, predicted))


def test_the_area_is_that_of_a_library_also_with_ties():
    rng = np.random.default_rng(5)
    labels, scores = rng.integers(0, 2, 80), rng.integers(0, 6, 80).astype(float)
    assert area_under_curve(labels, scores).value == pytest.approx(roc_auc_score(labels, scores))


def test_intervals_of_the_area_cover():
    truth = stats.norm.cdf(1 / np.sqrt(2))
    rng, hits = np.random.default_rng(6), 0
    labels = np.repeat([0, 1], [60, 40])
    for _ in range(1000):
        area = area_under_curve(labels, labels + rng.standard_normal(100))
        hits += area.low <= truth <= area.high
    assert abs(hits / 1000 - 0.94) < 5 * np.sqrt(0.95 * 0.05 / 1000)


def test_correlations_are_numpys():
    rng = np.random.default_rng(7)
    scores, traits = rng.standard_normal((30, 3)), rng.standard_normal((30, 2))
    both = np.corrcoef(scores.T, traits.T)[:3, 3:]
    np.testing.assert_allclose(correlations_with(scores, traits), both, atol=1e-12)


def test_intervals_of_correlations_cover():
    rng, hits = np.random.default_rng(8), 0
    for _ in range(1000):
        x, y = rng.standard_normal((2, 50))
        r = correlation_interval(float(np.corrcoef(x, 0.6 * x + 0.8 * y)[0, 1]), n=50)
        hits += r.low <= 0.6 <= r.high
    assert abs(hits / 1000 - 0.95) < 5 * np.sqrt(0.95 * 0.05 / 1000)


def test_traits_are_factors_and_attributes_that_vary():
    n = 40
    index = {
        "name": np.array(["1"] * n),
        "split": np.array(["train"] * n),
        "Smiling": np.tile([0.0, 1.0], n // 2),
        "Bald": np.r_[1.0, np.zeros(n - 1)],
        "yaw": np.linspace(-1, 1, n),
        "hat": np.array(["none"] * n),
        "still": np.zeros(n),
        "partition": np.tile([0.0, 2.0], n // 2),
    }
    found = traits_of(index, np.arange(n))
    assert found.names == ["Smiling", "yaw"]
    assert found.values.shape == (n, 2)
    assert list(found.binary) == [True, False]


def test_images_of_which_nothing_is_known_have_no_traits():
    index = {"name": np.array(["a", "b"]), "split": np.array(["train", "test"])}
    found = traits_of(index, np.arange(2))
    assert found.names == []
    assert found.values.shape == (2, 0)
    assert probed(np.eye(2), found, fitted=np.arange(1), asked=np.arange(1, 2)) == {}
    assert axis_traits(np.eye(2), found, number=2) == [{}, {}]


def test_probes_report_variance_of_factors_and_areas_of_attributes():
    z, values = made_up(9)
    traits = Traits(["yaw", "Smiling"], np.column_stack([values[:, 0], values[:, 0] > 0]), FLAGS)
    found = probed(z, traits, fitted=np.arange(400), asked=np.arange(400, 600))
    assert found["yaw"].low < 0.8 < found["yaw"].high
    assert 0.85 < found["Smiling"].value < 1.0


def test_each_axis_names_the_traits_that_go_with_it():
    rng = np.random.default_rng(10)
    scores = rng.standard_normal((300, 2))
    values = np.column_stack([-scores[:, 1], scores[:, 0] + rng.standard_normal(300)])
    first, second = axis_traits(scores, Traits(["turn", "smile"], values, FLAGS), number=1)
    assert list(first) == ["smile"]
    assert first["smile"].low < np.sqrt(0.5) < first["smile"].high
    assert second["turn"].value == pytest.approx(-1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: area_under_curve(np.array([0, 0, 1]), np.zeros(3)),
            "`labels` must have two or more of each kind, got 1 and 2",
        ),
        (lambda: explained(np.ones(3), np.ones(3)), "`values` must have components that vary"),
        (
            lambda: read_off(np.eye(4), np.zeros((3, 1)), probes=np.eye(4)),
            "`values` must have a row for each of the 4 points, got 3",
        ),
        (
            lambda: correlations_with(np.eye(3), np.eye(4)),
            "`traits` must have a row for each of the 3 points, got 4",
        ),
        (lambda: correlation_interval(0.5, n=3), "`n` must be at least 4, got 3"),
    ],
)
def test_wrong_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
