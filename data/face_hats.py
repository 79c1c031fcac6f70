"""Beanies, caps and hats with a brim."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.face_body import Body, Pose, Surface, see_coarsely
from data.face_canvas import Canvas, Field, bell, inside, ramp, rise, strands, unit
from data.face_factors import FaceFactors
from data.face_head import head_body

HATS = [
    (52, 52, 58),
    (104, 50, 52),
    (66, 76, 102),
    (142, 132, 116),
    (78, 88, 74),
    (184, 176, 164),
]
HAT_EDGE = {"beanie": -41.0, "cap": -45.0, "brimmed": -43.0}  # height in front [head units]
HAT_SINK = {"beanie": 33.0, "cap": 22.0, "brimmed": 6.0}  # how much lower beside [head units]
HAT_THICK = {"beanie": 9.0, "cap": 6.5, "brimmed": 6.0}  # [head units]


@dataclass(frozen=True)
class Brim:
    """Measures of a hat's brim. [head units]

    Parameters
    ----------
    reach, beside : float
        How far it reaches beyond the head, to the front and to the side.
    ahead, turn : float
        Where its middle lies, and how far that moves to the side with the sine of the yaw.
    droop, lift, back : float
        Sag at the sides, lift of the front edge, height of the back edge.
    tilt : float
        Share of its depth that a level camera sees; no unit.
    """

    reach: float
    beside: float
    ahead: float
    turn: float
    droop: float
    lift: float
    back: float
    tilt: float


BRIMS = {
    "cap": Brim(reach=30, beside=-3, ahead=22, turn=24, droop=12, lift=4, back=4, tilt=0.16),
    "brimmed": Brim(reach=18, beside=21, ahead=0, turn=0, droop=-5.0, lift=1, back=1, tilt=0.13),
}


def paint_hat(
    canvas: Canvas, pose: Pose, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """Beanie, cap with a peak, or hat with a brim."""
    f = factors
    if f.hat == "none":
        return
    hat = see_coarsely(head_body(f, thickness=HAT_THICK[f.hat]), pose, canvas)
    edge = HAT_EDGE[f.hat] + 1.5 * f.hat_low
    knit = strands(hat.u, hat.v, 3.0, n=5, rng=rng)
    creases = canvas.cloud(13, rng=rng)
    weave = 1.0 + 0.05 * knit + 0.08 * creases + 0.05 * canvas.cloud(2.5, rng=rng)
    rim = edge + HAT_SINK[f.hat] * (1.0 - hat.z * (1 / 52)).clip(0.0, 1.4)
    mask = inside(rim - hat.v, 1.6) * inside(hat.margin + 0.7 * creases, 2.0)
    tone = ramp(HATS, f.hat_hue)
    normal = hat.normal.copy()
    normal[:2] += 0.10 * np.stack([creases, canvas.cloud(11, rng=rng)])
    canvas.darken(inside(rim + 4.0 - hat.v, 6.0) * hat.cover, 0.25)  # its shade on hair and skin
    canvas.lay(mask, albedo=tone * weave, normal=unit(normal), depth=hat.depth + 1, gloss=0.06)
    if f.hat == "beanie":
        paint_ribs(canvas, hat, mask, edge=rim)
        return
    if f.hat == "brimmed":
        ribbon = mask * rise(hat.v - rim, -13.0, -11.5)
        canvas.tint(ribbon, tone * 0.3, gloss=0.2)
    else:
        paint_seams(canvas, hat, mask)
    paint_brim(canvas, pose, BRIMS[f.hat], head=head_body(f), edge=edge, tone=tone)


def paint_ribs(canvas: Canvas, hat: Surface, mask: Field, *, edge: Field) -> None:
    """Turned-up band of a beanie, ribbed like the rest of it."""
    up = edge - hat.v
    angle = np.arctan2(hat.u, hat.z + 6)
    fade = np.clip(2.0 * hat.normal[2], 0.0, 1.0)
    band = mask * (1.0 - rise(up, 14.0, 16.0))
    round_ = 1.0 - ((up - 7.5) * (1 / 8.5)) ** 2
    canvas.albedo *= 1.0 + band * (0.22 * round_ - 0.12 + 0.14 * fade * np.sin(angle * 34))
    canvas.albedo *= 1.0 + 0.10 * (mask - band) * fade * np.sin(angle * 26)
    canvas.darken(mask * bell(up - 16.0, 1.6), 0.4)


def paint_seams(canvas: Canvas, hat: Surface, mask: Field) -> None:
    """Panels of a cap and the button on its top."""
    seam = bell(hat.u, 0.7) + bell(np.abs(hat.u) - 0.55 * (hat.v + 82.0), 0.8)
    canvas.darken(mask * np.minimum(seam, 1.0), 0.22)


def paint_brim(
    canvas: Canvas, pose: Pose, brim: Brim, *, head: Body, edge: float, tone: Field
) -> None:
    """Peak or brim: an arched sheet around the hat's edge, seen almost from its side."""
    width, radius = float(head.table[0].max()), float(head.table[1].max())
    x0, y0, depth = pose.project(0.0, edge, brim.ahead)
    wide = width + brim.beside
    x = (canvas.x - x0 - brim.turn * pose.sin_yaw) / wide
    round_ = np.sqrt(np.maximum(1.0 - x * x, 0.0))
    y = canvas.y - y0 - brim.droop * x * x
    front = (radius + brim.reach) * (brim.tilt + pose.sin_pitch) * round_ - brim.lift
    mask = inside(y + 2.5 * round_ + brim.back, 1.5) * inside(front - y, 1.5)
    mask = mask * inside((1 - np.abs(x)) * wide, 2.0)
    normal = np.stack([0.5 * x, np.full_like(x, -0.7), np.full_like(x, 0.6)])
    top = rise(front - y, 0.5, 4.0)
    shade = tone * (0.62 + 0.3 * top - 0.25 * bell(y + 2.5 * round_ + brim.back, 2.5))
    shadow = inside(front + 7.0 - y, 9.0) * inside(y + 2.0) * inside((1 - np.abs(x)) * wide, 8.0)
    canvas.darken(shadow, 0.14)
    canvas.lay(mask, albedo=shade, normal=unit(normal), depth=depth + 0.6 * radius, gloss=0.08)
