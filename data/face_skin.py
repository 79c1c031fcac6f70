"""Skin, nostrils and ears."""

from __future__ import annotations

import numpy as np

from data.face_body import Pose, Surface
from data.face_canvas import Canvas, Field, bell, cloud, inside, ramp, rise, spot, unit
from data.face_factors import FaceFactors
from data.face_head import eye_centre, head_body, nose_tip

SKIN = [
    (248, 218, 198),
    (238, 198, 172),
    (224, 178, 146),
    (204, 154, 118),
    (176, 124, 88),
    (140, 94, 64),
    (112, 73, 51),
    (90, 58, 42),
]


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
    canvas.lay(head.cover, albedo=skin, normal=head.normal, depth=head.depth, gloss=0.5)
    box = head.box((-60, 60), (-70, 80))
    part, face = canvas.view(box), head.view(box)
    side, v = np.abs(face.u), face.v
    mask = face.cover
    red = spot(side - 24, v - 20, 10, 9) + 0.8 * spot(face.u, v - nose_tip(f) - 1, 7, 5)
    blush = np.array([0.02, -0.22, -0.20], np.float32).reshape(3, 1, 1)
    flush = (0.25 + 0.9 * f.flush + 0.5 * f.makeup) * red * (1 - 0.4 * f.skin_tone)
    mottle = 0.06 * cloud(mask.shape, 12, rng=rng) + 0.05 * cloud(mask.shape, 6, rng=rng)
    mottle = mottle + 0.04 * cloud(mask.shape, 2.5, rng=rng)
    uneven = (0.5 + f.blemishes + 0.6 * max(f.age - 40, 0) / 40) * (1 - 0.4 * f.skin_tone)
    part.albedo *= 1.0 + mask * (blush * flush + uneven * mottle)
    eye = eye_centre(f)
    tired = spot(side - eye + 2, v - 6.5, 7, 2.6) * (0.10 + 0.35 * max(f.age - 30, 0) / 50)
    lids = spot(side - eye, v + 2, 9, 5) * (0.27 + 0.2 * f.skin_tone)
    part.darken(mask * (tired + lids), 1.0)
    shine = spot(face.u, v + 30, 22, 9) + spot(face.u, v - 20, 3.5, 14)
    shine += spot(side - 26, v - 12, 7, 5)
    oil = (0.25 + 0.9 * f.oiliness) * (1 - 0.5 * f.makeup) * (1 - 0.5 * f.skin_tone)
    part.gloss *= 1.0 + 2.5 * mottle * mask
    part.gloss += mask * shine * oil
    paint_marks(part, face, f, rng=rng)


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
        grain = rise(cloud(face.u.shape, 2.2, rng=rng), 0.5, 1.6)
        where = spot(face.u, face.v - 16, 26, 13) * face.cover
        canvas.darken(grain * where, 0.45 * factors.freckles)


def paint_nostrils(canvas: Canvas, head: Surface, factors: FaceFactors) -> None:
    """Two dark openings under the tip and the wings' creases."""
    f = factors
    tip = nose_tip(f)
    box = head.box((-18, 18), (tip - 10, tip + 14))
    part, face = canvas.view(box), head.view(box)
    side, v = np.abs(face.u), face.v - tip
    place = 4.2 + 0.5 * f.nose_width
    hole = spot(side - place, v - 5.4 - 0.15 * (side - place), 1.9 + 0.2 * f.nose_width, 1.1)
    part.darken(np.minimum(hole * 1.25, 1.0) * face.cover, 0.55)
    wing = 10.2 + 1.2 * f.nose_width
    crease = bell(side - wing + 0.12 * (v - 3) ** 2, 0.9) * bell(v - 3, 3.0)
    part.darken(crease * face.cover, 0.28)
    part.darken(bell(face.u, 6) * bell(v - 7.8, 1.3) * face.cover, 0.12)


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
