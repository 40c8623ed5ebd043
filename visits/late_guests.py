"""Late guests: the host is told once of a guest who did not come and said nothing."""

from datetime import timedelta

from sqlalchemy import exists
from sqlmodel import col, select

from visits import host_channels, visit_state
from visits.store.database import Store
from visits.store.visits import (
    Arrival,
    Invitation,
    LateReminder,
    Refusal,
    WalkIn,
    Withdrawal,
)
from visits.visit_state import Stage
from visits.vocabulary.mail import EmailKind

LATE = timedelta(minutes=15)
TOO_LATE = timedelta(minutes=45)
"""After that the host knows it themselves: a reminder that was missed is not sent any more."""
MOST_AT_ONCE = 50


def unannounced(store: Store) -> list[int]:
    """Return the visits whose guest is late and whose host was not told, at most so many."""
    awaited = col(Invitation.awaited_since)
    is_late = (awaited <= store.now - LATE, awaited > store.now - TOO_LATE)
    said_nothing = col(Invitation.late_by).is_(None)
    # As `remind` asks again: one that it leaves alone would be found again at once.
    facts = (Arrival, WalkIn, Withdrawal, Refusal, LateReminder)
    none_of = [
        ~exists().where(col(fact.visit_id) == col(Invitation.visit_id))
        for fact in facts
    ]
    late = select(Invitation.visit_id).where(*is_late, said_nothing, *none_of)
    return list(store.exec(late.limit(MOST_AT_ONCE)))


def remind(store: Store, visit_id: int) -> None:
    """Queue the e-mails to the hosts about a late guest, once (`NotFound` once erased)."""
    visit = visit_state.of(store, visit_id)
    has_spoken = visit.invitation.late_by is not None
    is_reminded = store.get(LateReminder, visit_id) is not None
    if visit.stage is not Stage.EXPECTED or has_spoken or is_reminded:
        return
    store.add(LateReminder(visit_id=visit_id, at=store.now))
    until = visit.invitation.awaited_since + TOO_LATE
    host_channels.write_to_hosts(store, EmailKind.NOT_HERE_YET, visit, until)
