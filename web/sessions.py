"""Sessions: Flask's `session`, with the few keys that a face may store.

A row in the database once somebody has signed in or a tablet was paired. Until then a signed
cookie, which lasts a few hours: anybody may ask for pages without end, and what each answer leaves
behind lies in their browser. It holds the token of the forms, a language, the code of a message,
and the number of a member who has shown one of two factors: no words about a person.
"""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from secrets import compare_digest
from typing import Any, cast

from flask import Flask, Request, Response, request, session
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData

from visits.people import sessions
from visits.people.sessions import KIOSK, SessionData
from web.context import EXTENSION, FaceContext

# A closed list, each with its column: nothing personal gets into a session by mistake.
KEYS = {
    "csrf_token": "csrf",
    "flash": "flash",
    "language": "language",
    "member_id": "member_id",
    "second_factor_at": "second_factor_at",
    "kiosk_id": "kiosk_id",
    "proven_id": "proven_id",
    "proven_by": "proven_by",
}
IDENTITY = ("member_id", "kiosk_id")
ENTERED_FROM_EMAILS = frozenset({"hosts", "guest"})
"""A Strict cookie would not be sent when somebody follows a link in their mail program."""
SIGNED_LASTS = timedelta(hours=2)
"""A form may be open this long before it is sent."""
PROVEN_LASTS = timedelta(minutes=10)
"""Between the right password and the digits of the second factor."""
SIGNED_FIELDS = ("csrf", "flash", "language", "proven_id", "proven_by")
SIGNED_USE = "anonymous session"
_MARK = "."
"""Stands in every signed cookie, and in none that names a row."""


class UndeclaredKeyError(KeyError):
    """A key that no face may store in a session."""


class BrowserSession(SessionMixin):
    """One browser's session; its row or cookie is read when the session is first used."""

    def __init__(self, face: FaceContext, cookie: str | None) -> None:
        self.face = face
        self.cookie = cookie
        self.modified = False
        self.is_note_due = False
        self.is_renewed = False
        self.is_switched = False
        self._values: dict[str, Any] | None = None
        self._was: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - a mapping of Flask's
        value = self._loaded()[key]
        if key == "csrf_token" and (member_id := self._loaded().get("member_id")):
            return of_place(value, member_id)
        return value

    def __setitem__(self, key: str, value: Any) -> None:  # noqa: ANN401 - a mapping of Flask's
        if key not in KEYS:
            raise UndeclaredKeyError(key)
        self._loaded()[key] = value
        self.modified = True
        # Signing in makes a new cookie, for the same member too: an old one may be planted.
        self._was = {
            name: before
            for name, before in self._was.items()
            if name != key or key not in IDENTITY
        }

    def __delitem__(self, key: str) -> None:
        del self._loaded()[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaded())

    def __len__(self) -> int:
        return len(self._loaded())

    @property
    def is_somebody_else(self) -> bool:
        """True when the member or kiosk changed.

        Then the browser gets a new cookie (session fixation).
        """
        return any(self._loaded().get(key) != self._was.get(key) for key in IDENTITY)

    def renew(self) -> None:
        """Give the browser a new cookie: whoever copied the old one is out.

        Forms that are open in the browser stay good, such as the one that was tapped twice.
        """
        self.is_renewed = self.modified = True

    def switch(self, member_id: int) -> None:
        """Go on as another membership of the person, no longer than the session lasts.

        The cookie is a new one. Forms that are open of the place before are good there only.
        """
        self["member_id"], self.is_switched = member_id, True

    def is_form_of(self, member_id: int, seed: str) -> bool:
        """Whether a form's token was made of this seed for that membership in this session."""
        own = self._loaded().get("csrf_token")
        return own is not None and compare_digest(of_place(own, member_id), seed)

    @property
    def has_row(self) -> bool:
        return self.cookie is not None and not _is_signed(self.cookie)

    def stored(self) -> SessionData:
        return SessionData(
            **{KEYS[key]: value for key, value in self._loaded().items()}
        )

    def _loaded(self) -> dict[str, Any]:
        if self._values is None:
            self._was = self._read()
            self._values = dict(self._was)
        return self._values

    def _read(self) -> dict[str, Any]:
        if self.cookie is None:
            return {}
        data = self._found(self.cookie)
        if data is None:
            # This cookie is over, or was never ours: what is stored next gets a new one.
            self.cookie = None
            return {}
        return {
            key: value
            for key, name in KEYS.items()
            if (value := getattr(data, name)) is not None
        }

    def _found(self, cookie: str) -> SessionData | None:
        if _is_signed(cookie):
            return _read_signed(self.face, cookie)
        with self.face.database.reading() as store:
            session_data = sessions.find(store, self.face.name, cookie)
        if session_data is None:
            return None
        self.is_note_due = session_data.is_note_due
        return session_data.data


class FaceSessions(SessionInterface):
    """Reads no session until it is used, writes none until it changed."""

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        face: FaceContext = app.extensions[EXTENSION]
        return BrowserSession(face, request.cookies.get(self.get_cookie_name(app)))

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        # The page of a failure must not touch the database, which may be what failed.
        is_failure = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
        if not isinstance(session, BrowserSession) or is_failure:
            return
        if session.modified:
            self._send_cookie(app, session, _save(session), response)
        if session.is_note_due and session.has_row and not _is_poll():
            with session.face.database.transaction() as store:
                sessions.note(store, session.face.name, session.cookie or "")

    def _send_cookie(
        self,
        app: Flask,
        session: BrowserSession,
        cookie: str | None,
        response: Response,
    ) -> None:
        name, attributes = self.get_cookie_name(app), _attributes(session.face)
        response.vary.add("Cookie")
        if cookie is None:
            response.delete_cookie(name, **attributes)
        elif cookie != session.cookie:
            # A tablet stays paired when it restarts; a member's cookie goes with the browser.
            lasts = KIOSK if "kiosk_id" in session else None
            response.set_cookie(name, cookie, max_age=lasts, **attributes)


def of_place(seed: str, member_id: int) -> str:
    """Return what tokens of this membership's forms are made of; each is good at its own only."""
    return hashlib.sha256(f"{seed} {member_id}".encode()).hexdigest()


def this_browser() -> BrowserSession:
    """The session of the browser that asks, with what is ours of it."""
    return cast("BrowserSession", session)


def set_up(app: Flask) -> None:
    """Store the face's sessions, each found by a cookie of this face alone."""
    face: FaceContext = app.extensions[EXTENSION]
    # With this prefix browsers accept the cookie from this host only, over TLS, for all paths.
    app.config["SESSION_COOKIE_NAME"] = f"__Host-lencana-{face.name}"
    app.session_interface = FaceSessions()


def _save(session: BrowserSession) -> str | None:
    """Write the session; return its cookie, a new one after a sign-in, None if nothing is left."""
    if session.is_somebody_else and not session.is_switched:
        # Whoever planted the old session may know its form token.
        session.pop("csrf_token", None)
    data = session.stored()
    cookie = _save_row(session, data) if session.has_row or data.is_somebody else None
    if cookie is None and len(session):
        return _signed(session.face, data)
    return cookie


def _save_row(session: BrowserSession, data: SessionData) -> str | None:
    """Write the row of somebody, or end that of who is nobody now; return the row's cookie."""
    face, cookie = session.face, session.cookie
    with face.database.transaction() as store:
        if cookie is not None and session.has_row:
            if session.is_switched:
                return sessions.switch(store, face.name, cookie, data)
            is_same = not (session.is_somebody_else or session.is_renewed)
            if data.is_somebody and is_same:
                sessions.save(store, face.name, cookie, data)
                return cookie
            sessions.finish(store, face.name, cookie)
        return sessions.begin(store, face.name, data) if data.is_somebody else None


def _is_poll() -> bool:
    # A page that asks for news by itself, whether anybody looks at it or not (web/polling.py).
    return "If-None-Match" in request.headers


def _attributes(face: FaceContext) -> dict[str, Any]:
    return {
        "path": "/",
        # Required by the __Host- prefix; Chromium keeps such a cookie on loopback without TLS.
        "secure": True,
        "httponly": True,
        "samesite": "Lax" if face.name in ENTERED_FROM_EMAILS else "Strict",
    }


def _is_signed(cookie: str) -> bool:
    """True if the cookie is a signed one, and not the name of a row."""
    return _MARK in cookie


def _signed(face: FaceContext, data: SessionData) -> str:
    """Return the cookie of a browser of which this is known, without a member or a kiosk."""
    lasts = SIGNED_LASTS if data.proven_id is None else PROVEN_LASTS
    until = int((face.database.clock() + lasts).timestamp())
    values = [getattr(data, field) for field in SIGNED_FIELDS]
    return str(face.serializer(SIGNED_USE).dumps([until, *values]))


def _read_signed(face: FaceContext, cookie: str) -> SessionData:
    """Return what the cookie says; nothing if it is too old, or not one that we wrote."""
    try:
        until, *values = face.serializer(SIGNED_USE).loads(cookie)
        fields = dict(zip(SIGNED_FIELDS, values, strict=True))
    # ValueError: another version of this program wrote it.
    except (BadData, ValueError):
        return SessionData()
    is_over = until <= face.database.clock().timestamp()
    return SessionData() if is_over else SessionData(**fields)
