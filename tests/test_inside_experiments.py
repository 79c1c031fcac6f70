"""The experiments on the inside of clouds judge all sets, in small."""

import numpy as np
import pytest

from analysis import informed
from analysis.experiments import informed_points, normality, random_points, ways
from analysis.judging import read_judgements
from analysis.paths import walk
from model.config import NetworkConfig
from model.latents import Network
from model.networks import autoencoder

DIM = 52
FINITE = {
    informed_points: ("mixture_criteria", "mixture_bridge"),
    normality: ("henze_zirkler.whole", "told.normal"),
}


class Series:
    """A small edition with untrained networks and made-up clouds."""

    def __init__(self):
        self.networks = ["ae", "vae_tiny"]
        self.settings = {"source": "photographs", "side_networks": []}
        self.sizes = {
            "random_cube_samples": 8,
            "random_few_samples": 5,
            "face_samples": 6,
            "ladder_samples": 7,
            "informed_few_samples": 5,
            "normality_points": 120,
            "normality_draws": 2,
            "told_points": 40,
        }
        rng = np.random.default_rng(5)
        self.images = rng.integers(0, 256, (30, 96, 96, 3), dtype=np.uint8)

    def rows(self, split):
        return np.arange(160) if split == "train" else np.arange(160, 300)

    def rng(self, *numbers):
        return np.random.default_rng(numbers)

    def z(self, name):
        rng = np.random.default_rng(len(name))
        return rng.normal(0.5, 2.0, (300, DIM)).astype(np.float32)

    def network(self, name):
        kind = {"kind": "ae"} if name == "ae" else {"kind": "vae", "fact": 1e-5}
        config = NetworkConfig(**kind, z_dim=DIM, filters=(4, 4, 4, 4))
        return Network(config, autoencoder(config, seed=9))


class Pictures(Series):
    """The same with as many images as points."""

    def __init__(self):
        super().__init__()
        self.images = np.resize(self.images, (300, 96, 96, 3))


@pytest.fixture(scope="module")
def judged():
    return informed_points.measure(Pictures())


def test_every_sampler_is_judged_with_its_number_of_points(judged):
    boxes = {f"component_box.{label}" for label in informed.FACTS}
    for name, (many, some) in {"ae": (7, 6), "vae_tiny": (6, 5)}.items():
        of = read_judgements(judged, of=f"{name}.")
        assert boxes | {"mixture", "kernel.h1", "diagonal_mahalanobis"} <= set(of)
        assert (of["full_gaussian"].rate.n, of["mixture"].rate.n) == (many, some)
        assert of["truncated_test.k10"].rate.n == 5
        assert all(of[label].thorough for label in boxes)
        assert not of["truncated_test.k10"].thorough
        assert of["reconstruction_train"].nearest_row.shape == (6,)
        assert judged[f"{name}.mixture_criteria"].shape == judged["mixture_sizes"].shape
        assert all(0 <= judged[f"{name}.{of}_bridge"] <= 1 for of in ("mixture", "null", "cut"))


@pytest.mark.parametrize("experiment", [informed_points, normality])
def test_clouds_of_few_dimensions_are_measured_too(experiment, monkeypatch):
    monkeypatch.setattr(f"{__name__}.DIM", 8)
    found = experiment.measure(Pictures())
    assert all(np.isfinite(found[f"ae.{what}"]).all() for what in FINITE[experiment])
    assert max(found.get("dims", [0])) <= 8


@pytest.mark.parametrize("test_images", [140, 9])
def test_both_experiments_see_sets_in_one_space_beside_the_same_images(monkeypatch, test_images):
    series, references = Pictures(), []
    rows = {"train": series.rows("train"), "test": series.rows("test")[:test_images]}
    monkeypatch.setattr(series, "rows", rows.get)

    def kept(*_, reference, **__):
        references.append(reference.gradients)
        raise InterruptedError

    for experiment in (random_points, informed_points):
        monkeypatch.setattr(experiment, "judged_sets", kept)
        with pytest.raises(InterruptedError):
            experiment.measure(series)
    first, second = references
    np.testing.assert_array_equal(first.space.axes, second.space.axes)
    np.testing.assert_array_equal(first.features, second.features)
    assert len(first.features) == min(6, test_images // 2)


def test_points_on_the_way_are_judged_and_shown():
    found = ways.measure(Pictures())
    of = read_judgements(found, of="ae.")
    assert {"line.w0_5", "spherical_line.w0_25", "core_principal", "step_along.l2"} <= set(of)
    assert {one.rate.n for one in of.values()} == {5}
    assert found["ae.walks.images"].shape == (6, 9, 96, 96, 3)
    assert found["ae.lines.faces"].shape == found["ae.ways.faces"].shape == (4, 9)
    series = Pictures()
    points = walk(series.z("ae")[:160], axis=2, reaches=ways.REACHES)
    expected = series.network("ae").decode(points)
    np.testing.assert_allclose(found["ae.walks.images"][2], expected, atol=1)


def test_lines_and_ways_begin_at_encoded_images():
    series = Pictures()
    found = ways.measure(series)
    ends = series.network("ae").decode(series.z("ae")[160:164])
    lines, paths = found["ae.lines.images"], found["ae.ways.images"]
    np.testing.assert_allclose(lines[:, 0], ends[[0, 0, 2, 2]], atol=1)
    np.testing.assert_allclose(lines[:, -1], ends[[1, 1, 3, 3]], atol=1)
    np.testing.assert_allclose(paths[:, 0], ends[[0, 0, 1, 1]], atol=1)


def test_normality_is_tested_beside_simulated_nulls():
    found = normality.measure(Series())
    for treatment in ("whole", "trimmed"):
        for kind in ("null", "heavy"):
            assert found[f"{kind}.henze_zirkler.{treatment}"].shape == (3, 2)
        assert found[f"vae_tiny.shapiro.{treatment}"].shape == (3,)
    assert found["ae.squares"].shape == found["ae.nearest.test"].shape == (120,)
    assert all(found[f"ae.told.{of}"][1] == 80 for of in ("normal", "permuted", "curved"))
    assert np.all(found["ae.kept"] <= 1)
