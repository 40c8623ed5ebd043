"""The health of e-mail: since when the mail server takes none, and whom it does not reach."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from visits import sites
from visits.store.database import Store
from visits.store.outbox import Email
from visits.store.people import Member
from visits.store.system_state import MailFailure
from visits.store.visits import Visit
from visits.vocabulary.mail import OF_RECIPIENT, TO_HOST, MailProblem, UndeliveredReason

PATIENCE = 5
"""Attempts that a server may answer with "later": some let strangers wait for minutes."""
OF_EVERY_EMAIL = frozenset(
    {
        MailProblem.HOST_UNKNOWN,
        MailProblem.UNREACHABLE,
        MailProblem.TLS,
        MailProblem.LOGIN,
        MailProblem.SENDER,
    }
)
"""The others may be about one recipient or text: another e-mail's success says nothing of them."""


def failure(store: Store) -> MailFailure | None:
    """Return what keeps e-mails from going out; None while the mail server takes them."""
    return store.get(MailFailure, 1)


def reaches(store: Store, member_id: int) -> bool:
    """False if the mail server takes nothing now, or has rejected the last e-mail to the host."""
    return failure(store) is None and not store.exec(_rejected(member_id)).first()


def unreached(store: Store, site_id: int) -> Sequence[Member]:
    """Return the site's hosts whose last e-mail about a guest the mail server has rejected."""
    of_site = (col(Member.site_id) == site_id, col(Member.closed_at).is_(None))
    hosts = select(Member).where(*of_site, col(Member.id).in_(_rejected()))
    return store.exec(hosts.order_by(col(Member.id))).all()


def failed(store: Store, attempts: int, problem: MailProblem, reply: str) -> None:
    """Note that an e-mail did not go out at its attempt number `attempts`.

    What is about one recipient is not noted, nor is a server that asks for a little patience.
    `reply` has the codes of the server's answer, or is empty.
    """
    is_patient = problem is MailProblem.BUSY and attempts < PATIENCE
    if problem in OF_RECIPIENT or is_patient:
        return
    row = failure(store)
    if row is None:
        row = MailFailure(since=store.now, problem=problem)
    elif row.problem is problem:
        return
    row.problem, row.reply = problem, reply or None
    store.add(row)
    sites.all_changed(store)


def accepted(store: Store, *, is_rehearsed: bool = False) -> None:
    """Note that the mail server took an e-mail: whatever waited for it is tried at once.

    One that was only rehearsed shows nothing, but is looked up like any other.
    """
    row = failure(store)
    if row is None or is_rehearsed:
        return
    if row.problem in OF_EVERY_EMAIL:
        _retry_now(store)
    store.delete(row)
    sites.all_changed(store)


def _rejected(member_id: int | None = None) -> Any:  # noqa: ANN401 - a select of sqlmodel's
    """Select whose newest e-mail about a guest was rejected: of all, or of this member."""
    newer, of_newer = aliased(Email), aliased(Visit)
    told = func.coalesce(col(Email.member_id), col(Visit.host_id))
    told_since = (
        select(newer.id)
        .join(of_newer, col(of_newer.id) == col(newer.visit_id))
        .where(
            col(newer.id) > col(Email.id),
            col(newer.kind).in_(TO_HOST),
            col(newer.settled_at).is_not(None),
            func.coalesce(col(newer.member_id), col(of_newer.host_id)) == told,
        )
    )
    is_rejected = col(Email.undelivered) == UndeliveredReason.REJECTED
    rejected = select(told).select_from(Email).join(Visit)
    rejected = rejected.where(is_rejected, col(Email.kind).in_(TO_HOST))
    if member_id is not None:
        rejected = rejected.where(told == member_id)
    return rejected.where(~told_since.exists())


def _retry_now(store: Store) -> None:
    """Let every e-mail that was tried in vain be tried again at once."""
    waiting = (col(Email.settled_at).is_(None), col(Email.leased_until).is_(None))
    store.execute(
        update(Email)
        .where(*waiting, col(Email.attempts) > 0)
        .values(not_before=store.now)
    )
