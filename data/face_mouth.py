"""Lips, teeth and beard."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from data.face_body import Surface
from data.face_canvas import Canvas, Field, bell, colour, inside, ramp, rise, spot, strands
from data.face_factors import FaceFactors
from data.face_hair import hair_colour
from data.face_head import corner_lift, mouth_height, mouth_width
from data.face_skin import skin_colour


@dataclass(frozen=True)
class Mouth:
    """Curves of the lips over a part of the face, arrays of shape (height, width). [head units]

    Parameters
    ----------
    u, v : array
        Coordinates to the side of the middle, and down from the line between the lips.
    arc : array
        One in the middle, zero from the corners outwards; no unit.
    top, upper, lower, bottom : array
        Heights of the upper lip's edges, then of the lower lip's.
    """

    u: Field
    v: Field
    arc: Field
    top: Field
    upper: Field
    lower: Field
    bottom: Field


def mouth_curves(face: Surface, factors: FaceFactors) -> Mouth:
    """Mouth of a face, closed or open."""
    f = factors
    u = face.u
    arc = np.maximum(1.0 - (u * (1 / mouth_width(f))) ** 2, 0.0)
    v = face.v - mouth_height(f) + corner_lift(u, f)
    thick = 3.4 + 0.85 * f.lip_fullness
    gap = 9.5 * f.mouth_open
    bow = 0.9 * bell(u, 1.8) - 0.5 * bell(np.abs(u) - 4, 2.2)
    top = bow - 0.95 * thick * arc**0.8 - 0.25 * gap * arc
    upper, lower = -0.25 * gap * arc**0.6, 0.75 * gap * arc**0.6
    return Mouth(u, v, arc, top, upper, lower, lower + 1.25 * thick * arc**0.7)


def paint_mouth(
    canvas: Canvas, head: Surface, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """Lips, and when they are open the cavity, teeth and tongue."""
    f = factors
    box = head.box((-32, 32), (26, 66))
    part, face = canvas.view(box), head.view(box)
    if not part.x.size:
        return
    m, wide = mouth_curves(face, f), mouth_width(f)
    grain = strands(m.u, m.v, 1.8, n=4, rng=rng)
    flesh = inside(m.v - m.top, 1.6) * inside(m.bottom - m.v, 1.6)
    flesh = flesh * rise(m.arc, 0.0, 0.12) * face.cover
    part.tint(flesh * 0.9, lip_colour(f) * (1.0 + 0.06 * grain), gloss=0.8 + 0.6 * f.makeup)
    part.darken(flesh * rise(-m.v, 0.0, 2.0), 0.18)
    if f.mouth_open > 0.0:
        paint_cavity(part, m, f, cover=face.cover)
    line = bell(m.v - m.upper, 0.75) * inside(1.04 * wide - np.abs(m.u), 2.0)
    part.darken(line * face.cover, 0.72)
    part.darken(spot(np.abs(m.u) - wide, m.v, 1.8, 1.4) * face.cover, 0.45)
    part.darken(bell(m.u, 7) * bell(m.v - m.bottom - 1.8, 1.5) * face.cover, 0.18)


def lip_colour(factors: FaceFactors) -> Field:
    """Albedo of the lips, shape (3, 1, 1): redder skin, or lipstick."""
    f = factors
    own = skin_colour(f) * np.array([0.86, 0.58, 0.60], np.float32).reshape(3, 1, 1)
    stick = ramp([(196, 92, 92), (178, 30, 44), (150, 40, 78), (204, 84, 104)], f.makeup_hue)
    return own + max(f.makeup - 0.35, 0.0) * 1.2 * (stick * (1 - 0.35 * f.skin_tone) - own)


def paint_cavity(canvas: Canvas, mouth: Mouth, factors: FaceFactors, *, cover: Field) -> None:
    """The open mouth: dark inside, tongue below, a row of upper teeth."""
    m = mouth
    hole = inside(m.v - m.upper, 1.1) * inside(m.lower - m.v, 1.1)
    hole = hole * rise(m.arc, 0.0, 0.05) * cover
    canvas.tint(hole, colour(58, 22, 22), gloss=0.1)
    tongue = hole * rise(m.v - m.lower, -4.0, -0.5) * bell(m.u, 7)
    canvas.tint(tongue * 0.8, colour(150, 76, 74), gloss=0.4)
    if factors.teeth:
        below = m.v - m.upper
        teeth = hole * inside(5.4 + 0.4 * factors.smile - 0.012 * m.u * m.u - below, 1.2)
        gaps = 1.0 - 0.16 * bell(np.sin(m.u * (math.pi / 3.9)), 0.16)
        fade = (1.0 - 0.6 * rise(np.abs(m.u), 4, 16)) * (0.6 + 0.4 * rise(below, -0.5, 2.5))
        canvas.tint(teeth, colour(226, 218, 204) * (gaps * fade), gloss=0.7)


def paint_beard(
    canvas: Canvas, head: Surface, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """Moustache, goatee, stubble or full beard, with single hairs at its edges."""
    f = factors
    if f.beard == "none":
        return
    box = head.box((-60, 60), (10, 80))
    part, face = canvas.view(box), head.view(box)
    grain = strands(face.u, face.v + 0.3 * np.abs(face.u), 1.5, n=7, rng=rng)
    grain *= np.clip(2.5 * face.normal[2], 0.0, 1.0)  # no finer than pixels at the silhouette
    fuzz = part.cloud(2, rng=rng)
    grain = 0.5 * grain + 0.6 * fuzz
    where = beard_region(face, f, ragged=0.9 * fuzz)
    if f.beard == "stubble":
        strength = (0.25 + 0.3 * f.beard_length) * (0.9 + 0.15 * fuzz.clip(-1, 1))
    else:
        strength = (0.75 + 0.2 * f.beard_length) * (0.92 + 0.1 * grain.clip(-1, 1))
    mask = np.clip(where * strength, 0.0, 1.0) * face.cover
    part.tint(mask, hair_colour(f) * (0.8 + 0.1 * grain), gloss=0.2)


def beard_region(face: Surface, factors: FaceFactors, *, ragged: Field) -> Field:
    """Where the beard grows, 0 … 1, leaving out the lips."""
    f = factors
    side, v = np.abs(face.u), face.v
    mouth, wide = mouth_height(f), mouth_width(f)
    line = mouth - corner_lift(face.u, f)
    beside = (side - wide).clip(0)
    above = mouth - 9.5 + 0.3 * (side - 5).clip(0)
    whiskers = inside(v - above + ragged, 3) * inside(line + 1 + 0.5 * beside - v, 3)
    whiskers = whiskers * inside(wide + 2.5 + ragged - side, 4)
    below = inside(v - line - 1 + ragged, 5)
    goatee = below * inside(wide + 1 - 0.012 * (v - line).clip(0) ** 2 + ragged - side, 6)
    cheeks = inside(v - mouth - 2 + beside + 1.3 * ragged, 9) * rise(side, wide - 3, wide + 2)
    region = whiskers
    if f.beard == "goatee":
        region = np.maximum(whiskers, goatee)
    elif f.beard != "moustache":
        region = np.maximum(np.maximum(cheeks, below), whiskers)
    high = 3.6 + 0.8 * f.lip_fullness + 4.5 * f.mouth_open
    lips = spot(face.u, v - line - 1 - 4 * f.mouth_open, 0.62 * wide, high)
    return region * (1.0 - rise(lips, 0.45, 0.75))
