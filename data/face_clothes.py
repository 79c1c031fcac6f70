"""Neck, shoulders and what covers them."""

from __future__ import annotations

import numpy as np

from data.face_body import Pose
from data.face_canvas import Canvas, Field, bell, colour, inside, ramp, rise, unit
from data.face_factors import FaceFactors
from data.face_head import chin_height
from data.face_skin import skin_colour

FABRICS = [
    (34, 35, 40),
    (58, 70, 98),
    (122, 52, 56),
    (94, 100, 84),
    (176, 164, 148),
    (104, 92, 108),
    (96, 120, 138),
]
TIES = [(40, 48, 84), (110, 34, 42), (50, 74, 64), (70, 70, 76)]


def paint_clothes(
    canvas: Canvas, pose: Pose, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """Shoulders, the neck between them, and what covers both."""
    f = factors
    top = shoulder_line(canvas, f)
    mask = inside(canvas.y - top, 1.5)
    steep = np.clip(canvas.x * 0.009, -0.7, 0.7)
    folds = canvas.cloud(16, rng=rng)
    flat = np.ones_like(steep)
    fall = 0.5 * (1.0 - rise(canvas.y - top, 0.0, 26.0))
    bare = unit(np.stack([steep, -0.2 - fall, flat]))
    depth = np.minimum(-16 + 0.45 * (canvas.y - top), 2.0)
    canvas.lay(mask, albedo=skin_colour(f) * 0.97, normal=bare, depth=depth, gloss=0.2)
    paint_neck(canvas, pose, f)
    fabric = ramp(FABRICS, f.clothes_hue) * (0.35 + 1.1 * f.clothes_tone)
    weave = 1.0 + 0.09 * folds + 0.05 * canvas.cloud(2.5, rng=rng)
    cloth = neckline(canvas, f)
    cloth = np.maximum(cloth, mask) if f.clothes == "rollneck" else cloth * mask
    draped = unit(
        np.stack([steep + 0.22 * folds, -0.2 - fall + 0.12 * canvas.cloud(9, rng=rng), flat])
    )
    canvas.darken(bell(neckline_distance(canvas, f) + 2.0, 2.0) * mask, 0.3)
    if f.clothes == "jacket":
        paint_shirt(canvas, f, mask=mask, normal=draped, depth=depth)
    canvas.lay(cloth, albedo=fabric * weave, normal=draped, depth=depth + 2, gloss=0.05)
    if f.clothes in {"shirt", "jacket"}:
        paint_collar(canvas, f, fabric=fabric)
    else:
        canvas.darken(bell(neckline_distance(canvas, f) - 3.0, 0.9) * cloth, 0.16)  # a seam


def paint_neck(canvas: Canvas, pose: Pose, factors: FaceFactors) -> None:
    """Neck, from the skull's base to the shoulders, widening into both."""
    f = factors
    x0, y0, _ = pose.project(0.0, 20.0, -16.0)
    middle = x0 * (1.0 - 0.65 * np.clip((canvas.y - y0) / (100.0 - y0), 0.0, 1.0))
    slim = 24.5 + 5.0 * f.male + 0.8 * f.jaw + 0.8 * f.face_width
    half = slim + 10.0 * np.clip((canvas.y - 70) / 28, 0.0, 1.6) ** 2
    across = (canvas.x - middle) / half
    mask = inside((1.0 - np.abs(across)) * half, 1.5) * inside(canvas.y - y0)
    mask = mask * (1.0 - rise(canvas.y, 84.0, 106.0))
    round_ = np.sqrt(np.maximum(1.0 - across * across, 0.02))
    away = np.tanh(6.0 * across)
    cords = 0.22 * bell(np.abs(across) - 0.45 + 0.008 * (canvas.y - 70), 0.13) * away
    normal = unit(np.stack([across * 0.9 - cords, np.full_like(across, 0.1), round_]))
    _, chin, _ = pose.project(0.0, chin_height(f), 30.0)
    below = canvas.y + 0.08 * np.abs(canvas.x - x0) - chin
    shaded = 1.0 - 0.48 * (1.0 - rise(below, -14.0, 22.0))
    apple = 1.0 - 0.10 * f.male * bell(canvas.x - middle, 4.0) * bell(below - 15.0, 3.0)
    warm = np.array([1.0, 0.95, 0.93], np.float32).reshape(3, 1, 1)
    tone = skin_colour(f) * warm * (shaded * apple)
    canvas.lay(mask, albedo=tone, normal=normal, depth=half * round_ - 34, gloss=0.2)
    side = np.abs(canvas.x - 0.35 * x0)
    bone = bell(canvas.y - 96.0 - 0.06 * side, 1.8) * rise(side, 4.0, 12.0)
    hollow = bell(canvas.y - 99.5 - 0.06 * side, 2.5) * rise(side, 3.0, 10.0)
    notch = bell(side, 3.5) * bell(canvas.y - 97.0, 3.5)
    canvas.albedo *= 1.0 + 0.07 * bone - 0.10 * hollow - 0.16 * notch


def shoulder_line(canvas: Canvas, factors: FaceFactors) -> Field:
    """Height of the shoulders' upper edge. [head units]"""
    broad = 0.95 if factors.male else 1.2
    x = np.abs(canvas.x)
    return 78.5 + broad * (0.16 * x + 0.0017 * x * x)


def neckline_distance(canvas: Canvas, factors: FaceFactors) -> Field:
    """Distance to the edge of the cloth, positive on it. [head units]"""
    x, y = np.abs(canvas.x), canvas.y
    edges = {
        "crew": y - 100 + 0.018 * x * x,
        "vee": 0.65 * (y - 126 + 1.15 * x),
        "shirt": 0.6 * (y - 113 + 1.3 * x),
        "jacket": 0.5 * (y - 148 + 1.7 * x),
        "rollneck": np.minimum(y - 76 - 0.004 * x * x, 42 - x + 0.6 * (y - 76)),
        "bare": y - 112 + 0.002 * x * x,
    }
    return edges[factors.clothes]


def neckline(canvas: Canvas, factors: FaceFactors) -> Field:
    """Where the cloth is, 0 … 1."""
    return inside(neckline_distance(canvas, factors), 1.5)


def paint_shirt(
    canvas: Canvas, factors: FaceFactors, *, mask: Field, normal: Field, depth: Field
) -> None:
    """White shirt under a jacket, with a man's tie."""
    x, y = np.abs(canvas.x), canvas.y
    front = mask * inside(0.65 * (y - 100 + 0.85 * x), 1.5)
    canvas.lay(front, albedo=colour(222, 221, 218), normal=normal, depth=depth + 1, gloss=0.05)
    if factors.male:
        tie = inside(y - 96.5) * inside(6.5 - 0.25 * np.abs(y - 99.0) - x, 1.5)
        silk = ramp(TIES, factors.hat_hue)
        canvas.tint(np.maximum(tie, inside(y - 104) * inside(5.0 - x)), silk, gloss=0.25)


def paint_collar(canvas: Canvas, factors: FaceFactors, *, fabric: Field) -> None:
    """Two collar flaps, light under a jacket."""
    x, y = np.abs(canvas.x), canvas.y
    jacket = factors.clothes == "jacket"
    end, slope = (100.0, 1.25) if jacket else (108.0, 0.9)
    inner = 0.7 * (x - slope * (end - y))
    outer = 0.8 * (39 - 0.62 * (y - 82) - x)
    lower = end + 3.0 + 0.3 * x - y
    upper = y - 77.5 + 0.4 * (x - 27)
    edge = np.minimum(np.minimum(inner, outer), np.minimum(lower, upper))
    flap = inside(edge, 1.6)
    tone = colour(226, 225, 222) if jacket else np.minimum(fabric * 1.12 + 0.01, 0.9)
    canvas.darken(inside(edge + 2.5, 5.0), 0.22)
    canvas.tint(flap, tone, gloss=0.05)
    canvas.darken(flap * bell(edge - 0.6, 0.9), 0.16)
