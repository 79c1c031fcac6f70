"""Sets of random points are what they are called, and all of them are judged."""

import numpy as np
import pytest

from analysis.cloud import radius
from analysis.experiments.random_points import measure
from analysis.judging import read_judgements
from analysis.random_sets import (
    HALF_WIDTHS,
    INSTRUMENTS,
    Sizes,
    between,
    label_of,
    random_lines,
    random_sets,
    stretched,
)
from analysis.sampling import matched_half_width
from analysis.sensitivity import picture_changes
from data.sources import StandIns
from model.config import NetworkConfig
from model.latents import Network
from model.networks import autoencoder

SIZES = Sizes(cube=60, positive=20, other=30)


def cloud(n=400, z_dim=40, *, seed=0):
    return np.random.default_rng(seed).normal(0.5, 2.0, (n, z_dim)).astype(np.float32)


def sets_of(z, *, seed=1):
    rng = np.random.default_rng(seed)
    return random_sets(z, sizes=SIZES, positive=(1.5, 5.0), seeds=(3, 4), rng=rng)


def test_sets_have_their_sizes_and_names():
    sets = sets_of(cloud())
    others = {"control", "sphere_matched", "normal", "line_random"}
    positive = {"positive_cube.b1_5", "positive_cube.b5", "positive_cube_matched"}
    cubes = {label_of("cube", "b", b) for b in HALF_WIDTHS} | {"cube_matched"}
    assert set(sets) == {"mean_face"} | others | positive | cubes
    assert {"cube.b0_5", "cube.b10", "cube.b50"} <= cubes
    assert len(sets["mean_face"]) == 1
    for names, n in ((others, 30), (positive, 20), (cubes, 60)):
        assert {len(sets[name]) for name in names} == {n}


def test_cubes_are_one_set_of_points_blown_up():
    sets = sets_of(cloud())
    for b in HALF_WIDTHS:
        points = sets[label_of("cube", "b", b)]
        np.testing.assert_allclose(points / b, sets["cube.b1"], rtol=1e-12)
        assert 0.9 * b < np.abs(points).max() <= b
    assert sets["positive_cube.b5"].min() >= 0
    np.testing.assert_allclose(
        sets["positive_cube_matched"] / sets["positive_cube.b5"],
        matched_half_width(cloud()) / 5,
    )


def test_networks_share_the_directions_of_cubes_and_nothing_else():
    first, second = sets_of(cloud()), sets_of(cloud(seed=7), seed=8)
    np.testing.assert_array_equal(first["cube.b2"], second["cube.b2"])
    assert not np.allclose(first["normal"], second["normal"])


def test_matched_sets_have_the_mean_radius_of_the_cloud():
    z = cloud()
    sets, mean = sets_of(z), radius(z).mean()
    np.testing.assert_allclose(radius(sets["sphere_matched"]), mean)
    for label in ("cube_matched", "positive_cube_matched"):
        error = radius(sets[label]).std() / np.sqrt(len(sets[label]))
        assert abs(radius(sets[label]).mean() - mean) < 5 * error


def test_the_control_keeps_the_values_of_every_component():
    z = cloud(n=30)
    control = sets_of(z)["control"]
    np.testing.assert_array_equal(np.sort(control, axis=0), np.sort(z, axis=0))
    assert not np.allclose(control, z)


def test_points_on_lines_have_two_thirds_of_the_squared_radius_of_their_ends():
    z = cloud(z_dim=60)
    points = random_lines(z, n=4000, rng=np.random.default_rng(2))
    squares = radius(points) ** 2
    ends = 60 * matched_half_width(z) ** 2 / 3  # the mean of 1 - 2 t (1 - t) is 2/3
    assert abs(squares.mean() - 2 / 3 * ends) < 5 * squares.std() / np.sqrt(4000)


def test_points_between_lie_on_their_lines():
    first, second = cloud(n=50), cloud(n=50, seed=3)
    points = between(first, second, rng=np.random.default_rng(4))
    whole = np.linalg.norm(second - first, axis=1)
    parts = (np.linalg.norm(points - end, axis=1) / whole for end in (first, second))
    before, after = parts
    np.testing.assert_allclose(before + after, 1.0, rtol=1e-5)
    assert before.min() < 0.1
    assert before.max() > 0.9


def test_stretching_keeps_directions():
    z = cloud(n=5)
    for label, points in stretched(z).items():
        factor = float(label.removeprefix("stretched.s").replace("_", "."))
        np.testing.assert_allclose(points, factor * z.astype(float), rtol=1e-6)


def test_changes_of_a_linear_decoder_are_those_of_its_columns():
    weights = np.random.default_rng(3).integers(1, 5, (3, 2 * 2 * 3)).astype(float)

    def decode(z):
        return (100 + z @ weights).astype(np.uint8).reshape(-1, 2, 2, 3)

    changes = picture_changes(np.ones((4, 3)), steps=2 * np.eye(3), decode=decode)
    expected = 2 * np.sqrt(np.mean(weights**2, axis=1))
    np.testing.assert_allclose(changes, np.repeat(expected[:, None], 4, axis=1), rtol=1e-6)


class Series:
    """A small edition of drawn or of other images, with untrained networks."""

    def __init__(self, source):
        self.sizes = {"face_samples": 6, "random_cube_samples": 8, "random_few_samples": 5}
        self.networks = ["ae", "vae"]
        self.settings = {"source": source, "side_networks": ["ae_small_4", "ae_denoise"]}
        rng = np.random.default_rng(5)
        self.images = rng.integers(0, 256, (40, 96, 96, 3), dtype=np.uint8)

    def rows(self, split):
        return np.arange(28) if split == "train" else np.arange(28, 40)

    def rng(self, *numbers):
        return np.random.default_rng(numbers)

    def z(self, name):
        return cloud(n=40, z_dim=4 if name == "ae_small_4" else 8)

    def network(self, name):
        kind = {"kind": "vae", "fact": 1.0} if name == "vae" else {"kind": "ae"}
        config = NetworkConfig(**kind, z_dim=self.z(name).shape[1], filters=(4, 4, 4, 4))
        return Network(config, autoencoder(config, seed=9))


@pytest.fixture(scope="module")
def found():
    return measure(Series(StandIns.label))


def test_every_set_of_every_network_is_judged(found):
    judged = read_judgements(found)
    for name in ("ae", "vae"):
        labels = {label.removeprefix(f"{name}.") for label in judged}
        assert set(INSTRUMENTS) | {"stretched.s3", "line_random", "cube.b50"} <= labels
        assert judged[f"{name}.reconstruction_test"].precision.value == 1.0
    thorough = {label for label, one in judged.items() if one.thorough}
    assert {f"ae.{label}" for label in INSTRUMENTS} <= thorough
    assert "ae.cube.b50" not in thorough
    assert (judged["ae.cube.b5"].rate.n, judged["vae.cube.b5"].rate.n) == (8, 6)
    assert "ae.positive_cube.b50" in judged
    assert "vae.positive_cube.b50" not in judged
    assert found["z_dims"].tolist() == [4]
    assert {f"ae_small_4.{s}" for s in ("cube_matched", "full_gaussian")} <= set(judged)


def test_single_steps_are_taken_along_all_components_and_axes(found):
    assert found["change.components"].shape == found["change.axes"].shape == (8, 4)
    assert found["change.axes"].max() > 0


def test_pictures_without_head_are_drawn_where_faces_are_drawn_and_nowhere_else(found):
    assert "known.headless.face" in found
    assert not [key for key in measure(Series("photographs")) if "headless" in key]
