"""Neck and clothes, hats, glasses and earrings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.face_body import Body, Pose, Surface, see
from data.face_canvas import Canvas, Field, bell, cloud, colour, inside, ramp, rise, strands, unit
from data.face_factors import FaceFactors
from data.face_head import chin_height, eye_centre, head_body
from data.face_skin import skin_colour

FABRICS = [
    (28, 28, 34),
    (60, 72, 112),
    (150, 44, 52),
    (90, 100, 80),
    (186, 170, 150),
    (110, 84, 120),
]
EYE_PLANE = 47.0
HATS = [
    (40, 40, 46),
    (120, 40, 44),
    (60, 74, 110),
    (150, 140, 120),
    (70, 84, 66),
    (196, 188, 176),
]
HAT_EDGE = {"beanie": -35.0, "cap": -36.0, "brimmed": -40.0}  # height in front [head units]
HAT_SINK = {"beanie": 14.0, "cap": 7.0, "brimmed": 2.0}  # how much lower beside [head units]
RIM = {"wire": 0.8, "horn": 1.8, "sun": 1.5}  # [head units]


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
    """

    reach: float
    beside: float
    ahead: float
    turn: float
    droop: float
    lift: float
    back: float


BRIMS = {
    "cap": Brim(reach=30, beside=2, ahead=16, turn=18, droop=6, lift=8, back=4),
    "brimmed": Brim(reach=16, beside=16, ahead=0, turn=0, droop=-3.6, lift=0, back=1),
}


def paint_clothes(
    canvas: Canvas, pose: Pose, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """Shoulders, the neck between them, and what covers both."""
    f = factors
    top = shoulder_line(canvas, f)
    mask = inside(canvas.y - top)
    steep = np.clip(canvas.x * 0.008, -0.6, 0.6)
    folds = cloud(mask.shape, 16, rng=rng)
    flat = np.ones_like(steep)
    normal = unit(np.stack([steep + 0.25 * folds, -0.45 * flat, 0.8 * flat]))
    depth = np.minimum(-14 + 0.5 * (canvas.y - top), 4.0)
    canvas.lay(mask, albedo=skin_colour(f) * 0.95, normal=normal, depth=depth, gloss=0.3)
    paint_neck(canvas, pose, f)
    fabric = ramp(FABRICS, f.clothes_hue) * (0.35 + 1.1 * f.clothes_tone)
    weave = 1.0 + 0.10 * folds + 0.06 * cloud(mask.shape, 2.5, rng=rng)
    cloth = neckline(canvas, f)
    cloth = np.maximum(cloth, mask) if f.clothes == "rollneck" else cloth * mask
    canvas.lay(cloth, albedo=fabric * weave, normal=normal, depth=depth + 2, gloss=0.05)
    if f.clothes in {"shirt", "jacket"}:
        paint_collar(canvas, f, fabric=fabric)


def paint_neck(canvas: Canvas, pose: Pose, factors: FaceFactors) -> None:
    """Neck, from the skull's base to the shoulders, widening into both."""
    f = factors
    x0, y0, _ = pose.project(0.0, 20.0, -16.0)
    middle = x0 * (1.0 - 0.65 * np.clip((canvas.y - y0) / (100.0 - y0), 0.0, 1.0))
    half = 29.5 + 4.0 * f.male + 1.2 * f.jaw + 14.0 * np.clip((canvas.y - 76) / 28, 0.0, 1.5) ** 2
    across = (canvas.x - middle) / half
    mask = inside((1.0 - np.abs(across)) * half) * inside(canvas.y - y0)
    mask = mask * (1.0 - rise(canvas.y, 86.0, 104.0))
    round_ = np.sqrt(np.maximum(1.0 - across * across, 0.02))
    cords = 0.22 * bell(np.abs(across) - 0.42 + 0.006 * (canvas.y - 70), 0.12) * np.sign(across)
    normal = unit(np.stack([across * 0.9 - cords, np.full_like(across, 0.1), round_]))
    _, chin, _ = pose.project(0.0, chin_height(f), 30.0)
    shaded = 1.0 - 0.5 * (1.0 - rise(canvas.y + 0.1 * np.abs(canvas.x - x0), chin - 12, chin + 24))
    tone = skin_colour(f) * (0.95 * shaded)
    canvas.lay(mask, albedo=tone, normal=normal, depth=half * round_ - 30, gloss=0.3)


def shoulder_line(canvas: Canvas, factors: FaceFactors) -> Field:
    """Height of the shoulders' upper edge. [head units]"""
    broad = 1.0 if factors.male else 1.15
    x = np.abs(canvas.x)
    return 78.0 + broad * (0.20 * x + 0.0012 * x * x)


def neckline(canvas: Canvas, factors: FaceFactors) -> Field:
    """Where the cloth is, 0 … 1."""
    x, y = np.abs(canvas.x), canvas.y
    edges = {
        "crew": y - 101 + 0.020 * x * x,
        "vee": y - 128 + 1.15 * x,
        "shirt": y - 125 + 1.5 * x,
        "jacket": y - 140 + 1.5 * x,
        "rollneck": np.minimum(y - 74 - 0.004 * x * x, 46 - x + 0.5 * (y - 74)),
        "bare": y - 112 + 0.002 * x * x,
    }
    return inside(edges[factors.clothes])


def paint_collar(canvas: Canvas, factors: FaceFactors, *, fabric: Field) -> None:
    """Two collar flaps, light under a jacket."""
    x, y = np.abs(canvas.x), canvas.y
    flap = inside(y - 76 + 0.5 * (x - 32)) * inside(112 + 0.4 * x - y - 0.02 * (x - 30) ** 2, 2)
    flap = flap * inside(x - 0.62 * (112 - y) + 1, 1.5) * inside(44 + 0.25 * (y - 76) - x, 2)
    tone = colour(214, 212, 208) if factors.clothes == "jacket" else fabric * 1.15
    canvas.tint(flap, np.broadcast_to(tone, canvas.albedo.shape), gloss=0.05)
    canvas.darken(flap * bell(44 + 0.25 * (y - 76) - x, 1.5), 0.35)


def paint_hat(
    canvas: Canvas, pose: Pose, factors: FaceFactors, *, rng: np.random.Generator
) -> None:
    """Beanie, cap with a peak, or hat with a brim."""
    f = factors
    if f.hat == "none":
        return
    hat = see(head_body(f, thickness=6.0), pose, canvas)
    edge = HAT_EDGE[f.hat] + 1.5 * f.hat_low
    knit = strands(hat.u, hat.v, 3.0, n=5, rng=rng)
    weave = 1.0 + 0.08 * knit + 0.06 * cloud(knit.shape, 7, rng=rng)
    rim = edge + HAT_SINK[f.hat] * (1.0 - hat.z * (1 / 50)).clip(0.0, 1.5)
    mask = inside(rim - hat.v) * hat.cover
    tone = ramp(HATS, f.hat_hue)
    canvas.lay(mask, albedo=tone * weave, normal=hat.normal, depth=hat.depth + 1, gloss=0.1)
    if f.hat == "beanie":
        paint_ribs(canvas, hat, mask, edge=rim)
    else:
        paint_brim(canvas, pose, BRIMS[f.hat], head=head_body(f), edge=edge, tone=tone * 0.9)


def paint_ribs(canvas: Canvas, hat: Surface, mask: Field, *, edge: Field) -> None:
    """Turned-up band of a beanie."""
    canvas.darken(mask * bell(edge - 14 - hat.v, 1.0), 0.45)
    ribs = np.sin(np.arctan2(hat.u, hat.z + 6) * 30) * rise(hat.v - edge, -14, -12)
    canvas.albedo *= 1.0 + 0.12 * mask * ribs


def paint_brim(
    canvas: Canvas, pose: Pose, brim: Brim, *, head: Body, edge: float, tone: Field
) -> None:
    """Peak or brim: a flat ring around the hat's edge, seen almost from its side."""
    width, radius = float(head.table[0].max()), float(head.table[1].max())
    x0, y0, depth = pose.project(0.0, edge, brim.ahead)
    wide = width + brim.beside
    x = (canvas.x - x0 - brim.turn * pose.sin_yaw) / wide
    round_ = np.sqrt(np.maximum(1.0 - x * x, 0.0))
    y = canvas.y - y0 - brim.droop * x * x
    front = (radius + brim.reach) * (0.13 + pose.sin_pitch) * round_ - brim.lift
    mask = inside(y + 2.5 * round_ + brim.back) * inside(front - y)
    mask = mask * inside((1 - np.abs(x)) * wide)
    normal = np.zeros_like(canvas.normal)
    normal[1], normal[2] = -0.75, 0.66
    shade = tone * (1.0 - 0.25 * rise(front - y, 3, 0))
    canvas.lay(mask, albedo=shade, normal=normal, depth=depth + 0.75 * radius, gloss=0.1)


def glasses_plane(canvas: Canvas, pose: Pose) -> tuple[Field, Field]:
    """Coordinates to the side and down in the plane of the lenses. [head units]"""
    x0, y0, _ = pose.project(0.0, 2.0, EYE_PLANE)
    return (canvas.x - x0) / pose.cos_yaw, (canvas.y - y0) / pose.cos_pitch


def glasses_colour(factors: FaceFactors) -> Field:
    """Albedo of the frame, shape (3, 1, 1): metal, or dark horn."""
    if factors.glasses == "wire":
        return colour(150, 142, 128)
    return ramp([(24, 20, 20), (70, 42, 28)], factors.clothes_tone)


def lens_size(factors: FaceFactors) -> tuple[float, float]:
    """Half width and half height of a lens. [head units]"""
    big = 0.9 + 0.35 * factors.glasses_size
    return 15.0 * big, 10.5 * big


def paint_temples(canvas: Canvas, head: Surface, pose: Pose, factors: FaceFactors) -> None:
    """Arms of the glasses, from the lenses to the ears."""
    if factors.glasses == "none":
        return
    u, v = glasses_plane(canvas, pose)
    edge = eye_centre(factors) + lens_size(factors)[0]
    arm = inside(0.7 * RIM[factors.glasses] - np.abs(v + 3.0), 1.2)
    arm = arm * inside(np.abs(u) - edge + 0.5) * rise(head.z, 4.0, 12.0) * head.cover
    canvas.tint(arm, glasses_colour(factors), gloss=0.9)


def paint_glasses(canvas: Canvas, pose: Pose, factors: FaceFactors) -> None:
    """Two lenses with rims and a bridge, floating in front of the eyes."""
    f = factors
    if f.glasses == "none":
        return
    u, v = glasses_plane(canvas, pose)
    side, centre, (wide, high) = np.abs(u), eye_centre(f), lens_size(f)
    p, q = (side - centre) / wide, v / high
    power = 2.6 + 1.5 * f.glasses_shape
    radius = (np.abs(p) ** power + np.abs(q) ** power + 1e-6) ** (1.0 / power)
    distance = (1.0 - radius) * (high + 1.0)
    if f.glasses == "sun":
        dark = colour(26, 24, 26) * (1.0 + 1.5 * rise(-q, -1.0, 1.0))
        flat = pose.face(np.stack([0 * u, 0 * u, 0 * u + 1]))
        lens = inside(distance) * 0.97
        canvas.lay(lens, albedo=dark, normal=flat, depth=canvas.depth, gloss=0.12)
    else:
        shine = inside(distance) * bell(p * 0.8 + q - 0.7 * f.glasses_size, 0.22)
        canvas.tint(shine * 0.07, np.ones((3, 1, 1), np.float32))
    rim = inside(0.5 * RIM[f.glasses] + 0.3 - np.abs(distance), 1.2)
    gap = centre - wide
    arch = v + 3.0 - 0.12 * (side - gap).clip(-9, 0)
    bridge = inside(0.6 * RIM[f.glasses] - np.abs(arch), 1.2) * inside(gap + 1 - side)
    canvas.tint(np.maximum(rim, bridge), glasses_colour(f), gloss=0.9)


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
