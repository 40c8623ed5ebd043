"""The commands of a job and of the talk around it, byte for byte."""

from printers.escpos.raster import CUT

FEED = b"\x1bd\x05"
BARRIER = b"\x1dr\x01"
"""Answered when all before it is done."""
FILL = bytes(8)
"""Ends the head of a picture that was cut short there: a question would be read as its measures, and the
badges after that as its dots. Nothing anywhere else."""
STATUS_KINDS = range(1, 5)
MAKER, MODEL = 66, 67


def ending(cutter: bool) -> bytes:  # noqa: FBT001 - what a unit has is a yes or a no
    """Return what ends a badge: the cut, or for a unit without a knife five lines of paper."""
    return CUT if cutter else FEED


def process_id(token: bytes) -> bytes:
    """Return the request to say `token`, 4 printable bytes, when all before it is printed."""
    return b"\x1d(H\x06\x0000" + token


def status_request(kind: int) -> bytes:
    """Return the real-time request for one of the four STATUS_KINDS: printer, offline, error, paper."""
    return bytes((0x10, 0x04, kind))


GREETING = FILL + b"".join(map(status_request, STATUS_KINDS))
"""All that is asked before a badge, at once: the answers come while its first strip is drawn."""


def identity_request(which: int) -> bytes:
    """Return the request for the MAKER's or the MODEL's name."""
    return bytes((0x1D, 0x49, which))
