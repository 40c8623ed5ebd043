"""The bytes in which a text may lie on a disk, each with the name of its encoding."""

import base64
import binascii
import json
import quopri
from collections.abc import Callable, Iterator
from html import entities
from urllib.parse import quote, quote_plus

from tests.forensics.scanner.terms import SearchTerm, texts

LEAST_BYTES = 5
"""A shorter spelling is found by chance in sealed bytes."""
CODECS = (
    "utf-8",
    "utf-16-le",
    "utf-16-be",
    "utf-32-le",
    "utf-32-be",
    "latin-1",
    "cp1252",
    "cp1251",
    "iso8859-5",
    "koi8-r",
    "gb18030",
    "big5",
    "shift_jis",
    "utf-7",
)
_BINARY = ("utf-8", "utf-16-le", "utf-16-be")
_ENTITY = {chr(code): name for code, name in entities.codepoint2name.items()}

Spelled = Iterator[tuple[str, bytes]]


def spellings(term: SearchTerm) -> dict[bytes, str]:
    """Every spelling of the term, and the name of its encoding."""
    found: dict[bytes, str] = {}
    for text, way in texts(term).items():
        for encoding, spelled in _of_text(text):
            if len(spelled) >= LEAST_BYTES:
                found.setdefault(spelled, f"{encoding}, {way}")
    return found


def _of_text(text: str) -> Spelled:
    yield from _coded(text)
    yield from _escaped(text)
    yield from _in_binary(text)


def _coded(text: str) -> Spelled:
    for codec in CODECS:
        try:
            yield codec, text.encode(codec)
        except UnicodeEncodeError:
            continue
    yield "between NULs", b"\0".join(bytes([byte]) for byte in text.encode())
    if not text.isascii():
        yield "punycode", text.lower().encode("punycode")


def _escaped(text: str) -> Spelled:
    sayings: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("JSON escapes", lambda plain: json.dumps(plain)[1:-1]),
        ("JSON escapes, upper", lambda plain: _each(plain, _json_upper)),
        ("JSON escapes throughout", lambda plain: _each(plain, _json_throughout)),
        ("Python escapes", lambda plain: ascii(plain)[1:-1]),
        ("Python escapes of bytes", lambda plain: repr(plain.encode())[2:-1]),
        ("octal escapes", lambda plain: _bytewise(plain, "\\{:03o}")),
        (
            "hexadecimal escapes",
            lambda plain: _bytewise(plain, "\\x{:02x}", throughout=True),
        ),
        ("percent escapes", lambda plain: quote(plain, safe="")),
        ("percent escapes, @ left", lambda plain: quote(plain, safe="@+")),
        ("percent escapes, lower", lambda plain: _bytewise(plain, "%{:02x}")),
        ("percent escapes of a form", quote_plus),
        (
            "percent escapes throughout",
            lambda plain: _bytewise(plain, "%{:02X}", throughout=True),
        ),
        (
            "HTML decimal",
            lambda plain: plain.encode("ascii", "xmlcharrefreplace").decode(),
        ),
        (
            "HTML decimal throughout",
            lambda plain: _each(plain, lambda sign: f"&#{ord(sign)};"),
        ),
        ("HTML hexadecimal", lambda plain: _each(plain, _html_hex)),
        ("HTML hexadecimal, upper", lambda plain: _each(plain, _html_upper)),
        ("HTML names", lambda plain: _each(plain, _html_name)),
        (
            "quoted-printable",
            lambda plain: (
                quopri.encodestring(plain.encode()).decode().replace("=\n", "")
            ),
        ),
        ("MIME Q", lambda plain: _bytewise(plain, "={:02X}").replace(" ", "_")),
    )
    for name, say in sayings:
        yield name, say(text).encode()


def _in_binary(text: str) -> Spelled:
    for codec in _BINARY:
        plain = text.encode(codec)
        yield f"hex of {codec}", binascii.hexlify(plain)
        yield f"HEX of {codec}", binascii.hexlify(plain).upper()
        yield f"spaced hex of {codec}", plain.hex(" ").encode()
        for start in range(3):
            within = _within(base64.b64encode, plain, start, 6)
            yield f"base64 of {codec} at {start}", within
            yield (
                f"base64url of {codec} at {start}",
                within.translate(bytes.maketrans(b"+/", b"-_")),
            )
        for start in range(5):
            within = _within(base64.b32encode, plain, start, 5)
            yield f"base32 of {codec} at {start}", within
            yield f"base32 of {codec}, lower, at {start}", within.lower()


def _within(
    encode: Callable[[bytes], bytes], plain: bytes, start: int, bits: int
) -> bytes:
    """The signs that depend on nothing before and nothing behind."""
    return encode(bytes(start) + plain)[
        -(-start * 8 // bits) : (start + len(plain)) * 8 // bits
    ]


def _each(text: str, escape: Callable[[str], str]) -> str:
    return "".join(map(escape, text))


def _json_upper(sign: str) -> str:
    return (
        sign if sign.isascii() else "".join(f"\\u{unit:04X}" for unit in _units(sign))
    )


def _json_throughout(sign: str) -> str:
    return "".join(f"\\u{unit:04x}" for unit in _units(sign))


def _units(sign: str) -> list[int]:
    coded = sign.encode("utf-16-be")
    return [int.from_bytes(coded[at : at + 2], "big") for at in range(0, len(coded), 2)]


def _html_hex(sign: str) -> str:
    return sign if sign.isascii() else f"&#x{ord(sign):x};"


def _html_upper(sign: str) -> str:
    return sign if sign.isascii() else f"&#x{ord(sign):X};"


def _html_name(sign: str) -> str:
    return f"&{_ENTITY[sign]};" if sign in _ENTITY else _html_hex(sign)


def _bytewise(text: str, pattern: str, *, throughout: bool = False) -> str:
    plain = text.encode()
    return "".join(
        chr(byte) if byte < 0x80 and not throughout else pattern.format(byte)
        for byte in plain
    )
