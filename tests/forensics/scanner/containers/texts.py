"""Text in escapes of every kind, and blobs of base64, base32 and hex, decoded."""

import base64
import binascii
import contextlib
import quopri
import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import unquote_to_bytes

from tests.forensics.scanner.containers.measure import Budget, Inside

_AROUND = 256
_BLOB = re.compile(rb"[A-Za-z0-9+/_-]{20,}(?:=?\r?\n[ \t]?[A-Za-z0-9+/_-]{4,})*")
_BASE32 = re.compile(rb"[A-Za-z2-7]{24,}")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}[ :]?){8,}")
_JSON = re.compile(
    rb"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|u\{[0-9A-Fa-f]{1,6}\}|x[0-9A-Fa-f]{2}|[0-7]{3}|[/\"\\'])"
)
_FOLDED = re.compile(rb"=[0-9A-Fa-f]{2}|=\r?\n")
_PERCENT = re.compile(rb"%[0-9A-Fa-f]{2}")
_ENTITY = re.compile(rb"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,31});")

_FULLWIDTH = re.compile(rb"\xef(?:\xbc[\x81-\xbf]|\xbd[\x80-\x9e])")
_UNSEEN = re.compile(
    rb"\xe2\x80[\x8b-\x8f]|\xe2\x81[\xa0-\xa4]|\xef\xbb\xbf|\xc2\xad|\xcd\x8f"
)
"""Zero-width signs, marks of direction, soft hyphens."""
_ASCII85 = re.compile(rb"<~[!-uz\s]+~>")
_UU = re.compile(rb"begin [0-7]{3,4} [^\n]*\n((?:[!-M][ -`]*\r?\n)+)")


def unescaped(content: bytes, budget: Budget) -> Iterator[Inside]:
    """The places around escapes, once more without them."""
    for what, sign, undo in (
        ("escapes of JSON or Python", _JSON, _plain),
        (
            "percent escapes",
            _PERCENT,
            lambda text: unquote_to_bytes(text.replace(b"+", b" ")),
        ),
        (
            "HTML entities",
            _ENTITY,
            lambda text: unescape(text.decode("utf-8", "replace")).encode(),
        ),
        ("quoted-printable", _FOLDED, quopri.decodestring),
        ("fullwidth signs", _FULLWIDTH, lambda text: _FULLWIDTH.sub(_narrow, text)),
        ("signs that are not seen", _UNSEEN, lambda text: _UNSEEN.sub(b"", text)),
    ):
        yield from _around(content, budget, (what, sign, undo))


def blobs(content: bytes, budget: Budget) -> Iterator[Inside]:
    """What runs of base64, base32 and hex signs hold, wherever their real start is."""
    for what, sign, read in (
        ("base64", _BLOB, _base64),
        ("base32", _BASE32, _base32),
        ("hex", _HEX, _hex),
        ("ASCII85", _ASCII85, _ascii85),
        ("uuencode", _UU, _uu),
    ):
        read_blobs: list[bytes] = []
        for found in sign.finditer(content):
            read_blobs += read(found[0])
        if read_blobs:
            told = b"\n".join(read_blobs)
            budget.take(len(told))
            yield Inside(what, told)


def _around(
    content: bytes,
    budget: Budget,
    how: tuple[str, re.Pattern[bytes], Callable[[bytes], bytes]],
) -> Iterator[Inside]:
    what, sign, undo = how
    told = [undo(content[start:end]) for start, end in _places(content, sign)]
    if told:
        joined = b"\n".join(told)
        budget.take(len(joined))
        yield Inside(what, joined)


def _places(content: bytes, sign: re.Pattern[bytes]) -> list[tuple[int, int]]:
    places: list[tuple[int, int]] = []
    for found in sign.finditer(content):
        start, end = max(found.start() - _AROUND, 0), found.end() + _AROUND
        if places and start <= places[-1][1]:
            places[-1] = (places[-1][0], end)
        else:
            places.append((start, end))
    return places


def _plain(text: bytes) -> bytes:
    units = _JSON.sub(_unit, text)
    # Two halves of a sign beyond the first plane, each escaped by itself, are one sign again.
    return (
        units.decode("utf-8", "surrogatepass")
        .encode("utf-16-le", "surrogatepass")
        .decode("utf-16-le", "replace")
        .encode()
        if b"\xed" in units and _is_text(units)
        else units
    )


def _is_text(units: bytes) -> bool:
    try:
        units.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _unit(found: re.Match[bytes]) -> bytes:
    escape = found[0][1:]
    kind, digits = escape[:1], escape[1:].strip(b"{}")
    if kind == b"x":
        return bytes([int(digits, 16)])
    if kind in {b"u", b"U"}:
        code = int(digits, 16)
        return (
            chr(code).encode("utf-8", "surrogatepass") if code <= 0x10FFFF else found[0]
        )
    return bytes([int(escape, 8) & 0xFF]) if escape.isdigit() else escape


def _narrow(found: re.Match[bytes]) -> bytes:
    return bytes([ord(found[0].decode()) - 0xFEE0])


def _ascii85(blob: bytes) -> Iterator[bytes]:
    with contextlib.suppress(ValueError):
        yield base64.a85decode(blob, adobe=True)


def _uu(blob: bytes) -> Iterator[bytes]:
    told = bytearray()
    for line in blob.splitlines()[1:]:
        with contextlib.suppress(binascii.Error):
            told += binascii.a2b_uu(line)
    yield bytes(told)


def _base64(blob: bytes) -> Iterator[bytes]:
    signs = re.sub(rb"[^A-Za-z0-9+/_-]", b"", blob).translate(
        bytes.maketrans(b"-_", b"+/")
    )
    for start in range(4):
        run = signs[start:]
        if len(run) % 4 == 1:
            run = run[:-1]
        yield binascii.a2b_base64(run + b"=" * (-len(run) % 4))


def _base32(blob: bytes) -> Iterator[bytes]:
    for start in range(8):
        run = blob.upper()[start:]
        # A group of 8 may end after 2, 4, 5 or 7; what stands for no whole byte is not read.
        run = run[: len(run) - (len(run) % 8 in {1, 3, 6})]
        yield base64.b32decode(run + b"=" * (-len(run) % 8))


def _hex(blob: bytes) -> Iterator[bytes]:
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", blob)
    for start in range(2):
        run = digits[start:]
        yield binascii.unhexlify(run[: len(run) // 2 * 2])
