"""The people: from which distributions the true factors of a stand-in face are drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from data.face_factors import (
    BACKGROUNDS,
    BEARDS,
    CLOTHES,
    EARRINGS,
    GLASSES,
    HAIR_STYLES,
    HATS,
    LONG_STYLES,
    SHAPES,
    FaceFactors,
)


def clipped_normal(
    rng: np.random.Generator, mean: float, sd: float, low: float, high: float
) -> float:
    """Normal number moved to the nearer limit where it falls outside `low` … `high`."""
    return min(max(rng.normal(mean, sd), low), high)


def shape_number(rng: np.random.Generator) -> float:
    """Standard normal shape coefficient, cut at 2.5."""
    return clipped_normal(rng, 0.0, 1.0, -2.5, 2.5)


def choice(rng: np.random.Generator, names: tuple[str, ...], weights: tuple[float, ...]) -> str:
    """One of `names`, drawn with probabilities proportional to `weights`."""
    total = sum(weights)
    return names[int(rng.choice(len(names), p=[weight / total for weight in weights]))]


def draw_person(rng: np.random.Generator) -> dict[str, float | bool]:
    """Sex and age: 45 % male; age 18 plus 62 times a beta(1.5, 3) number."""
    return {"male": bool(rng.random() < 0.45), "age": 18.0 + 62.0 * rng.beta(1.5, 3.0)}


def draw_pose(rng: np.random.Generator) -> dict[str, float]:
    """Clipped normal angles, and the inaccuracy of the alignment."""
    return {
        "yaw": clipped_normal(rng, 0, 12.8, -35, 35),
        "pitch": clipped_normal(rng, 0, 5.5, -15, 15),
        "roll": clipped_normal(rng, 0, 2.5, -7, 7),
        "shift_x": clipped_normal(rng, 0, 1, -2.5, 2.5),
        "shift_y": clipped_normal(rng, 0, 1, -2.5, 2.5),
        "scale": clipped_normal(rng, 1, 0.03, 0.92, 1.08),
    }


def draw_light(rng: np.random.Generator) -> dict[str, float]:
    """One key light, patchy for 30 %, an ambient share, and a light from behind for 30 %."""
    return {
        "light_side": clipped_normal(rng, 0, 31, -70, 70),
        "light_up": clipped_normal(rng, 28, 30, -25, 75),
        "light_hardness": rng.random(),
        "light_warmth": rng.uniform(-1, 1),
        "ambient": rng.uniform(0.10, 0.35),
        "dapple": rng.uniform(0.08, 0.3) if rng.random() < 0.3 else 0.0,
        "rim": rng.random() if rng.random() < 0.3 else 0.0,
        "rim_side": 1.0 if rng.random() < 0.5 else -1.0,
    }


def draw_skin(rng: np.random.Generator, *, male: bool) -> dict[str, float]:
    """Uniform tone; freckles on fair skin, make-up on most women."""
    tone = rng.random()
    return {
        "skin_tone": tone,
        "skin_warmth": rng.uniform(-1, 1),
        "oiliness": rng.beta(2, 3),
        "flush": rng.beta(2, 3),
        "freckles": rng.random() * (1 - tone) if rng.random() < 0.25 else 0.0,
        "blemishes": rng.beta(1.5, 4),
        "makeup": 0.0 if male else rng.beta(1.5, 1.5),
        "makeup_hue": rng.random(),
    }


def draw_shape(rng: np.random.Generator, *, male: bool) -> dict[str, float]:
    """Independent shape coefficients; men have wider jaws and deeper eyes on average."""
    shape = {name: shape_number(rng) for name in SHAPES}
    shift = 0.6 if male else -0.6
    for name in ("jaw", "chin", "eye_depth", "nose_bridge"):
        shape[name] = float(np.clip(shape[name] + shift, -2.5, 2.5))
    return shape


def draw_expression(rng: np.random.Generator, *, male: bool) -> dict[str, float | bool]:
    """Eyes, brows and mouth: 3 % closed eyes, half of the mouths open, most of these smiling."""
    mouth_open = rng.beta(1.6, 2.5) if rng.random() < 0.5 else 0.0
    smile = clipped_normal(rng, 0.7 if mouth_open else 0.25, 0.3, -0.5, 1.0)
    return {
        "eye_openness": 0.05 if rng.random() < 0.03 else 0.35 + 0.65 * rng.beta(4, 2),
        "gaze_side": clipped_normal(rng, 0, 0.4, -1, 1),
        "gaze_up": clipped_normal(rng, 0, 0.3, -1, 1),
        "brow_height": shape_number(rng),
        "brow_thickness": float(np.clip(shape_number(rng) + (0.6 if male else -0.6), -2.5, 2.5)),
        "brow_arch": shape_number(rng),
        "brow_frown": rng.beta(1, 7),
        "brow_skew": clipped_normal(rng, 0, 0.4, -1, 1),
        "mouth_open": mouth_open,
        "smile": smile,
        "smirk": clipped_normal(rng, 0, 0.35, -1, 1),
        "teeth": mouth_open > 0.0 and smile > 0.1,
    }


def draw_hair(rng: np.random.Generator, *, male: bool, age: float) -> dict[str, float | str]:
    """Style by sex, grey by age."""
    weights = (6, 9, 32, 22, 14, 0, 2, 3, 5, 7) if male else (0.5, 1, 5, 8, 12, 14, 17, 28, 12, 4)
    style = choice(rng, HAIR_STYLES, weights)
    length = {
        "bob": rng.uniform(35, 75),
        "long": rng.uniform(80, 140),
        "curly": rng.uniform(40, 130),
    }
    grey = rng.beta(2, 2) if rng.random() < (age - 30) / 60 else 0.0
    return {
        "hair_style": style,
        "hair_length": length.get(style, rng.uniform(5, 20)),
        "hair_volume": rng.beta(2, 2),
        "hair_parting": rng.uniform(-1, 1),
        "hair_wave": rng.beta(1.2, 2.5),
        "hairline": float(np.clip(shape_number(rng) - (age - 40) / 40 * male, -2.5, 2.5)),
        "hair_grey": grey,
    }


def draw_colours(rng: np.random.Generator, *, skin_tone: float) -> dict[str, float]:
    """Hair and iris: dark with dark skin, free with fair skin."""
    dark = skin_tone > 0.45
    red = rng.beta(1, 3)
    iris = rng.random()
    return {
        "hair_tone": rng.beta(16, 1.2) if dark or rng.random() < 0.3 else rng.random(),
        "hair_red": red * (1 - skin_tone),
        "iris_tone": 1 - 0.35 * iris if dark else iris,
        "iris_hue": rng.beta(1, 24) if dark else rng.random(),
    }


def draw_beard(rng: np.random.Generator, *, male: bool) -> dict[str, float | str]:
    """Half of the men shave; women have no beard."""
    style = choice(rng, BEARDS, (46, 20, 7, 10, 17)) if male else "none"
    return {"beard": style, "beard_length": rng.beta(2, 2)}


def draw_dress(rng: np.random.Generator, *, male: bool, ears: bool) -> dict[str, float | str]:
    """Glasses on 13 %, hats on 8 %, earrings on 45 % of the women whose ears are seen."""
    hat = choice(rng, HATS, (92, 3, 3, 2))
    earrings = choice(rng, EARRINGS, (55, 15, 12, 18)) if ears and not male else "none"
    clothes = (3, 2, 4, 5, 1, 0.3) if male else (4, 4, 2, 2, 1.5, 3)
    return {
        "glasses": choice(rng, GLASSES, (87, 5, 6, 2)),
        "glasses_size": rng.random(),
        "glasses_shape": rng.random(),
        "hat": hat,
        "hat_hue": rng.random(),
        "hat_low": shape_number(rng),
        "earrings": earrings,
        "earring_metal": rng.random(),
        "clothes": choice(rng, CLOTHES, clothes),
        "clothes_hue": rng.random(),
        "clothes_tone": rng.random(),
    }


def draw_camera(rng: np.random.Generator, *, skin_tone: float) -> dict[str, float | str]:
    """Background and the camera's settings; the exposure follows the skin, as automatic ones do."""
    return {
        "background": choice(rng, BACKGROUNDS, (3, 4, 2, 2, 2)),
        "background_hue": rng.random(),
        "background_tone": rng.random(),
        "exposure": clipped_normal(rng, 1.45 * (skin_tone - 0.45), 0.2, -1.0, 1.0),
        "white_balance": clipped_normal(rng, 0, 0.5, -1.2, 1.2),
        "contrast": rng.uniform(0.9, 1.15),
        "blur": rng.uniform(0.3, 0.8),
        "camera_noise": rng.uniform(0.5, 4.0),
    }


def draw_factors(*, rng: np.random.Generator) -> FaceFactors:
    """True factors of one face; every group has a stream of its own.

    Parameters
    ----------
    rng : np.random.Generator
        Spawns one child per group, so that a change in one group leaves the others as they are.

    Returns
    -------
    FaceFactors
        Distributed as the functions of this module say.
    """
    streams = iter(rng.spawn(11))
    person = draw_person(next(streams))
    male, age = bool(person["male"]), float(person["age"])
    skin = draw_skin(next(streams), male=male)
    hair = draw_hair(next(streams), male=male, age=age)
    ears = hair["hair_style"] not in LONG_STYLES
    values: dict[str, Any] = {
        **person,
        **skin,
        **hair,
        **draw_pose(next(streams)),
        **draw_light(next(streams)),
        **draw_shape(next(streams), male=male),
        **draw_expression(next(streams), male=male),
        **draw_colours(next(streams), skin_tone=skin["skin_tone"]),
        **draw_beard(next(streams), male=male),
        **draw_dress(next(streams), male=male, ears=ears),
        **draw_camera(next(streams), skin_tone=skin["skin_tone"]),
    }
    return FaceFactors(**values)
