"""Browsers in which a member signed in before, and those in which their password is enough.

Others cannot use up the tries of a known browser. A cookie says which it is, signed with a
derived key, as OWASP's device cookies do
(https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies). It opens
nothing: it only gives the browser a count of its own. That of a remembered device is another one:
a random token for each member who asked for it there.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from flask import Response, after_this_request, request
from itsdangerous import BadData, URLSafeSerializer

from visits.people import credentials, remembered_devices
from visits.people.credentials import SignInOrigin
from web import browser_names
from web.context import database, face_context, this_face
from web.safety import client_address

LASTS = timedelta(days=180)
DOT = "."
MOST_MEMBERS = 8
"""Several may share the computer at the desk; the one who signed in longest ago is forgotten."""


def origin_of(email: str) -> SignInOrigin:
    """Return where this attempt comes from, for the limits of `credentials`."""
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
    _send(_name("known"), cookie, LASTS)


def remember_device(member_id: int) -> None:
    """Ask this member for no second factor here from now on, for the time that this is kept."""
    name = request.user_agent.string
    kind = browser_names.browser_of(name)[0], browser_names.system_of(name)
    with database().transaction() as store:
        token = remembered_devices.remember(store, member_id, this_face(), *kind)
    kept = [token, *_tokens()][:MOST_MEMBERS]
    _send(_name("remembered"), DOT.join(kept), remembered_devices.KEEPS)


def is_remembered(member_id: int) -> bool:
    """True if the member, whose password was right, asked to be remembered here."""
    tokens = _tokens()
    if not tokens:
        return False
    with database().transaction() as store:
        return remembered_devices.use(store, member_id, this_face(), tokens)


def _tokens() -> Sequence[str]:
    sent = request.cookies.get(_name("remembered"))
    return sent.split(DOT)[:MOST_MEMBERS] if sent else ()


def _send(name: str, cookie: str, lasts: timedelta) -> None:
    @after_this_request
    def _(response: Response) -> Response:
        response.set_cookie(
            name,
            cookie,
            max_age=lasts,
            secure=True,
            httponly=True,
            samesite="Strict",
        )
        return response


def _read() -> tuple[str | None, Sequence[str]]:
    try:
        until, number, marks = _serializer().loads(
            request.cookies.get(_name("known"), "")
        )
    except BadData:
        return None, ()
    if until <= face_context().database.clock().timestamp():
        return None, ()
    return number, marks


def _mark(email: str) -> str:
    return credentials.browser_mark(face_context().settings.secrets, email)


def _name(use: str) -> str:
    return f"__Host-lencana-{face_context().name}-{use}"


def _serializer() -> URLSafeSerializer:
    return face_context().serializer("known browser")
