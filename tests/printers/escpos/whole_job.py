"""The whole job of one picture: start, fragments and cut."""

from PIL import Image

from printers.escpos.commands import CUT, START, fragments


def encode(image: Image.Image) -> bytes:
    """Every byte that brings this picture out as a badge of its own."""
    return START + fragments(image) + CUT
