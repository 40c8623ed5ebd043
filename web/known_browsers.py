"""Browsers in which a member signed in before: others cannot use up the tries of these.

A cookie says so, signed with a derived key, as OWASP's device cookies do
(https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies). It opens
nothing: it only gives the browser a count of its own.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from flask import Response, after_this_request, request
from itsdangerous import BadData, URLSafeSerializer

from visits.people import accounts
from visits.people.accounts import SignInOrigin
from web.context import face_context
from web.safety import client_address

LASTS = timedelta(days=180)
MOST_MEMBERS = 8
"""Several may share the computer at the desk; the one who signed in longest ago is forgotten."""


def origin_of(email: str) -> SignInOrigin:
    """Return where this attempt comes from, for the limits of `accounts`."""
    number, marks = _read()
    is_known = _mark(email) in marks
    return SignInOrigin(client_address.client_network(), number if is_known else None)


def remember(email: str) -> None:
    """Note with the response that the member with this address has signed in here."""
    number, marks = _read()
    own = _mark(email)
    kept = [own, *(mark for mark in marks if mark != own)][:MOST_MEMBERS]
    face = face_context()
    until = int((face.database.clock() + LASTS).timestamp())
    cookie = _serializer().dumps([until, number or secrets.token_hex(16), kept])

    @after_this_request
    def _(response: Response) -> Response:
        response.set_cookie(
            _name(),
            cookie,
            max_age=LASTS,
            secure=True,
            httponly=True,
            samesite="Strict",
        )
        return response


def _read() -> tuple[str | None, Sequence[str]]:
    try:
        until, number, marks = _serializer().loads(request.cookies.get(_name(), ""))
    except BadData:
        return None, ()
    if until <= face_context().database.clock().timestamp():
        return None, ()
    return number, marks


def _mark(email: str) -> str:
    return accounts.browser_mark(face_context().settings.secrets, email)


def _name() -> str:
    return f"__Host-lencana-{face_context().name}-known"


def _serializer() -> URLSafeSerializer:
    return face_context().serializer("known browser")
