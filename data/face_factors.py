"""The true factors of a stand-in face."""

from __future__ import annotations

from dataclasses import dataclass

HAIR_STYLES = (
    "bald",
    "buzz",
    "short",
    "swept",
    "fringe",
    "tied",
    "bob",
    "long",
    "curly",
    "afro",
)
LONG_STYLES = ("bob", "long", "curly")
GLASSES = ("none", "wire", "horn", "sun")
BEARDS = ("none", "stubble", "moustache", "goatee", "full")
HATS = ("none", "beanie", "cap", "brimmed")
EARRINGS = ("none", "stud", "hoop", "drop")
CLOTHES = ("crew", "vee", "shirt", "jacket", "rollneck", "bare")
BACKGROUNDS = ("studio", "blur", "lights", "panels", "foliage")
SHAPES = (
    "face_width",
    "face_height",
    "jaw",
    "chin",
    "cheeks",
    "forehead",
    "eye_size",
    "eye_distance",
    "eye_tilt",
    "eye_depth",
    "lid_fold",
    "nose_length",
    "nose_width",
    "nose_bridge",
    "nose_tip",
    "mouth_width",
    "lip_fullness",
    "ear_size",
)


@dataclass(frozen=True)
class FaceFactors:
    """True factors of one stand-in face.

    Angles are in degrees, ages in years; a positive yaw turns the face to the image's right, a
    positive pitch turns it down. Tones of skin, hair and iris run from light (0) to dark (1), of
    clothes and background from dark to light. Shape fields and those marked n are standard normal,
    cut at 2.5, and zero for the mean face; all other floats lie in 0 … 1 unless stated.
    """

    male: bool
    age: float  # 18 … 80
    # pose
    yaw: float  # sd 12.8, cut at 35
    pitch: float  # sd 5.5, cut at 15
    roll: float  # sd 2.5, cut at 7
    shift_x: float  # of the eyes' midpoint, sd 1, cut at 2.5 [px]
    shift_y: float  # likewise
    scale: float  # sd 0.03 about 1
    # light
    light_side: float  # from the left (negative) or right, sd 31, cut at 70
    light_up: float  # elevation, sd 30 about 28, cut at -25 and 75
    light_hardness: float
    light_warmth: float  # -1 … 1
    ambient: float  # 0.1 … 0.35 of the light
    dapple: float  # 0 … 0.3, soft patches as under trees
    rim: float  # light from behind
    rim_side: float  # -1 or 1
    # skin
    skin_tone: float
    skin_warmth: float  # -1 … 1
    oiliness: float
    flush: float
    freckles: float
    blemishes: float
    makeup: float
    makeup_hue: float
    # shape
    face_width: float
    face_height: float
    jaw: float
    chin: float
    cheeks: float
    forehead: float
    eye_size: float
    eye_distance: float
    eye_tilt: float
    eye_depth: float
    lid_fold: float
    nose_length: float
    nose_width: float
    nose_bridge: float
    nose_tip: float
    mouth_width: float
    lip_fullness: float
    ear_size: float
    # expression
    eye_openness: float  # 0 closed, 1 open
    gaze_side: float  # -1 … 1
    gaze_up: float  # -1 … 1
    iris_tone: float
    iris_hue: float  # brown (0) over green to blue (1)
    brow_height: float  # n
    brow_thickness: float  # n
    brow_arch: float  # n
    brow_frown: float
    brow_skew: float
    mouth_open: float
    smile: float  # -0.5 … 1
    smirk: float  # -1 … 1, which corner is higher
    teeth: bool
    # hair
    hair_style: str
    hair_length: float  # how far the hair hangs below the eyes [head units]
    hair_volume: float
    hair_parting: float  # -1 … 1
    hair_wave: float
    hairline: float  # n
    hair_tone: float
    hair_red: float
    hair_grey: float
    beard: str
    beard_length: float
    # dress
    glasses: str
    glasses_size: float
    glasses_shape: float  # round to square
    hat: str
    hat_hue: float
    hat_low: float  # n, how low it is worn
    earrings: str
    earring_metal: float  # gold to silver
    clothes: str
    clothes_hue: float
    clothes_tone: float
    # scene and camera
    background: str
    background_hue: float
    background_tone: float
    exposure: float  # sd 0.2 about a value that follows the skin's tone [stops]
    white_balance: float  # sd 0.5, cut at 1.2: blue to amber
    contrast: float  # 0.9 … 1.15
    blur: float  # [px]
    camera_noise: float  # of 255 grey levels [grey levels]
