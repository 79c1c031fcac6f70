"""Hair: a shell around the head, seen by the same camera, with locks that fray at its edges."""

from __future__ import annotations

import numpy as np

from data.face_body import N_SECTIONS, Body, Pose, Surface, egg, see_coarsely
from data.face_canvas import Canvas, Field, bell, colour, inside, ramp, rise, strands, unit
from data.face_factors import LONG_STYLES, FaceFactors
from data.face_head import head_body
from data.face_locks import CURLY, hair_texture, hairline, strand_coordinates

HAIR = [(226, 194, 140), (186, 146, 94), (138, 102, 68), (94, 66, 45), (60, 43, 33), (34, 27, 25)]
THICKNESS = {
    "bald": 0.4,
    "buzz": 0.8,
    "short": 6.0,
    "swept": 10.0,
    "fringe": 9.0,
    "tied": 3.6,
    "bob": 12.5,
    "long": 10.5,
    "curly": 14.0,
    "afro": 19.0,
}
SPRINGY = {"bob": 1.4, "long": 1.3, "curly": 1.8, "afro": 1.5, "swept": 1.4, "buzz": 0.3}
EDGES = {
    "buzz": (0.6, 9.0),
    "fringe": (1.7, 4.0),
    "short": (1.0, 8.0),
    "tied": (0.7, 8.0),
    "curly": (0.9, 5.0),
    "afro": (0.8, 5.0),
}


def hair_colour(factors: FaceFactors) -> Field:
    """Mean albedo of the hair, shape (3, 1, 1)."""
    f = factors
    pigment = ramp(HAIR, f.hair_tone)
    middle = 4 * f.hair_tone * (1 - f.hair_tone) * f.hair_red
    pigment = pigment + middle * 0.8 * (ramp([(170, 88, 48), (116, 50, 28)], f.hair_tone) - pigment)
    return pigment + f.hair_grey * 0.85 * (colour(186, 184, 182) - pigment)


def hair_shell(factors: FaceFactors) -> Body:
    """Body of the hair: the head, thicker, and for long hair extended downwards."""
    f = factors
    thick = THICKNESS[f.hair_style] * (0.65 + 0.7 * f.hair_volume)
    if f.hat != "none":
        thick = min(thick, 3.5)  # pressed down by the hat
    head = head_body(f)
    hanging = f.hair_style in LONG_STYLES
    wide = float(head.table[0].max()) + thick + (1.5 if hanging else 0.3)
    top = head.top - (1.2 if f.hair_style == "afro" else 1.5) * thick
    if not hanging:
        return egg(
            width=wide,
            depth=53.0 + 0.8 * thick,
            ends=(top, -24.0, 58.0 + 1.2 * thick),
            powers=(2.5, 2.6),
            back=6.0 + 0.15 * thick,
            forward=0.0,
        )
    bottom = f.hair_length + 14.0
    v = np.linspace(top, bottom, N_SECTIONS)
    waist = -0.13 * np.exp(-0.5 * ((v - 58) / 22) ** 2) + 0.10 * f.hair_volume * np.exp(
        -0.5 * ((v - 100) / 26) ** 2
    )
    return egg(
        width=wide,
        depth=53.0 + 0.8 * thick,
        ends=(top, 6.0, bottom),
        powers=(2.4, 5.0),
        back=6.0 + 0.15 * thick,
        forward=0.0,
        ripple=waist,
    )


def see_hair(canvas: Canvas, pose: Pose, factors: FaceFactors) -> Surface:
    """The hair's shell in the picture."""
    return see_coarsely(hair_shell(factors), pose, canvas)


def ends(hair: Surface, factors: FaceFactors, lock: Field) -> Field:
    """Where hanging hair has not ended yet, 0 … 1, lock by lock."""
    return inside(factors.hair_length + 2.0 - hair.v + 3.0 * lock, 5.0)


def paint_hair_behind(
    canvas: Canvas, hair: Surface, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """The part of the hair that hangs behind neck and head."""
    if factors.hair_style in {"bald", "buzz"}:
        return
    canvas, hair = around(canvas, hair)
    across, along = strand_coordinates(hair, factors)
    grain = strands(across, along, 2.6, n=7, rng=rng)
    edge = outline(canvas, hair, factors, rng=rng)
    if factors.hair_style in LONG_STYLES:
        edge = edge * ends(hair, factors, grain)
    tone = hair_colour(factors) * (0.5 + 0.12 * grain)
    canvas.lay(edge, albedo=tone, normal=hair.normal, depth=-45.0, gloss=0.1)


def paint_hair(
    canvas: Canvas, hair: Surface, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """The hair in front: everything above the hairline, side locks, fringe."""
    f = factors
    if f.hair_style == "bald":
        return
    canvas, hair = around(canvas, hair)
    grain, coarse = hair_texture(canvas, hair, f, rng=rng)
    above = hairline(hair, f, rng=rng)
    edge = outline(canvas, hair, f, rng=rng)
    mask = hair_mask(hair, f, edge=edge, above=above, grain=grain, coarse=coarse)
    normal = hair.normal.copy()
    normal[0] += 0.30 * coarse + 0.12 * grain
    if f.hair_style in CURLY:
        normal[1] += 0.25 * coarse
    normal = unit(normal)
    sleek = 0.1 if f.hair_style in CURLY else 0.32
    albedo = hair_colour(f) * hair_shade(hair, f, above=above, grain=grain, coarse=coarse)
    canvas.lay(mask, albedo=albedo, normal=normal, depth=hair.depth, gloss=sleek)


def hair_shade(
    hair: Surface, factors: FaceFactors, *, above: Field, grain: Field, coarse: Field
) -> Field:
    """Streaks, gaps between locks, darker roots and a band of sheen; about one on average."""
    f = factors
    streaks = 1.0 + 0.14 * grain + 0.15 * coarse - 0.30 * rise(-coarse, 0.6, 2.2)
    roots = 0.66 + 0.34 * rise(above, -2.0, 14.0)
    sheen = 0.0 if f.hair_style in CURLY else 0.25 + 0.5 * f.hair_tone
    band = bell(hair.normal[1] + 0.52 - 0.06 * coarse, 0.17) * rise(hair.normal[2], 0.1, 0.5)
    lit = 1.0 + sheen * band * np.maximum(1.0 + 0.5 * grain, 0.2)
    part: Field = np.zeros_like(above)
    if f.hair_style in LONG_STYLES and f.hair_style not in CURLY:
        part = 0.45 * bell(hair.u - 20.0 * f.hair_parting, 1.5) * rise(-hair.v, 40.0, 55.0)
    return np.maximum(streaks, 0.3) * roots * lit * (1.0 - part)


def around(canvas: Canvas, hair: Surface) -> tuple[Canvas, Surface]:
    """The part of the picture in which the hair lies."""
    box = hair.near(9.0)
    return canvas.view(box), hair.view(box)


def outline(
    canvas: Canvas, hair: Surface, factors: FaceFactors, *, rng: np.random.Generator
) -> Field:
    """Where the hair is not seen past, 0 … 1: a soft and irregular edge."""
    loose = SPRINGY.get(factors.hair_style, 0.8)
    if factors.hair_style not in CURLY:
        loose *= 0.55 + 0.9 * factors.hair_wave
    uneven = canvas.cloud(9, rng=rng) + 0.5 * canvas.cloud(4, rng=rng)
    return inside(hair.margin - 1.0 + loose * uneven, 3.5)


def hair_mask(
    hair: Surface,
    factors: FaceFactors,
    *,
    edge: Field,
    above: Field,
    grain: Field,
    coarse: Field,
) -> Field:
    """Where the hair in front is seen, 0 … 1, from the height `above` the hairline."""
    f = factors
    ragged, soft = EDGES.get(f.hair_style, (1.2, 6.0))
    mask = inside(above + ragged * (0.8 * grain + coarse), soft)
    mask = mask * edge
    if f.hair_style in LONG_STYLES:
        mask = mask * ends(hair, f, 0.6 * coarse + 0.4 * grain)
    balding = f.male and f.hair_style not in LONG_STYLES
    thin = 0.2 * max(f.age - 55, 0) / 25 if balding else 0.0
    mask = mask * np.clip(1.0 - thin * (1.0 - 0.6 * grain), 0.0, 1.0)
    if f.hair_style == "buzz":
        mask = mask * (0.52 + 0.25 * f.hair_volume) * np.clip(1.0 + 0.15 * grain, 0.0, 1.2)
    return mask
