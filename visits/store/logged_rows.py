"""Which rows are decisions that no restore may lose, and what the decision log says of them.

A row of the tables named here is noted when it is flushed, whoever wrote it: so no caller
can forget to log. Statements that go around the session are not noted; the purge uses
them, and what it takes away is due, not decided.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import UOWTransaction
from sqlmodel import SQLModel, col

from visits.keys.decision_log import (
    NEVER,
    AnyDecision,
    LoggedAddress,
    LoggedClosure,
    LoggedErasureRequest,
    LoggedHold,
    LoggedRequest,
    LoggedRestriction,
    LoggedRevocation,
    LoggedSuppression,
    LoggedWatch,
    digest_of,
)
from visits.policy.register import register
from visits.store.backends import Serial
from visits.store.lobby import WatchEntry
from visits.store.people import Member
from visits.store.rights import (
    ErasureAsked,
    LegalHold,
    Restriction,
    RightsRequest,
    Suppression,
)
from visits.store.sites import Kiosk, PrintAgent
from visits.store.system_state import DecisionPosition
from visits.store.visits import Invitation, Visit
from visits.vocabulary.policy import Period

if TYPE_CHECKING:
    from visits.store.database import Store


Sayer = Callable[["Store", Any], AnyDecision | None]
"""What the log says of a row; None where it decides nothing."""


def note_flushed(store: "Store", _flushing: UOWTransaction) -> None:
    """Put what this flush decides among the store's decisions (a listener of `after_flush`)."""
    changed = [row for row in store.dirty if store.is_modified(row)]
    for sayers, rows in ((_WRITTEN, [*store.new, *changed]), (_DELETED, store.deleted)):
        for row in rows:
            if (say := sayers.get(type(row))) and (entry := say(store, row)):
                store.decisions.append(entry)


def write(store: "Store") -> int:
    """Put the store's decisions on the disk and note in the database that it holds them.

    The number that they have, microseconds since 1970 or one more than the last: so it
    grows also while the clock is behind. Called last before the commit, and by one
    transaction at a time, so that numbers stand in the log in the order of the commits.
    """
    # A log begun anew in an empty folder would hide the one that a restore needs.
    store.keys.keyring.require_present()
    store.lock_names([Serial.DECISIONS.encode()])
    position = store.get(
        DecisionPosition, 1, populate_existing=True
    ) or DecisionPosition(number=0)
    position.number = max(int(store.now.timestamp() * 1e6), position.number + 1)
    store.add(position)
    store.flush()
    store.keys.decisions.append(
        [
            entry.model_copy(update={"number": position.number})
            for entry in store.decisions
        ]
    )
    return position.number


def last_day(store: "Store") -> date:
    """The last day whose key could open a copy of any visit that was made until now."""
    days = store.keys.keyring.days()
    return date.fromisoformat(days[-1]) if days else store.now.astimezone(UTC).date()


def _restriction(store: "Store", row: Restriction) -> LoggedRestriction:
    visit = _visit(store, row.visit_id)
    return LoggedRestriction(last_day=last_day(store), visit=visit, at=row.at)


def _lifted_restriction(store: "Store", row: Restriction) -> LoggedRestriction:
    visit = _visit(store, row.visit_id)
    return LoggedRestriction(last_day=last_day(store), visit=visit)


def _erasure_request(store: "Store", row: ErasureAsked) -> LoggedErasureRequest:
    visit = _visit(store, row.visit_id)
    return LoggedErasureRequest(last_day=last_day(store), visit=visit, at=row.at)


def _hold(store: "Store", row: LegalHold) -> LoggedHold:
    return LoggedHold(
        last_day=last_day(store),
        public_id=row.public_id,
        visit=_visit(store, row.visit_id),
        reason=row.reason,
        placed_at=row.placed_at,
        review_at=row.review_at,
        placed_by=_member(store, row.placed_by),
        released_at=row.released_at,
    )


def _request(store: "Store", row: RightsRequest) -> LoggedRequest:
    keeps = register().retention_classes[Period.REQUESTS].keeps
    return LoggedRequest(
        last_day=(row.received_at + keeps).astimezone(UTC).date(),
        public_id=row.public_id,
        site_id=row.site_id,
        visit=_day_if_kept(store, row.visit_id),
        contact_digest=row.contact_digest,
        right=row.kind,
        channel=row.channel,
        received_at=row.received_at,
        noted_by=_member(store, row.noted_by),
        settled_at=row.settled_at,
        settled_by=_member(store, row.settled_by),
        outcome=row.outcome,
    )


def _suppression(_store: "Store", row: Suppression) -> LoggedSuppression:
    return LoggedSuppression(
        last_day=NEVER, contact_digest=row.contact_digest, since=row.since
    )


def _lifted_suppression(store: "Store", row: Suppression) -> LoggedSuppression:
    # The digest is kept no longer than a guest's backup opens: after that a restore
    # could bring the suppression back, which sends too little and never too much.
    return LoggedSuppression(
        last_day=last_day(store), contact_digest=row.contact_digest
    )


def _watch(store: "Store", row: WatchEntry) -> LoggedWatch:
    columns = row.model_dump(exclude={"id", "public_id"})
    members = {
        by: _member(store, columns[by]) for by in ("proposed_by", "confirmed_by")
    }
    return LoggedWatch(
        last_day=_review_day(row),
        public_id=row.public_id,
        entry=LoggedAddress(**columns | members),
    )


def _ended_watch(_store: "Store", row: WatchEntry) -> LoggedWatch:
    return LoggedWatch(last_day=_review_day(row), public_id=row.public_id)


def _review_day(row: WatchEntry) -> date:
    # After it an older copy may have the row: it counts no more, and the purge takes it.
    return row.review_at.astimezone(UTC).date()


def _closure(_store: "Store", row: Member) -> LoggedClosure | None:
    if row.closed_at is None:
        return None
    return LoggedClosure(
        last_day=NEVER,
        public_id=row.public_id,
        closed_at=row.closed_at,
        key_day=row.key_day,
    )


def _revocation(_store: "Store", row: Kiosk | PrintAgent) -> LoggedRevocation | None:
    if row.revoked_at is None:
        return None
    return LoggedRevocation(
        last_day=NEVER,
        device="kiosk" if isinstance(row, Kiosk) else "agent",
        public_id=row.public_id,
        at=row.revoked_at,
    )


# Asked of the connection: within a flush the session must not flush again.
def _visit(store: "Store", visit_id: int) -> bytes:
    theirs = select(col(Visit.public_id)).where(col(Visit.id) == visit_id)
    return digest_of(store.connection().execute(theirs).scalar_one())


def _day_if_kept(store: "Store", series_id: int | None) -> bytes | None:
    """Name the last day of a request's series that is kept: the request may outlive them all."""
    theirs = (
        select(col(Visit.public_id))
        .join(Invitation, col(Invitation.visit_id) == col(Visit.id))
        .where(col(Invitation.series_id) == series_id)
        .order_by(col(Invitation.starts_at).desc())
    )
    public_id = store.connection().execute(theirs).scalar()
    return digest_of(public_id) if public_id else None


def _member(store: "Store", member_id: int | None) -> str | None:
    theirs = select(col(Member.public_id)).where(col(Member.id) == member_id)
    return store.connection().execute(theirs).scalar()


_WRITTEN: Mapping[type[SQLModel], Sayer] = {
    Restriction: _restriction,
    ErasureAsked: _erasure_request,
    LegalHold: _hold,
    RightsRequest: _request,
    Suppression: _suppression,
    WatchEntry: _watch,
    Member: _closure,
    Kiosk: _revocation,
    PrintAgent: _revocation,
}
_DELETED: Mapping[type[SQLModel], Sayer] = {
    Restriction: _lifted_restriction,
    Suppression: _lifted_suppression,
    WatchEntry: _ended_watch,
}
