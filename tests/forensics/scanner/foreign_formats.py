"""Formats that the scanner cannot look into, known by how they begin."""

import re
from collections.abc import Mapping


def foreign(content: bytes) -> str | None:
    """Return the format's name if these bytes are in one whose text the scanner cannot read."""
    for name, beginning in _BEGINNINGS.items():
        if beginning.match(content):
            return name
    return None


_BEGINNINGS: Mapping[str, re.Pattern[bytes]] = {
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
