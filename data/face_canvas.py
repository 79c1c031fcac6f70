"""The drawing surface of the stand-in camera, and the few smooth shapes that all is made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

HEIGHT, WIDTH = 218, 178

Field = NDArray[np.floating]
Box = tuple[slice, slice]


@dataclass
class Canvas:
    """What lies at each pixel before the light is switched on; painted from back to front.

    Parameters
    ----------
    x, y : array of shape (height, width)
        Camera's coordinates: origin in the head's axis, x to the right, y down. [head units]
    albedo : array of shape (3, height, width)
        Share of light sent back, linear RGB.
    normal : array of shape (3, height, width)
        Unit normal, components to the right, down, and towards the camera.
    depth : array of shape (height, width)
        Distance towards the camera. [head units]
    gloss : array of shape (height, width)
        Strength of the mirror-like reflection.
    cover : array of shape (height, width)
        Share of the pixel covered by the person; the rest shows the background.
    corner : (int, int)
        Row and column of the first pixel in the whole frame.
    """

    x: Field
    y: Field
    albedo: Field
    normal: Field
    depth: Field
    gloss: Field
    cover: Field
    corner: tuple[int, int] = (0, 0)

    def view(self, box: Box) -> Canvas:
        """Canvas of a part of the frame, sharing memory with the whole."""
        return Canvas(
            self.x[box],
            self.y[box],
            self.albedo[:, *box],
            self.normal[:, *box],
            self.depth[box],
            self.gloss[box],
            self.cover[box],
            (self.corner[0] + box[0].start, self.corner[1] + box[1].start),
        )

    def cloud(self, cells: float, *, rng: np.random.Generator) -> Field:
        """Noise of the whole frame in this part of it, so that no texture hangs on a box's edge."""
        (row, column), (height, width) = self.corner, self.x.shape
        whole = cloud((HEIGHT, WIDTH), cells, rng=rng)
        return whole[row : row + height, column : column + width]

    def box(self, x: tuple[float, float], y: tuple[float, float]) -> Box:
        """Smallest part of the frame that holds these ranges of camera coordinates."""
        return smallest_box((self.x > x[0]) & (self.x < x[1]) & (self.y > y[0]) & (self.y < y[1]))

    def lay(
        self, mask: Field, *, albedo: Field, normal: Field, depth: Field | float, gloss: float
    ) -> None:
        """Put a new surface in front where `mask` is one."""
        blend(self.normal, normal, mask)
        blend(self.depth, depth, mask)
        self.tint(mask, albedo, gloss=gloss)
        np.maximum(self.cover, mask, out=self.cover)

    def tint(self, mask: Field, albedo: Field, *, gloss: float | None = None) -> None:
        """Paint on the surface that is there already."""
        blend(self.albedo, albedo, mask)
        if gloss is not None:
            self.gloss += mask * (gloss - self.gloss)

    def darken(self, mask: Field, strength: float) -> None:
        """Multiply the albedo by 1 - strength * mask."""
        self.albedo *= 1.0 - strength * mask


def smallest_box(hit: NDArray[np.bool_]) -> Box:
    """Rows and columns that hold all true pixels."""
    rows, columns = np.flatnonzero(hit.any(1)), np.flatnonzero(hit.any(0))
    if not rows.size:
        return slice(0, 0), slice(0, 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def blank_canvas(x: Field, y: Field) -> Canvas:
    """Canvas with nothing on it, far behind the head."""
    normal = np.zeros((3, *x.shape), np.float32)
    normal[2] = 1.0
    gloss, cover = np.zeros((2, *x.shape), np.float32)
    depth = np.full(x.shape, -90.0, np.float32)
    return Canvas(x, y, np.zeros_like(normal), normal, depth, gloss, cover)


def blend(below: Field, above: Field | float, mask: Field) -> None:
    """Replace `below` by (1 - mask) below + mask above, in place."""
    below += mask * (above - below)


def enlarge(small: Field, shape: tuple[int, ...]) -> Field:
    """Half-size map at full size, linear between its points."""
    height, width = shape
    return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BILINEAR))


def unit(vector: Field) -> Field:
    """Vectors of length one along the first axis."""
    return vector / np.sqrt(np.maximum((vector * vector).sum(0), 1e-12))


def colour(red: float, green: float, blue: float) -> Field:
    """Linear RGB, shape (3, 1, 1), of an sRGB colour in 0 … 255 (gamma 2.2)."""
    srgb = np.array([red, green, blue], np.float32).reshape(3, 1, 1) / np.float32(255)
    return np.asarray(np.clip(srgb, 0.0, 1.0) ** 2.2, np.float32)


def ramp(stops: Sequence[tuple[float, float, float]], position: float) -> Field:
    """Linear RGB, shape (3, 1, 1), at `position` in 0 … 1 along equally spaced sRGB colours."""
    at = np.linspace(0.0, 1.0, len(stops))
    return colour(
        *(float(np.interp(position, at, channel)) for channel in zip(*stops, strict=True))
    )


def inside(distance: Field, softness: float = 1.0) -> Field:
    """Coverage of a pixel from its signed distance to an edge, positive inside."""
    return np.clip(distance * (1.0 / softness) + 0.5, 0.0, 1.0)


def rise(x: Field, low: float, high: float) -> Field:
    """Smooth step from 0 at `low` to 1 at `high`."""
    t = np.clip((x - low) * (1.0 / (high - low)), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def bell(x: Field, width: float | Field) -> Field:
    """Gaussian exp(-x²/2 width²)."""
    t = x / width
    return np.exp(-0.5 * t * t)


def spot(x: Field, y: Field, width: float, height: float) -> Field:
    """Two-dimensional Gaussian with standard deviations `width` and `height`."""
    return bell(x, width) * bell(y, height)


def cloud(shape: tuple[int, ...], cells: float, *, rng: np.random.Generator) -> Field:
    """Smooth noise of about unit variance in blobs `cells` pixels wide, shape (height, width)."""
    height, width = shape[-2:]
    small = (max(2, math.ceil(height / cells)), max(2, math.ceil(width / cells)))
    noise = Image.fromarray(rng.standard_normal(small, np.float32) * np.float32(1.3))
    return np.asarray(noise.resize((width, height), Image.Resampling.BICUBIC))


def strands(
    across: Field, along: Field, finest: float, *, n: int = 9, rng: np.random.Generator
) -> Field:
    """Streaks along one direction: a sum of sines of random wavelengths, about unit variance.

    Parameters
    ----------
    across, along : array of shape (height, width)
        Coordinates across and along the streaks. [head units]
    finest : float
        Shortest wavelength across. [head units]
    n : int
        Number of sines.
    rng : np.random.Generator
        Source of wavelengths, drifts and phases.
    """
    total = np.zeros_like(across)
    slow = np.sin(along * (2 * math.pi / rng.uniform(40, 90)) + rng.uniform(0, 6.3))
    for length in np.geomspace(finest, 9.0 * finest, n).tolist():
        wave = 2 * math.pi / (length * rng.uniform(0.85, 1.15))
        drift = rng.normal(0.0, 0.05)
        bend = rng.normal(0.0, 0.35)
        total += np.sin(across * wave + along * drift + slow * bend + rng.uniform(0, 6.3))
    return total * math.sqrt(2.0 / n)
