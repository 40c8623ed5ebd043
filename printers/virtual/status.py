"""A virtual printer's status answers, bit by bit as in Epson's ESC/POS reference."""

from collections.abc import Set as AbstractSet

from printers.virtual.faults import HOLDING, Fault

# DLE EOT and GS a: https://download4.epson.biz/sec_pubs/pos/reference_en/escpos/dle_eot.html
# and gs_la.html. The same tables stand in the manuals of Epson's TM-L90 (pages 299 and 300)
# and Citizen's PPU-700 (page 57).
# Bits 1 and 4, set in every answer to DLE EOT.
FIXED = 0x12
REQUESTS = range(1, 5)

_OFFLINE = 0x08
_CAUSES = {Fault.COVER_OPEN: 0x04, Fault.PAPER_OUT: 0x20, Fault.CUTTER_ERROR: 0x40}
_ERRORS = {Fault.CUTTER_ERROR: 0x08}
_SENSORS = {Fault.NEAR_END: 0x0C, Fault.PAPER_OUT: 0x6C}
_ROLL = {Fault.NEAR_END: 0x03, Fault.PAPER_OUT: 0x0F}
_COVER = {Fault.COVER_OPEN: 0x20}

_ABOUT_ONLINE, _ABOUT_ERRORS, _ABOUT_PAPER = 0x02, 0x04, 0x08

On = AbstractSet[Fault]


def holds(on: On) -> bool:
    """Whether the mechanism waits for a person."""
    return not HOLDING.isdisjoint(on)


def real_time(request: int, on: On) -> bytes:
    """Return the answer to DLE EOT 1 to 4 (printer, offline cause, error, paper)."""
    answers = {
        1: _offline(on),
        2: _bits(_CAUSES, on),
        3: _bits(_ERRORS, on),
        4: _bits(_SENSORS, on),
    }
    return bytes([FIXED | answers[request]])


def unasked(on: On) -> bytes:
    """Write the four bytes of an automatic status (ASB): bit 4 of the first is always set."""
    return bytes(
        [
            0x10 | _offline(on) | _bits(_COVER, on),
            _bits(_ERRORS, on),
            _bits(_ROLL, on),
            0x0F,
        ]
    )


def of_interest(mask: int, words: bytes) -> bytes:
    """Return those parts of an automatic status that the host's mask asks for."""
    parts = ((_ABOUT_ONLINE, 0), (_ABOUT_ERRORS, 1), (_ABOUT_PAPER, 2))
    return bytes(words[place] for bit, place in parts if mask & bit)


def paper(on: On) -> bytes:
    """Answer GS r 1."""
    return bytes([_bits(_ROLL, on)])


def _offline(on: On) -> int:
    return _OFFLINE if holds(on) else 0


def _bits(table: dict[Fault, int], on: On) -> int:
    bits = 0
    for switch, value in table.items():
        bits |= value if switch in on else 0
    return bits
