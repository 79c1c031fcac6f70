"""CelebA's forty attributes: their names, and what they are for a drawn face."""

from data.face_factors import LONG_STYLES, FaceFactors

ATTRIBUTES = (
    "5_o_Clock_Shadow",
    "Arched_Eyebrows",
    "Attractive",
    "Bags_Under_Eyes",
    "Bald",
    "Bangs",
    "Big_Lips",
    "Big_Nose",
    "Black_Hair",
    "Blond_Hair",
    "Blurry",
    "Brown_Hair",
    "Bushy_Eyebrows",
    "Chubby",
    "Double_Chin",
    "Eyeglasses",
    "Goatee",
    "Gray_Hair",
    "Heavy_Makeup",
    "High_Cheekbones",
    "Male",
    "Mouth_Slightly_Open",
    "Mustache",
    "Narrow_Eyes",
    "No_Beard",
    "Oval_Face",
    "Pale_Skin",
    "Pointy_Nose",
    "Receding_Hairline",
    "Rosy_Cheeks",
    "Sideburns",
    "Smiling",
    "Straight_Hair",
    "Wavy_Hair",
    "Wearing_Earrings",
    "Wearing_Hat",
    "Wearing_Lipstick",
    "Wearing_Necklace",
    "Wearing_Necktie",
    "Young",
)


def attributes_of(factors: FaceFactors) -> dict[str, bool]:
    """Attributes of a drawn face, as far as its factors decide them.

    What no stand-in is drawn with (a necklace) and what only a beholder can say (`Attractive`) is
    left out.

    Parameters
    ----------
    factors
        True factors of the face.

    Returns
    -------
    dict
        By CelebA's name, in CelebA's order.
    """
    known = _hair(factors) | _beard(factors) | _face(factors) | _dress(factors)
    return {name: known[name] for name in ATTRIBUTES if name in known}


def _hair(f: FaceFactors) -> dict[str, bool]:
    bald = f.hair_style == "bald"
    colour = "Gray_Hair" if f.hair_grey > 0.5 else _pigment(f)
    curled = f.hair_style in {"curly", "afro"}
    wavy = curled or f.hair_wave > 0.45
    return {
        "Bald": bald,
        "Bangs": f.hair_style == "fringe",
        "Receding_Hairline": not bald and f.hairline < -1,
        "Wavy_Hair": not bald and wavy,
        "Straight_Hair": not bald and not wavy,
    } | {
        name: not bald and name == colour
        for name in ("Black_Hair", "Blond_Hair", "Brown_Hair", "Gray_Hair")
    }


def _pigment(f: FaceFactors) -> str:
    """Colour of hair that is not grey."""
    if f.hair_tone > 0.8:
        return "Black_Hair"
    return "Brown_Hair" if f.hair_tone > 0.4 else "Blond_Hair"


def _beard(f: FaceFactors) -> dict[str, bool]:
    return {
        "5_o_Clock_Shadow": f.beard == "stubble",
        "Goatee": f.beard == "goatee",
        "Mustache": f.beard in {"moustache", "goatee", "full"},
        "No_Beard": f.beard in {"none", "stubble", "moustache"},
        "Sideburns": f.beard == "full",
    }


def _face(f: FaceFactors) -> dict[str, bool]:
    return {
        "Arched_Eyebrows": f.brow_arch > 0.7,
        "Bags_Under_Eyes": f.age > 55,
        "Big_Lips": f.lip_fullness > 0.7,
        "Big_Nose": f.nose_width > 0.7,
        "Blurry": f.blur > 0.7,
        "Bushy_Eyebrows": f.brow_thickness > 0.9,
        "Chubby": f.face_width + f.cheeks > 2,
        "High_Cheekbones": f.cheeks > 0.7,
        "Male": f.male,
        "Mouth_Slightly_Open": f.mouth_open > 0.1,
        "Narrow_Eyes": f.eye_openness < 0.6,
        "Oval_Face": f.face_height - f.face_width > 0.8,
        "Pale_Skin": f.skin_tone < 0.08,
        "Pointy_Nose": f.nose_tip - f.nose_width > 1,
        "Rosy_Cheeks": f.flush > 0.7,
        "Smiling": f.smile > 0.4,
        "Young": f.age < 40,
    }


def _dress(f: FaceFactors) -> dict[str, bool]:
    return {
        "Eyeglasses": f.glasses != "none",
        "Heavy_Makeup": f.makeup > 0.6,
        "Wearing_Earrings": f.earrings != "none" and f.hair_style not in LONG_STYLES,
        "Wearing_Hat": f.hat != "none",
        "Wearing_Lipstick": f.makeup > 0.35,
        "Wearing_Necktie": f.male and f.clothes == "jacket",
    }
