"""Words that were drawn have their planted leaks: pictures, QR codes, a printer's spool."""

import gzip
import io
from collections.abc import Callable

import pytest
import qrcode
from PIL import Image, ImageOps

from printers.drawing.layout import draw
from printers.escpos.commands import fragments
from tests.forensics import canaries
from tests.forensics.canaries import CHINESE, CYRILLIC, LATIN, NUMBERS, PLAIN
from tests.forensics.drawn import DrawnNames, badge, seen_deeply

NAMES = (PLAIN, LATIN, CYRILLIC, CHINESE)
DRAWN = DrawnNames(NAMES)


def png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def spool(picture: Image.Image) -> bytes:
    return b"\x1b@" + fragments(picture) + b"\x1dV\x00"


def shifted(picture: Image.Image) -> Image.Image:
    """As the virtual printer's paper has it: other margins, so other bits of bytes."""
    return ImageOps.expand(picture.convert("L"), (35, 32, 30, 32), 255)


KEPT: dict[str, Callable[[Image.Image], bytes]] = {
    "PNG": png,
    "PNG in shades": lambda paper: png(shifted(paper)),
    "PNG, white on black": lambda paper: png(ImageOps.invert(paper.convert("L"))),
    "PNG, packed again": lambda paper: gzip.compress(png(paper)),
    "spool": spool,
    "bitmap in memory": lambda paper: b"\0" * 77 + paper.tobytes() + b"\0" * 77,
    "bitmap in memory, shifted": lambda paper: (
        shifted(paper).point([0] * 128 + [255] * 128, "1").tobytes()
    ),
}


def found(content: bytes) -> set[str]:
    return {name for piece in seen_deeply(content) for name in DRAWN.within(piece)}


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("keep", KEPT.values(), ids=KEPT.keys())
def test_a_drawn_name_is_found(keep: Callable[[Image.Image], bytes], name: str) -> None:
    assert found(keep(draw(badge(name)))) == {name}


def test_a_name_on_narrow_paper_is_found() -> None:
    assert found(png(draw(badge(PLAIN), 384))) == {PLAIN}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("keep", KEPT.values(), ids=KEPT.keys())
def test_another_name_gives_no_alarm(keep: Callable[[Image.Image], bytes]) -> None:
    assert found(keep(draw(badge("Gita Pramesti")))) == set()


@pytest.mark.parametrize("keep", [png, spool])
def test_what_a_drawn_code_says_is_read(keep: Callable[[Image.Image], bytes]) -> None:
    code = qrcode.QRCode(box_size=8, border=4)
    code.add_data(f"BEGIN:VCARD\nFN:{LATIN}\nEND:VCARD")
    picture = code.make_image().get_image().convert("1")
    hits = {
        hit.term
        for piece in seen_deeply(keep(picture))
        for hit in canaries.search().within(piece)
    }
    assert hits == {NUMBERS[LATIN]}
