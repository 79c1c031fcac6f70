"""Laws of the stand-in camera."""

import csv
import dataclasses
import hashlib
import math
import os
import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
from PIL import Image

from analysis.faceness import has_face
from data import face_factors
from data.face_body import Pose, egg, see
from data.face_canvas import blank_canvas
from data.face_head import eye_centre, head_body, head_relief
from data.faces import (
    IMAGE_SHAPE,
    FaceFactors,
    draw_face,
    draw_factors,
    frame,
    paint_person,
    photograph,
    stream,
)
from data.prepare import prepare, prepared
from data.sources import StandIns

SEEDS = st.integers(min_value=0, max_value=10**6)
LIMITS = {
    "age": (18, 80),
    "yaw": (-35, 35),
    "pitch": (-15, 15),
    "roll": (-7, 7),
    "shift_x": (-2.5, 2.5),
    "shift_y": (-2.5, 2.5),
    "scale": (0.92, 1.08),
    "light_side": (-70, 70),
    "light_up": (-25, 75),
    "light_warmth": (-1, 1),
    "ambient": (0.1, 0.35),
    "dapple": (0, 0.3),
    "rim_side": (-1, 1),
    "skin_warmth": (-1, 1),
    "gaze_side": (-1, 1),
    "gaze_up": (-1, 1),
    "brow_skew": (-1, 1),
    "smile": (-0.5, 1),
    "smirk": (-1, 1),
    "hair_length": (5, 140),
    "hair_parting": (-1, 1),
    "exposure": (-1, 1),
    "white_balance": (-1.2, 1.2),
    "contrast": (0.9, 1.15),
    "blur": (0.3, 0.8),
    "camera_noise": (0.5, 4),
}
NORMAL = {*face_factors.SHAPES, "brow_height", "brow_thickness", "brow_arch", "hairline", "hat_low"}
CHOICES = {
    "hair_style": face_factors.HAIR_STYLES,
    "glasses": face_factors.GLASSES,
    "beard": face_factors.BEARDS,
    "hat": face_factors.HATS,
    "earrings": face_factors.EARRINGS,
    "clothes": face_factors.CLOTHES,
    "background": face_factors.BACKGROUNDS,
}


def plain_face(**changes: object) -> FaceFactors:
    """A bare, symmetric, evenly lit face, changed as stated."""
    factors = draw_factors(rng=np.random.default_rng(5))
    zero = dict.fromkeys(
        [*NORMAL, "yaw", "pitch", "roll", "shift_x", "shift_y", "dapple", "rim"], 0.0
    )
    plain = {
        "hair_style": "buzz",
        "hat": "none",
        "glasses": "none",
        "beard": "none",
        "earrings": "none",
        "light_side": 0.0,
        "light_up": 20.0,
        "skin_tone": 0.3,
        "smirk": 0.0,
        "brow_skew": 0.0,
        "mouth_open": 0.0,
        "teeth": False,
        "exposure": 0.0,
        "background": "studio",
    }
    return dataclasses.replace(factors, **{**zero, **plain, **changes})


def cheeks(image):
    """Mean colours of the image's left and right cheek, shape (2, 3)."""
    rows = image[122:146].astype(float)
    return np.stack([rows[:, 58:74].mean((0, 1)), rows[:, 104:120].mean((0, 1))])


def digest(seeds):
    return hashlib.sha256(b"".join(draw_face(seed)[0].tobytes() for seed in seeds)).hexdigest()


def standard_error(rate, n):
    return math.sqrt(rate * (1 - rate) / n)


def pictures(seeds, *, head=True):
    """Prepared pictures, shape (n, 96, 96, 3)."""
    return np.stack([prepared(Image.fromarray(draw_face(seed, head=head)[0])) for seed in seeds])


@dataclass(frozen=True)
class Noiseless(StandIns):
    """Stand-ins taken with a camera that adds no noise."""

    def read(self, row):
        """Face `row` without noise, and its line in the index."""
        _, index = StandIns.read(self, row)
        seed = self.seed * 10**7 + row
        factors = draw_factors(rng=stream(seed, "factors"))
        quiet = dataclasses.replace(factors, camera_noise=0.0)
        return Image.fromarray(photograph(quiet, seed=seed)), index


def prepared_set(source, folder):
    """Images of a source, shape (n, 96, 96, 3), and their factors by name, each of shape (n,)."""
    prepare(source, folder)
    with (folder / "index.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return np.load(folder / "images.npy"), {name: column(rows, name) for name in rows[0]}


def column(rows, name):
    values = [row[name] for row in rows]
    return np.array(values, float) if name in NUMBERS else np.array(values)


NUMBERS = {field.name for field in dataclasses.fields(FaceFactors) if field.type == "float"}


def groups(factors):
    """Masks of the groups in which faces must be found, by name."""
    tone = np.argsort(np.argsort(factors["skin_tone"])) * 3 // len(factors["skin_tone"])
    named = {f"tone {third}": tone == third for third in range(3)}
    for name in ("glasses", "beard", "hat"):
        named[name] = factors[name] != "none"
    named |= {hat: factors["hat"] == hat for hat in face_factors.HATS[1:]}
    named["sun"] = factors["glasses"] == "sun"
    named["long hair"] = np.isin(factors["hair_style"], face_factors.LONG_STYLES)
    named["from below"] = factors["light_up"] < 0
    return named


def scores(pixels, n_components):
    """Shares of the variance, and the first scores in units of their spread, of rows."""
    centred = pixels - pixels.mean(axis=0)
    values, vectors = np.linalg.eigh((centred @ centred.T).astype(np.float64))
    first = vectors[:, : -n_components - 1 : -1] * math.sqrt(len(pixels))
    return np.maximum(values[::-1], 0) / values.sum(), first


def test_a_seed_gives_the_same_picture_in_any_order_and_in_another_process():
    first = {seed: digest([seed]) for seed in (3, 4)}
    assert first[3] != first[4]
    assert digest([4]) == first[4]
    assert digest([3]) == first[3]
    code = (
        "import hashlib; from data.faces import draw_face; draw_face(9);"
        "print(hashlib.sha256(draw_face(3)[0].tobytes()).hexdigest())"
    )
    threads = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=threads
    )
    assert other.stdout.strip() == first[3]


def test_another_kind_of_processor_changes_next_to_nothing(tmp_path):
    fast = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
    if not fast:
        pytest.skip("this processor has no instructions to switch off")
    code = (
        "import sys, numpy as np; from data.faces import draw_face;"
        "np.save(sys.argv[1], np.stack([draw_face(seed)[0] for seed in range(8)]))"
    )
    slow = {**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(fast)}
    file = tmp_path / "slow.npy"
    subprocess.run([sys.executable, "-c", code, file], check=True, env=slow)
    here = np.stack([draw_face(seed)[0] for seed in range(8)]).astype(int)
    change = np.abs(np.load(file) - here)
    assert change.max() <= 1
    assert (change > 0).mean() < 1e-4


def test_a_picture_leaves_the_global_random_state_alone():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    draw_face(1)
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


@settings(max_examples=5)
@given(SEEDS)
def test_a_picture_has_celebas_shape_and_uses_the_grey_levels(seed):
    image, factors = draw_face(seed)
    assert image.shape == IMAGE_SHAPE == (218, 178, 3)
    assert image.dtype == np.uint8
    assert image.std() > 10
    assert factors == draw_face(seed)[1]


@settings(max_examples=150)
@given(SEEDS)
def test_all_factors_lie_in_their_documented_ranges(seed):
    factors = draw_factors(rng=np.random.default_rng(seed))
    for name, value in dataclasses.asdict(factors).items():
        if name in CHOICES:
            assert value in CHOICES[name]
        else:
            low, high = LIMITS.get(name, (-2.5, 2.5) if name in NORMAL else (0, 1))
            assert low <= value <= high, name


def test_factors_have_the_documented_spread():
    drawn = [draw_factors(rng=np.random.default_rng(seed)) for seed in range(500)]
    for name, sd in (("yaw", 12.8), ("pitch", 5.5), ("light_side", 31), ("nose_width", 1)):
        values = np.array([getattr(factors, name) for factors in drawn])
        assert abs(values.mean()) < 5 * sd / math.sqrt(500)
        assert abs(values.std() / sd - 1) < 5 / math.sqrt(2 * 500)
    tones = [factors.skin_tone for factors in drawn]
    assert abs(np.mean(tones) - 0.5) < 5 * math.sqrt(1 / 12 / 500)


def test_a_negative_seed_is_refused():
    with pytest.raises(ValueError, match="got -1"):
        draw_face(-1)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_without_a_head_the_same_scene_is_empty(seed):
    full, factors = draw_face(seed)
    empty, same = draw_face(seed, head=False)
    assert factors == same
    assert np.array_equal(full[:12, :12], empty[:12, :12])
    assert np.abs(full[90:150, 70:110].astype(int) - empty[90:150, 70:110]).mean() > 8


def test_the_detector_finds_the_faces_and_little_else():
    n = 40
    stated, alarms = 0.95, 0.02
    faces = has_face(pictures(range(n))).mean()
    assert faces >= stated - 5 * standard_error(stated, n)
    empty = has_face(pictures(range(n), head=False)).mean()
    assert empty <= alarms + 5 * standard_error(alarms, n)


@pytest.mark.long
def test_the_detector_finds_2000_faces_in_every_group(tmp_path):
    n = 2000
    images, factors = prepared_set(StandIns(n, 0, seed=31), tmp_path)
    found = has_face(images)
    assert found.mean() >= 0.95
    assert factors["yaw"].std() >= 12
    for name, members in groups(factors).items():
        assert members.any(), name
        assert found[members].mean() >= 0.85, name
    assert has_face(pictures(range(n), head=False)).mean() <= 0.02


@pytest.mark.long
def test_faces_vary_in_many_directions_and_show_pose_light_and_skin(tmp_path):
    n, n_train = 5000, 4000
    images, factors = prepared_set(Noiseless(n, 0, seed=32), tmp_path)
    rows, columns = np.mgrid[:96, :96]
    inner = ((columns - 47.5) / 24) ** 2 + ((rows - 44) / 32) ** 2 <= 1
    shares, _ = scores(images[:, inner].reshape(n, -1).astype(np.float32), 1)
    assert np.searchsorted(np.cumsum(shares), 0.95) + 1 >= 120
    _, first = scores(images.reshape(n, -1).astype(np.float32), 200)
    known = np.column_stack([first, np.ones(n)])
    train, test = known[:n_train], known[n_train:]
    for name in ("yaw", "light_side", "light_up", "skin_tone"):
        values = factors[name]
        ridge = train.T @ train + np.eye(known.shape[1])
        weights = np.linalg.solve(ridge, train.T @ values[:n_train])
        error = np.mean((test @ weights - values[n_train:]) ** 2)
        assert 1 - error / values[n_train:].var() > 0.8, name


def test_yaw_moves_the_nose_against_the_eyes():
    columns = []
    for yaw in (-25.0, -10.0, 0.0, 10.0, 25.0):
        factors = plain_face(yaw=yaw)
        pose = Pose.of(factors)
        canvas = blank_canvas(*frame(factors, pose))
        relief = head_relief(factors, rng=stream(0, "relief"))
        depth = see(head_body(factors), pose, canvas, relief).depth[100:150]
        columns.append(np.unravel_index(depth.argmax(), depth.shape)[1])
    assert np.all(np.diff(columns) >= 2)


def test_opposite_yaws_mirror_each_other():
    right = photograph(plain_face(yaw=20.0), seed=0).astype(float)
    left = photograph(plain_face(yaw=-20.0), seed=0).astype(float)
    face = (slice(60, 180), slice(40, 138))
    mirrored = left[:, ::-1]
    assert np.abs(right - mirrored)[face].mean() < 0.6 * np.abs(right - left)[face].mean()


def test_the_eyes_lie_where_celeba_has_them():
    for seed in range(12):
        factors = draw_factors(rng=np.random.default_rng(seed))
        pose = Pose.of(factors)
        canvas = blank_canvas(*frame(factors, pose))
        head = see(head_body(factors), pose, canvas, head_relief(factors, rng=stream(0, "relief")))
        for side, place in ((-1, 69), (1, 108)):
            miss = (head.u - side * eye_centre(factors)) ** 2 + head.v**2
            row, column = np.unravel_index(miss.argmin(), miss.shape)
            assert abs(column - place) <= 8
            assert abs(row - 111) <= 6


def test_light_from_one_side_brightens_that_cheek():
    for side in (-50.0, 50.0):
        left, right = cheeks(photograph(plain_face(light_side=side), seed=0)).mean(1)
        assert np.sign(right - left) == np.sign(side)
        assert abs(right - left) > 15


def test_light_from_above_darkens_the_chin_against_the_forehead():
    contrast = []
    for up in (-15.0, 20.0, 60.0):
        image = photograph(plain_face(light_up=up), seed=0).astype(float)
        contrast.append(image[82:94, 80:97].mean() - image[170:184, 80:97].mean())
    assert np.all(np.diff(contrast) > 5)


def test_skin_gets_darker_with_its_tone_and_is_never_green_or_blue():
    tones = np.linspace(0, 1, 5)
    colours = [cheeks(photograph(plain_face(skin_tone=tone), seed=0)).mean(0) for tone in tones]
    assert np.all(np.diff(np.mean(colours, axis=1)) < 0)
    red, green, blue = np.transpose(colours)
    assert np.all(red > green)
    assert np.all(green > blue)


@settings(max_examples=8)
@given(SEEDS)
def test_drawn_skin_is_redder_than_green_and_bluer_than_nothing(seed):
    factors = draw_factors(rng=np.random.default_rng(seed))
    neutral = dataclasses.replace(factors, white_balance=0.0, beard="none", glasses="none")
    red, green, blue = cheeks(photograph(neutral, seed=seed)).mean(0)
    assert red > green > blue > 0


def test_changing_the_hair_leaves_the_eyes_as_they_are():
    eyes = (slice(None), slice(106, 118), slice(60, 118))
    one = paint_person(plain_face(hair_style="short"), seed=0).albedo[eyes]
    two = paint_person(plain_face(hair_style="afro", hair_volume=1.0), seed=0).albedo[eyes]
    assert np.array_equal(one, two)


@settings(max_examples=20)
@given(st.floats(-35, 35), st.floats(-15, 15))
def test_every_pixel_inside_the_outline_sees_a_point_of_the_body(yaw, pitch):
    body = egg(width=45, depth=52, ends=(-70, -10, 72), powers=(2.2, 2.4), back=5, forward=0.5)
    rows, columns = np.mgrid[-40:50:3, -30:31:3].astype(np.float32)
    canvas = blank_canvas(columns, rows)
    pose = Pose.of(plain_face(yaw=yaw, pitch=pitch))
    seen = see(body, pose, canvas)
    a, b, c = body.section(seen.v)
    residual = (seen.u / a) ** 2 + ((seen.z - c) / b) ** 2 - 1
    deep = seen.margin > 8
    assert deep.sum() > 200
    assert np.abs(residual[deep]).max() < 0.02
    x, y, _ = pose.project(seen.u[deep], seen.v[deep], seen.z[deep])
    assert np.abs(x - columns[deep]).max() < 0.5
    assert np.abs(y - rows[deep]).max() < 0.5
    assert np.allclose((seen.normal**2).sum(0), 1, atol=1e-4)
