"""Clips for a browser's fake camera: a QR code held up to a tablet in a lobby, a little crooked."""

import random
from pathlib import Path

import qrcode
from PIL import Image, ImageChops, ImageFilter

SCENE = (640, 480)
GREY = (128, 126, 122)
SIDE = 260
CORNERS = (14, 0, 0, SIDE - 10, SIDE - 6, SIDE, SIDE, 12)
"""Where the picture's corners come from, so that it seems to be held at a slant."""
BLANK_FRAMES, FRAMES = 5, 10


def clip(folder: Path, text: str | None) -> Path:
    """A clip in `folder` that shows an empty lobby, and then the code of `text`, again and again."""
    empty = Image.new("RGB", SCENE, GREY)
    frames = [empty] * BLANK_FRAMES + [_held_up(text) if text else empty] * FRAMES
    path = folder / f"camera-{len(list(folder.glob('*.mjpeg')))}.mjpeg"
    with path.open("wb") as file:
        for number, frame in enumerate(frames):
            _noisy(frame, number).save(file, "JPEG", quality=85)
    return path


def _held_up(text: str) -> Image.Image:
    code = qrcode.QRCode(border=4, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text)
    picture = (
        code.make_image()
        .get_image()
        .convert("RGB")
        .resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    )
    slanted = picture.transform(
        (SIDE, SIDE),
        Image.Transform.QUAD,
        CORNERS,
        Image.Resampling.BICUBIC,
        fillcolor="white",
    )
    turned = slanted.rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor=GREY)
    scene = Image.new("RGB", SCENE, GREY)
    scene.paste(
        turned, ((SCENE[0] - turned.width) // 2, (SCENE[1] - turned.height) // 2)
    )
    return scene.filter(ImageFilter.GaussianBlur(0.8))


def _noisy(frame: Image.Image, seed: int) -> Image.Image:
    grain = Image.frombytes(
        "L", SCENE, random.Random(seed).randbytes(SCENE[0] * SCENE[1])
    )
    return ImageChops.add(
        frame, grain.point(lambda value: value // 16).convert("RGB"), offset=-8
    )
