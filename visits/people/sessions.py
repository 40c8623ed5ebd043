"""Sessions of members and kiosks: what a face stores about a browser, in a row its cookie finds."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, or_, update
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from visits.audit import entries
from visits.store.database import Store
from visits.store.people import FaceSession, Member
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.sessions import FaceName

COOKIE_BYTES = 32
# As many as tell the sessions of one member apart: 128 bits.
NAME_DIGITS = 32
# A working day, so that nobody signs in twice in one; the next day begins anew.
MEMBER = timedelta(hours=12)
# Nobody has asked for anything so long: somebody may have gone and left the browser open. The
# desk's board is looked at all day, and seldom touched at a quiet one.
IDLE, IDLE_AT_THE_DESK = timedelta(hours=1), timedelta(hours=4)
# Noted this often only: each note is a write.
NOTED_EVERY = timedelta(minutes=5)
# The longest that browsers keep any cookie.
KIOSK = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class SessionData:
    """Everything that a face may store about a browser."""

    csrf: str | None = None
    flash: str | None = None
    language: str | None = None
    member_id: int | None = None
    second_factor_at: datetime | None = None
    kiosk_id: int | None = None
    proven_id: int | None = None
    """A member whose password was right, and whose second factor is still asked for."""
    proven_by: str | None = None
    """The mark of that password: another one ends this half of a sign-in, too."""

    @property
    def is_somebody(self) -> bool:
        return self.member_id is not None or self.kiosk_id is not None

    @property
    def lifetime(self) -> timedelta:
        return MEMBER if self.kiosk_id is None else KIOSK


class OpenSession(NamedTuple):
    """What is stored about a browser, and whether its request is to be noted as activity."""

    data: SessionData
    is_note_due: bool


@dataclass(frozen=True)
class SignedInBrowser:
    """A browser in which a member is signed in; nothing is kept that says whose device it is."""

    name: str
    """By which a form names it: a digest with a key, which opens nothing."""
    face: FaceName
    since: datetime
    last_seen: datetime
    """To five minutes; a page that asks for news by itself does not count."""
    until: datetime


def find(store: Store, face: str, cookie: str) -> OpenSession | None:
    """Return the session of the browser with this cookie; None once signed out or expired."""
    # A cookie of one face opens no other.
    row = store.prepared(_FOUND, digest=_digest(cookie), face=face).first()
    if row is None or row.expires_at <= store.now:
        return None
    if row.idle_until is not None and row.idle_until <= store.now:
        return None
    data = SessionData(
        csrf=row.csrf,
        flash=row.flash,
        language=row.language,
        member_id=row.member_id,
        second_factor_at=row.second_factor_at,
        kiosk_id=row.kiosk_id,
    )
    is_note_due = (
        row.idle_until is not None
        and store.now + idle(face) - row.idle_until >= NOTED_EVERY
    )
    return OpenSession(data, is_note_due)


def note(store: Store, face: str, cookie: str) -> None:
    """Note that the member is still there."""
    this_session = (
        col(FaceSession.digest) == _digest(cookie),
        col(FaceSession.face) == face,
    )
    # An UPDATE: adding the row anew would sign a browser in again that was signed out.
    later = update(FaceSession).where(
        *this_session, col(FaceSession.idle_until).is_not(None)
    )
    store.execute(later.values(idle_until=store.now + idle(face)))


def idle(face: str) -> timedelta:
    """Return after how long without a request a member is signed out of this face."""
    return IDLE_AT_THE_DESK if face == FaceName.DESK else IDLE


def begin(store: Store, face: str, data: SessionData) -> str:
    """Open a session, and record in the audit log whose sign-in it is; return the cookie."""
    if data.member_id is not None:
        actor = actors.member(data.member_id)
        entries.record_about(store, actor, Act.SIGNED_IN, data.member_id)
    return open(store, face, data)


def switch(store: Store, face: str, cookie: str, data: SessionData) -> str | None:
    """Go on in another membership until the same time; return the new cookie.

    The audit log has both. None if the session was ended meanwhile.
    """
    before = find(store, face, cookie)
    if before is None or before.data.member_id is None or data.member_id is None:
        return None
    acts = (before.data.member_id, Act.SIGNED_OUT), (data.member_id, Act.SIGNED_IN)
    for member_id, act in acts:
        entries.record_about(store, actors.member(member_id), act, member_id)
    another = secrets.token_urlsafe(COOKIE_BYTES)
    this_session = (
        col(FaceSession.digest) == _digest(cookie),
        col(FaceSession.face) == face,
    )
    values = _columns(data) | {
        "digest": _digest(another),
        "idle_until": store.now + idle(face),
    }
    # An UPDATE: one that somebody ends at the same moment stays ended.
    moved = update(FaceSession).where(*this_session).values(values)
    return another if store.connection().execute(moved).rowcount else None


def finish(store: Store, face: str, cookie: str) -> None:
    """End the session of this browser, and record in the audit log who signed out."""
    session = find(store, face, cookie)
    member_id = session.data.member_id if session else None
    if member_id is not None:
        actor = actors.member(member_id)
        entries.record_about(store, actor, Act.SIGNED_OUT, member_id)
    end(store, face, cookie)


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
            idle_until=None if data.member_id is None else store.now + idle(face),
            **_columns(data),
        )
    )
    return cookie


def save(store: Store, face: str, cookie: str, data: SessionData) -> None:
    """Change the session without prolonging it; one that was ended meanwhile stays ended."""
    this_session = (
        col(FaceSession.digest) == _digest(cookie),
        col(FaceSession.face) == face,
    )
    store.execute(update(FaceSession).where(*this_session).values(_columns(data)))


def end(store: Store, face: str, cookie: str) -> None:
    """End the session of this browser."""
    this_session = (
        col(FaceSession.digest) == _digest(cookie),
        col(FaceSession.face) == face,
    )
    store.execute(delete(FaceSession).where(*this_session))


def of_member(store: Store, member_id: int) -> list[SignedInBrowser]:
    """Return the browsers in which the person is signed in, the newest first."""
    newest = col(FaceSession.expires_at).desc()
    rows = store.exec(_open_of(store, member_id).order_by(newest))
    return [_described(store, row) for row in rows]


def name(store: Store, cookie: str) -> str:
    """Return the name of the session that this cookie finds."""
    return _name(store, _digest(cookie))


def end_named(store: Store, member_id: int, names: Collection[str]) -> None:
    """End those of the person's sessions, each in the audit log; what has ended stays so."""
    actor = actors.member(member_id)
    for row in store.exec(_open_of(store, member_id)):
        if _name(store, row.digest) in names:
            entries.record_about(store, actor, Act.SIGNED_OUT, member_id)
            store.delete(row)


def end_all_of(store: Store, member_id: int) -> None:
    """End every session of the person, in every face, browser and membership."""
    store.execute(delete(FaceSession).where(_of_person(member_id)))


def end_at_place(store: Store, member_id: int) -> None:
    """End the sessions in which this membership of theirs is the one in use."""
    store.execute(delete(FaceSession).where(col(FaceSession.member_id) == member_id))


def purge(store: Store) -> int:
    """Delete expired sessions; return how many."""
    expired = or_(
        col(FaceSession.expires_at) <= store.now,
        col(FaceSession.idle_until) <= store.now,
    )
    return store.connection().execute(delete(FaceSession).where(expired)).rowcount


def _open_of(store: Store, member_id: int) -> SelectOfScalar[FaceSession]:
    return select(FaceSession).where(
        _of_person(member_id),
        col(FaceSession.expires_at) > store.now,
        col(FaceSession.idle_until) > store.now,
    )


def _described(store: Store, row: FaceSession) -> SignedInBrowser:
    since = row.expires_at - MEMBER
    noted = (row.idle_until or row.expires_at) - idle(row.face)
    return SignedInBrowser(
        _name(store, row.digest),
        FaceName(row.face),
        since,
        max(since, noted),
        row.expires_at,
    )


def _of_person(member_id: int) -> ColumnElement[bool]:
    of_account = select(Member.account_id).where(col(Member.id) == member_id)
    own = col(Member.account_id) == of_account.scalar_subquery()
    return col(FaceSession.member_id).in_(select(Member.id).where(own))


def _name(store: Store, digest: bytes) -> str:
    return store.keys.secrets.digest("session name", digest.hex()).hex()[:NAME_DIGITS]


def _columns(data: SessionData) -> dict[str, Any]:
    columns = asdict(data)
    # Half a sign-in has no row: see web/sessions.py.
    del columns["proven_id"], columns["proven_by"]
    return columns


def _digest(cookie: str) -> bytes:
    # One quick round is enough for 256 random bits; who reads the table has no cookie.
    return hashlib.sha256(cookie.encode()).digest()


# Columns, and not the row itself: every request asks for it.
_FOUND = columns(
    col(FaceSession.csrf),
    col(FaceSession.flash),
    col(FaceSession.language),
    col(FaceSession.member_id),
    col(FaceSession.second_factor_at),
    col(FaceSession.kiosk_id),
    col(FaceSession.expires_at),
    col(FaceSession.idle_until),
).where(
    col(FaceSession.digest) == bindparam("digest"),
    col(FaceSession.face) == bindparam("face"),
)
