"""Eyes, lids and brows."""

from __future__ import annotations

import math
from dataclasses import dataclass

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
        box = head.box((at - 18, at + 18), (-17, 16))
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
    size = 1 + 0.07 * f.eye_size + (0.0 if f.male else 0.06)
    t = side * face.u - eye_centre(f)
    v = face.v + (0.06 + 0.035 * f.eye_tilt) * t + rng.normal(0.0, 0.5)
    tau = t * (1 / (10.0 * size))
    opening = min(max(f.eye_openness + rng.normal(0.0, 0.05), 0.0), 1.1)
    eye = eye_shape(f, v=v, tau=tau, size=size, opening=opening)
    gap = inside(eye.upper, 1.3) * inside(eye.lower, 1.3) * eye.within * face.cover
    paint_lids(canvas, face, f, t=t, eye=eye)
    ball = np.stack([face.u - side * eye_centre(f), v, np.full_like(v, 8.5)]) * np.float32(1 / 11)
    ball[2] = np.sqrt(np.maximum(1.0 - ball[0] ** 2 - ball[1] ** 2, 0.1))
    white = colour(214, 205, 198) * ((1.0 - 0.4 * tau * tau) * (1 - 0.45 * f.skin_tone))
    canvas.lay(gap, albedo=white, normal=pose.face(ball), depth=face.depth - 0.5, gloss=0.3)
    canvas.tint(0.6 * gap * spot(tau + 0.95, v - 0.8, 0.14, 2.0), colour(196, 120, 112))
    paint_iris(canvas, gap, f, t=t * side, v=v, size=size, phase=rng.uniform(0, 6.3))
    canvas.darken(gap * bell(eye.upper, 2.3), 0.6)
    paint_lashes(canvas, face, f, eye=eye, rng=rng)


@dataclass(frozen=True)
class Eye:
    """Distances from the lids over a part of the face, arrays of shape (height, width).

    Parameters
    ----------
    upper, lower : array
        Distance below the upper and above the lower lid. [head units]
    tau : array
        Place between the corners: -1 at the inner, 1 at the outer one; no unit.
    within : array
        Between the corners, 0 … 1; no unit.
    """

    upper: Field
    lower: Field
    tau: Field
    within: Field


def eye_shape(factors: FaceFactors, *, v: Field, tau: Field, size: float, opening: float) -> Eye:
    """Curves of the lids: the upper highest inside, the lower lowest outside."""
    squint = 1 - 0.25 * max(factors.smile, 0)
    high = np.maximum(1.0 - (tau + 0.12 * (1 - tau * tau)) ** 2, 0.0) ** 0.7
    low = np.maximum(1.0 - (tau - 0.14 * (1 - tau * tau)) ** 2, 0.0) ** 0.8
    upper = v + (5.3 * opening - 1.0 * (1 - opening)) * size * high
    lower = (2.7 * size * squint * (0.4 + 0.6 * opening)) * low + 0.3 - v
    return Eye(upper, lower, tau, inside((1.02 - np.abs(tau)) * 9, 2.0))


def paint_lids(canvas: Canvas, face: Surface, factors: FaceFactors, *, t: Field, eye: Eye) -> None:
    """Lid with its crease and make-up, and the moist rim and the bag below."""
    f = factors
    span = rise(1.3 - np.abs(eye.tau), 0.0, 0.6) * face.cover
    above = -eye.upper
    lid = 3.4 + 0.7 * f.lid_fold
    plate = rise(above, -0.5, 0.8) * (1.0 - rise(above, 0.6 * lid, lid))
    canvas.albedo *= 1.0 + 0.10 * plate * span
    crease = bell(above - lid - 0.15 * eye.tau, 1.0) * span
    canvas.darken(crease, 0.42)
    shade = colour(126 + 50 * math.sin(6 * f.makeup_hue), 92, 96)
    veil = rise(above, -0.5, 0.5) * (1 - rise(above, 3.0, 8.0)) * span
    canvas.tint(veil * 0.45 * f.makeup, shade * (1 - 0.6 * f.skin_tone))
    canvas.darken(bell(eye.lower, 0.9) * span, 0.24 + 0.3 * f.makeup)
    canvas.darken(bell(eye.lower + 3.8, 1.3) * span, 0.05 + 0.15 * max(f.age - 35, 0) / 45)
    canvas.darken(spot(t + 10.3, eye.lower - 1.5, 2.0, 2.0) * face.cover, 0.15)


def paint_iris(
    canvas: Canvas,
    gap: Field,
    factors: FaceFactors,
    *,
    t: Field,
    v: Field,
    size: float,
    phase: float,
) -> None:
    """Iris with a dark rim and fibres, pupil, and the light's reflection."""
    f = factors
    x = t - 3.0 * f.gaze_side + 1.4 * math.sin(math.radians(f.yaw))  # towards the camera
    y = v + 1.2 + 1.3 * f.gaze_up
    wide = 4.6 * (0.5 + 0.5 * size)
    radius = np.sqrt(x * x + y * y)
    brown = ramp(BROWN_EYES, f.iris_tone)
    hue = [brown, ramp(GREEN_EYES, f.iris_tone), ramp(BLUE_EYES, f.iris_tone)]
    low = min(int(2 * f.iris_hue), 1)
    tone = hue[low] + (2 * f.iris_hue - low) * (hue[low + 1] - hue[low])
    fibres = 1.0 + 0.18 * np.sin(9 * np.arctan2(y, x + 1e-3) + phase)
    fibres = fibres + 0.4 * rise(y, 0.0, 3.5)  # the cornea gathers light opposite to its source
    disc = inside(wide - radius, 1.3) * gap
    rim = 1.0 - 0.65 * rise(radius, wide - 1.7, wide)
    canvas.tint(disc, tone * fibres * rim, gloss=0.05)
    canvas.tint(inside(1.9 - radius, 1.3) * gap, colour(10, 9, 9))
    across, up = math.sin(math.radians(f.light_side)), math.sin(math.radians(f.light_up))
    glint = spot(x - 1.8 * across, y + 1.1 + 1.1 * up, 0.62, 0.62) * gap
    glint = glint + 0.2 * spot(x + 1.6 * across, y - 1.8, 0.8, 0.6) * gap
    canvas.tint(np.minimum(glint, 1.0), np.full((3, 1, 1), 1.25, np.float32))


def paint_lashes(
    canvas: Canvas, face: Surface, factors: FaceFactors, *, eye: Eye, rng: np.random.Generator
) -> None:
    """Dark line along the upper lid, thicker outside, and hairs that fan out from it."""
    f = factors
    female = 0.0 if f.male else 1.0
    thick = 0.85 + 0.35 * eye.tau + 0.15 * female + 0.5 * f.makeup
    line = inside(thick - np.abs(eye.upper + 0.2), 1.4)
    line = line * rise(1.18 - np.abs(eye.tau), 0.0, 0.25)
    hairs = strands(9.0 * eye.tau + 0.9 * eye.upper * eye.tau, eye.upper, 1.3, n=3, rng=rng)
    reach = (1.6 + 1.2 * f.makeup) * rise(eye.tau, -0.6, 0.8)
    fan = (
        rise((eye.upper + 0.2) / (reach + 0.4), -1.0, 0.0)
        * (1.0 - rise(eye.upper, -0.2, 0.8))
        * eye.within
    )
    fan = fan * np.clip(0.35 + 0.45 * hairs, 0.0, 1.0) * (0.25 + 0.4 * female)
    below = 0.18 * female * bell(eye.lower + 0.8, 0.9) * rise(eye.tau, -0.4, 0.6) * eye.within
    lash = np.maximum(line * (0.75 + 0.25 * f.makeup), np.maximum(fan, below))
    canvas.tint(lash * face.cover, colour(30, 21, 18), gloss=0.1)


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
    skew = 1.5 * f.brow_skew * np.tanh(0.25 * face.u)
    lift = 1.0 * f.brow_height + skew - 0.8 * f.brow_frown + (-0.6 if f.male else 0.9)
    tau = t * (1 / 13.5)
    arch = (1.6 if f.male else 2.4) + 0.7 * f.brow_arch
    middle = 1.2 * tau - 11.7 - lift - arch * (0.5 - (tau - 0.3) ** 2)
    middle -= 2.6 * f.brow_frown * np.minimum(tau, 0)
    full = (2.3 if f.male else 2.0) + 0.42 * f.brow_thickness
    thick = full * (1.0 - 0.6 * rise(tau, -0.1, 1.15)) * (0.75 + 0.25 * rise(tau, -1.1, -0.5))
    below = face.v - middle
    lean = np.abs(face.u) + below * (0.5 - 1.1 * tau)  # hairs stand up inside, lie down outside
    grain = strands(lean, below, 1.5, n=6, rng=rng)
    ends = rise(tau, -1.2, -0.7) * (1 - rise(tau, 0.7, 1.15))
    body = inside(thick - np.abs(below) + 0.4 * grain, 2.8) * ends
    strength = 0.88 + 0.04 * f.brow_thickness - 0.12 * f.hair_grey
    part.tint(
        body * face.cover * np.clip(strength * (0.88 + 0.12 * grain), 0, 0.95), tone, gloss=0.2
    )
