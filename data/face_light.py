"""The light: one key light with shadows, the sky, a light from behind, and skin that scatters."""

from __future__ import annotations

import math

import numpy as np
from scipy import ndimage

from data.face_canvas import HEIGHT, WIDTH, Canvas, Field, cloud, enlarge, rise
from data.face_factors import FaceFactors

SCATTER = ((2.6, 0.75), (1.3, 0.55), (0.9, 0.45))  # red, green, blue: reach [px], share


def light_direction(factors: FaceFactors) -> tuple[float, float, float]:
    """Unit vector to the key light: right, down, towards the camera."""
    side, up = math.radians(factors.light_side), math.radians(factors.light_up)
    right, down, front = math.sin(side), -math.sin(up), math.cos(side) * math.cos(up)
    length = math.hypot(right, down, front)
    return right / length, down / length, front / length


def light(canvas: Canvas, factors: FaceFactors, *, rng: np.random.Generator) -> Field:
    """Radiance of what is on the canvas, shape (3, height, width)."""
    f = factors
    right, down, front = light_direction(f)
    nx, ny, nz = canvas.normal
    facing = nx * right + ny * down + nz * front
    shadow, hollow = occlusion(canvas.depth, f)
    if f.dapple:
        patches = cloud((HEIGHT, WIDTH), rng.uniform(14, 34), rng=rng)
        shadow = shadow * np.exp(f.dapple * patches - f.dapple**2)
    wrap = 0.24 - 0.19 * f.light_hardness
    diffuse = np.maximum((facing + wrap) * (1.0 / (1.0 + wrap)), 0.0) * shadow
    warm = np.array([1 + 0.10 * f.light_warmth, 1.0, 1 - 0.14 * f.light_warmth], np.float32)
    key = (1.48 * (1.0 - 0.55 * f.ambient) * warm).reshape(3, 1, 1)
    sky = (0.02 + 0.95 * f.ambient) * (0.80 - 0.25 * ny + 0.15 * nz) * hollow
    low = max(down, 0.0)
    fill = (abs(right) + low) * (0.3 + 0.5 * nz) - 0.4 * (right * nx + low * ny)
    sky = sky + 0.22 * np.maximum(fill, 0.0) * hollow  # a wall opposite to the light
    half = np.array([right, down, front + 1.0])
    half /= np.sqrt((half * half).sum())
    mirror = np.maximum(nx * float(half[0]) + ny * float(half[1]) + nz * float(half[2]), 0.0)
    mirror = mirror**10
    glint = canvas.gloss * (0.10 * mirror + 0.13 * mirror**4) * shadow
    rim = f.rim * np.maximum(nx * (0.9 * f.rim_side) - 0.35 - 0.3 * nz, 0.0)
    received = scattered(key * diffuse + (sky + 1.2 * rim), canvas.cover)
    return canvas.albedo * received + glint * key + 0.05 * rim


def scattered(received: Field, cover: Field) -> Field:
    """Light that leaves the skin a little beside where it came in, red furthest."""
    small = cover[::2, ::2]
    layers = []
    for channel, (reach, share) in zip(received, SCATTER, strict=True):
        within = ndimage.gaussian_filter(small, 0.5 * reach, truncate=3.0) + 1e-3
        spread = ndimage.gaussian_filter(channel[::2, ::2] * small, 0.5 * reach, truncate=3.0)
        layers.append(channel + share * (enlarge(spread / within, channel.shape) - channel))
    return np.stack(layers)


def occlusion(depth: Field, factors: FaceFactors) -> tuple[Field, Field]:
    """Share of the key light and of the sky that reaches each pixel, found at half the size."""
    small = np.maximum(depth[::2, ::2], -45.0)
    shadow = ndimage.gaussian_filter(cast_shadow(small, factors), 0.7)
    near = ndimage.gaussian_filter(small, 3.5)
    hollow = np.clip(1.0 - 0.06 * (near - small), 0.4, 1.2)
    return enlarge(shadow, depth.shape), enlarge(hollow, depth.shape)


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
    strength = (0.55 + 0.2 * factors.light_hardness) * min(1.0, 3.0 * level)
    return 1.0 - strength * rise(above, 0.0, 1.0)
