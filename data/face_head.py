"""The head: where its features lie, its outline, and the relief of brow, nose, lips and folds."""

from __future__ import annotations

import numpy as np

from data.face_body import N_SECTIONS, RELIEF_U, RELIEF_V, Body, egg
from data.face_canvas import Field, bell, rise
from data.face_factors import FaceFactors

EYE_DEPTH = 41.0
CHIN = 71.0


def eye_centre(factors: FaceFactors) -> float:
    """Distance u of the eyes from the middle. [head units]"""
    return 19.5 + 0.85 * factors.eye_distance


def nose_tip(factors: FaceFactors) -> float:
    """Height v of the nose's tip. [head units]"""
    return 24.5 + 1.7 * factors.nose_length


def mouth_height(factors: FaceFactors) -> float:
    """Height v of the line between the lips. [head units]"""
    return 41.5 + 1.0 * factors.face_height + 0.9 * factors.nose_length


def mouth_width(factors: FaceFactors) -> float:
    """Half width of the mouth. [head units]"""
    f = factors
    return 15.0 + 1.1 * f.mouth_width + 3.8 * f.smile - 1.5 * f.mouth_open * (1 - max(f.smile, 0))


def corner_lift(u: Field, factors: FaceFactors) -> Field:
    """Rise of the mouth's line towards its corners. [head units]"""
    t = u * (1.0 / mouth_width(factors))
    lift = 4.6 * factors.smile - 0.5
    return lift * np.minimum(t * t, 1.6) + 1.2 * factors.smirk * np.clip(t, -1.2, 1.2)


def chin_height(factors: FaceFactors) -> float:
    """Height v of the chin's lower edge. [head units]"""
    f = factors
    sex = 1.0 if f.male else -1.0
    return CHIN * (1 + 0.035 * f.face_height) + 5.0 * f.mouth_open + 1.5 * f.chin + 1.2 * sex


def head_body(factors: FaceFactors, *, thickness: float = 0.0) -> Body:
    """The head without its relief, or a shell around it. [head units]"""
    f = factors
    bottom = chin_height(f)
    top = -72.0 * (1 + 0.02 * f.forehead)
    v = np.linspace(top, bottom, N_SECTIONS)
    cheek = 0.025 * f.cheeks * np.exp(-0.5 * ((v - 14) / 12) ** 2)
    sex = 1.0 if f.male else -1.0
    angle = (0.012 + 0.025 * f.jaw + 0.018 * sex) * np.exp(-0.5 * ((v - 44) / 11) ** 2)
    temple = -0.02 * np.exp(-0.5 * ((v + 14) / 9) ** 2)
    chin = (0.04 * f.chin + 0.03 * sex) * np.exp(-0.5 * ((v - bottom + 4) / 8) ** 2)
    return egg(
        width=45.5 * (1 + 0.045 * f.face_width + 0.015 * sex) + thickness,
        depth=53.0 + 0.8 * thickness,
        ends=(top - 1.2 * thickness, -24.0, bottom + thickness),
        powers=(2.15, 2.25 + 0.18 * f.jaw + 0.1 * sex),
        back=6.0,
        forward=0.88,
        ripple=cheek + angle + temple + chin,
    )


def head_relief(factors: FaceFactors, *, rng: np.random.Generator) -> Field:
    """Height of the features above the body, frontal map with one grid point per head unit.

    Returns
    -------
    array of shape (2 * RELIEF_V + 1, 2 * RELIEF_U + 1)
        Rows are v = -RELIEF_V … RELIEF_V, columns u = -RELIEF_U … RELIEF_U. [head units]
    """
    u = np.arange(-RELIEF_U, RELIEF_U + 1, dtype=np.float32)[None, :]
    v = np.arange(-RELIEF_V, RELIEF_V + 1, dtype=np.float32)[:, None]
    relief = bumps(u, v, np.concatenate([feature_bumps(factors), personal_bumps(rng)]))
    relief = relief + nose(u, v, factors, bend=rng.normal(0.0, 0.8))
    return relief + lips(u, v, factors) + folds(u, v, factors)


def bumps(u: Field, v: Field, table: Field) -> Field:
    """Sum of Gaussians; rows of the table are (u, v, width, height, amplitude)."""
    # double precision hides how the matrix product is split among threads
    centre_u, centre_v, width, height, amplitude = table.astype(np.float64).T[:, :, None]
    across = np.exp(-0.5 * ((u - centre_u) / width) ** 2)  # (n, columns)
    down = amplitude * np.exp(-0.5 * ((v.T - centre_v) / height) ** 2)  # (n, rows)
    return np.asarray(down.T @ across, np.float32)


def feature_bumps(factors: FaceFactors) -> Field:
    """Brow, sockets, eyeballs, cheeks, muzzle and chin."""
    f = factors
    eye = eye_centre(f)
    mouth = mouth_height(f)
    chin = chin_height(f)
    deep = 1.15 + 0.28 * f.eye_depth
    brow = 3.5 + 0.9 * f.eye_depth if f.male else 2.7 + 0.8 * f.eye_depth
    pairs = [
        (eye - 1, -11, 10, 4.6, brow),
        (eye, -2, 9.5, 6.5, -5.2 * deep),
        (10.5, -1, 4.5, 6, -3.4 * deep),
        (eye + 0.5, 0.5, 7.5, 5.5, 3.6),
        (27, 15, 11, 9, 3.2 + 1.2 * f.cheeks),
        (21, 24, 10, 9, 3.2 * max(f.smile, 0) + 1.6 - 0.7 * f.male),
        (31, 42, 9, 12, -1.8 - 0.9 * f.cheeks + 0.6 * f.jaw),
        (39, -16, 8, 10, -2.0),
        (18, 56, 8, 7, 1.0 + 0.5 * f.jaw),
    ]
    middle = [
        (0, -36, 22, 13, 2.4 + 1.0 * f.forehead),
        (0, mouth - 1, 13, 9, 4.0),
        (0, mouth + 11.5, 10, 3.8, -3.0),
        (0, chin - 8, 9, 7, 4.6 + 1.2 * f.chin),
        (0, -9, 5, 6, 1.0),
    ]
    mirrored = [(-u, v, w, h, a) for u, v, w, h, a in pairs]
    return np.array(pairs + mirrored + middle, np.float32)


def personal_bumps(rng: np.random.Generator) -> Field:
    """Unevenness of one person's face: symmetric bumps and smaller one-sided ones."""
    n = 26
    pairs = np.stack(
        [
            rng.uniform(3, 38, n),
            rng.uniform(-45, 66, n),
            rng.uniform(3.4, 9, n),
            rng.uniform(3.2, 8, n),
            rng.normal(0, 0.8, n),
        ],
        axis=1,
    )
    mirrored = pairs * [-1, 1, 1, 1, 1] + np.stack([*[np.zeros(n)] * 4, rng.normal(0, 0.5, n)], 1)
    return np.concatenate([pairs, mirrored]).astype(np.float32)


def nose(u: Field, v: Field, factors: FaceFactors, *, bend: float) -> Field:
    """Ridge from between the eyes to the tip, a round tip, two wings and the dips beside them."""
    f = factors
    tip = nose_tip(f)
    strong = 0.5 if f.male else -0.5
    height = 12.6 + 1.1 * f.nose_tip + 0.7 * strong
    base = v + 0.03 * np.minimum(u * u, 110.0)
    t = np.clip((v + 10.0) / (tip + 10.0), 0.0, 1.0)
    profile = height * (0.22 + 0.09 * (f.nose_bridge + strong) * 4 * t * (1 - t) + 0.8 * t**1.4)
    profile = profile * rise(v, -20.0, -2.0) * (1.0 - rise(base, tip - 1.5, tip + 11.5))
    wide = 5.2 + 0.5 * f.nose_width + 0.4 * strong + (2.2 + 0.6 * f.nose_width) * t**2
    ridge = profile * np.exp(-0.5 * ((u - bend * bell(v - 13, 8.0)) / wide) ** 2)
    wing = 8.4 + 0.9 * f.nose_width + 0.4 * strong
    soft = 3.3 + 0.35 * f.nose_width
    wings = [(side * wing, tip + 2.5, soft, 3.6, 4.2) for side in (-1, 1)]
    dips = [(side * (wing + 5.5), tip + 2.0, 2.6, 5.0, -1.3) for side in (-1, 1)]
    ball = (0.0, tip - 0.5, 4.8 + 0.4 * f.nose_width, 4.4, 2.6 + 0.6 * f.nose_tip)
    return np.asarray(ridge + bumps(u, v, np.array([*wings, *dips, ball], np.float32)), np.float32)


def lips(u: Field, v: Field, factors: FaceFactors) -> Field:
    """Two ridges with a groove between them, following the mouth's curve."""
    f = factors
    wide = mouth_width(f)
    line = mouth_height(f) - corner_lift(u, f)
    thick = 3.6 + 0.9 * f.lip_fullness
    gap = 4.5 * f.mouth_open
    reach = np.exp(-0.5 * np.abs(u / (0.62 * wide)) ** 3)
    upper = 1.5 * bell(v - line + 0.55 * thick + 0.4 * gap, 0.5 * thick)
    lower = 2.1 * bell(v - line - 0.75 * thick - gap, 0.6 * thick)
    groove = -1.4 * bell(v - line, 1.0)
    philtrum = -0.7 * bell(u, 1.7) * bell(v - mouth_height(f) + 8, 3.0)
    return np.asarray(reach * (upper + lower + groove) + philtrum, np.float32)


def folds(u: Field, v: Field, factors: FaceFactors) -> Field:
    """Lines from nose to mouth, across the forehead and beside the eyes, deeper with age."""
    f = factors
    old = max(f.age - 30, 0) / 50
    side = np.abs(u)
    mouth = mouth_height(f)
    t = np.clip((v - 27.0) / (mouth + 8.0 - 27.0), 0.0, 1.0)
    path = 11.0 + (mouth_width(f) - 7.0) * t**0.8
    depth = -(0.25 + 1.0 * max(f.smile, 0) + 1.3 * old)
    cheek = depth * bell(side - path, 1.6) * rise(v, 24, 30) * (1 - rise(v, mouth + 2, mouth + 11))
    waves = np.sin(v * (6.28 / 7.0) + 0.4 * np.cos(u * 0.08)) * bell(v + 32, 8) * bell(u, 20)
    feet = np.sin((v - 0.25 * (side - 28)) * 1.9) * bell(side - 35, 4) * bell(v - 1, 6)
    frown = -1.2 * f.brow_frown * bell(side - 4, 1.2) * bell(v + 10, 4)
    crow = (0.45 * old + 0.12 * max(f.smile, 0)) * feet
    return np.asarray(cheek + 0.5 * old * waves + crow + frown, np.float32)
