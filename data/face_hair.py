"""Hair: a shell around the head, seen by the same camera."""

from __future__ import annotations

import math

import numpy as np

from data.face_body import Body, Pose, Surface, egg, see
from data.face_canvas import Canvas, Field, bell, cloud, colour, inside, ramp, rise, strands, unit
from data.face_factors import LONG_STYLES, FaceFactors
from data.face_head import head_body

HAIR = [(226, 192, 134), (190, 146, 90), (142, 102, 64), (98, 66, 42), (62, 42, 30), (30, 23, 20)]
THICKNESS = {
    "bald": 0.4,
    "buzz": 0.6,
    "short": 3.5,
    "swept": 4.5,
    "fringe": 4.5,
    "tied": 1.8,
    "bob": 5.5,
    "long": 5.0,
    "curly": 9.0,
    "afro": 13.0,
}
CURLY = {"curly", "afro"}
EDGES = {"buzz": (0.4, 6.0), "fringe": (1.8, 2.5), "short": (1.1, 4.5)}  # raggedness, softness
LEAN = {"fringe": 0.12, "swept": 0.05, "long": 0.14, "bob": 0.14}  # slant of the hairline


def hair_colour(factors: FaceFactors) -> Field:
    """Mean albedo of the hair, shape (3, 1, 1)."""
    f = factors
    pigment = ramp(HAIR, f.hair_tone)
    middle = 4 * f.hair_tone * (1 - f.hair_tone) * f.hair_red
    pigment = pigment + middle * 0.8 * (ramp([(170, 84, 42), (120, 48, 24)], f.hair_tone) - pigment)
    return pigment + f.hair_grey * 0.85 * (colour(190, 188, 186) - pigment)


def hair_shell(factors: FaceFactors) -> Body:
    """Body of the hair: the head, thicker, and for long hair extended downwards."""
    f = factors
    thick = THICKNESS[f.hair_style] * (0.7 + 0.6 * f.hair_volume)
    if f.hat != "none":
        thick = min(thick, 3.5)  # pressed down by the hat
    head = head_body(f)
    hanging = f.hair_style in LONG_STYLES
    return egg(
        width=float(head.table[0].max()) + thick + (1.5 if hanging else 0.3),
        depth=53.0 + 0.8 * thick,
        ends=(head.top - 1.7 * thick, 10.0, f.hair_length + 12.0)
        if hanging
        else (head.top - 1.8 * thick, -24.0, 58.0 + 1.2 * thick),
        powers=(2.6, 5.0 if hanging else 2.6),
        back=6.0 + 0.15 * thick,
        forward=0.0,
    )


def see_hair(canvas: Canvas, pose: Pose, factors: FaceFactors) -> Surface:
    """The hair's shell in the picture."""
    return see(hair_shell(factors), pose, canvas)


def ends(hair: Surface, factors: FaceFactors, lock: Field) -> Field:
    """Where hanging hair has not ended yet, 0 … 1, lock by lock."""
    return inside(factors.hair_length + 3.0 - hair.v + 2.0 * lock, 2.5)


def paint_hair_behind(
    canvas: Canvas, hair: Surface, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """The part of the hair that hangs behind neck and head."""
    if factors.hair_style in {"bald", "buzz"}:
        return
    grain = strands(canvas.x + wave(canvas, factors), canvas.y, 2.6, rng=rng)
    loose = 1.1 if factors.hair_style in CURLY else 0.2
    edge = inside(hair.margin - 2.0 + loose * (grain + cloud(grain.shape, 5, rng=rng)), 1.6)
    if factors.hair_style in LONG_STYLES:
        edge = edge * ends(hair, factors, grain)
    tone = hair_colour(factors) * (0.62 + 0.12 * grain)
    canvas.lay(edge, albedo=tone, normal=hair.normal, depth=-45.0, gloss=0.2)


def wave(canvas: Canvas, factors: FaceFactors) -> Field:
    """Sideways swing of wavy hair, growing downwards. [head units]"""
    f = factors
    turns = canvas.y * (2 * math.pi / (26 - 8 * f.hair_wave))
    swing = np.sin(turns + np.sign(canvas.x) + 3 * f.hair_parting)
    return 5.0 * f.hair_wave * swing * rise(canvas.y, -50, 40)


def paint_hair(
    canvas: Canvas, hair: Surface, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """The hair in front: everything above the hairline, side locks, fringe."""
    f = factors
    if f.hair_style == "bald":
        return
    grain, coarse = hair_texture(canvas, hair, f, rng=rng)
    above = hairline(hair, f, rng=rng) - hair.v
    mask = hair_mask(hair, f, above=above, grain=grain, coarse=coarse)
    streaks = np.maximum(1.0 + 0.17 * grain + 0.13 * coarse, 0.3)
    tone = hair_colour(f) * ((0.72 + 0.28 * rise(above, 0.0, 10.0)) * streaks)
    sleek = 0.0 if f.hair_style in CURLY else 1.0
    normal = hair.normal.copy()
    normal[0] += (0.14 * coarse + 0.08 * grain) * (0.5 + 0.5 * sleek)
    canvas.lay(mask, albedo=tone, normal=unit(normal), depth=hair.depth, gloss=0.25)
    canvas.gloss += mask * (0.5 * sleek * (0.7 + 0.5 * grain))


def hair_texture(
    canvas: Canvas, hair: Surface, factors: FaceFactors, *, rng: np.random.Generator
) -> tuple[Field, Field]:
    """Fine strands and coarse locks, each of about unit variance."""
    across, along = strand_coordinates(canvas, hair, factors)
    grain = strands(across, along, 1.9, rng=rng)
    if factors.hair_style in CURLY:
        fine = 0.3 * grain + 0.9 * cloud(grain.shape, 3.2, rng=rng)
        return fine, cloud(grain.shape, 8, rng=rng)
    grain *= np.clip(2.5 * hair.normal[2], 0.2, 1.0)  # no finer than pixels at the silhouette
    return grain, strands(across, along, 7.0, n=5, rng=rng)


def hair_mask(
    hair: Surface, factors: FaceFactors, *, above: Field, grain: Field, coarse: Field
) -> Field:
    """Where the hair in front is seen, 0 … 1, from the height `above` the hairline."""
    f = factors
    ragged, soft = EDGES.get(f.hair_style, (1.0, 3.5))
    mask = inside(above + ragged * (grain + coarse), soft)
    loose = 0.8 * grain + 1.5 * coarse if f.hair_style in CURLY else 0.5 * grain
    mask = mask * inside(hair.margin + loose, 1.4)
    if f.hair_style in LONG_STYLES:
        mask = mask * ends(hair, f, coarse)
    return mask * (0.62 + 0.25 * f.hair_volume) if f.hair_style == "buzz" else mask


def strand_coordinates(canvas: Canvas, hair: Surface, factors: FaceFactors) -> tuple[Field, Field]:
    """Coordinates across and along the strands: from the parting outwards, then down."""
    f = factors
    crown_u, crown_v = 20.0 * f.hair_parting, -62.0
    u, v = hair.u - crown_u, hair.v - crown_v
    angle = np.arctan2(u, np.maximum(v, 0.0) + 14.0)
    reach = np.sqrt(u * u + v * v + 1.0)
    if f.hair_style in {"swept", "tied", "buzz", "short"}:
        lean = 0.5 * f.hair_parting if f.hair_style != "tied" else 0.0
        return hair.u + lean * hair.v + 0.2 * wave(canvas, f), hair.v
    return 46.0 * angle + wave(canvas, f), reach


def hairline(hair: Surface, factors: FaceFactors, *, rng: np.random.Generator) -> Field:
    """Height v above which the shell carries hair. [head units]"""
    f = factors
    angle = np.arctan2(hair.u, hair.z + 6.0) * np.float32(180 / math.pi)
    side = np.abs(angle)
    low, start, stop = 12.0, 42.0, 76.0
    if f.hair_style in LONG_STYLES:
        low, start, stop = f.hair_length, 22.0 + 8 * f.hair_volume, 84.0
    front = front_hairline(f)
    line = front + (low - front) * rise(side, start, stop)
    line -= 7.0 * max(-f.hairline, 0.0) * bell(side - 30, 10)  # receding
    line += LEAN.get(f.hair_style, 0.0) * f.hair_parting * angle * (1.0 - rise(side, 30, 60))
    line += 40.0 * rise(side, 92, 104)  # behind the ears
    return line + locks(angle, f, rng=rng)


def front_hairline(factors: FaceFactors) -> float:
    """Height v of the hairline, or of the fringe's edge, in the middle. [head units]"""
    f = factors
    if f.hair_style == "fringe" or (f.hair_style in {"bob", "long"} and f.hair_parting > 0.45):
        return -25.0 + 3.0 * f.hairline
    start = -42.0 if f.hair_style in LONG_STYLES else -45.0
    return start - 2.0 * f.forehead + 2.2 * f.hairline


def locks(angle: Field, factors: FaceFactors, *, rng: np.random.Generator) -> Field:
    """Personal ups and downs of the hairline around the head. [head units]"""
    size = 0.8 if factors.hair_style in {"buzz", "short", "tied"} else 1.5
    total = np.zeros_like(angle)
    for length in (70.0, 40.0, 25.0, 15.0):  # degrees
        phase = rng.uniform(0, 2 * math.pi)
        total += rng.normal(0.0, size) * np.sin(angle * (2 * math.pi / length) + phase)
    return total
