"""Sessions of members and kiosks: what a face stores about a browser, in a row its cookie finds."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import col

from visits.store.database import Store
from visits.store.people import FaceSession

COOKIE_BYTES = 32
# A working day, so that nobody signs in twice in one; the next day begins anew.
MEMBER = timedelta(hours=12)
# The longest that browsers keep any cookie.
KIOSK = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class SessionData:
    """Everything that a face may store about a browser."""

    csrf: str | None = None
    flash: str | None = None
    language: str | None = None
    member_id: int | None = None
    kiosk_id: int | None = None

    @property
    def is_somebody(self) -> bool:
        return self.member_id is not None or self.kiosk_id is not None

    @property
    def lifetime(self) -> timedelta:
        return MEMBER if self.kiosk_id is None else KIOSK


def find(store: Store, face: str, cookie: str) -> SessionData | None:
    """Return the session of the browser with this cookie; None once signed out or expired."""
    row = store.get(FaceSession, _digest(cookie))
    # A cookie of one face opens no other.
    if row is None or row.face != face or row.expires_at <= store.now:
        return None
    return SessionData(
        csrf=row.csrf,
        flash=row.flash,
        language=row.language,
        member_id=row.member_id,
        kiosk_id=row.kiosk_id,
    )


def open(store: Store, face: str, data: SessionData) -> str:  # noqa: A001 - read `sessions.open`
    """Begin a session and return its cookie: 256 random bits, of which only a digest is stored.

    Raises ValueError for nobody: rows that anybody may make would fill the database.
    """
    if not data.is_somebody:
        raise ValueError
    cookie = secrets.token_urlsafe(COOKIE_BYTES)
    expires_at = store.now + data.lifetime
    store.add(
        FaceSession(
            digest=_digest(cookie),
            face=face,
            expires_at=expires_at,
            **asdict(data),
        )
    )
    return cookie


def save(store: Store, face: str, cookie: str, data: SessionData) -> None:
    """Change the session without extending it; one that was ended meanwhile stays ended."""
    # An UPDATE: adding the row anew would sign a browser in again that was signed out.
    own = (col(FaceSession.digest) == _digest(cookie), col(FaceSession.face) == face)
    store.execute(update(FaceSession).where(*own).values(asdict(data)))


def end(store: Store, face: str, cookie: str) -> None:
    """End the session of this browser."""
    own = (col(FaceSession.digest) == _digest(cookie), col(FaceSession.face) == face)
    store.execute(delete(FaceSession).where(*own))


def end_all_of(store: Store, member_id: int) -> None:
    """End every session of the member, in every face and browser."""
    store.execute(delete(FaceSession).where(col(FaceSession.member_id) == member_id))


def purge(store: Store) -> int:
    """Delete expired sessions; return how many."""
    expired = col(FaceSession.expires_at) <= store.now
    return store.connection().execute(delete(FaceSession).where(expired)).rowcount


def _digest(cookie: str) -> bytes:
    # One quick round is enough for 256 random bits; who reads the table has no cookie.
    return hashlib.sha256(cookie.encode()).digest()
