"""Forms: what a file of the keys really holds, whatever it is called; and formats nobody here can read."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from visits.keys import passphrase
from visits.keys.keyring import KEY_BYTES
from visits.keys.secrets import ROOT_BYTES
from visits.store.columns import LEAST_SEALED_BYTES

_LINE = re.compile(rb"[0-9-]{0,10}(?: [0-9a-f]{0,64})?")
"""Of the erasure log; a crash may have torn it."""
_LEAST_HIGH, _MOST_HIGH = 0.25, 0.75


def is_right(kind: str, content: bytes) -> bool:
    """Whether a file of this kind holds what such a file holds; of other kinds it is looked at elsewhere."""
    return kind not in _FORMS or _FORMS[kind](content)


def foreign(content: bytes) -> str | None:
    """What this is, where its words could be seen by somebody, but by nothing here."""
    for name, beginning in _FOREIGN.items():
        if beginning.match(content):
            return name
    return None


def _is_day(content: bytes) -> bool:
    try:
        return date.fromisoformat(content.decode()).isoformat().encode() == content
    except ValueError:
        return False


def _is_copy(content: bytes) -> bool:
    sealed = content[len(passphrase.MARK) :]
    least = passphrase.SALT_BYTES + LEAST_SEALED_BYTES
    if not content.startswith(passphrase.MARK) or len(sealed) <= least:
        return False
    # Noise has as many high bytes as low ones; words have not.
    return _LEAST_HIGH < sum(byte >> 7 for byte in sealed) / len(sealed) < _MOST_HIGH


_FORMS: Mapping[str, Callable[[bytes], bool]] = {
    "root secret": lambda content: len(content) == ROOT_BYTES,
    "day key": lambda content: len(content) == KEY_BYTES,
    "month key": lambda content: len(content) == KEY_BYTES,
    "watermark": _is_day,
    "erasure log": lambda content: all(map(_LINE.fullmatch, content.split(b"\n"))),
    "lock of the erasure log": lambda content: not content,
    "copy of the keys": _is_copy,
}
_FOREIGN: Mapping[str, re.Pattern[bytes]] = {
    name: re.compile(beginning, re.DOTALL)
    for name, beginning in {
        "PNG": rb"\x89PNG\r\n",
        "JPEG": rb"\xff\xd8\xff",
        "GIF": rb"GIF8[79]a",
        "WebP": rb"RIFF.{4}WEBP",
        "sound or film": rb"RIFF.{4}(?:WAVE|AVI )|OggS|ID3|\x1aE\xdf\xa3|.{4}ftyp",
        "TIFF": rb"II\*\0|MM\0\*",
        "bitmap": rb"BM.{4}\0{4}",
        "PDF": rb"%PDF-",
        "PostScript": rb"%!PS",
        "Zstandard": rb"[\x22-\x28]\xb5\x2f\xfd",
        "LZ4": rb"\x04\x22\x4d\x18",
        "LZMA": rb"\x5d\0\0.\0.{8}",
        "LZIP": rb"LZIP",
        "compress": rb"\x1f[\x9d\xa0]",
        "7-Zip": rb"7z\xbc\xaf\x27\x1c",
        "RAR": rb"Rar!\x1a\x07",
        "encrypted zip": rb"PK\x03\x04..[\x01\x09]",
        "encrypted by age": rb"age-encryption\.org/",
        "encrypted by OpenPGP": rb"-----BEGIN PGP MESSAGE|\x85[\x01-\x04].\x03|\x8c\x0d\x04",
        "encrypted by OpenSSL": rb"Salted__",
    }.items()
}
