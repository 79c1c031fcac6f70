"""Eyes, lids and brows."""

from __future__ import annotations

import math

import numpy as np

from data.face_body import Pose, Surface
from data.face_canvas import Canvas, Field, bell, colour, inside, ramp, rise, spot, strands
from data.face_factors import FaceFactors
from data.face_hair import hair_colour
from data.face_head import eye_centre

BROWN_EYES = [(122, 80, 44), (86, 52, 30), (46, 28, 18)]
GREEN_EYES = [(150, 152, 104), (110, 116, 76), (78, 84, 56)]
BLUE_EYES = [(158, 190, 210), (110, 146, 178), (74, 98, 130)]


def paint_eyes(
    canvas: Canvas, head: Surface, pose: Pose, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """Both eyes with lids and lashes."""
    for side in (-1.0, 1.0):
        at = side * eye_centre(factors)
        box = head.box((at - 16, at + 16), (-15, 13))
        part, face = canvas.view(box), head.view(box)
        if part.x.size:
            paint_eye(part, face, pose, factors, side=side, rng=rng.spawn(1)[0])


def paint_eye(
    canvas: Canvas,
    face: Surface,
    pose: Pose,
    factors: FaceFactors,
    *,
    side: float,
    rng: np.random.Generator,
) -> None:
    """One eye, a little different from the other: lids, white, iris, shadow, lashes."""
    f = factors
    size = 1 + 0.07 * f.eye_size
    t = side * face.u - eye_centre(f)
    v = face.v + (0.05 + 0.035 * f.eye_tilt) * t + rng.normal(0.0, 0.5)
    tau = t * (1 / (9.4 * size))
    arc = np.maximum(1.0 - (tau + 0.10 * (1 - tau * tau)) ** 2, 0.0) ** 0.75
    opening = min(max(f.eye_openness + rng.normal(0.0, 0.05), 0.0), 1.1)
    squint = 1 - 0.25 * max(f.smile, 0)
    upper = v + (4.7 * opening * size * arc - 0.8 * (1 - opening) * arc)
    lower = (2.5 * size * squint * arc * (0.4 + 0.6 * opening) + 0.3) - v
    corners = inside((1.0 - np.abs(tau)) * 9, 1.5)
    gap = inside(upper, 1.2) * inside(lower, 1.2) * corners * face.cover
    paint_lids(canvas, face, f, t=t, upper=upper, lower=lower, tau=tau)
    ball = np.stack([face.u - side * eye_centre(f), v, np.full_like(v, 8.5)]) * np.float32(1 / 10)
    ball[2] = np.sqrt(np.maximum(1.0 - ball[0] ** 2 - ball[1] ** 2, 0.1))
    white = colour(206, 196, 188) * ((1.0 - 0.35 * tau * tau) * (1 - 0.4 * f.skin_tone))
    canvas.lay(gap, albedo=white, normal=pose.face(ball), depth=face.depth, gloss=0.2)
    paint_iris(canvas, gap, f, t=t * side, v=v, phase=rng.uniform(0, 6.3))
    canvas.darken(gap * bell(upper, 2.2), 0.62)
    lash = inside(1.0 + 0.35 * tau + 0.5 * f.makeup - np.abs(upper), 1.3)
    lash = lash * rise(1.15 - np.abs(tau), 0.0, 0.2)
    canvas.tint(lash * face.cover * (0.8 + 0.2 * f.makeup), colour(24, 17, 15), gloss=0.1)


def paint_lids(
    canvas: Canvas,
    face: Surface,
    factors: FaceFactors,
    *,
    t: Field,
    upper: Field,
    lower: Field,
    tau: Field,
) -> None:
    """Crease above the eye, eye shadow, and the rim below."""
    f = factors
    span = rise(1.25 - np.abs(tau), 0.0, 0.4) * face.cover
    crease = bell(upper + 3.2 + 0.7 * f.lid_fold, 0.8) * span
    canvas.darken(crease, 0.42)
    shade = colour(120 + 60 * math.sin(6 * f.makeup_hue), 84, 88)
    lid = rise(-upper, -0.5, 0.5) * (1 - rise(-upper, 3.0, 7.0)) * span
    canvas.tint(lid * 0.45 * f.makeup, shade * (1 - 0.6 * f.skin_tone))
    rim = bell(lower, 0.8) * span
    canvas.darken(rim, 0.30 + 0.3 * f.makeup)
    canvas.darken(spot(t + 9.5, lower - 1.5, 2.0, 2.0) * face.cover, 0.15)


def paint_iris(
    canvas: Canvas, gap: Field, factors: FaceFactors, *, t: Field, v: Field, phase: float
) -> None:
    """Iris with a dark rim and fibres, pupil, and the light's reflection."""
    f = factors
    x = t - 3.0 * f.gaze_side + 1.4 * math.sin(math.radians(f.yaw))  # towards the camera
    y = v + 0.9 + 1.3 * f.gaze_up
    radius = np.sqrt(x * x + y * y)
    brown = ramp(BROWN_EYES, f.iris_tone)
    hue = [brown, ramp(GREEN_EYES, f.iris_tone), ramp(BLUE_EYES, f.iris_tone)]
    low = min(int(2 * f.iris_hue), 1)
    tone = hue[low] + (2 * f.iris_hue - low) * (hue[low + 1] - hue[low])
    fibres = 1.0 + 0.18 * np.sin(9 * np.arctan2(y, x) + phase) + 0.25 * (y * (1 / 3.9))
    disc = inside(4.1 - radius) * gap
    canvas.tint(disc, tone * fibres * (1.0 - 0.6 * rise(radius, 2.6, 4.1)), gloss=0.08)
    canvas.tint(inside(1.7 - radius) * gap, colour(10, 9, 9))
    across, up = math.sin(math.radians(f.light_side)), math.sin(math.radians(f.light_up))
    glint = spot(x - 1.5 * across, y + 0.6 + up, 0.55, 0.55) * gap
    canvas.tint(glint, np.full((3, 1, 1), 1.2, np.float32))


def paint_brows(
    canvas: Canvas, head: Surface, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """Two brows of short hairs, thick inside and thin outside."""
    f = factors
    hair = hair_colour(f)
    tone = hair * (0.45 if f.hair_tone > 0.4 else 0.40)
    box = head.box((-38, 38), (-30, 0))
    part, face = canvas.view(box), head.view(box)
    if not part.x.size:
        return
    t = np.abs(face.u) - eye_centre(f) + 0.5
    lift = 1.0 * f.brow_height + 1.5 * f.brow_skew * np.sign(face.u) - 0.8 * f.brow_frown
    tau = t * (1 / 13.5)
    arch = 1.9 + 0.7 * f.brow_arch
    middle = 1.4 * tau - 12.0 - lift - arch * (0.5 - (tau - 0.3) ** 2)
    middle -= 2.6 * f.brow_frown * np.minimum(tau, 0)
    thick = (2.1 + 0.42 * f.brow_thickness) * (1.0 - 0.55 * rise(tau, -0.2, 1.1))
    grain = strands(face.u + 0.9 * np.sign(face.u) * face.v, face.v, 1.6, n=6, rng=rng)
    ends = rise(tau, -1.12, -0.75) * (1 - rise(tau, 0.75, 1.1))
    body = inside(thick - np.abs(face.v - middle) + 0.45 * grain, 1.8) * ends
    strength = 0.86 + 0.05 * f.brow_thickness - 0.12 * f.hair_grey
    part.tint(body * face.cover * strength * (0.85 + 0.15 * grain.clip(-1, 1)), tone, gloss=0.25)
