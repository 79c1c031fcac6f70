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
    return CHIN * (1 + 0.035 * f.face_height) + 5.0 * f.mouth_open + 1.5 * f.chin


def head_body(factors: FaceFactors, *, thickness: float = 0.0) -> Body:
    """The head without its relief, or a shell around it. [head units]"""
    f = factors
    bottom = chin_height(f)
    top = -72.0 * (1 + 0.02 * f.forehead)
    v = np.linspace(top, bottom, N_SECTIONS)
    cheek = 0.025 * f.cheeks * np.exp(-0.5 * ((v - 14) / 12) ** 2)
    angle = (0.02 + 0.025 * f.jaw) * np.exp(-0.5 * ((v - 44) / 11) ** 2)
    temple = -0.02 * np.exp(-0.5 * ((v + 14) / 9) ** 2)
    chin = 0.04 * f.chin * np.exp(-0.5 * ((v - bottom + 4) / 8) ** 2)
    return egg(
        width=46.0 * (1 + 0.045 * f.face_width) + thickness,
        depth=53.0 + 0.8 * thickness,
        ends=(top - 1.2 * thickness, -24.0, bottom + thickness),
        powers=(2.15, 2.3 + 0.18 * f.jaw),
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
    deep = 1 + 0.3 * f.eye_depth
    pairs = [
        (eye - 1, -10.5, 10, 4.2, 2.6 + 0.9 * f.eye_depth),
        (eye, -2, 9, 6, -4.6 * deep),
        (10.5, -1, 4, 6, -3.2 * deep),
        (eye + 0.5, 0.5, 6.5, 5, 3.0),
        (27, 16, 10, 8, 2.6 + 1.2 * f.cheeks),
        (22, 25, 9, 8, 3.2 * max(f.smile, 0) + 0.8),
        (30, 42, 8, 11, -1.8 - 0.9 * f.cheeks + 0.6 * f.jaw),
        (39, -16, 8, 10, -2.0),
        (18, 56, 8, 7, 1.0 + 0.5 * f.jaw),
    ]
    middle = [
        (0, -38, 20, 12, 1.2 + 1.0 * f.forehead),
        (0, mouth - 1, 13, 9, 4.0),
        (0, mouth + 12, 9, 3.5, -2.6),
        (0, chin - 7, 9, 6.5, 4.0 + 1.2 * f.chin),
        (0, -9, 5, 6, 1.0),
    ]
    mirrored = [(-u, v, w, h, a) for u, v, w, h, a in pairs]
    return np.array(pairs + mirrored + middle, np.float32)


def personal_bumps(rng: np.random.Generator) -> Field:
    """Unevenness of one person's face: symmetric bumps and smaller one-sided ones."""
    pairs = np.stack(
        [
            rng.uniform(3, 38, 20),
            rng.uniform(-45, 66, 20),
            rng.uniform(4, 11, 20),
            rng.uniform(3.5, 10, 20),
            rng.normal(0, 0.95, 20),
        ],
        axis=1,
    )
    mirrored = pairs * [-1, 1, 1, 1, 1] + np.stack([*[np.zeros(20)] * 4, rng.normal(0, 0.6, 20)], 1)
    return np.concatenate([pairs, mirrored]).astype(np.float32)


def nose(u: Field, v: Field, factors: FaceFactors, *, bend: float) -> Field:
    """Ridge from between the eyes to the tip, a ball at the tip and two wings."""
    f = factors
    tip = nose_tip(f)
    height = 15.5 + 1.5 * f.nose_tip
    base = v + 0.03 * np.minimum(u * u, 90.0)
    t = np.clip((v + 8.0) / (tip + 8.0), 0.0, 1.0)
    profile = height * (0.14 + 0.06 * f.nose_bridge * 4 * t * (1 - t) + 0.8 * t**1.5)
    profile = profile * rise(v, -16.0, -2.0) * (1.0 - rise(base, tip - 1.0, tip + 12.5))
    wide = 4.4 + 0.5 * f.nose_width + (2.6 + 0.7 * f.nose_width) * t**3
    ridge = profile * np.exp(-0.5 * np.abs((u - bend * bell(v - 13, 8.0)) / wide) ** 2.2)
    wing = 7.6 + 0.9 * f.nose_width
    wings = [(side * wing, tip + 3.0, 2.7 + 0.3 * f.nose_width, 2.9, 4.6) for side in (-1, 1)]
    ball = (0.0, tip - 0.5, 4.4 + 0.4 * f.nose_width, 3.8, 2.2 + 0.6 * f.nose_tip)
    return np.asarray(ridge + bumps(u, v, np.array([*wings, ball], np.float32)), np.float32)


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
