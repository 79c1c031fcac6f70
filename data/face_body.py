"""A body of elliptic cross-sections with a relief on it, and how a camera sees both."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from data.face_canvas import Box, Canvas, Field, blank_canvas, enlarge, inside, smallest_box, unit
from data.face_factors import FaceFactors

RELIEF_U, RELIEF_V = 70, 95
N_SECTIONS = 2048


@dataclass(frozen=True)
class Pose:
    """Sines and cosines of the head's turn: yaw about the neck, then pitch towards the camera."""

    sin_yaw: float
    cos_yaw: float
    sin_pitch: float
    cos_pitch: float

    @classmethod
    def of(cls, factors: FaceFactors) -> Pose:
        """Pose of a face."""
        yaw, pitch = math.radians(factors.yaw), math.radians(factors.pitch)
        return cls(math.sin(yaw), math.cos(yaw), math.sin(pitch), math.cos(pitch))

    def project(self, u: float, v: float, z: float) -> tuple[float, float, float]:
        """Camera's x, y and depth of a point in the head's frame. [head units]"""
        turned = z * self.cos_yaw - u * self.sin_yaw
        x = u * self.cos_yaw + z * self.sin_yaw
        y = v * self.cos_pitch + turned * self.sin_pitch
        return x, y, turned * self.cos_pitch - v * self.sin_pitch

    def face(self, normal: Field) -> Field:
        """Normals in the camera's frame from normals in the head's, shape (3, height, width)."""
        right, down, front = normal
        turned = front * self.cos_yaw - right * self.sin_yaw
        return np.stack(
            [
                right * self.cos_yaw + front * self.sin_yaw,
                down * self.cos_pitch + turned * self.sin_pitch,
                turned * self.cos_pitch - down * self.sin_pitch,
            ]
        )


@dataclass(frozen=True)
class Body:
    """Closed body whose cross-section at each height v is an ellipse. [head units]

    Parameters
    ----------
    top, bottom : float
        Heights v of its ends; v grows downwards.
    table : array of shape (6, n)
        Half width, half depth and centre of the ellipses at n equally spaced heights, and
        their slopes.
    """

    top: float
    bottom: float
    table: Field

    def section(self, v: Field) -> Field:
        """Half width, half depth and centre at height `v`, shape (3, *v.shape)."""
        return np.take(self.table[:3], self.row(v), axis=1)

    def slopes(self, v: Field) -> Field:
        """Slopes of half width, half depth and centre at height `v`, shape (3, *v.shape)."""
        return np.take(self.table[3:], self.row(v), axis=1)

    def row(self, v: Field) -> NDArray[np.int32]:
        """Place of height `v` in the table."""
        last = self.table.shape[1] - 1
        at = (v - self.top) * (last / (self.bottom - self.top))
        return np.clip(at, 0, last).astype(np.int32)

    def half_width(self, v: float) -> float:
        """Half width at height `v`. [head units]"""
        return float(self.section(np.array([v], np.float32))[0, 0])


def egg(
    *,
    width: float,
    depth: float,
    ends: tuple[float, float, float],
    powers: tuple[float, float],
    back: float,
    forward: float,
    ripple: Field | None = None,
) -> Body:
    """Body made of two half superellipses.

    Parameters
    ----------
    width, depth : float
        Half axes of the widest cross-section, to the side and to the front. [head units]
    ends : (float, float, float)
        Heights v of the upper end, the widest cross-section and the lower end. [head units]
    powers : (float, float)
        Shape of the upper and of the lower half: 2 is an ellipse, more is squarer.
    back : float
        How far the centre lies behind the axis. [head units]
    forward : float
        Share of the depth lost towards the lower end that is taken from the back only.
    ripple : array of shape (n,), optional
        Relative change of the width along the height.
    """
    top, widest, bottom = ends
    v = np.linspace(top, bottom, N_SECTIONS)
    lower = v > widest
    t = np.where(lower, (v - widest) / (bottom - widest), (widest - v) / (widest - top))
    outline = np.sqrt(np.maximum(1.0 - t ** np.where(lower, powers[1], powers[0]), 1e-4))
    half_depth = depth * outline
    centre = forward * np.where(lower, depth - half_depth, 0.0) - back
    half_width = width * outline * (1.0 if ripple is None else 1.0 + ripple)
    sections = np.stack([half_width, half_depth, centre])
    slopes = np.gradient(sections, v, axis=1)
    return Body(top, bottom, np.concatenate([sections, slopes]).astype(np.float32))


@dataclass(frozen=True)
class Surface:
    """What the camera sees of a body, pixel by pixel; arrays of shape (height, width).

    Parameters
    ----------
    u, v, z : array
        Point of the surface in the head's frame: to the right, down, to the front. [head units]
    depth : array
        Distance towards the camera. [head units]
    normal : array of shape (3, height, width)
        Unit normal in the camera's frame.
    margin : array
        Distance to the silhouette, positive inside. [head units]
    """

    u: Field
    v: Field
    z: Field
    depth: Field
    normal: Field
    margin: Field

    @property
    def cover(self) -> Field:
        """Share of the pixel inside the silhouette."""
        return inside(self.margin)

    def view(self, box: Box) -> Surface:
        """Surface in a part of the frame."""
        return Surface(
            self.u[box],
            self.v[box],
            self.z[box],
            self.depth[box],
            self.normal[:, *box],
            self.margin[box],
        )

    def near(self, reach: float) -> Box:
        """Smallest part of the frame that holds the outline and `reach` around it."""
        return smallest_box(self.margin > -reach)

    def box(self, u: tuple[float, float], v: tuple[float, float]) -> Box:
        """Smallest part of the frame that shows all points with u and v in these ranges."""
        inner = (self.u > u[0]) & (self.u < u[1])
        return smallest_box(inner & (self.v > v[0]) & (self.v < v[1]))


def see(body: Body, pose: Pose, canvas: Canvas, relief: Field | None = None) -> Surface:
    """Surface of a turned body in parallel projection.

    The relief shifts the cross-sections forward, so each pixel's ray meets the surface at a
    fixed point of "where the ray meets the shifted ellipse"; the map contracts because no slope
    times the tangent of the turn reaches one.
    """
    sin, cos = pose.sin_yaw, pose.cos_yaw
    bump = np.zeros_like(canvas.x)
    turned = np.full_like(canvas.x, 20.0)
    n_steps = 5 if relief is None else 7
    for step in range(n_steps):
        v = (canvas.y - turned * pose.sin_pitch) * (1.0 / pose.cos_pitch)
        a, b, c = body.section(v)
        xr = canvas.x - (c + bump) * sin
        reach2 = a * a * (cos * cos) + b * b * (sin * sin)
        root = np.sqrt(np.maximum(reach2 - xr * xr, 0.0))
        seen = (xr * (b * b - a * a) * (sin * cos) + a * b * root) / reach2
        turned = 0.4 * turned + 0.6 * (seen + (c + bump) * cos) if step else seen + c * cos
        u = xr * cos - seen * sin
        if relief is not None:
            bump = sample(relief, u, v) if step > n_steps - 2 else nearest(relief, u, v)
    normal = body_normal(body, u, v, xr * sin + seen * cos)
    if relief is not None:
        normal = tilt(normal, relief, u, v)
    depth = turned * pose.cos_pitch - v * pose.sin_pitch
    z = xr * sin + seen * cos + c + bump
    return Surface(u, v, z, depth, pose.face(normal), silhouette(body, pose, canvas))


def see_coarsely(body: Body, pose: Pose, canvas: Canvas) -> Surface:
    """Surface of a smooth body, found at half the canvas's size."""
    x, y = canvas.x, canvas.y
    half = [
        grid[::2, ::2] + 0.5 * (grid[1, 1] - grid[0, 0])  # middle of four pixels
        for grid in (x, y)
    ]
    seen = see(body, pose, blank_canvas(*half))
    fields = (seen.u, seen.v, seen.z, seen.depth, *seen.normal, seen.margin)
    u, v, z, depth, right, down, front, margin = (enlarge(field, x.shape) for field in fields)
    return Surface(u, v, z, depth, np.stack([right, down, front]), margin)


def silhouette(body: Body, pose: Pose, canvas: Canvas) -> Field:
    """Distance to the body's outline, positive inside. [head units]

    The outline is taken to lie at the depth of the ellipses' centres.
    """
    v = canvas.y
    for _ in range(3):
        a, b, c = body.section(v)
        v = (canvas.y - c * (pose.cos_yaw * pose.sin_pitch)) * (1.0 / pose.cos_pitch)
    reach = np.sqrt((a * pose.cos_yaw) ** 2 + (b * pose.sin_yaw) ** 2)
    slope = np.gradient(reach, axis=0)
    side = np.abs(canvas.x - c * pose.sin_yaw)
    distance = (reach - side) / np.sqrt(1.0 + np.minimum(slope * slope, 25.0))
    return np.minimum(distance, np.minimum(body.bottom - v, v - body.top))


def body_normal(body: Body, u: Field, v: Field, zeta: Field) -> Field:
    """Unit normal of the body itself in the head's frame, shape (3, height, width)."""
    a, b, _ = body.section(v)
    slope_a, slope_b, slope_c = body.slopes(v)
    down = (
        u * u * slope_a / (a * a * a)
        + zeta * zeta * slope_b / (b * b * b)
        + zeta * slope_c / (b * b)
    )
    return unit(np.stack([u / (a * a), -down, zeta / (b * b)]))


def tilt(normal: Field, relief: Field, u: Field, v: Field) -> Field:
    """Normals after the relief is added to the body."""
    slope_v, slope_u = np.gradient(relief, axis=0), np.gradient(relief, axis=1)
    front = np.maximum(normal[2], 0.0)
    right = normal[0] - front * sample(slope_u, u, v)
    down = normal[1] - front * sample(slope_v, u, v)
    return unit(np.stack([right, down, normal[2]]))


def sample(relief: Field, u: Field, v: Field) -> Field:
    """Values of a relief at head coordinates, linear between its grid points."""
    at = np.stack([v + RELIEF_V, u + RELIEF_U])
    return np.asarray(ndimage.map_coordinates(relief, at, order=1, mode="nearest"), np.float32)


def nearest(relief: Field, u: Field, v: Field) -> Field:
    """Values of a relief at the grid points nearest to head coordinates."""
    rows = np.clip(v + (RELIEF_V + 0.5), 0, 2 * RELIEF_V).astype(np.int32)
    columns = np.clip(u + (RELIEF_U + 0.5), 0, 2 * RELIEF_U).astype(np.int32)
    return relief[rows, columns]
