"""Sessions of browsers in which nobody is signed in: a short-lived signed cookie, and no row.

Anybody may ask for pages without end: what each answer leaves behind lies in their browser. It
holds the token of the forms, a language and the code of a message: nothing about a person.
"""

from dataclasses import replace
from datetime import timedelta

from itsdangerous import BadData

from visits.people.sessions import SessionData
from web.context import FaceContext
from web.signing import serializer

LASTS = timedelta(hours=2)
"""A form may be open this long before it is sent."""
USE = "anonymous session"
_MARK = "."
"""Stands in every signed cookie, and in none that names a row."""


def is_signed(cookie: str) -> bool:
    """True if the cookie is one of these, and not the name of a row."""
    return _MARK in cookie


def write(face: FaceContext, data: SessionData) -> str:
    """Return the cookie of a browser of which this is known, without a member or a kiosk."""
    until = int((face.database.clock() + LASTS).timestamp())
    return str(
        serializer(face, USE).dumps([until, data.csrf, data.flash, data.language])
    )


def read(face: FaceContext, cookie: str) -> SessionData:
    """Return what the cookie says; nothing if it is too old, or not one that we wrote."""
    nothing = SessionData()
    try:
        until, csrf, flash, language = serializer(face, USE).loads(cookie)
    except BadData:
        return nothing
    if until <= face.database.clock().timestamp():
        return nothing
    return replace(nothing, csrf=csrf, flash=flash, language=language)
