"""What is behind the person, the light, and the camera that takes the picture."""

from __future__ import annotations

import colorsys
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from data.face_canvas import HEIGHT, WIDTH, Canvas, Field, cloud, colour, inside, rise
from data.face_factors import FaceFactors

SHAPE = (HEIGHT, WIDTH)


def hue_colour(hue: float, saturation: float, value: float) -> Field:
    """Linear RGB, shape (3, 1, 1), of a hue in 0 … 1."""
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, saturation, value)
    return colour(255 * red, 255 * green, 255 * blue)


def background(factors: FaceFactors, *, rng: np.random.Generator) -> Field:
    """Radiance behind the person, out of focus, shape (3, height, width)."""
    f = factors
    base = hue_colour(f.background_hue, rng.uniform(0.03, 0.4), 0.12 + 0.7 * f.background_tone)
    second = f.background_hue + rng.normal(0.3, 0.2)
    other = hue_colour(second, rng.uniform(0.05, 0.5), rng.uniform(0.1, 0.9))
    fine = 1.0 + 0.05 * cloud(SHAPE, 14, rng=rng)
    paint = {
        "studio": studio,
        "blur": blobs,
        "lights": lights,
        "panels": panels,
        "foliage": foliage,
    }
    picture = paint[f.background](base, other, rng=rng)
    return np.asarray(np.clip(picture * fine, 0.0, 1.5), np.float32)


def studio(base: Field, other: Field, *, rng: np.random.Generator) -> Field:
    """Gradient with a bright spot."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    cx, cy = rng.uniform(20, 160), rng.uniform(20, 160)
    glow = np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * rng.uniform(50, 130) ** 2))
    return base * (0.5 + 0.9 * glow) + 0.1 * other * cloud(SHAPE, 60, rng=rng)


def blobs(base: Field, other: Field, *, rng: np.random.Generator) -> Field:
    """Large soft patches of two colours and grey."""
    share = rise(cloud(SHAPE, rng.uniform(25, 60), rng=rng), -1.6, 1.6)
    shade = np.exp(0.3 * cloud(SHAPE, rng.uniform(20, 60), rng=rng))
    return (base + share * (other - base)) * shade


def lights(base: Field, other: Field, *, rng: np.random.Generator) -> Field:
    """Dark with out-of-focus lamps."""
    picture = base * 0.35 * (1.0 + 0.3 * cloud(SHAPE, 30, rng=rng))
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    for _ in range(12):
        cx, cy, radius = rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT), rng.uniform(4, 13)
        disc = inside(radius - np.hypot(x - cx, y - cy), 2.5)
        lamp = rng.uniform(0.15, 0.7) * hue_colour(rng.random(), rng.uniform(0, 0.5), 1.0)
        picture = picture + disc * (0.4 * lamp + 0.2 * other)
    return picture


def panels(base: Field, other: Field, *, rng: np.random.Generator) -> Field:
    """Walls, doors and curtains: soft vertical and horizontal edges."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    picture = np.broadcast_to(base, (3, *SHAPE)).copy()
    for _ in range(5):
        place, soft, share = rng.uniform(0, WIDTH), rng.uniform(4, 12), rng.uniform(0.3, 0.8)
        lean = x + rng.normal(0, 0.05) * y if rng.random() < 0.75 else y * (WIDTH / HEIGHT)
        tone = rng.uniform(0.4, 1.3) * (other if rng.random() < 0.5 else base)
        picture += share * inside(lean - place, soft) * (tone - picture)
    return picture


def foliage(base: Field, other: Field, *, rng: np.random.Generator) -> Field:
    """Leaves and sky far behind."""
    green = hue_colour(rng.uniform(0.17, 0.36), rng.uniform(0.2, 0.5), rng.uniform(0.2, 0.5))
    leaf = cloud(SHAPE, 16, rng=rng) + 0.6 * cloud(SHAPE, 7, rng=rng)
    picture = green * (0.8 * np.exp(0.45 * leaf)) + 0.1 * base
    sky = rise(cloud(SHAPE, 30, rng=rng), 0.2, 2.2)
    return picture + 0.6 * sky * (0.3 * other + 0.6 - picture)


def light_direction(factors: FaceFactors) -> tuple[float, float, float]:
    """Unit vector to the key light: right, down, towards the camera."""
    side, up = math.radians(factors.light_side), math.radians(factors.light_up)
    return math.sin(side) * math.cos(up), -math.sin(up), math.cos(side) * math.cos(up)


def light(canvas: Canvas, factors: FaceFactors, *, rng: np.random.Generator) -> Field:
    """Radiance of what is on the canvas, shape (3, height, width)."""
    f = factors
    right, down, front = light_direction(f)
    nx, ny, nz = canvas.normal
    facing = nx * right + ny * down + nz * front
    shadow, hollow = occlusion(canvas.depth, f)
    if f.dapple:
        patches = cloud(SHAPE, rng.uniform(14, 34), rng=rng)
        shadow = shadow * np.exp(f.dapple * patches - f.dapple**2)
    wrap = np.array([0.30, 0.20, 0.16], np.float32).reshape(3, 1, 1)  # red light goes deepest
    wrap = wrap * (1.1 - 0.8 * f.light_hardness)
    diffuse = np.maximum((facing + wrap) / (1.0 + wrap), 0.0) * shadow
    warm = np.array([1 + 0.10 * f.light_warmth, 1.0, 1 - 0.14 * f.light_warmth], np.float32)
    sky = f.ambient * (0.75 - 0.25 * ny + 0.1 * nz) * hollow
    half = np.array([right, down, front + 1.0])
    half /= np.sqrt((half * half).sum())
    mirror = np.maximum(nx * float(half[0]) + ny * float(half[1]) + nz * float(half[2]), 0.0)
    glint = canvas.gloss * (0.12 * mirror**14 + 0.18 * mirror**60) * shadow
    rim = f.rim * np.maximum(nx * f.rim_side * 0.9 - 0.35 - 0.3 * nz, 0.0)
    key = 1.45 * (1.0 - 0.55 * f.ambient) * warm.reshape(3, 1, 1)
    return canvas.albedo * (key * diffuse + sky + 1.2 * rim) + glint * key + 0.05 * rim


def occlusion(depth: Field, factors: FaceFactors) -> tuple[Field, Field]:
    """Share of the key light and of the sky that reaches each pixel, found at half the size."""
    small = np.maximum(depth[::2, ::2], -45.0)
    shadow = ndimage.gaussian_filter(cast_shadow(small, factors), 0.7)
    near = ndimage.gaussian_filter(small, 3.5)
    hollow = np.clip(1.0 - 0.06 * (near - small), 0.4, 1.2)
    return enlarge(shadow), enlarge(hollow)


def cast_shadow(depth: Field, factors: FaceFactors) -> Field:
    """Share of the key light that is not blocked by something nearer, on a half-size map.

    A pixel is in shadow when the surface rises above its ray somewhere on the way to the light; the
    further away that is, the softer is the edge.
    """
    right, down, front = light_direction(factors)
    level = math.hypot(right, down) + 1e-6
    height, width = depth.shape
    margin = 24
    padded = np.pad(depth, margin, constant_values=-90.0)
    above = np.full_like(depth, -9.0)
    for reach in np.arange(2.8, 45.0, 2.8).tolist():
        row = margin + round(0.5 * reach * down / level)
        column = margin + round(0.5 * reach * right / level)
        blocker = padded[row : row + height, column : column + width]
        blur = 1.5 + (0.6 - 0.45 * factors.light_hardness) * reach
        np.maximum(above, (blocker - depth - reach * front / level) / blur, out=above)
    return 1.0 - 0.75 * min(1.0, 3.0 * level) * rise(above, 0.0, 1.0)


def enlarge(small: Field) -> Field:
    """Half-size map at full size."""
    image = Image.fromarray(small).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    return np.asarray(image)


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
