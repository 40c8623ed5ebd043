"""The ESC/POS commands of a job and of the questions around it, byte for byte."""

from printers.escpos.raster import CUT

# ESC d 5: five lines, so that a unit without a cutter can be torn off below the badge.
FEED = b"\x1bd\x05"
# GS r 1: answered once everything before it is printed.
BARRIER = b"\x1dr\x01"
# NULs that complete the header of a raster fragment which was cut short inside it.
#
# Without them the next question would be read as its size, and the badges after that as its
# dots. Anywhere else a printer ignores NUL.
FILL = bytes(8)
# DLE EOT n: 1 printer, 2 cause of offline, 3 error, 4 paper sensors.
STATUS_KINDS = range(1, 5)
# GS I n: 66 the maker's name, 67 the model's.
MAKER, MODEL = 66, 67


def ending(cutter: bool) -> bytes:  # noqa: FBT001 - what a unit has is a yes or a no
    """Return what ends a badge: the cut, or five lines of paper for a unit without a cutter."""
    return CUT if cutter else FEED


def process_id(token: bytes) -> bytes:
    """Return GS ( H function 48: echo `token`, 4 printable bytes, once all before is printed."""
    return b"\x1d(H\x06\x0000" + token


def status_request(kind: int) -> bytes:
    """Return DLE EOT for one of the STATUS_KINDS: printer, offline cause, error, paper."""
    return bytes((0x10, 0x04, kind))


# All four status requests at once: the answers come while the first strip is drawn.
GREETING = FILL + b"".join(map(status_request, STATUS_KINDS))


def identity_request(which: int) -> bytes:
    """Return GS I for the MAKER's or the MODEL's name."""
    return bytes((0x1D, 0x49, which))
