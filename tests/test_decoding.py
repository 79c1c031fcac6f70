"""Image files of every mode come out upright, in RGB, with 8 bits a colour."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from data.decoding import upright_rgb

SIZE = (48, 40)


def saved(image, kind="PNG", **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def ramp(width=SIZE[0], height=SIZE[1]):
    """A grey ramp from left to right."""
    levels = np.linspace(0, 255, width).round().astype(np.uint8)
    return Image.fromarray(np.tile(levels, (height, 1)))


def pixels(content):
    image = upright_rgb(content)
    assert image.mode == "RGB"
    return np.asarray(image).astype(int)


def quarters():
    """Red above left, green above right, blue below left, white below right."""
    image = Image.new("RGB", SIZE, "white")
    image.paste("red", (0, 0, 24, 20))
    image.paste("lime", (24, 0, 48, 20))
    image.paste("blue", (0, 20, 24, 40))
    return image


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_plain_image_keeps_its_values(kind):
    assert np.array_equal(pixels(saved(quarters(), kind, lossless=True)), quarters())


@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_eight_orientations_come_out_upright(orientation):
    moves = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,  # stored so that turning it clockwise shows it upright
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = quarters().transpose(moves[orientation]) if orientation > 1 else quarters()
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert np.array_equal(pixels(saved(stored, exif=exif)), quarters())


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "RGBA"])
def test_grey_palette_and_opaque_images_keep_their_colours(mode):
    image = ramp().convert(mode)
    assert np.array_equal(pixels(saved(image)), np.asarray(image.convert("RGB")))


def test_sixteen_bits_are_scaled_and_not_clipped():
    levels = np.tile(np.linspace(0, 65535, 48).round().astype(np.uint16), (40, 1))
    seen = pixels(saved(Image.fromarray(levels)))
    assert np.abs(seen[..., 0] - np.asarray(ramp())).max() <= 1
    assert np.array_equal(seen[..., 0], seen[..., 2])


def test_what_is_transparent_shows_white():
    image = quarters().convert("RGBA")
    image.putalpha(Image.new("L", SIZE, 0))
    assert pixels(saved(image)).min() == 255
    image.putalpha(Image.new("L", SIZE, 128))
    half = pixels(saved(image))
    assert np.abs(half[5, 5] - [255, 127, 127]).max() <= 1
    palette = quarters().convert("P", palette=Image.Palette.ADAPTIVE, colors=4)
    first = palette.getpixel((0, 0))
    assert np.array_equal(pixels(saved(palette, transparency=first))[0, 0], [255, 255, 255])


def test_cmyk_comes_out_in_the_colours_that_were_meant():
    seen = pixels(saved(quarters().convert("CMYK"), "JPEG", quality=100, subsampling=0))
    assert np.abs(seen - np.asarray(quarters())).max() <= 4


def test_a_colour_profile_is_followed():
    """In a profile with red and blue exchanged, red pixels mean blue."""
    srgb = ImageCms.createProfile("sRGB")
    content = bytearray(ImageCms.ImageCmsProfile(srgb).tobytes())
    for place in range(128 + 4, 128 + 4 + 12 * content[131], 12):
        name = bytes(content[place : place + 4])
        exchanged = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ", b"desc": b"dscx"}.get(name, name)
        content[place : place + 4] = exchanged
    seen = pixels(saved(quarters(), icc_profile=bytes(content)))
    assert np.abs(seen - np.asarray(quarters())[..., ::-1]).max() <= 3


def test_an_srgb_profile_changes_nothing():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert np.array_equal(pixels(saved(quarters(), icc_profile=profile)), quarters())


def test_of_an_animation_the_first_frame_is_taken():
    frames = [quarters(), Image.new("RGB", SIZE, "black")]
    content = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert np.array_equal(pixels(content), quarters())


@given(st.integers(32, 90), st.integers(32, 90))
def test_the_size_is_kept(width, height):
    assert upright_rgb(saved(ramp(width, height))).size == (width, height)
