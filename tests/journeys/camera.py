"""Clips for a browser's fake camera: QR codes held up to a tablet in a lobby, a little crooked."""

import random
from pathlib import Path

import qrcode
from PIL import Image, ImageChops, ImageFilter, ImageOps

SCENE, SMALL = (640, 480), (160, 120)
GREY = (128, 126, 122)
SIDE = 260
CORNERS = (14, 0, 0, SIDE - 10, SIDE - 6, SIDE, SIDE, 12)
"""Where the picture's corners come from, so that it seems to be held at a slant."""
BLANK_FRAMES, FRAMES = 5, 10


def clip(folder: Path, *texts: str, is_mirrored: bool = False) -> Path:
    """A clip in `folder` that shows an empty lobby, and then the codes, again and again."""
    frames = [scene()] * BLANK_FRAMES + [
        scene(*texts, is_mirrored=is_mirrored)
    ] * FRAMES
    path = folder / f"camera-{len(list(folder.glob('*.mjpeg')))}.mjpeg"
    with path.open("wb") as file:
        for number, frame in enumerate(frames):
            _noisy(frame, number).save(file, "JPEG", quality=85)
    return path


def empty(folder: Path) -> Path:
    """A clip in `folder` of nothing, so small that looking at it costs next to nothing."""
    path = folder / "empty.mjpeg"
    with path.open("wb") as file:
        Image.new("RGB", SMALL, GREY).save(file, "JPEG")
    return path


def scene(*texts: str, is_mirrored: bool = False) -> Image.Image:
    """A lobby in which the codes of these texts are held up beside each other."""
    picture = Image.new("RGB", SCENE, GREY)
    for place, text in enumerate(texts):
        code = _held_up(text)
        # One fills the picture's middle; several share its width.
        room = SCENE[0] // len(texts)
        code.thumbnail((room, SCENE[1]), Image.Resampling.LANCZOS)
        left = place * room + (room - code.width) // 2
        picture.paste(code, (left, (SCENE[1] - code.height) // 2))
    blurred = picture.filter(ImageFilter.GaussianBlur(0.8))
    return ImageOps.mirror(blurred) if is_mirrored else blurred


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
    return slanted.rotate(7, Image.Resampling.BICUBIC, expand=True, fillcolor=GREY)


def _noisy(frame: Image.Image, seed: int) -> Image.Image:
    grain = Image.frombytes(
        "L", SCENE, random.Random(seed).randbytes(SCENE[0] * SCENE[1])
    )
    return ImageChops.add(
        frame, grain.point(lambda value: value // 16).convert("RGB"), offset=-8
    )
