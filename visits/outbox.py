"""The outbox: letters are rows of the transaction that causes them, and leave the house afterwards."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, or_, update
from sqlmodel import col, select

from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.outbox import Email
from visits.store.rights import Inquiry
from visits.vocabulary.visits import EmailKind, UndeliveredReason

LEASE = timedelta(minutes=2)
PAUSES = [timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600)]


def about_visit(store: Store, kind: EmailKind, visit_id: int, until: datetime) -> None:
    """A letter about the visit is on its way; it is of no use after `until`."""
    _queue(store, until, kind=kind, visit_id=visit_id)


def one_time_code(store: Store, encounter: Encounter, until: datetime) -> None:
    """The newest digits are on their way to whom the host named; a stranger's letter is one to nobody."""
    _queue(
        store,
        until,
        kind=EmailKind.ONE_TIME_CODE,
        encounter_id=encounter.id,
        sending=encounter.sendings,
    )


def rights_code(store: Store, inquiry: Inquiry, until: datetime) -> None:
    """The digits are on their way to the address that was typed; a stranger's letter is one to nobody."""
    _queue(store, until, kind=EmailKind.RIGHTS_CODE, inquiry_id=inquiry.id)


def to_member(store: Store, kind: EmailKind, member_id: int, until: datetime) -> None:
    """A letter to the member is on its way; it is of no use after `until`."""
    _queue(store, until, kind=kind, member_id=member_id)


def audit_head(store: Store, site_id: int, until: datetime) -> None:
    """Queue the head of the audit log for the site's privacy contact."""
    _queue(store, until, kind=EmailKind.AUDIT_HEAD, site_id=site_id)


def any_due(store: Store) -> bool:
    """Whether there is a letter to claim; looking changes nothing."""
    return store.exec(select(Email.id).where(*_due(store)).limit(1)).first() is not None


def claim(store: Store) -> Email | None:
    """The next letter that is due, leased to the caller; nobody else gets it meanwhile."""
    due = _due(store)
    letter = store.exec(
        select(Email)
        .where(*due)
        .order_by(_urgent_first(), col(Email.not_before))
        .limit(1)
    ).first()
    if letter is None:
        return None
    lease = {"leased_until": store.now + LEASE, "attempts": Email.attempts + 1}
    taken: Any = store.execute(
        update(Email).where(col(Email.id) == letter.id, *due).values(lease)
    )
    if taken.rowcount != 1:
        return None
    store.refresh(letter)
    return letter


def delivered(store: Store, letter_id: int) -> None:
    """The mail server has taken the letter."""
    letter = _unsettled(store, letter_id)
    if letter is not None:
        _settle(store, letter, None)


def not_delivered(store: Store, letter_id: int, why: UndeliveredReason | None) -> None:
    """Tried again after a growing pause while the letter is of use; given up at once for a reason."""
    letter = _unsettled(store, letter_id)
    if letter is None:
        return
    again_at = store.now + PAUSES[min(letter.attempts, len(PAUSES)) - 1]
    if why is not None or again_at >= letter.expires_at:
        _settle(store, letter, why or UndeliveredReason.TRIED_TOO_OFTEN)
        return
    letter.leased_until, letter.not_before = None, again_at


def _queue(store: Store, until: datetime, **letter: Any) -> None:  # noqa: ANN401 - columns of any type
    store.add(
        Email(queued_at=store.now, not_before=store.now, expires_at=until, **letter)
    )


def _urgent_first() -> Any:  # noqa: ANN401 - an expression of sqlalchemy's
    """A guest stands at the kiosk and waits for digits: they pass a morning's invitations."""
    return case(
        (col(Email.kind).in_({EmailKind.ONE_TIME_CODE, EmailKind.RIGHTS_CODE}), 0),
        else_=1,
    )


def _due(store: Store) -> tuple[Any, ...]:
    return (
        col(Email.settled_at).is_(None),
        col(Email.not_before) <= store.now,
        or_(col(Email.leased_until).is_(None), col(Email.leased_until) <= store.now),
    )


def _unsettled(store: Store, letter_id: int) -> Email | None:
    letter = store.get(Email, letter_id)
    return letter if letter is not None and letter.settled_at is None else None


def _settle(store: Store, letter: Email, why: UndeliveredReason | None) -> None:
    letter.settled_at, letter.undelivered, letter.leased_until = store.now, why, None
    if letter.inquiry_id is not None:
        # The address was kept for this letter only.
        store.execute(
            update(Inquiry)
            .where(col(Inquiry.id) == letter.inquiry_id)
            .values(address=None)
        )
