"""Each experiment on a made-up edition: what it documents, twice the same, and a law of its own."""

import importlib
import re
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from analysis import maps, patterns, planes
from analysis.cloud import principal_axes
from analysis.edition import Edition
from analysis.experiments import cluster_search
from analysis.experiments.large_noise import INJECTED, LIMIT
from analysis.overlap import shared_neighbours
from data.attributes import ATTRIBUTES
from model.config import NetworkConfig
from model.latents import Network
from model.networks import autoencoder
from report.chapters import experiment_files

POINTS, TRAIN, Z_DIM = 320, 240, 40
LEARNT = 50  # training images of the small networks
CONFIG = NetworkConfig(kind="ae", z_dim=4, filters=(4, 4, 8, 8))
SLOPES = np.linspace(0.02, 0.1, Z_DIM)  # of the logit of all pixels along each component
SIZES = {
    "filaments_simulations": 24,
    "filaments_square_points": 60,
    "filaments_view_points": 80,
    "filaments_resamples": 12,
    "filaments_map_points": 150,
    "filaments_small_maps": 2,
    "filaments_small_map_points": 120,
    "filaments_power_nulls": 3,
    "filaments_power_clouds": 2,
    "filaments_power_probes": 60,
    "filaments_power_planes": 4,
    "curvature_images": 6,
    "curvature_components": 8,
    "cluster_points": 300,
    "cluster_step": 13,
    "cluster_draws": 2,
    "cluster_shuffles": 19,
    "noise_images": 10,
    "twin_map_points": 130,
    "control_images": 10,
    "control_networks": 2,
}
SIDE = {
    "ae_repeat": 2,
    "vae_repeat": 2,
    "vae_unlimited": 1,
    **dict.fromkeys(("vae_fact_1em6", "vae_fact_1em4", "vae_fact_1em3", "vae_long"), 1),
}
KEYS = {
    "cluster_search": {"numbers": (8,), "ae.own": (2, 8), "run_inertia": (5, 8), "points": ()},
    "curvature": {"vae_tiny.gauss_newton": (6, 8), "vae_long.wide": (3, 1)},
    "filaments_maps": {"points": (150,), "large_ae_pc4": (150, 2), "small_smooth_pc2": (2, 120, 2)},
    "filaments_squares": {"random": (24, 53), "patterns": (6, 4, 2, 4, 53), "on_each": (4,)},
    "filaments_views": {"ae_smooth": (4, 13, 53), "strings_smooth": (4, 13, 53)},
    "gaussian_controls": {"trained_faces": (1, 10, 4), "untrained_shuffled": (2, 10, 4)},
    "large_noise": {"widest": (10,), "one.shift": (10,), "all.loss": (10,), "count": ()},
    "twin_maps": {"maps": (5, 130, 2), "overlap": (6, 6), "run_overlap": (5, 5)},
}


def decode(z):
    """Images of one grey value, whose logit is linear in z."""
    grey = 1 / (1 + np.exp(-(z @ SLOPES)))
    return np.broadcast_to(grey[:, None, None, None], (len(z), 96, 96, 3))


SETTINGS = {
    "seed": 1,
    "chapters": SIZES,
    "networks": {name: {"train_images": 0} for name in ("ae", "vae_tiny")},
    "side_networks": {
        f"{name}_run{run}" if run > 1 else name: {"train_images": LEARNT}
        for name, runs in SIDE.items()
        for run in range(1, runs + 1)
    },
}
HEAP = np.arange(POINTS) % 2
INDEX = {
    "split": np.where(np.arange(POINTS) < TRAIN, "train", "test"),
    "Male": np.where(HEAP, 1.0, -1.0),  # as CelebA's files have it
    "Smiling": np.where(np.random.default_rng(3).random(POINTS) < 0.5, 1.0, -1.0),
    "Bald": np.full(POINTS, -1.0),
}


class MadeUp(Edition):
    """Two heaps of 40 components for the AE; the same moved, turned and stretched for the VAE."""

    settings, index = SETTINGS, INDEX
    images = np.random.default_rng(4).integers(256, size=(POINTS, 96, 96, 3), dtype=np.uint8)

    def rows(self, split):
        return np.flatnonzero(self.index["split"] == split)

    def z(self, network):
        rng = np.random.default_rng(5)
        points = rng.normal(size=(POINTS, Z_DIM)) * np.linspace(2.0, 0.5, Z_DIM)
        points[:, 3] += 24.0 * HEAP
        if network != "ae" and not network.startswith("ae_repeat"):
            points += 0.7 * rng.normal(size=points.shape)
            points = 3.0 * points @ np.linalg.qr(rng.normal(size=(Z_DIM, Z_DIM)))[0]
        return points.astype(np.float32)

    def log_var(self, network):
        rng = np.random.default_rng(len(network))
        return rng.normal(-4.0, 0.5, size=(POINTS, Z_DIM)).astype(np.float32)

    def history(self, network):  # noqa: ARG002 - all are alike
        return {"epoch": np.arange(1, 4)}

    def network(self, name):
        if name == "ae":
            return Network(CONFIG, autoencoder(CONFIG, seed=9))
        return SimpleNamespace(
            parts=SimpleNamespace(decoder=SimpleNamespace(predict_on_batch=decode))
        )


@cache
def found(name):
    """Arrays of an experiment, made in this process alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster_search, "in_order", lambda work, items, **_: map(work, items))
        return measured(name)


def measured(name):
    return _module(name).measure(MadeUp("nowhere"))


def _module(name):
    return importlib.import_module(f"analysis.experiments.{name}")


@pytest.fixture(autouse=True)
def short_maps(monkeypatch):
    """Few iterations, which keep two heaps apart as well."""
    monkeypatch.setattr(maps, "EARLY", 60)
    monkeypatch.setattr(maps, "LATE", 60)


def test_every_experiment_has_a_test():
    assert {file.stem for file in experiment_files()} >= set(KEYS)


@pytest.mark.parametrize("name", list(KEYS))
def test_an_experiment_returns_what_it_documents(name):
    arrays = found(name)
    shapes = {key: arrays[key].shape for key in KEYS[name]}
    assert shapes == KEYS[name]
    documented = re.findall(r"``([^`]+)``", _module(name).measure.__doc__)
    keys = [re.sub("<.+?>", ".+", word.replace(".", r"\.")) for word in documented]
    keys += [".+" + key for key in keys if key.startswith(r"\.")]  # as "``a.x``, ``.y``" is meant
    for key, array in arrays.items():
        assert any(re.fullmatch(known, key) for known in keys), key
        assert array.dtype.kind != "f" or np.isfinite(array).all(), key


@pytest.mark.parametrize("name", list(KEYS))
def test_an_experiment_gives_the_same_numbers_twice_on_however_many_cores(name):
    again = measured(name)
    for key, array in found(name).items():
        np.testing.assert_array_equal(again[key], array, err_msg=key)


# Laws


def test_clusters_of_two_heaps_tell_the_attribute_that_made_them():
    arrays = found("cluster_search")
    assert arrays["attributes"].tolist() == ["Male", "Smiling"]  # none is bald
    male, smiling = arrays["ae.agreement"]
    assert male > 0.9
    assert abs(smiling) < 0.1
    assert arrays["ae.p"][0] == 1 / 20
    assert arrays["combinations"] == 4


def test_two_clusters_leave_the_inertia_within_two_heaps_and_nulls_leave_more():
    arrays, series = found("cluster_search"), MadeUp("nowhere")
    assert arrays["numbers"][:2].tolist() == [1, 2]
    rows = np.sort(series.rng(8, 3).choice(POINTS, 300, replace=False))
    for cloud in ("ae", "vae_tiny"):
        z, own = series.z(cloud)[rows], HEAP[rows]
        within = sum(z[own == k].var(axis=0).sum() * np.mean(own == k) for k in (0, 1))
        shares = arrays[f"{cloud}.own"][:, :2]
        np.testing.assert_allclose(shares[:, 0], 1.0, rtol=1e-6)
        np.testing.assert_allclose(shares[:, 1], within / z.var(axis=0).sum(), rtol=0.02)
        for null in ("normal", "elliptical"):
            assert arrays[f"{cloud}.{null}"][:, 1].min() > 1.2 * shares[:, 1].max()
    kinds = arrays["kinds"].tolist()
    for run, cloud in ((kinds.index("ae"), "ae"), (kinds.index("vae"), "vae_tiny")):
        np.testing.assert_allclose(
            arrays["run_inertia"][run, 1], arrays[f"{cloud}.own"][0, 1], rtol=0.02
        )


def test_an_edition_without_attributes_has_none_to_agree_with():
    names, values = cluster_search.known_attributes(
        {"split": np.array(["train"] * 4)}, np.arange(3)
    )
    assert names == []
    assert values.shape == (3, 0)
    index = {name: np.array([1.0, -1.0, 1.0, 1.0]) for name in ATTRIBUTES}
    names, values = cluster_search.known_attributes(index, np.array([0, 1, 3]))
    assert names == list(ATTRIBUTES)
    assert values[:, 0].tolist() == [1, 0, 1]


def test_images_without_attributes_are_clustered_all_the_same(monkeypatch):
    monkeypatch.setattr(cluster_search, "in_order", lambda work, items, **_: map(work, items))
    monkeypatch.setattr(MadeUp, "index", {"split": INDEX["split"]})
    arrays = measured("cluster_search")
    np.testing.assert_array_equal(arrays["ae.own"], found("cluster_search")["ae.own"])
    for key in ("attributes", "ae.agreement", "ae.by_number", "vae_tiny.joint_null"):
        assert arrays[key].size == 0, key


def test_the_curvature_of_a_linear_logit_is_its_slope_squared():
    arrays, series = found("curvature"), MadeUp("nowhere")
    rows = np.sort(series.rng(8, 1).permutation(series.rows("train"))[:6])
    axes = np.argsort(series.log_var("vae_tiny").mean(axis=0, dtype=np.float64))[::5]
    grey = decode(series.z("vae_tiny")[rows])[:, 0, 0, 0]
    exact = 96**2 * SLOPES[axes] ** 2 * (grey * (1 - grey))[:, None]
    np.testing.assert_allclose(arrays["vae_tiny.gauss_newton"], exact, rtol=0.02)
    np.testing.assert_allclose(
        arrays["vae_tiny.log_var"], series.log_var("vae_tiny")[np.ix_(rows, axes)]
    )


def test_forced_noise_moves_a_point_by_as_many_widths():
    arrays, series = found("large_noise"), MadeUp("nowhere")
    assert arrays["draws"] == 3 * arrays["per_epoch"] == 3 * TRAIN * Z_DIM
    assert arrays["count"] <= stats.poisson.isf(1e-6, float(arrays["draws"]) * 5.7e-7)
    ordinary = 5.0  # posterior sd that an ordinary value of ten may have at most
    assert np.all(arrays["one.shift"] <= (INJECTED + ordinary) * arrays["widest"])
    assert np.all(arrays["one.shift"] >= (INJECTED - ordinary) * arrays["widest"])
    sd = np.exp(0.5 * series.log_var("vae_tiny"))
    usual = np.sqrt(
        np.mean(np.sum(sd**2, axis=1)) * ((LIMIT**2) + 1 - 2 * LIMIT * np.sqrt(2 / np.pi))
    )
    assert arrays["all.shift"].mean() == pytest.approx(usual, rel=0.1)


def test_maps_show_two_heaps_where_there_are_two():
    arrays = found("filaments_maps")
    own = HEAP[arrays["points"]]
    for places in (arrays["large_ae_all"], arrays["large_ae_pc2"]):
        middles = [places[own == k].mean(axis=0) for k in (0, 1)]
        nearer = np.argmin([np.linalg.norm(places - middle, axis=1) for middle in middles], axis=0)
        assert np.mean(nearer == own) > 0.95
    kept = shared_neighbours(arrays["small_ae_again"][0], arrays["small_ae_all"][0], k=10).mean()
    other = shared_neighbours(arrays["small_normal_all"][0], arrays["small_ae_all"][0], k=10).mean()
    assert kept > 2 * other


def test_thin_strings_have_one_dimension_and_normal_clouds_many():
    arrays = found("filaments_squares")
    thin, null = arrays["dimensions"][0, 0], arrays["null_dimensions"]  # 320 points on a string
    np.testing.assert_allclose(thin, 1.0, atol=0.35)
    assert null.min() > 5
    grown = arrays["dimensions"][:, 0, :, 1].mean(axis=1)
    assert np.all(np.diff(grown) > 0)  # with the thickness
    clark_evans = patterns.parts(25)["clark_evans"]
    assert abs(arrays["random"][:, clark_evans].mean() - 1) < 0.05
    assert arrays["patterns"][0, 0][..., clark_evans].mean() < 0.8


def test_views_are_patterns_of_the_clouds_own_planes_and_of_their_resamples():
    arrays, series = found("filaments_views"), MadeUp("nowhere")
    z = np.asarray(series.z("ae")[series.rows("train")], np.float64)
    axes = principal_axes(z)
    count = planes.view_points(len(z), most=SIZES["filaments_view_points"])
    seen = (z - axes.mean) @ next(iter(planes.posts_planes(z, axes).values())).T
    square = planes.square_holding(seen, count=count)
    expected = patterns.pattern(square.points, distances=patterns.distances_for(count))
    for null in ("smooth", "normal"):
        np.testing.assert_allclose(arrays[f"ae_{null}"][0, 0], expected)
    assert not np.allclose(arrays["ae_smooth"][:, 1], arrays["ae_smooth"][:, 2])
    excess = patterns.parts(25)["ripley_l"]
    ripley = {
        null: arrays[f"ae_{null}"][0, 1:, excess][:, 10].mean() for null in ("smooth", "normal")
    }
    own = arrays["ae_smooth"][0, 0, excess][10]  # a normal plane does not have two heaps
    assert abs(own - ripley["smooth"]) < abs(own - ripley["normal"])


def test_controls_come_from_one_trained_and_several_untrained_networks():
    arrays, series = found("gaussian_controls"), MadeUp("nowhere")
    rows = np.sort(series.rng(6, 1).choice(POINTS, 10, replace=False))
    encoded = series.network("ae").encode(series.images[rows])["z"]
    np.testing.assert_allclose(arrays["trained_faces"][0], encoded, rtol=1e-5)
    first, second = arrays["untrained_faces"]
    assert not np.allclose(first, second)
    assert not np.allclose(arrays["trained_faces"], arrays["trained_shuffled"])


def test_neighbours_in_common_are_those_of_the_clouds_and_maps_have_fewer():
    arrays, series = found("twin_maps"), MadeUp("nowhere")
    rows = np.sort(series.rng(8, 4).choice(POINTS, SIZES["twin_map_points"], replace=False))
    one, other = (series.z(name)[rows] for name in ("ae", "vae_tiny"))
    kinds = arrays["kinds"] == "ae"
    assert arrays["kinds"].tolist() == ["ae"] * 2 + ["vae"] * 3
    expected = shared_neighbours(one, other, k=10).mean()
    assert 0.3 < expected < 0.9
    assert arrays["overlap"][0, 1] == pytest.approx(expected)
    np.testing.assert_allclose(arrays["run_overlap"][np.ix_(kinds, ~kinds)], expected)
    np.testing.assert_allclose(arrays["run_overlap"][np.ix_(kinds, kinds)], 1.0)
    for cloud, of_map in ((one, 2), (other, 4)):
        kept = shared_neighbours(cloud, arrays["maps"][of_map - 2], k=10).mean()
        assert arrays["overlap"][of_map // 2 - 1, of_map] == pytest.approx(kept)
    assert 0.1 < arrays["overlap"][2, 3] < 1.0  # two starts
    np.testing.assert_array_equal(arrays["islands"][:4], 2)


class Repeating(MadeUp):
    """The last training images repeat the first ones but for rounding."""

    def z(self, network):
        points = super().z(network)
        points[TRAIN - 8 : TRAIN] = points[:8] * np.float32(1 + 1e-6)
        return points


class Shorter(MadeUp):
    """Without those images."""

    def rows(self, split):
        return np.setdiff1d(super().rows(split), np.arange(TRAIN - 8, TRAIN))


@pytest.mark.parametrize("name", [name for name in KEYS if name.startswith("filaments")])
def test_repeated_images_change_nothing_in_the_search_for_filaments(name):
    repeating, shorter = (_module(name).measure(of("nowhere")) for of in (Repeating, Shorter))
    for what, array in shorter.items():
        np.testing.assert_array_equal(repeating[what], array, what)


def test_curvatures_are_those_at_images_that_a_network_was_trained_on():
    series, curvature = MadeUp("nowhere"), found("curvature")
    for name, last in {"vae_tiny": TRAIN, "vae_long": LEARNT}.items():
        wanted = curvature[f"{name}.log_var"]  # (images, axes)
        known = series.log_var(name).astype(np.float64)
        places = [np.argmax(np.isin(known, row).sum(axis=1)) for row in wanted]
        assert max(places) < last
        assert (max(places) < LEARNT) == (last == LEARNT)
