"""Glasses and earrings."""

from __future__ import annotations

import numpy as np

from data.face_body import Pose, Surface
from data.face_canvas import Canvas, Field, bell, colour, inside, ramp, rise, unit
from data.face_factors import FaceFactors
from data.face_head import eye_centre, head_body

EYE_PLANE = 47.0
RIM = {"wire": 1.3, "horn": 1.7, "sun": 1.3}  # [head units]


def glasses_plane(canvas: Canvas, pose: Pose) -> tuple[Field, Field]:
    """Coordinates to the side and down in the plane of the lenses. [head units]"""
    x0, y0, _ = pose.project(0.0, 2.0, EYE_PLANE)
    return (canvas.x - x0) / pose.cos_yaw, (canvas.y - y0) / pose.cos_pitch


def glasses_colour(factors: FaceFactors) -> Field:
    """Albedo of the frame, shape (3, 1, 1): metal, or dark horn."""
    if factors.glasses == "wire":
        return ramp([(132, 104, 62), (116, 112, 108), (58, 56, 58)], factors.clothes_hue)
    if factors.glasses == "sun":
        return ramp([(122, 98, 66), (104, 72, 52), (120, 116, 112)], factors.clothes_hue)
    return ramp([(36, 30, 29), (110, 70, 46), (62, 52, 56)], factors.clothes_tone)


def lens_size(factors: FaceFactors) -> tuple[float, float]:
    """Half width and half height of a lens. [head units]"""
    big = 0.85 + 0.27 * factors.glasses_size
    if factors.glasses == "sun":
        big *= 0.93
    return 14.8 * big, (11.0 + 1.5 * (1 - factors.glasses_shape)) * big


def paint_temples(canvas: Canvas, head: Surface, pose: Pose, factors: FaceFactors) -> None:
    """Arms of the glasses, from the lenses to the ears."""
    if factors.glasses == "none":
        return
    u, v = glasses_plane(canvas, pose)
    edge = eye_centre(factors) + lens_size(factors)[0]
    arm = inside(0.7 * RIM[factors.glasses] - np.abs(v + 3.0), 1.2)
    arm = arm * inside(np.abs(u) - edge + 0.5) * rise(head.z, 4.0, 12.0) * head.cover
    canvas.tint(arm, glasses_colour(factors), gloss=0.3)


def paint_glasses(canvas: Canvas, pose: Pose, factors: FaceFactors) -> None:
    """Two lenses with rims and a bridge, floating in front of the eyes."""
    f = factors
    if f.glasses == "none":
        return
    u, v = glasses_plane(canvas, pose)
    side, centre, (wide, high) = np.abs(u), eye_centre(f), lens_size(f)
    q = (v + 0.5) / high
    p = (side - centre) / (wide * (1.0 - 0.07 * q))  # a little wider above
    power = 2.3 + 1.4 * f.glasses_shape
    radius = (np.abs(p) ** power + np.abs(q) ** power + 1e-6) ** (1.0 / power)
    distance = (1.0 - radius) * (high + 1.0)
    lens = inside(distance)
    if f.glasses == "sun":
        dark = colour(24, 21, 22) * (1.0 + 1.6 * rise(np.abs(q + 0.2), 0.1, 1.0))
        flat = pose.face(np.stack([0.15 * p, 0.15 * q, np.ones_like(q)]))
        canvas.lay(lens * 0.96, albedo=dark, normal=unit(flat), depth=canvas.depth, gloss=0.03)
        canvas.tint(lens * bell(p * 0.7 + q + 0.5, 0.3) * 0.05, np.ones((3, 1, 1), np.float32))
    else:
        canvas.darken(inside(2.2 - np.abs(distance + 1.5), 2.5) * rise(v, -9.0, 3.0), 0.12)
        canvas.darken(lens, 0.04)
        shine = lens * bell(p * 0.8 + q - 0.7 * f.glasses_size, 0.22)
        canvas.tint(shine * 0.03, np.ones((3, 1, 1), np.float32))
    rim = inside(0.5 * RIM[f.glasses] + 0.3 - np.abs(distance), 1.2)
    gap = centre - wide
    arch = v + 3.0 - 0.12 * (side - gap).clip(-9, 0)
    bridge = inside(0.6 * RIM[f.glasses] - np.abs(arch), 1.2) * inside(gap + 1 - side)
    canvas.tint(np.maximum(rim, bridge), glasses_colour(f), gloss=0.3)


def paint_earring(canvas: Canvas, pose: Pose, factors: FaceFactors, *, side: float) -> None:
    """Stud, hoop or drop at one lobe."""
    f = factors
    if f.earrings == "none":
        return
    wide = head_body(f).half_width(24.0)
    metal = ramp([(226, 190, 110), (214, 214, 220), (240, 236, 230)], f.earring_metal)
    x0, y0, depth = pose.project(side * (wide + 1.0), 26.0, -8.0)
    x, y = canvas.x - x0, canvas.y - y0
    radius = np.sqrt(x * x + (y - 6.5) ** 2)
    shapes = {
        "stud": inside(1.7 - np.sqrt(x * x + y * y)),
        "hoop": inside(0.9 - np.abs(radius - 6.5)),
        "drop": inside(1.9 - np.sqrt(x * x + 0.16 * (y - 7) ** 2)),
    }
    sparkle = metal * (0.6 + 0.6 * bell(x + 0.5, 0.8) + 0.2 * np.sin(y * 2))
    canvas.lay(shapes[f.earrings], albedo=sparkle, normal=canvas.normal, depth=depth, gloss=0.8)
