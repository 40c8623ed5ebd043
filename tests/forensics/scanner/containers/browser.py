"""What Chromium keeps: tables and logs of LevelDB, their blocks unpacked with Snappy."""

from collections.abc import Iterator

from tests.forensics.scanner.containers.measure import Budget, Inside

_MAGIC = b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"
_FOOTER, _TRAILER = 48, 5
_SNAPPY = 1
_BLOCK, _HEAD = 32768, 7
_WHOLE, _KINDS = 1, range(1, 5)


class _Torn(Exception):
    """The bytes are not what they seemed to be."""


def leveldb(content: bytes, budget: Budget) -> Iterator[Inside]:
    """The blocks of a table of LevelDB, or the records of its log."""
    if content[-8:] == _MAGIC:
        yield from _table(content, budget)
    else:
        records = _records(content)
        # Records that no block cuts lie open.
        if any(kind != _WHOLE for kind, _ in records):
            yield Inside("LevelDB log", b"".join(record for _, record in records))


def unsnapped(data: bytes, budget: Budget) -> bytes:
    """What a block of Snappy holds (`_Torn`)."""
    length, at = _varint(data, 0)
    budget.take(length)
    told = bytearray()
    while at < len(data):
        at = _literal(data, at, told) if data[at] & 3 == 0 else _copy(data, at, told)
    if len(told) != length:
        raise _Torn
    return bytes(told)


def _literal(data: bytes, at: int, told: bytearray) -> int:
    size, at = data[at] >> 2, at + 1
    extra = size - 59
    if extra > 0:
        size = int.from_bytes(data[at : at + extra], "little")
        at += extra
    told += data[at : at + size + 1]
    return at + size + 1


def _copy(data: bytes, at: int, told: bytearray) -> int:
    tag, wide = data[at], {1: 1, 2: 2, 3: 4}[data[at] & 3]
    offset = int.from_bytes(data[at + 1 : at + 1 + wide], "little")
    size = (tag >> 2) + 1
    if wide == 1:
        size, offset = (tag >> 2 & 7) + 4, offset | (tag >> 5) << 8
    if not 0 < offset <= len(told):
        raise _Torn
    for _ in range(size):
        told.append(told[-offset])
    return at + 1 + wide


def _table(content: bytes, budget: Budget) -> Iterator[Inside]:
    footer = content[-_FOOTER:]
    try:
        at = 0
        for _ in range(2):
            _, at = _varint(footer, at)
        where, at = _varint(footer, at)
        size, _ = _varint(footer, at)
        index = _block(content, where, size, budget)
        for _, handle in _entries(index):
            start, at = _varint(handle, 0)
            entries = _entries(_block(content, start, _varint(handle, at)[0], budget))
            yield Inside(
                "LevelDB table",
                b"\n".join(key + b"\n" + value for key, value in entries),
            )
    except (_Torn, IndexError):
        return


def _block(content: bytes, start: int, size: int, budget: Budget) -> bytes:
    data, kind = content[start : start + size], content[start + size : start + size + 1]
    return unsnapped(data, budget) if kind == bytes([_SNAPPY]) else data


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values: of each key only what differs from the one before stands there."""
    end = len(block) - 4 * (int.from_bytes(block[-4:], "little") + 1)
    at, key = 0, b""
    while at < end:
        shared, at = _varint(block, at)
        own, at = _varint(block, at)
        size, at = _varint(block, at)
        key = key[:shared] + block[at : at + own]
        yield key, block[at + own : at + own + size]
        at += own + size


def _records(content: bytes) -> list[tuple[int, bytes]]:
    """The records with their kinds; none, unless every block is made of them to its end."""
    records: list[tuple[int, bytes]] = []
    for start in range(0, len(content), _BLOCK):
        block, at = content[start : start + _BLOCK], 0
        while at + _HEAD <= len(block) and block[at + 6] in _KINDS:
            size = int.from_bytes(block[at + 4 : at + 6], "little")
            records.append((block[at + 6], block[at + _HEAD : at + _HEAD + size]))
            at += _HEAD + size
        if at > len(block) or block[at:].strip(b"\0"):
            return []
    return records


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise _Torn
        number |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            return number, at
