"""Packings: each container that may hold a leak, filled without the product's help."""

import bz2
import gzip
import io
import lzma
import sqlite3
import struct
import tarfile
import tempfile
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from email.header import Header
from email.message import EmailMessage
from pathlib import Path

from PIL import Image, PngImagePlugin

Packing = Callable[[bytes], bytes]

NOISE = bytes(range(256)) * 4


def deflated(leak: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(leak) + packer.flush()


def zipped(method: int) -> Packing:
    def pack(leak: bytes) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive:
            archive.writestr("first", b"nothing here")
            archive.writestr("second", leak)
        return file.getvalue()

    return pack


def tarred(leak: bytes, *, named: bool = False) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        entry = tarfile.TarInfo(leak.decode() if named else "entry")
        entry.size = len(leak)
        archive.addfile(entry, io.BytesIO(leak))
    return file.getvalue()


def torn(packing: Packing) -> Packing:
    """Cut off before its end, as a crash leaves it."""
    return lambda leak: packing(leak + NOISE * 40)[:-60]


def png(text: str = "", *, compressed: bool = False) -> Packing:
    def pack(leak: bytes) -> bytes:
        picture, texts = Image.new("L", (64, 8), 255), PngImagePlugin.PngInfo()
        if text == "iTXt":
            texts.add_itxt("Comment", leak.decode(), zip=compressed)
        elif text:
            texts.add_text("Comment", leak, zip=compressed)
        file = io.BytesIO()
        picture.save(file, "PNG", pnginfo=texts)
        return file.getvalue()

    return pack


def png_in_chunks(leak: bytes) -> bytes:
    """The bytes are dots, in rows that no filter changed, their stream cut into two chunks."""
    row = leak.ljust(64, b".")
    stream = zlib.compress(
        b"".join(b"\0" + bytes([number]) * 64 for number in range(8)) + b"\0" + row
    )
    head = struct.pack(">IIBBBBB", 64, 9, 8, 0, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"IDAT", stream[:-20]),
        (b"IDAT", stream[-20:]),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def letter(coding: str, before: int) -> Packing:
    def pack(leak: bytes) -> bytes:
        message = EmailMessage()
        message["Subject"] = "Hello"
        message.set_content("Nothing here")
        message.add_attachment((b"x" * before + leak).decode(), cte=coding)
        # A random one can read as quoted-printable of itself, deeper than is unpacked.
        message.set_boundary("between")
        return message.as_bytes()

    return pack


def subject(leak: bytes) -> bytes:
    """Too long for one encoded word, so that its own words are cut."""
    return (
        b"Subject: "
        + Header("ä" * 17 + leak.decode() + "ä" * 9, "utf-8").encode().encode()
        + b"\n\n"
    )


def chunked(leak: bytes) -> bytes:
    half = len(leak) // 2
    pieces = (b"<p>Welcome, " + leak[:half], leak[half:] + b"</p>")
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body + b"0\r\n\r\n"
    )


def sqlite(*statements: str, large: bool = False) -> Packing:
    """What SQLite leaves in its file after these statements; `large` makes the value span pages."""

    def pack(leak: bytes) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "some.db"
            with closing(sqlite3.connect(file, isolation_level=None)) as database:
                database.execute("PRAGMA page_size = 512")
                value = _seam(leak) if large else leak
                for statement in statements:
                    database.execute(statement, (value,) if "?" in statement else ())
            return file.read_bytes()

    return pack


def write_ahead_log(leak: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "some.db"
        with closing(sqlite3.connect(file, isolation_level=None)) as database:
            database.execute("PRAGMA page_size = 512")
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("CREATE TABLE t (note BLOB)")
            database.execute("INSERT INTO t VALUES (?)", (_seam(leak),))
            return file.with_name("some.db-wal").read_bytes()


def _seam(leak: bytes) -> bytes:
    """A leak across the border of an overflow page: of its 512 bytes, 508 are a value's."""
    for before in range(508):
        value = b"." * (5000 + before) + leak + b"." * 3000
        if _is_cut(value, leak):
            return value
    raise AssertionError("no border cuts it")


def _is_cut(value: bytes, leak: bytes) -> bool:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute("PRAGMA page_size = 512")
        database.execute("CREATE TABLE t (note BLOB)")
        database.execute("INSERT INTO t VALUES (?)", (value,))
        return leak not in database.serialize()


def leveldb_log(leak: bytes) -> bytes:
    """A record that goes on in the next block of 32 KiB."""
    first = b"." * (32768 - 7 - 5) + leak[:5]
    rest = leak[5:]
    return (
        bytes(4)
        + struct.pack("<HB", len(first), 2)
        + first
        + bytes(4)
        + struct.pack("<HB", len(rest), 4)
        + rest
    )


def leveldb_table(leak: bytes) -> bytes:
    """One block of Snappy: the leak's first half copies what stood before, the rest is literal."""
    half = len(leak) // 2
    pieces = (
        _literal(leak[:half] + b"_some_key_and_")
        + _copy(half + 14, half)
        + _literal(leak[half:])
    )
    entry = leak[:half] + b"_some_key_and_" + leak
    head = _literal(bytes([0, 1, len(entry)]) + b"k")
    restarts = _literal(struct.pack("<II", 0, 1))
    block = bytes(_varint(4 + len(entry) + 8)) + head + pieces + restarts
    handle = _varint(0) + _varint(len(block))
    index = bytes([0, 1, len(handle)]) + b"k" + handle + struct.pack("<II", 0, 1)
    at = len(block) + 5
    footer = (b"\0\0" + _varint(at) + _varint(len(index))).ljust(
        40, b"\0"
    ) + bytes.fromhex("57fb808b247547db")
    return block + b"\1" + bytes(4) + index + b"\0" + bytes(4) + footer


def _literal(data: bytes) -> bytes:
    return bytes([60 << 2, len(data) - 1]) + data


def _copy(offset: int, size: int) -> bytes:
    return bytes([(size - 1) << 2 | 2]) + struct.pack("<H", offset)


def _varint(number: int) -> bytes:
    told = b""
    while number > 0x7F:
        told += bytes([number & 0x7F | 0x80])
        number >>= 7
    return told + bytes([number])


OFF = "PRAGMA secure_delete = OFF"
CONTAINERS: dict[str, Packing] = {
    "gzip": gzip.compress,
    "gzip, torn": torn(gzip.compress),
    "gzip in the middle of noise": lambda leak: NOISE + gzip.compress(leak) + NOISE,
    "zlib": zlib.compress,
    "zlib, a small window": lambda leak: zlib.compress(leak, wbits=9),
    "zlib, a window of 4 KiB, fast": lambda leak: zlib.compress(leak, 1, wbits=12),
    "bzip2": bz2.compress,
    "xz": lambda leak: lzma.compress(b"a guest, a guest, a guest: " * 9 + leak),
    "zip": zipped(zipfile.ZIP_DEFLATED),
    "zip, torn": torn(zipped(zipfile.ZIP_DEFLATED)),
    "zip, bzip2": zipped(zipfile.ZIP_BZIP2),
    "zip, LZMA": zipped(zipfile.ZIP_LZMA),
    "tar.gz": tarred,
    "tar.gz, the name of an entry": lambda leak: tarred(leak, named=True),
    "PNG text, compressed": png("zTXt", compressed=True),
    "PNG international text, compressed": png("iTXt", compressed=True),
    "PNG, bytes as dots": png_in_chunks,
    "letter, base64": letter("base64", 50),
    "letter, quoted-printable": letter("quoted-printable", 68),
    "letter's subject": subject,
    "HTTP, chunked": chunked,
    "SQLite, across pages": sqlite(
        "CREATE TABLE t (note BLOB)", "INSERT INTO t VALUES (?)", large=True
    ),
    "SQLite, across freed pages": sqlite(
        OFF, "CREATE TABLE t (note BLOB)", "INSERT INTO t VALUES (?)", "DELETE FROM t",
        large=True,
    ),
    "write-ahead log, across pages": write_ahead_log,
    "LevelDB log": leveldb_log,
    "LevelDB table, Snappy": leveldb_table,
    "base64 of gzip": lambda leak: b'{"body": "' + b64encode(gzip.compress(leak)) + b'"}',
    "gzip of zip of gzip": lambda leak: gzip.compress(
        zipped(zipfile.ZIP_DEFLATED)(gzip.compress(leak))
    ),
}  # fmt: skip
"""Those that hide what they hold from whoever only reads bytes."""

OPEN: dict[str, Packing] = {
    "PNG text": png("tEXt"),
    "zip, stored": zipped(zipfile.ZIP_STORED),
    "SQLite, a note column": sqlite("CREATE TABLE t (note TEXT)", "INSERT INTO t VALUES (?)"),
    "SQLite, a freed row": sqlite(
        OFF, "CREATE TABLE t (note TEXT)", "INSERT INTO t VALUES (?)", "DELETE FROM t"
    ),
    "SQLite, a full-text index": sqlite(
        "CREATE VIRTUAL TABLE f USING fts5(note)",
        "INSERT INTO f VALUES (CAST(? AS TEXT))",
        "DELETE FROM f",
    ),
}  # fmt: skip
"""Containers in which the bytes lie open; a full-text index keeps them after the deletion."""
