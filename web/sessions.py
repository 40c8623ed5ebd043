"""Sessions: Flask's `session` as a row in the database, with the few keys that a face may store."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

from visits.people import sessions
from visits.people.sessions import KIOSK, SessionData
from web.context import EXTENSION, FaceContext

# A closed list, each with its column: nothing personal gets into a session by mistake.
KEYS = {
    "csrf_token": "csrf",
    "flash": "flash",
    "language": "language",
    "member_id": "member_id",
    "kiosk_id": "kiosk_id",
}
IDENTITY = ("member_id", "kiosk_id")
ENTERED_FROM_EMAILS = frozenset({"hosts", "guest"})
"""A Strict cookie would not be sent when somebody follows a link in their mail program."""


class UndeclaredKeyError(KeyError):
    """A key that no face may store in a session."""


class RowSession(SessionMixin):
    """One browser's session; its row is read when the session is first used."""

    def __init__(self, face: FaceContext, cookie: str | None) -> None:
        self.face = face
        self.cookie = cookie
        self.modified = False
        self._values: dict[str, Any] | None = None
        self._was: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - a mapping of Flask's
        return self._loaded()[key]

    def __setitem__(self, key: str, value: Any) -> None:  # noqa: ANN401 - a mapping of Flask's
        if key not in KEYS:
            raise UndeclaredKeyError(key)
        self._loaded()[key] = value
        self.modified = True
        # Signing in always makes a new cookie, also for the same member: an old one may have been
        # planted.
        self._was = {
            name: was
            for name, was in self._was.items()
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
        with self.face.database.reading() as store:
            row = sessions.find(store, self.face.name, self.cookie)
        if row is None:
            # This cookie is over, or was never ours: what is stored next gets a new one.
            self.cookie = None
            return {}
        return {
            key: value
            for key, name in KEYS.items()
            if (value := getattr(row, name)) is not None
        }


class RowSessions(SessionInterface):
    """Reads no row until the session is used, writes none until it changed."""

    def open_session(self, app: Flask, request: Request) -> RowSession:
        face: FaceContext = app.extensions[EXTENSION]
        return RowSession(face, request.cookies.get(self.get_cookie_name(app)))

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        # The page of a failure must not touch the database, which may be what failed.
        if (
            isinstance(session, RowSession)
            and session.modified
            and response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        ):
            self._send_cookie(app, session, _save(session), response)

    def _send_cookie(
        self, app: Flask, session: RowSession, cookie: str | None, response: Response
    ) -> None:
        name = self.get_cookie_name(app)
        attributes: dict[str, Any] = {
            "path": "/",
            # Required by the __Host- prefix; Chromium keeps such a cookie on loopback without TLS.
            "secure": True,
            "httponly": True,
            "samesite": "Lax" if session.face.name in ENTERED_FROM_EMAILS else "Strict",
        }
        response.vary.add("Cookie")
        if cookie is None:
            response.delete_cookie(name, **attributes)
        elif cookie != session.cookie:
            response.set_cookie(
                name,
                cookie,
                # A tablet stays paired when it restarts; a member's cookie goes with the browser.
                max_age=KIOSK if "kiosk_id" in session else None,
                **attributes,
            )


def set_up(app: Flask) -> None:
    """Store the face's sessions as rows, each found by a cookie of this face alone."""
    face: FaceContext = app.extensions[EXTENSION]
    # With this prefix browsers accept the cookie from this host only, over TLS, for all paths.
    app.config["SESSION_COOKIE_NAME"] = f"__Host-lencana-{face.name}"
    app.session_interface = RowSessions()


def _save(session: RowSession) -> str | None:
    """Write the session; return its cookie, a new one after a sign-in, None if nothing is left."""
    face = session.face
    if session.is_somebody_else:
        # Whoever planted the old session may know its form token.
        session.pop("csrf_token", None)
    with face.database.transaction() as store:
        if session.cookie is not None and len(session) and not session.is_somebody_else:
            sessions.save(store, face.name, session.cookie, session.stored())
            return session.cookie
        if session.cookie is not None:
            sessions.end(store, face.name, session.cookie)
        return (
            sessions.open(store, face.name, session.stored()) if len(session) else None
        )
