"""The outbox: e-mails are rows of the transaction that causes them, and are sent afterwards.

So an e-mail exists exactly if what it is about was committed. A row is claimed by a lease
before it is sent: if the process dies meanwhile, another one sends it when the lease is over.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from sqlalchemy import case, func, insert, or_, update
from sqlmodel import col, select

from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.news import News
from visits.store.outbox import Email
from visits.store.rights import Inquiry
from visits.store.series import in_series_of, sharing_code_of
from visits.store.visits import Invitation
from visits.vocabulary.mail import (
    ABOUT_INVITATION,
    AWAITED,
    IN_THE_LOBBY,
    NEWEST_COUNTS,
    TELLS_CO_HOSTED,
    EmailKind,
    UndeliveredReason,
)
from visits.vocabulary.sessions import FaceName

LEASE = timedelta(minutes=2)
"""Longer than an SMTP conversation takes; one that is overtaken is sent twice, not lost."""
CODES_WAIT = (0.5, 2.5)
"""Seconds, at random: what is done for a code then cannot be told from other work by its time."""
PAUSES = [timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600)]
LONGEST_FOR_DIGITS = timedelta(seconds=30)
"""Somebody stands before a tablet and waits; mail servers that greylist open after minutes."""
LAST_PAUSE = timedelta(seconds=5)
"""What would be tried so shortly before it expires is given up."""


def about_visit(
    store: Store,
    kind: EmailKind,
    visit_id: int,
    until: datetime,
    not_before: datetime | None = None,
) -> None:
    """Queue an e-mail about the visit; it is not sent after `until`, nor before `not_before`."""
    _queue(store, until, not_before, kind=kind, visit_id=visit_id)


def about_visit_to(
    store: Store, kind: EmailKind, visit_id: int, member_id: int | None, until: datetime
) -> None:
    """Queue an e-mail about the visit for this member, or for its host without one."""
    _queue(store, until, kind=kind, visit_id=visit_id, member_id=member_id)


def is_told(
    store: Store, kinds: Iterable[EmailKind], visit_id: int, member_id: int | None
) -> bool:
    """Return whether one of them was queued: for the member, or for the host without one."""
    same = (
        col(Email.kind).in_(kinds),
        col(Email.visit_id) == visit_id,
        col(Email.member_id).is_not_distinct_from(member_id),
    )
    return store.exec(select(Email.id).where(*same).limit(1)).first() is not None


def one_time_code(store: Store, encounter: Encounter, until: datetime) -> None:
    """Queue the encounter's newest one-time code; a stranger's row is the same and goes nowhere."""
    kind, soon = EmailKind.ONE_TIME_CODE, _soon(store)
    sending = {"encounter_id": encounter.id, "sending": encounter.sendings}
    _queue(store, until, soon, kind=kind, **sending)


def rights_code(store: Store, inquiry: Inquiry, until: datetime) -> None:
    """Queue the code for the address that was typed; a stranger's row is the same."""
    kind, soon = EmailKind.RIGHTS_CODE, _soon(store)
    _queue(store, until, soon, kind=kind, inquiry_id=inquiry.id)


def confirmation_code(
    store: Store, inquiry: Inquiry, visit_id: int, until: datetime
) -> None:
    """Queue the code by which the visit's guest confirms their address on their page."""
    _queue(
        store,
        until,
        kind=EmailKind.CONFIRMATION_CODE,
        visit_id=visit_id,
        inquiry_id=inquiry.id,
    )


def to_member(
    store: Store,
    kind: EmailKind,
    member_id: int,
    until: datetime,
    face: FaceName | None = None,
) -> None:
    """Queue an e-mail to the member; it is not sent after `until`."""
    _queue(store, until, kind=kind, member_id=member_id, face=face)


def password_reset(store: Store, link: bytes, face: FaceName, until: datetime) -> None:
    """Queue the link that the store knows by this digest; a stranger's row is the same."""
    asked = {"kind": EmailKind.PASSWORD_RESET, "reset": link, "face": face}
    _queue(store, until, _soon(store), **asked)


def audit_head(store: Store, site_id: int, until: datetime) -> None:
    """Queue the head of the audit log for the site's privacy contact."""
    _queue(store, until, kind=EmailKind.AUDIT_HEAD, site_id=site_id)


def to_guest(store: Store, visit_id: int) -> list[Email]:
    """Return the e-mails that were queued for the guest about its series, oldest first."""
    about = _about_invitation(visit_id)
    emails = select(Email).where(*about).order_by(col(Email.queued_at), col(Email.id))
    return list(store.exec(emails))


def was_delivered(
    store: Store, kinds: Iterable[EmailKind], visit_id: int, but_for: Collection[int]
) -> bool:
    """Return whether the mail server has taken such an e-mail; these members' do not count."""
    of_visit = (
        col(Email.visit_id) == visit_id,
        col(Email.kind).in_(kinds),
        func.coalesce(col(Email.member_id), 0).not_in(but_for),
    )
    taken = (col(Email.settled_at).is_not(None), col(Email.undelivered).is_(None))
    return store.exec(select(Email.id).where(*of_visit, *taken)).first() is not None


def any_due(store: Store) -> bool:
    """Return whether there is an e-mail to claim, without becoming a writer."""
    return store.exec(select(Email.id).where(*_due(store)).limit(1)).first() is not None


def claim(store: Store) -> Email | None:
    """Lease the next e-mail that is due to the caller; None if there is none."""
    due = _due(store)
    email = store.exec(
        select(Email)
        .where(*due)
        .order_by(_urgent_first(), col(Email.not_before), col(Email.id))
        .limit(1)
        # What another process is about to claim is no more due to this one.
        .with_for_update(skip_locked=True)
    ).first()
    if email is None:
        return None
    # A lease that ended by itself was of a worker that died: it may have sent the e-mail.
    may_be_sent = email.leased_until is not None
    lease = {"leased_until": store.now + LEASE, "attempts": Email.attempts + 1}
    # Whoever changes the row first has it; the other finds none to change.
    taken: Any = store.execute(
        update(Email).where(col(Email.id) == email.id, *due).values(lease)
    )
    if taken.rowcount != 1:
        return None
    if may_be_sent:
        _announce(store, email)
    store.refresh(email)
    return email


def delivered(
    store: Store, email_id: int, why_not: UndeliveredReason | None = None
) -> None:
    """Record that the mail server has taken the e-mail, or would have; `why_not` it has not."""
    email = _unsettled(store, email_id)
    if email is not None:
        if why_not is None:
            _announce(store, email)
        _settle(store, email, why_not)


def not_delivered(
    store: Store, email_id: int, why: UndeliveredReason | None, *, is_sure: bool = True
) -> None:
    """Give the e-mail up for the reason `why`; without one, try again after a growing pause.

    It is not `is_sure` when the mail server may have taken it all the same.
    """
    email = _unsettled(store, email_id)
    if email is None:
        return
    if not is_sure:
        _announce(store, email)
    again_at = store.now + _pause(store, email)
    if why is not None or again_at >= email.expires_at - LAST_PAUSE:
        _settle(store, email, why or UndeliveredReason.TRIED_TOO_OFTEN)
        return
    email.leased_until, email.not_before = None, again_at


def is_overtaken(store: Store, email: Email) -> bool:
    """True if a newer e-mail says all that this one would."""
    if email.kind not in ABOUT_INVITATION | NEWEST_COUNTS:
        return False
    same: tuple[Any, ...] = _about_invitation(email.visit_id)
    if email.kind in NEWEST_COUNTS:
        about = col(Email.visit_id).is_not_distinct_from(email.visit_id)
        if email.kind in TELLS_CO_HOSTED:
            about = col(Email.visit_id).in_(sharing_code_of(email.visit_id))
        of_member = col(Email.member_id).is_not_distinct_from(email.member_id)
        same = (col(Email.kind) == email.kind, about, of_member)
    newer = select(Email.id).where(*same, col(Email.id) > email.id)
    return store.exec(newer.limit(1)).first() is not None


def is_announced(store: Store, visit_id: int, but_for: int = 0) -> bool:
    """True if an e-mail about the invitation went out, or may have; number `but_for` aside."""
    known = select(Invitation.emailed).where(col(Invitation.visit_id) == visit_id)
    under_way = select(Email.id).where(
        *_about_invitation(visit_id),
        col(Email.id) != but_for,
        col(Email.settled_at).is_(None),
        col(Email.leased_until).is_not(None),
    )
    return any(store.exec(query.limit(1)).first() for query in (known, under_way))


def _pause(store: Store, email: Email) -> timedelta:
    """Return how long to wait; never longer than half of the time that is left."""
    pause = PAUSES[min(email.attempts, len(PAUSES)) - 1]
    if email.kind in AWAITED:
        pause = min(pause, LONGEST_FOR_DIGITS)
    return min(pause, (email.expires_at - store.now) / 2)


def _queue(
    store: Store,
    until: datetime,
    not_before: datetime | None = None,
    **columns: Any,  # noqa: ANN401 - columns of any type
) -> None:
    first_try = not_before or store.now
    times = {"queued_at": store.now, "not_before": first_try, "expires_at": until}
    store.prepared(_QUEUE, **(_NEW | times | columns))
    store.news.add(News.EMAILS)


def _soon(store: Store) -> datetime:
    return store.now + timedelta(seconds=SystemRandom().uniform(*CODES_WAIT))


def _urgent_first() -> Any:  # noqa: ANN401 - an expression of sqlalchemy's
    # Neither a flood of forgotten passwords nor a list of invitations holds up the lobby.
    kind = col(Email.kind)
    first = (kind.in_(IN_THE_LOBBY), 0), (kind.in_(AWAITED), 1)
    return case(*first, (kind.in_(ABOUT_INVITATION), 3), else_=2)


def _due(store: Store) -> tuple[Any, ...]:
    return (
        col(Email.settled_at).is_(None),
        col(Email.not_before) <= store.now,
        or_(col(Email.leased_until).is_(None), col(Email.leased_until) <= store.now),
    )


def _unsettled(store: Store, email_id: int) -> Email | None:
    email = store.get(Email, email_id)
    return email if email is not None and email.settled_at is None else None


def _about_invitation(visit_id: int | None) -> tuple[Any, Any]:
    # Each says how all days of the series stand, whichever of them has changed.
    days = select(Invitation.visit_id).where(in_series_of(visit_id))
    return (col(Email.visit_id).in_(days), col(Email.kind).in_(ABOUT_INVITATION))


def _announce(store: Store, email: Email) -> None:
    if email.kind in ABOUT_INVITATION:
        of_series = in_series_of(email.visit_id)
        store.execute(update(Invitation).where(of_series).values(emailed=True))


def _settle(store: Store, email: Email, why: UndeliveredReason | None) -> None:
    # All three in one statement, also where nothing changes: it must not tell who is a guest.
    outcome = {"settled_at": store.now, "undelivered": why, "leased_until": None}
    store.execute(update(Email).where(col(Email.id) == email.id).values(outcome))
    if email.inquiry_id is not None:
        # The typed address was kept for this e-mail only.
        of_email = col(Inquiry.id) == email.inquiry_id
        store.execute(update(Inquiry).where(of_email).values(address=None))


_NEW: dict[str, Any] = {"sending": 0, "attempts": 0}
_QUEUE = insert(Email)
