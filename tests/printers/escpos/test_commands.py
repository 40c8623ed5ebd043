"""The bytes of a job are what the manual says, whatever the picture."""

import random
import re
from collections.abc import Callable, Iterator

import pytest
import zxingcpp
from escpos.printer import Dummy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from printers.badge import BadgeContent, BadgeLabels
from printers.drawing.layout import draw
from printers.errors import PrinterError
from printers.escpos.commands import fragments
from printers.print_badge import encoded_strips
from printers.vocabulary import PrintProblemKind
from tests.printers.escpos.hostile_names import hostile_name
from tests.printers.escpos.whole_job import encode

HOSTILE = [
    "\x1b@\x1dV\x00",
    "\x10\x04\x01\x10\x14\x08",
    "\u202eatiG\u2066",
    "Gita\x00",
    "👩‍👩‍👧" * 40,
    "a" * 300,
    "Z" + "\u0300" * 300,
]
NAMES_AT_ONCE = 10
REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")


@pytest.mark.parametrize("width", [384, 512, 576, 640])
def test_the_job_is_the_badge_dot_for_dot(
    badge: BadgeContent, read_job: Callable[[bytes], Image.Image], width: int
) -> None:
    drawn = draw(badge, width)

    printed = read_job(encode(drawn))

    assert printed.tobytes() == drawn.convert("L").tobytes()
    assert zxingcpp.read_barcodes(printed)[0].text == badge.code


def dots(job: bytes, width: int) -> Iterator[bytes]:
    """Yield what the fragments hold; whatever else stands between them is an error."""
    place, across = 0, width // 8
    while place < len(job):
        rows = job[place + 6]
        assert job[place : place + 8] == b"\x1dv0\x00" + bytes([across, 0, rows, 0])
        assert 0 < rows <= 128
        assert rows % 48
        place += 8 + rows * across
        yield job[place - rows * across : place]
    assert place == len(job)


@pytest.mark.parametrize("width", [384, 512, 576])
def test_the_dots_are_those_of_python_escpos(badge: BadgeContent, width: int) -> None:
    drawn = draw(badge, width)
    escpos = Dummy()
    escpos.image(drawn, fragment_height=4096)

    assert escpos.output[8:] == b"".join(dots(fragments(drawn), width))


@pytest.mark.parametrize(
    "seed",
    [
        seed if seed < 1 else pytest.param(seed, marks=pytest.mark.whole)
        for seed in range(400)
    ],
)
def test_no_byte_of_hostile_words_is_a_command(
    make_badge: Callable[..., BadgeContent], seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(NAMES_AT_ONCE):
        name, host, company, site, word, number, copy = (
            hostile_name(chance) for _ in range(7)
        )
        badge = make_badge(
            name=name,
            host=host,
            company=company,
            site=site,
            word=word,
            number=number,
            labels=BadgeLabels(host=name, copy=copy),
            copy=chance.choice([1, 2]),
            private=chance.random() < 0.1,
        )
        width = chance.choice([384, 512, 576])
        job = b"".join(encoded_strips(badge, width))

        assert b"".join(dots(job, width))
        assert not REAL_TIME.search(job)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_never_leaves_the_picture(
    make_badge: Callable[..., BadgeContent],
    read_job: Callable[[bytes], Image.Image],
    name: str,
) -> None:
    job = encode(
        draw(make_badge(name=name, host=name, company=name, site=name, number=name))
    )

    read_job(job)
    assert not REAL_TIME.search(job)


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=300), st.sampled_from([384, 512, 576]))
@example("\x1b@", 384)
def test_any_name_makes_a_job_of_header_and_declared_lengths(
    make_badge: Callable[..., BadgeContent],
    read_job: Callable[[bytes], Image.Image],
    name: str,
    width: int,
) -> None:
    job = encode(draw(make_badge(name=name), width))

    assert zxingcpp.read_barcodes(read_job(job))[0].text == make_badge().code


@given(st.binary(min_size=8 * 300, max_size=8 * 300))
@example(b"\x10\x04" * 1200)
@example(b"\x10\x10\x05\x10\x14\x08\x10\x01" * 300)
def test_dots_that_look_like_a_command_are_changed_by_a_dot(
    read_job: Callable[[bytes], Image.Image], dots: bytes
) -> None:
    picture = Image.frombytes("1", (64, 300), dots, "raw", "1;I")

    job = encode(picture)

    assert not REAL_TIME.search(job)
    changed = ImageChops.difference(read_job(job), picture.convert("L"))
    assert changed.histogram()[255] <= dots.count(b"\x10")


@pytest.mark.parametrize(
    "rows", [1, 47, 48, 96, 127, 128, 129, 128 + 48, 128 + 96, 256]
)
def test_no_fragment_has_a_height_that_a_clone_garbles(
    read_job: Callable[[bytes], Image.Image], rows: int
) -> None:
    printed = read_job(encode(Image.new("1", (384, rows), 0)))

    assert printed.height == rows


def test_a_grey_picture_is_refused_for_dots_must_not_be_dithered() -> None:
    with pytest.raises(PrinterError) as refusal:
        encode(Image.new("L", (384, 10)))

    assert refusal.value.kind is PrintProblemKind.BAD_IMAGE
