"""One image file's content, as a person would see it: upright, in RGB, with 8 bits a colour."""

import io
import threading
import warnings

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
SMALLEST_SIDE = 32
MOST_PIXELS = 50_000_000
LARGE = 4_000_000

warnings.simplefilter("error", Image.DecompressionBombWarning)
_one_large_image = threading.Lock()


class BadImageError(ValueError):
    """An image that cannot be used; the message says why, without the file's name."""


def upright_rgb(content: bytes) -> Image.Image:
    """The image in a JPEG, PNG or WebP file.

    Turned as its EXIF orientation says, moved from its colour profile to sRGB, laid on white where
    it is transparent, and scaled from 16 to 8 bits. Of an animation the first frame.

    Parameters
    ----------
    content
        All bytes of the file.

    Raises
    ------
    BadImageError
        If it is no such file, is damaged, or has too few or too many pixels.
    """
    if not content:
        msg = "is empty"
        raise BadImageError(msg)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            _check_size(image.size)
            if image.format != "PNG":
                return _decoded(image)
            image.verify()  # its check sums, which decoding does not look at
        with Image.open(io.BytesIO(content), formats=("PNG",)) as image:
            return _decoded(image)
    except BadImageError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        msg = f"has more than the {MOST_PIXELS / 1e6:.0f} million pixels that are allowed"
        raise BadImageError(msg) from error
    except UnidentifiedImageError as error:
        msg = f"is no JPEG, PNG or WebP image; it begins with {content[:8]!r}"
        raise BadImageError(msg) from error
    except Exception as error:  # damaged files make Pillow raise errors of any kind
        msg = f"is damaged: {error}"
        raise BadImageError(msg) from error


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if min(size) < SMALLEST_SIDE:
        msg = f"has {width}x{height} pixels; each side must have at least {SMALLEST_SIDE}"
        raise BadImageError(msg)
    if width * height > MOST_PIXELS:
        msg = (
            f"has {width}x{height} pixels, more than the {MOST_PIXELS / 1e6:.0f} million that "
            "are allowed"
        )
        raise BadImageError(msg)


def _decoded(image: Image.Image) -> Image.Image:
    """Pixels of an opened image; large ones wait for each other, for the sake of memory."""
    if image.width * image.height < LARGE:
        return _in_rgb(image)
    with _one_large_image:
        return _in_rgb(image)


def _in_rgb(image: Image.Image) -> Image.Image:
    image.load()
    ImageOps.exif_transpose(image, in_place=True)
    if image.mode.startswith("I"):  # Pillow itself would clip 16 bits instead of scaling them
        levels = np.asarray(image).astype(np.float32) / 257
        image = Image.fromarray(levels.round().clip(0, 255).astype(np.uint8))
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    if image.mode not in {"RGB", "L", "CMYK"}:
        image = image.convert("RGB")
    if profile:
        return _in_srgb(image, profile)
    return image if image.mode == "RGB" else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(own):
            return image.convert("RGB")
        converted = ImageCms.profileToProfile(
            image, own, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError) as error:
        msg = f"has a colour profile that does not fit it: {error}"
        raise BadImageError(msg) from error
    assert converted is not None
    return converted
