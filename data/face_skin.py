"""Skin, nostrils and ears."""

from __future__ import annotations

import numpy as np

from data.face_body import Pose, Surface
from data.face_canvas import Canvas, Field, bell, inside, ramp, rise, spot, unit
from data.face_factors import FaceFactors
from data.face_head import eye_centre, head_body, nose_tip

SKIN = [
    (246, 216, 197),
    (238, 202, 177),
    (228, 184, 154),
    (207, 158, 122),
    (178, 128, 94),
    (146, 100, 71),
    (114, 77, 55),
    (86, 58, 43),
]


INNER = np.array([0.34, 0.17, 0.15], np.float32).reshape(3, 1, 1)  # of the skin, in hollows


def skin_colour(factors: FaceFactors) -> Field:
    """Mean albedo of the skin, shape (3, 1, 1)."""
    warm = np.array([1.0, 1.0, 1.0 - 0.10 * factors.skin_warmth], np.float32).reshape(3, 1, 1)
    return ramp(SKIN, factors.skin_tone) * warm


def paint_skin(
    canvas: Canvas, head: Surface, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """The bare head: tone, redder and darker regions, mottling, freckles and moles."""
    f = factors
    skin = skin_colour(f)
    canvas.lay(head.cover, albedo=skin, normal=head.normal, depth=head.depth, gloss=0.45)
    box = head.box((-60, 60), (-70, 80))
    part, face = canvas.view(box), head.view(box)
    mask = face.cover
    flush, shade = regions(face, f)
    mottle = 0.07 * part.cloud(12, rng=rng) + 0.05 * part.cloud(6, rng=rng)
    mottle = mottle + 0.04 * part.cloud(2.5, rng=rng)
    uneven = (0.35 + 0.8 * f.blemishes + 0.6 * max(f.age - 40, 0) / 40) * (1 - 0.4 * f.skin_tone)
    blood = np.array([0.03, -0.24, -0.20], np.float32).reshape(3, 1, 1)
    dull = np.array([-0.75, -0.95, -0.95], np.float32).reshape(3, 1, 1)  # shade on skin is warm
    part.albedo *= 1.0 + mask * (blood * flush + dull * shade + uneven * mottle)
    v = face.v
    shine = 0.6 * spot(face.u, v + 26, 18, 9) + spot(face.u, v - 16, 3.5, 12)
    shine += spot(np.abs(face.u) - 27, v - 11, 8, 5)
    oil = (0.2 + 0.7 * f.oiliness) * (1 - 0.5 * f.makeup) * (1 - 0.3 * f.skin_tone)
    part.gloss *= (1.0 + 1.5 * mottle * mask) * rise(v, -62.0, -30.0)  # scalps are dull
    part.gloss += mask * shine * oil
    paint_marks(part, face, f, rng=rng)


def regions(face: Surface, factors: FaceFactors) -> tuple[Field, Field]:
    """Where blood shows in the skin, and where the skin is darker."""
    f = factors
    side, v = np.abs(face.u), face.v
    eye = eye_centre(f)
    red = spot(side - 25, v - 20, 10, 9) + 0.7 * spot(face.u, v - nose_tip(f) - 1, 8, 5)
    flush = (0.3 + 0.9 * f.flush + 0.4 * f.makeup) * red * (1 - 0.4 * f.skin_tone)
    flush = flush + 0.25 * spot(face.u, v - 62, 12, 7)
    shade = spot(side - eye, v + 2.5, 9.5, 5.5) * (0.22 + 0.22 * f.skin_tone)
    shade += spot(side - eye + 2, v - 7, 7.5, 2.8) * (0.09 + 0.35 * max(f.age - 30, 0) / 50)
    if f.male:  # shaved, not bare
        jaw = rise(v, 26.0, 44.0) * (1.0 - rise(side, 40.0, 52.0))
        shade += (0.06 + 0.12 * f.beard_length) * (1 - 0.5 * f.skin_tone) * jaw
    return flush, shade


def paint_marks(
    canvas: Canvas, face: Surface, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """Freckles over nose and cheeks, and a few moles and spots."""
    n_moles = int(rng.poisson(3 * factors.blemishes))
    places = rng.uniform((-38, -40), (38, 62), (8, 2)).tolist()
    sizes, strengths = rng.uniform(0.6, 1.2, 8).tolist(), rng.uniform(0.2, 0.6, 8).tolist()
    for (u, v), size, strength in list(zip(places, sizes, strengths, strict=True))[:n_moles]:
        canvas.darken(spot(face.u - u, face.v - v, size, size) * face.cover, strength)
    if factors.freckles:
        grain = rise(canvas.cloud(2.2, rng=rng), 0.5, 1.6)
        where = spot(face.u, face.v - 16, 26, 13) * face.cover
        canvas.darken(grain * where, 0.45 * factors.freckles)


def paint_nostrils(canvas: Canvas, head: Surface, factors: FaceFactors) -> None:
    """Two dark openings under the tip and the wings' creases."""
    f = factors
    tip = nose_tip(f)
    box = head.box((-18, 18), (tip - 10, tip + 14))
    part, face = canvas.view(box), head.view(box)
    side, v = np.abs(face.u), face.v - tip
    place = 4.6 + 0.5 * f.nose_width
    hole = spot(side - place, v - 5.2 - 0.2 * (side - place), 2.3 + 0.2 * f.nose_width, 1.3)
    part.tint(np.minimum(hole * 1.1, 0.8) * face.cover, skin_colour(f) * INNER)
    wing = 11.2 + 1.2 * f.nose_width
    crease = bell(side - wing + 0.12 * (v - 3) ** 2, 1.3) * bell(v - 3, 3.0)
    under = bell(face.u, 7) * bell(v - 8.2, 1.8)
    part.tint((0.3 * crease + 0.14 * under) * face.cover, skin_colour(f) * INNER)


def paint_ear(canvas: Canvas, pose: Pose, factors: FaceFactors, *, side: float) -> None:
    """One ear: a tilted shell with a rim and a hollow."""
    f = factors
    size = 1 + 0.08 * f.ear_size
    wide = head_body(f).half_width(12.0)
    x0, y0, depth = pose.project(side * (wide + 0.5), 11.0, -9.0)
    turn = 4.2 + 9.0 * max(-side * pose.sin_yaw, -0.25)
    out = side * (canvas.x - x0)
    down = canvas.y - y0
    p = (out + 0.16 * down) / (turn * size * (1.0 - 0.012 * np.clip(down, -20, 20)))
    q = down / (15.5 * size)
    radius = np.sqrt(p * p + q * q + 1e-6)
    mask = inside((1.0 - radius * (1.0 + 0.12 * np.clip(q, -1, 1))) * turn)
    tone = skin_colour(f) * np.array([1.0, 0.84, 0.82], np.float32).reshape(3, 1, 1)
    hollow = bell(radius - 0.1, 0.35) * bell(q - 0.05, 0.45)
    groove = bell(radius - 0.66, 0.09) * rise(-q, -0.4, 0.2)
    tone = tone * (1.0 - 0.5 * hollow - 0.3 * groove)
    bend = radius - 0.7
    normal = np.stack([side * (0.6 + 0.6 * p * bend), 0.6 * q * bend + 0.05, np.full_like(p, 0.6)])
    canvas.lay(mask, albedo=tone, normal=unit(normal), depth=depth, gloss=0.12)
