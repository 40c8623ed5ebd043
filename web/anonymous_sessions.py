"""Sessions of browsers in which nobody is signed in: a short-lived signed cookie, and no row.

Anybody may ask for pages without end: what each answer leaves behind lies in their browser. It
holds the token of the forms, a language, the code of a message, and the number of a member
who has shown one of two factors: no words about a person.
"""

from datetime import timedelta

from itsdangerous import BadData

from visits.people.sessions import SessionData
from web.context import FaceContext

LASTS = timedelta(hours=2)
"""A form may be open this long before it is sent."""
PROVEN_LASTS = timedelta(minutes=10)
"""Between the right password and the digits of the second factor."""
FIELDS = ("csrf", "flash", "language", "proven_id")
USE = "anonymous session"
_MARK = "."
"""Stands in every signed cookie, and in none that names a row."""


def is_signed(cookie: str) -> bool:
    """True if the cookie is one of these, and not the name of a row."""
    return _MARK in cookie


def write(face: FaceContext, data: SessionData) -> str:
    """Return the cookie of a browser of which this is known, without a member or a kiosk."""
    lasts = LASTS if data.proven_id is None else PROVEN_LASTS
    until = int((face.database.clock() + lasts).timestamp())
    values = [getattr(data, field) for field in FIELDS]
    return str(face.serializer(USE).dumps([until, *values]))


def read(face: FaceContext, cookie: str) -> SessionData:
    """Return what the cookie says; nothing if it is too old, or not one that we wrote."""
    try:
        until, *values = face.serializer(USE).loads(cookie)
        fields = dict(zip(FIELDS, values, strict=True))
    # ValueError: another version of this program wrote it.
    except (BadData, ValueError):
        return SessionData()
    is_over = until <= face.database.clock().timestamp()
    return SessionData() if is_over else SessionData(**fields)
