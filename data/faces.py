"""The stand-in camera: one integer seed gives one 218x178 face and its true factors.

The picture is a drawing, not a photograph. A head of elliptic cross-sections with a relief of
nose, brows, lips and folds is turned, seen in parallel projection, painted part by part from back
to front, and lit last, with cast shadows. It is aligned and cut as CelebA's images are.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from data.face_body import Pose, see
from data.face_canvas import HEIGHT, WIDTH, Canvas, Field, blank_canvas
from data.face_clothes import paint_clothes
from data.face_dress import paint_earring, paint_glasses, paint_temples
from data.face_eyes import paint_brows, paint_eyes
from data.face_factors import FaceFactors
from data.face_hair import paint_hair, paint_hair_behind, see_hair
from data.face_hats import paint_hat
from data.face_head import EYE_DEPTH, head_body, head_relief
from data.face_light import light
from data.face_mouth import paint_beard, paint_mouth
from data.face_people import draw_factors
from data.face_scene import background, develop
from data.face_skin import paint_ear, paint_nostrils, paint_skin

__all__ = ["IMAGE_SHAPE", "FaceFactors", "draw_face", "draw_factors", "photograph"]

IMAGE_SHAPE = (HEIGHT, WIDTH, 3)
EYES = (88.5, 111.0)
PARTS = (
    "factors",
    "background",
    "relief",
    "skin",
    "eyes",
    "brows",
    "mouth",
    "beard",
    "hair",
    "hair behind",
    "hat",
    "clothes",
    "light",
    "camera",
)


def draw_face(seed: int, *, head: bool = True) -> tuple[NDArray[np.uint8], FaceFactors]:
    """Face number `seed` and its true factors.

    Parameters
    ----------
    seed : int
        Non-negative; the picture is a function of it alone.
    head : bool
        False leaves the person out and shows the same background through the same camera.

    Returns
    -------
    image : array of shape IMAGE_SHAPE
        RGB picture, rows from top to bottom. [grey levels]
    factors : FaceFactors
        What was drawn.

    Raises
    ------
    ValueError
        If `seed` is negative.

    Examples
    --------
    >>> image, factors = draw_face(7)
    >>> image.shape
    (218, 178, 3)
    """
    factors = draw_factors(rng=stream(seed, "factors"))
    return photograph(factors, seed=seed, head=head), factors


def photograph(factors: FaceFactors, *, seed: int, head: bool = True) -> NDArray[np.uint8]:
    """Picture of given factors; `seed` draws what the factors leave open.

    Parameters
    ----------
    factors : FaceFactors
        What to draw.
    seed : int
        Non-negative; draws unevenness, strands, textures and noise, each from a stream of its own.
    head : bool
        False leaves the person out.

    Returns
    -------
    array of shape IMAGE_SHAPE
        RGB picture. [grey levels]
    """
    scene = background(factors, rng=stream(seed, "background"))
    if head:
        canvas = paint_person(factors, seed=seed)
        scene = scene + canvas.cover * (light(canvas, factors, rng=stream(seed, "light")) - scene)
    return develop(scene, factors, rng=stream(seed, "camera"))


def stream(seed: int, part: str) -> np.random.Generator:
    """Random numbers of one part of one picture."""
    if seed < 0:
        msg = f"`seed` must not be negative, got {seed}. Count pictures from 0."
        raise ValueError(msg)
    return np.random.default_rng([seed, PARTS.index(part)])


def frame(factors: FaceFactors, pose: Pose) -> tuple[Field, Field]:
    """Camera's coordinates of all pixels; the eyes fall where CelebA's alignment puts them."""
    f = factors
    rows, columns = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    scale = f.scale / math.sqrt(pose.cos_yaw)
    cos, sin = math.cos(math.radians(f.roll)) / scale, math.sin(math.radians(f.roll)) / scale
    right, down = columns - (EYES[0] + f.shift_x), rows - (EYES[1] + f.shift_y)
    eyes_x, eyes_y, _ = pose.project(0.0, 0.0, EYE_DEPTH)
    return right * cos + down * sin + eyes_x, down * cos - right * sin + eyes_y


def paint_person(factors: FaceFactors, *, seed: int) -> Canvas:
    """Canvas with everything that belongs to the person, from back to front."""
    pose = Pose.of(factors)
    canvas = blank_canvas(*frame(factors, pose))
    relief = head_relief(factors, rng=stream(seed, "relief"))
    hair = see_hair(canvas, pose, factors)
    paint_hair_behind(canvas, hair, factors, rng=stream(seed, "hair behind"))
    low = canvas.view(canvas.box((-200.0, 200.0), (30.0, 200.0)))
    paint_clothes(low, pose, factors, rng=stream(seed, "clothes"))
    near = canvas.view(canvas.box((-64.0, 64.0), (-86.0, 92.0)))
    head = see(head_body(factors), pose, near, relief)
    far = 1.0 if factors.yaw > 0 else -1.0
    paint_ear(near, pose, factors, side=far)
    paint_earring(near, pose, factors, side=far)
    paint_skin(near, head, factors, rng=stream(seed, "skin"))
    paint_ear(near, pose, factors, side=-far)
    paint_earring(near, pose, factors, side=-far)
    paint_nostrils(near, head, factors)
    paint_mouth(near, head, factors, rng=stream(seed, "mouth"))
    paint_beard(near, head, factors, rng=stream(seed, "beard"))
    paint_eyes(near, head, pose, factors, rng=stream(seed, "eyes"))
    paint_brows(near, head, factors, rng=stream(seed, "brows"))
    paint_temples(near, head, pose, factors)
    paint_hair(canvas, hair, factors, rng=stream(seed, "hair"))
    paint_hat(canvas, pose, factors, rng=stream(seed, "hat"))
    paint_glasses(near, pose, factors)
    return canvas


if __name__ == "__main__":
    from data.stand_in_files import main

    raise SystemExit(main())
