"""Sessions: what a face remembers of one browser, in a row that its cookie finds; no row, no session."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import col

from visits.store.database import Store
from visits.store.people import FaceSession

COOKIE_BYTES = 32
STRANGER = timedelta(hours=2)
MEMBER = timedelta(hours=12)
KIOSK = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class SessionData:
    """All that a face may remember of a browser."""

    csrf: str | None = None
    flash: str | None = None
    language: str | None = None
    member_id: int | None = None
    kiosk_id: int | None = None

    @property
    def lifetime(self) -> timedelta:
        if self.kiosk_id is not None:
            return KIOSK
        return STRANGER if self.member_id is None else MEMBER


def find(store: Store, face: str, cookie: str) -> SessionData | None:
    """What the face remembers of the browser with this cookie; None once signed out or out of time."""
    row = store.get(FaceSession, _digest(cookie))
    if row is None or row.face != face or row.expires_at <= store.now:
        return None
    return SessionData(
        csrf=row.csrf,
        flash=row.flash,
        language=row.language,
        member_id=row.member_id,
        kiosk_id=row.kiosk_id,
    )


def open(store: Store, face: str, remembered: SessionData) -> str:  # noqa: A001 - read `sessions.open`
    """The face knows a browser from now on by the answered cookie: 256 bits, stored nowhere."""
    cookie = secrets.token_urlsafe(COOKIE_BYTES)
    expires_at = store.now + remembered.lifetime
    store.add(
        FaceSession(
            digest=_digest(cookie),
            face=face,
            expires_at=expires_at,
            **asdict(remembered),
        )
    )
    return cookie


def save(store: Store, face: str, cookie: str, remembered: SessionData) -> None:
    """The face remembers this instead, no longer than before; what was signed out meanwhile stays so."""
    mine = (col(FaceSession.digest) == _digest(cookie)) & (
        col(FaceSession.face) == face
    )
    store.execute(update(FaceSession).where(mine).values(asdict(remembered)))


def end(store: Store, face: str, cookie: str) -> None:
    """The face does not know this browser any more."""
    mine = (col(FaceSession.digest) == _digest(cookie)) & (
        col(FaceSession.face) == face
    )
    store.execute(delete(FaceSession).where(mine))


def end_all_of(store: Store, member_id: int) -> None:
    """The member is signed out of every face, in every browser."""
    store.execute(delete(FaceSession).where(col(FaceSession.member_id) == member_id))


def purge(store: Store) -> int:
    """Sessions whose time is over are gone; says how many."""
    gone = store.connection().execute(
        delete(FaceSession).where(col(FaceSession.expires_at) <= store.now)
    )
    return gone.rowcount


def _digest(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
