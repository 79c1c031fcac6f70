"""What is behind the person, and the camera that takes the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from data.face_canvas import HEIGHT, WIDTH, Field, cloud, inside, ramp, rise
from data.face_factors import FaceFactors

SHAPE = (HEIGHT, WIDTH)
WALLS = [
    (150, 132, 112),
    (176, 160, 138),
    (150, 146, 140),
    (120, 130, 128),
    (122, 140, 152),
    (96, 118, 146),
    (84, 92, 108),
    (112, 100, 96),
    (140, 108, 88),
]
LAMPS = [(255, 196, 120), (255, 226, 180), (250, 244, 236), (190, 214, 246), (240, 160, 120)]
LEAVES = [(96, 116, 58), (70, 98, 54), (118, 128, 74), (84, 104, 80), (140, 130, 72)]


def background(factors: FaceFactors, *, rng: np.random.Generator) -> Field:
    """Radiance behind the person, out of focus, shape (3, height, width)."""
    f = factors
    base = ramp(WALLS, f.background_hue) * (0.2 + 1.7 * f.background_tone)
    other = ramp(WALLS, (f.background_hue + rng.uniform(0.2, 0.5)) % 1.0) * rng.uniform(0.3, 1.8)
    fine = 1.0 + 0.04 * cloud(SHAPE, 20, rng=rng)
    paint = {
        "studio": studio,
        "blur": blobs,
        "lights": lights,
        "panels": panels,
        "foliage": foliage,
    }
    picture = paint[f.background](base, other, rng=rng)
    return np.asarray(np.clip(picture * fine, 0.0, 1.5), np.float32)


def grid() -> tuple[Field, Field]:
    """Columns and rows of the frame. [px]"""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    return x, y


def studio(base: Field, other: Field, *, rng: np.random.Generator) -> Field:
    """Gradient with a bright spot."""
    x, y = grid()
    cx, cy, width = rng.uniform(20, 160), rng.uniform(20, 160), rng.uniform(50, 130)
    glow = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * width**2))
    drift = np.exp(0.15 * cloud(SHAPE, 60, rng=rng))
    return (base * (0.5 + 0.8 * glow) + 0.1 * other * (1.0 - glow)) * drift


def blobs(base: Field, other: Field, *, rng: np.random.Generator) -> Field:
    """Large soft patches of two colours."""
    share = rise(cloud(SHAPE, rng.uniform(45, 90), rng=rng), -1.8, 1.8)
    shade = np.exp(0.22 * cloud(SHAPE, rng.uniform(40, 80), rng=rng))
    return (base + share * (other - base)) * shade


def lights(base: Field, other: Field, *, rng: np.random.Generator) -> Field:
    """An evening with out-of-focus lamps."""
    picture = (0.3 * base + 0.05 * other) * (1.0 + 0.3 * cloud(SHAPE, 40, rng=rng))
    x, y = grid()
    places = rng.uniform((0, 0, 5, 0.06, 0), (WIDTH, HEIGHT, 15, 0.4, 1), (14, 5)).tolist()
    for cx, cy, radius, power, hue in places:
        away = np.sqrt((x - cx) ** 2 + (y - cy) ** 2)
        disc = inside(radius - away, 3.5) * (0.75 + 0.25 * away * (1.0 / radius))
        picture = picture + disc * (power * ramp(LAMPS, hue))
    return picture


def panels(base: Field, other: Field, *, rng: np.random.Generator) -> Field:
    """Walls, doors and curtains: soft vertical and horizontal edges."""
    x, y = grid()
    picture = np.broadcast_to(base, (3, *SHAPE)).copy()
    for _ in range(5):
        place, soft, share = rng.uniform(0, WIDTH), rng.uniform(8, 22), rng.uniform(0.3, 0.7)
        lean = x + rng.normal(0, 0.05) * y if rng.random() < 0.75 else y * (WIDTH / HEIGHT)
        tone = rng.uniform(0.4, 1.3) * (other if rng.random() < 0.5 else base)
        picture += share * inside(lean - place, soft) * (tone - picture)
    return picture


def foliage(base: Field, other: Field, *, rng: np.random.Generator) -> Field:
    """Leaves and sky far behind."""
    green = ramp(LEAVES, rng.random()) * rng.uniform(0.4, 1.2)
    leaf = cloud(SHAPE, 34, rng=rng) + 0.45 * cloud(SHAPE, 17, rng=rng)
    picture = green * (0.9 * np.exp(0.35 * leaf)) + 0.08 * base
    sky = rise(cloud(SHAPE, 48, rng=rng), 0.0, 2.6)
    return picture + 0.55 * sky * (0.3 * other + 0.6 - picture)


def develop(
    radiance: Field, factors: FaceFactors, *, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """8-bit picture of a scene: white balance, exposure, tone curve, blur and noise."""
    f = factors
    balance = np.array([1 + 0.09 * f.white_balance, 1.0, 1 - 0.11 * f.white_balance], np.float32)
    exposed = radiance * (2.0**f.exposure * balance.reshape(3, 1, 1))
    curve = 1.06 * (1.0 - np.exp(-2.0 * np.maximum(exposed, 0.0) ** 0.62))  # a film's shoulder
    grey = 0.5 + f.contrast * (curve - 0.5)
    soft = ndimage.gaussian_filter(grey, (0, f.blur, f.blur))
    noise = rng.standard_normal(soft.shape, np.float32) * (
        f.camera_noise * (0.6 + 0.8 * np.sqrt(soft.clip(0, 1)))
    )
    picture = np.clip(soft * 255.0 + noise, 0.0, 255.0)
    return np.ascontiguousarray(np.rint(picture).astype(np.uint8).transpose(1, 2, 0))
