"""How hair falls: directions of the strands, their texture, and the hairline."""

from __future__ import annotations

import math

import numpy as np

from data.face_body import Surface
from data.face_canvas import Canvas, Field, bell, rise, strands
from data.face_factors import LONG_STYLES, FaceFactors

CURLY = {"curly", "afro"}
SLANT = {"fringe": 0.12, "swept": 0.16, "short": 0.05}  # of the hairline, by the parting


def strand_coordinates(hair: Surface, factors: FaceFactors) -> tuple[Field, Field]:
    """Coordinates across and along the strands, which start at the crown or at the parting."""
    f = factors
    if f.hair_style == "tied":  # drawn back from the face on all sides
        return 42.0 * np.arctan2(hair.u, 8.0 - hair.v), np.hypot(hair.u, hair.v)
    if f.hair_style == "swept":
        lean = 0.35 + 0.45 * abs(f.hair_parting)
        lean = math.copysign(lean, f.hair_parting)
        return 0.8 * hair.u + lean * (hair.v + 0.004 * hair.u * hair.u), hair.v
    parting = 22.0 * f.hair_parting * (1.0 - rise(hair.v, -66.0, -5.0))
    behind = 6.0 if f.hair_style in LONG_STYLES else 24.0  # where the crown lies
    angle = np.arctan2(hair.u - parting, np.maximum(hair.z, -30.0) + behind + 0.5)
    return 48.0 * angle + wave(hair, f, angle), hair.v


def wave(hair: Surface, factors: FaceFactors, angle: Field) -> Field:
    """Sideways swing of wavy hair, growing downwards. [head units]"""
    f = factors
    turns = hair.v * (2 * math.pi / (34 - 14 * f.hair_wave))
    swing = np.sin(turns + 1.7 * angle + 3 * f.hair_parting)
    return (1.0 + 5.0 * f.hair_wave) * swing * rise(hair.v, -55, 40)


def hair_texture(
    canvas: Canvas, hair: Surface, factors: FaceFactors, *, rng: np.random.Generator
) -> tuple[Field, Field]:
    """Fine strands and coarse locks, each of about unit variance."""
    if factors.hair_style in CURLY:
        fine = 3.0 if factors.hair_style == "afro" else 4.0
        curl, ring = canvas.cloud(fine, rng=rng), canvas.cloud(2.2 * fine, rng=rng)
        return 0.8 * curl + 0.4 * canvas.cloud(2.0, rng=rng), 0.9 - 1.1 * np.tanh(
            np.abs(ring)
        ) + 0.4 * curl
    if factors.hair_style == "buzz":
        return 0.6 * canvas.cloud(1.8, rng=rng), 0.6 * canvas.cloud(7, rng=rng)
    across, along = strand_coordinates(hair, factors)
    across = across + 1.6 * canvas.cloud(17, rng=rng)  # no two locks run quite alike
    grain = strands(across, along, 1.9, rng=rng)
    grain *= np.clip(2.5 * hair.normal[2], 0.25, 1.0)  # no finer than pixels at the silhouette
    return grain, strands(across, along, 7.0, n=5, rng=rng)


def hairline(hair: Surface, factors: FaceFactors, *, rng: np.random.Generator) -> Field:
    """Height above the hairline, negative on bare skin. [head units]"""
    f = factors
    angle = np.arctan2(hair.u, hair.z + 6.0) * np.float32(180 / math.pi)
    if f.hair_style in LONG_STYLES:
        return curtains(hair, f, angle) + locks(angle, f, rng=rng)
    side = np.abs(angle)
    front = front_hairline(f)
    line = front + (11.0 - front) * rise(side, 40.0, 80.0)
    receding = (6.5 if f.male else 2.0) * max(-f.hairline, 0.0)
    line -= 2.0 * bell(side - 34, 9) + receding * bell(side - 31, 13)
    slant = SLANT.get(f.hair_style, 0.0) * f.hair_parting
    line += slant * angle * (1.0 - rise(side, 30, 60))
    line += 40.0 * rise(side, 92, 104)  # behind the ears
    return line + locks(angle, f, rng=rng) - hair.v


def curtains(hair: Surface, factors: FaceFactors, angle: Field) -> Field:
    """Height above the hairline of long hair, which falls to both sides of the parting."""
    f = factors
    v = hair.v
    shift = 20.0 * f.hair_parting * (1.0 - rise(v, -46.0, 5.0))
    open_ = 10.0 + (38.0 + 16.0 * (1.0 - f.hair_volume)) * rise(v, -54.0, -6.0)
    open_ = open_ + 6.0 * f.hair_wave * np.sin(v * 0.09 + 5 * f.hair_volume) + 4.0 * rise(v, 10, 60)
    beside = 0.72 * (np.abs(angle - shift) - open_)
    return np.maximum(front_hairline(f) - v, beside)


def front_hairline(factors: FaceFactors) -> float:
    """Height v of the hairline, or of the fringe's edge, in the middle. [head units]"""
    f = factors
    if f.hair_style == "fringe" or (f.hair_style in {"bob", "long"} and f.hair_parting > 0.45):
        return -30.0 + 2.6 * f.hairline
    start = -46.0 if f.hair_style in LONG_STYLES else -45.0
    return start - 2.0 * f.forehead + 2.2 * f.hairline


def locks(angle: Field, factors: FaceFactors, *, rng: np.random.Generator) -> Field:
    """Personal ups and downs of the hairline around the head. [head units]"""
    size = 0.9 if factors.hair_style in {"buzz", "short", "tied"} else 1.9
    total = np.zeros_like(angle)
    for length in (70.0, 40.0, 25.0, 15.0, 10.0):  # degrees
        phase = rng.uniform(0, 2 * math.pi)
        total += rng.normal(0.0, size) * np.sin(angle * (2 * math.pi / length) + phase)
    return total
