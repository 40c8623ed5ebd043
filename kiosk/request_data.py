"""What was asked of the kiosk, in the shapes that the lobby takes; anything else goes no further."""

import re

from flask import request

from visits import codes
from visits.codes import CodeKind
from visits.lobby.verification import CODE_DIGITS
from visits.vocabulary.refusals import VisitRefused
from visits.vocabulary.visits import Lookup

LONGEST = 254


class NoCode(VisitRefused):
    """What was shown has not the shape of a code."""


class Mistyped(VisitRefused):
    """What was typed cannot be what was asked for."""


def code_of(kind: CodeKind) -> bytes:
    """The digest of the code that was shown (`NoCode`)."""
    shown, digest = codes.read(request.form.get("code", "")) or (None, b"")
    if shown is not kind:
        raise NoCode
    return digest


def digits() -> str:
    """The six digits (`Mistyped`)."""
    return _typed("code", f"[0-9]{{{CODE_DIGITS}}}")


def address() -> tuple[Lookup, str]:
    """An e-mail address or a phone number, and which of the two (`Mistyped`)."""
    typed = _typed("address", r"\s*([^\s@]+@[^\s@]+\.[^\s@]+|\+?[0-9 ().-]{6,24})\s*")
    return (Lookup.EMAIL if "@" in typed else Lookup.PHONE), typed


def family_name() -> str:
    """Any letters (`Mistyped`)."""
    return _typed("family_name", ".*[^ ].*")


def _typed(field: str, shape: str) -> str:
    typed = request.form.get(field, "")[:LONGEST]
    if not re.fullmatch(shape, typed):
        raise Mistyped
    return typed
