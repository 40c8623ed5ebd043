"""A virtual printer's status: what asks for it, the answers, and to whom they go."""

import re
from collections.abc import Set as AbstractSet
from hashlib import sha256
from typing import Protocol

from printers.virtual.faults import HOLDING, Fault, FaultBoard

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
REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")
_REQUEST = re.compile(rb"\x10\x04([\x01-\x04])")
# A request may be cut between two pieces.
_BEGUN = re.compile(rb"\x10\x04?\Z")
# Bytes: longer than an ASB, so that every kind of answer can be faked.
_LONGEST_RUBBISH = 7


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


class RealtimeParser:
    """Watches one stream; `others` counts bytes that are no NUL and no status request."""

    def __init__(self) -> None:
        self.others = 0
        self._begun = b""

    def hear(self, piece: bytes) -> list[int]:
        """Return the requests (1 to 4) that are complete with this piece."""
        words = self._begun + piece
        requests = [match[1][0] for match in _REQUEST.finditer(words)]
        begun = _BEGUN.search(words)
        self._begun = begun[0] if begun else b""
        self.others += (
            len(words) - words.count(0) - 3 * len(requests) - len(self._begun)
        )
        return requests


class StatusListener(Protocol):
    """A connected host; an answer that it does not fetch is lost."""

    def answer(self, words: bytes) -> None: ...


class StatusSender:
    """Answers every connected host; the caller locks it."""

    def __init__(self, switches: FaultBoard) -> None:
        self.lines: list[StatusListener] = []
        self._faults = switches
        self._mask = 0
        self._last = b""
        self._rubbish = 0

    def say(self, words: bytes) -> None:
        """Send it to every host: a printer does not know whose byte it answers."""
        for line in self.lines:
            self.say_to(line, words)

    def say_to(self, line: StatusListener, words: bytes) -> None:
        """Send it to one host, garbled or not at all as the faults are."""
        if self._faults.is_on(Fault.MUTE):
            return
        line.answer(
            self._garbled() if self._faults.is_on(Fault.GARBAGE_STATUS) else words
        )

    def report(self, mask: int) -> None:
        """Send the status now and at each change of what the mask names (ASB); 0 ends it."""
        self._mask = mask
        if mask:
            self._last = unasked(self._faults.on)
            self.say(self._last)

    def state_changed(self) -> None:
        """Send the status if ASB is on and a part of it that matters has changed."""
        now = unasked(self._faults.on)
        if of_interest(self._mask, now) != of_interest(self._mask, self._last):
            self._last = now
            self.say(now)

    def _garbled(self) -> bytes:
        self._rubbish += 1
        noise = sha256(self._rubbish.to_bytes(4, "big")).digest()
        return noise[: 1 + noise[-1] % _LONGEST_RUBBISH]
