"""Plants: each way in which a name may come to lie on a disk, made without the product's help."""

import base64
import binascii
import json
import quopri
import unicodedata
from collections.abc import Callable
from email.header import Header
from html.entities import codepoint2name
from urllib.parse import quote, quote_plus

Plant = Callable[[str], bytes]


def in_codec(codec: str) -> Plant:
    return lambda text: text.encode(codec)


def in_form(form: str) -> Plant:
    def plant(text: str) -> bytes:
        return unicodedata.normalize(form, text).encode()  # type: ignore[arg-type] # of the four there are

    return plant


def in_base64(start: int, codec: str = "utf-8") -> Plant:
    return lambda text: base64.b64encode(b"~" * start + text.encode(codec) + b"!?")


def in_base32(start: int) -> Plant:
    return lambda text: base64.b32encode(b"~" * start + text.encode() + b"!?")


def unicode_escapes(pattern: str) -> Plant:
    return lambda text: "".join(
        sign if sign.isascii() else pattern.format(ord(sign)) for sign in text
    ).encode()


def all_escaped(pattern: str) -> Plant:
    return lambda text: "".join(pattern.format(ord(sign)) for sign in text).encode()


def each_byte(pattern: str) -> Plant:
    return lambda text: "".join(pattern.format(byte) for byte in text.encode()).encode()


def named_entities(text: str) -> bytes:
    names = {code: f"&{name};" for code, name in codepoint2name.items()}
    return text.translate(names).encode("ascii", "xmlcharrefreplace")


def folded_lines(text: str) -> bytes:
    """Quoted-printable with a soft break in the middle of the word."""
    whole = quopri.encodestring(text.encode())
    cut = len(whole) // 2
    cut -= next(
        (back for back in (0, 1, 2) if whole[cut - back : cut - back + 1] == b"="), 0
    )
    return whole[:cut] + b"=\r\n" + whole[cut:]


def mime_b(text: str) -> bytes:
    return Header(text, "utf-8").encode().encode()


def mime_q(text: str) -> bytes:
    coded = quopri.encodestring(text.encode(), header=True).decode()
    return f"=?utf-8?q?{coded}?=".encode()


def between_nuls(text: str) -> bytes:
    return b"\0".join(bytes([byte]) for byte in text.encode())


EVERYWHERE: dict[str, Plant] = {
    "UTF-8, NFC": in_form("NFC"),
    "UTF-8, NFD": in_form("NFD"),
    "lower case": lambda text: text.lower().encode(),
    "upper case": lambda text: text.upper().encode(),
    "title case": lambda text: text.title().encode(),
    "folded case": lambda text: text.casefold().encode(),
    "UTF-16 LE": in_codec("utf-16-le"),
    "UTF-16 BE": in_codec("utf-16-be"),
    "UTF-32 LE": in_codec("utf-32-le"),
    "UTF-32 BE": in_codec("utf-32-be"),
    "UTF-7": in_codec("utf-7"),
    "GB18030": in_codec("gb18030"),
    "JSON escapes": lambda text: json.dumps(text).encode(),
    "JSON escapes, upper": unicode_escapes("\\u{:04X}"),
    "JSON escapes throughout": all_escaped("\\u{:04x}"),
    "JavaScript escapes": unicode_escapes("\\u{{{:x}}}"),
    "Python escapes": lambda text: ascii(text).encode(),
    "Python escapes, long": unicode_escapes("\\U{:08x}"),
    "Python escapes of bytes": lambda text: repr(text.encode()).encode(),
    "hexadecimal escapes": each_byte("\\x{:02x}"),
    "octal escapes": each_byte("\\{:03o}"),
    "percent escapes": lambda text: quote(text, safe="").encode(),
    "percent escapes, lower": lambda text: quote(text, safe="").lower().encode(),
    "percent escapes of a form": lambda text: quote_plus(text).encode(),
    "percent escapes throughout": each_byte("%{:02X}"),
    "HTML names": named_entities,
    "HTML decimal": all_escaped("&#{};"),
    "HTML hexadecimal": all_escaped("&#x{:x};"),
    "HTML hexadecimal, upper": all_escaped("&#X{:X};"),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()),
    "quoted-printable, folded": folded_lines,
    "MIME B": mime_b,
    "MIME Q": mime_q,
    "base64 at 0": in_base64(0),
    "base64 at 1": in_base64(1),
    "base64 at 2": in_base64(2),
    "base64 of UTF-16 LE": in_base64(0, "utf-16-le"),
    "base64 of UTF-16 BE at 1": in_base64(1, "utf-16-be"),
    "base64url": lambda text: base64.urlsafe_b64encode(b"\xff" + text.encode()),
    "base32": in_base32(0),
    "base32 at 3": in_base32(3),
    "base32, lower": lambda text: in_base32(2)(text).lower(),
    "hex": lambda text: binascii.hexlify(text.encode()),
    "hex, upper": lambda text: binascii.hexlify(text.encode()).upper(),
    "hex, spaced": lambda text: text.encode().hex(" ").encode(),
    "hex of UTF-16 LE": lambda text: binascii.hexlify(text.encode("utf-16-le")),
    "between NULs": between_nuls,
    "fullwidth": lambda text: "".join(
        chr(ord(s) + 0xFEE0) if "!" <= s <= "~" else s for s in text
    ).encode(),
    "zero-width spaces between": lambda text: "\u200b".join(text).encode(),
    "soft hyphens between": lambda text: "\u00ad".join(text).encode(),
    "ASCII85": lambda text: base64.a85encode(b"at " + text.encode(), adobe=True),
    "uuencode": lambda text: (
        b"\nbegin 644 a\n" + binascii.b2a_uu(b"at " + text.encode()[:42]) + b"`\nend\n"
    ),
    "reversed": lambda text: text[::-1].encode(),
}
"""Ways that can write any word."""

SOMEWHERE: dict[str, Plant] = {
    codec: in_codec(codec)
    for codec in ("latin-1", "cp1252", "cp1251", "iso8859-5", "koi8-r", "big5")
} | {
    "ISO 8859-5, base64": in_base64(0, "iso8859-5"),
    "without marks": lambda text: unicodedata.normalize("NFKD", text).encode(
        "ascii", "ignore"
    ),
}
"""Ways that can write some words only."""

OF_EMAIL: dict[str, Plant] = {
    "local part": lambda email: email.partition("@")[0].encode(),
    "@ as a form sends it": lambda email: email.replace("@", "%40").encode(),
    "@ as a page hides it": lambda email: email.replace("@", "&#64;").encode(),
}
OF_PHONE: dict[str, Plant] = {
    "digits only": lambda phone: "".join(filter(str.isdigit, phone)).encode(),
    "E.164": lambda phone: phone.replace(" ", "").replace("-", "").encode(),
    "as dialled at home": lambda _: b"0812-9753-8642",
    "at home, digits only": lambda _: b"081297538642",
    "with dots": lambda _: b"+62.812.9753.8642",
    "with blanks": lambda _: b"+62 812 9753 8642",
}
