"""The outbox: letters are rows of the transaction that causes them, and leave the house afterwards."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import col, select

from visits.store.database import Store
from visits.store.outboxes import Letter
from visits.words import LetterKind, Undelivered

LEASE = timedelta(minutes=2)
PAUSES = [timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600)]


def about_visit(store: Store, kind: LetterKind, visit_id: int, until: datetime) -> None:
    """A letter about the visit is on its way; it is of no use after `until`."""
    _queue(
        store,
        Letter(kind=kind, visit_id=visit_id, queued_at=store.now, not_before=store.now, expires_at=until),
    )


def one_time_code(store: Store, visit_id: int, encounter_id: int, sending: int, until: datetime) -> None:
    """The digits of this sending are on their way to the guest."""
    letter = Letter(
        kind=LetterKind.ONE_TIME_CODE, visit_id=visit_id, encounter_id=encounter_id, sending=sending,
        queued_at=store.now, not_before=store.now, expires_at=until,
    )  # fmt: skip
    _queue(store, letter)


def to_member(store: Store, kind: LetterKind, member_id: int, until: datetime) -> None:
    letter = Letter(
        kind=kind, member_id=member_id, queued_at=store.now, not_before=store.now, expires_at=until
    )
    _queue(store, letter)


def claim(store: Store) -> Letter | None:
    """The next letter that is due, leased to the caller; nobody else gets it meanwhile."""
    due = (
        col(Letter.settled_at).is_(None),
        col(Letter.not_before) <= store.now,
        or_(col(Letter.leased_until).is_(None), col(Letter.leased_until) <= store.now),
    )
    letter = store.exec(select(Letter).where(*due).order_by(col(Letter.not_before)).limit(1)).first()
    if letter is None:
        return None
    lease = {"leased_until": store.now + LEASE, "attempts": letter.attempts + 1}
    taken = store.execute(
        update(Letter).where(col(Letter.id) == letter.id, *due).values(lease),
        execution_options={"synchronize_session": "evaluate"},
    )
    return letter if taken.rowcount == 1 else None  # type: ignore[attr-defined] # an UPDATE's result has it


def delivered(store: Store, letter_id: int) -> None:
    """The mail server has taken the letter."""
    _settle(store, letter_id, None)


def not_delivered(store: Store, letter_id: int, why: Undelivered | None) -> None:
    """Tried again after a growing pause; given up at once for a reason, or after the last pause."""
    letter = store.get(Letter, letter_id)
    if letter is None:
        return
    if why is None and letter.attempts <= len(PAUSES):
        letter.leased_until = None
        letter.not_before = store.now + PAUSES[letter.attempts - 1]
        return
    _settle(store, letter_id, why or Undelivered.TRIED_TOO_OFTEN)


def _queue(store: Store, letter: Letter) -> None:
    store.add(letter)


def _settle(store: Store, letter_id: int, why: Undelivered | None) -> None:
    letter = store.get(Letter, letter_id)
    if letter is not None:
        letter.settled_at, letter.undelivered, letter.leased_until = store.now, why, None
