"""Closing an account.

Its consequences, the closing, and erasing the member when the term is over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, update
from sqlmodel import SQLModel, col, select

from visits import co_hosts, invitations, visit_state
from visits.audit import entries
from visits.keys.keyring import KeyDestroyedError
from visits.people import (
    accounts,
    channels,
    delegates,
    memberships,
    password_links,
    profiles,
    second_factors,
    sessions,
)
from visits.policy.register import register
from visits.store import locks
from visits.store.database import Store
from visits.store.people import Account, Member, MemberRole
from visits.store.visits import Arrival, Invitation, Refusal, Visit, WalkIn, Withdrawal
from visits.visit_state import VisitState
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.people import Role
from visits.vocabulary.policy import Period

AT_ONCE = 50
"""Invitations that one transaction withdraws: a check-in waits for so many at most."""
FACTS = (Arrival, Refusal, Withdrawal, WalkIn)
"""What ends that a guest is expected: a stage is no column."""
KEEPS = register().retention_classes[Period.HOST].keeps


@dataclass(frozen=True)
class Consequences:
    """The consequences of closing an account now."""

    withdrawn: int
    """How many invitations would be withdrawn."""
    is_last_at_desk: bool
    """True if nobody else could open the front desk of the site."""
    is_last_admin: bool
    """True if nobody else would manage the company at the site."""
    is_last_place: bool
    """True if the person has no other membership, so that the account goes too."""
    until: datetime
    """Until when the name and the address would be kept."""


def consequences(store: Store, member_id: int) -> Consequences:
    """Return the consequences of closing the account, without closing it (`NotFound`)."""
    member = accounts.by_id(store, member_id)
    of_company = col(Member.company_id) == member.company_id
    return Consequences(
        len(_expected(store, member_id)),
        _is_last(store, member, Role.DESK),
        _is_last(store, member, Role.COMPANY_ADMIN, of_company),
        _is_last_place(store, member),
        _until(store),
    )


def withdraw_some(
    store: Store, member_id: int, actor: Actor, most: int = AT_ONCE
) -> bool:
    """Withdraw some of the invitations before the account is closed; False if none is left.

    A host may have invited thousands by lists, for all of whom nobody can wait.
    """
    ended = (exists().where(col(fact.visit_id) == col(Visit.id)) for fact in FACTS)
    expected = (*_coming(store, member_id), *(~fact for fact in ended))
    found = select(Visit).join(Invitation).where(*expected).order_by(col(Visit.id))
    visits = store.exec(found.limit(most)).all()
    for visit in visits:
        invitations.withdraw(store, member_id, visit.public_id, actor)
    return bool(visits)


def close(store: Store, member_id: int, actor: Actor) -> bool:
    """Close a membership and end its sessions; return whether the account went with the last.

    Its expected guests are told that their visit is cancelled. The address may join
    anew at once. The name and the address are kept for the register's term for hosts,
    then `erase_due` takes them. Refuses `NotFound`.
    """
    locks.visits(store, *_coming(store, member_id))
    locks.member(store, member_id)
    member = accounts.by_id(store, member_id)
    for expected in _expected(store, member_id):
        invitations.withdraw(store, member_id, expected.visit.public_id, actor)
    sessions.end_at_place(store, member_id)
    delegates.forget(store, member_id)
    channels.forget(store, member_id)
    co_hosts.forget(store, member_id)
    profiles.store_profile_until(store, member, _until(store).astimezone(UTC).date())
    is_last = _leave_account(store, member, actor)
    member.closed_at = store.now
    entries.record_about(store, actor, Act.ACCOUNT_CLOSED, member_id)
    return is_last


def _leave_account(store: Store, member: Member, actor: Actor) -> bool:
    """Take the account with its last membership: then nothing of it is of use any more."""
    locks.account(store, col(Account.id) == member.account_id)
    account = memberships.account(store, member.id)
    is_last = _is_last_place(store, member)
    if is_last:
        password_links.void(store, account)
        second_factors.remove(store, member.id, actor)
    member.account_id = None
    store.flush()
    if is_last:
        store.delete(account)
    return is_last


def give_last_days(store: Store, most: int) -> int:
    """Set a deletion date on up to `most` accounts closed before such dates existed.

    Return how many.

    The term counts from the closing, so that a date may be past already; `over` finds
    those.
    """
    without = (col(Member.closed_at).is_not(None), col(Member.key_day).is_(None))
    without_day = select(Member).where(*without).order_by(col(Member.id)).limit(most)
    # Two processes would seal the profiles under two keys.
    members = store.exec(without_day.with_for_update(key_share=True)).all()
    for member in members:
        _give_last_day(store, member, (member.closed_at or store.now) + KEEPS)
    return len(members)


def over(store: Store) -> list[int]:
    """Return the closed accounts past their last day that the purge can still change."""
    can_change = or_(_is_named(), and_(*_nothing_refers()))
    return list(store.exec(select(Member.id).where(_is_over(store), can_change)))


def erase_due(store: Store, member_ids: Sequence[int]) -> int:
    """Erase those of the accounts whose last day is over; return how many.

    A row that others refer to stays, without a name, a role or an address, until they
    are gone too.
    """
    due = (col(Member.id).in_(member_ids), _is_over(store))
    ids = list(store.exec(select(Member.id).where(*due)))
    # The roles first: they refer to the member, whose row would have to stay for them.
    store.execute(delete(MemberRole).where(col(MemberRole.member_id).in_(ids)))
    blank = update(Member).where(*due, _is_named()).values(profile=b"")
    blanked = _rows(store, blank)
    _rows(store, delete(Member).where(*due, *_nothing_refers()))
    return blanked


def _expected(store: Store, host_id: int) -> list[VisitState]:
    """Return the host's guests who may still come."""
    never = [col(fact.visit_id).is_(None) for fact in FACTS]
    return visit_state.every(store, *_coming(store, host_id), *never)


def _coming(store: Store, host_id: int) -> tuple[ColumnElement[bool], ...]:
    is_theirs = col(Invitation.host_id) == host_id
    return is_theirs, col(Invitation.day_ends_at) > store.now


def _is_last(
    store: Store, member: Member, role: Role, *of_others: ColumnElement[bool]
) -> bool:
    with_role = select(col(MemberRole.member_id)).where(col(MemberRole.role) == role)
    of_site = (col(Member.site_id) == member.site_id, col(Member.closed_at).is_(None))
    others = (*of_site, *of_others, col(Member.id).in_(with_role))
    return set(store.exec(select(Member.id).where(*others))) == {member.id}


def _is_last_place(store: Store, member: Member) -> bool:
    return memberships.of_account(store, member.account_id or 0) == [member]


def _until(store: Store) -> datetime:
    return store.now + KEEPS


def _give_last_day(store: Store, member: Member, until: datetime) -> None:
    try:
        profiles.store_profile_until(store, member, until.astimezone(UTC).date())
    # Its last day is past: there is no key any more, so the name goes at once.
    except KeyDestroyedError:
        member.profile, member.key_day = b"", until.astimezone(UTC).date()


def _is_over(store: Store) -> ColumnElement[bool]:
    # Days of keys are days of UTC, as one key serves sites of every zone.
    return col(Member.key_day) < store.now.astimezone(UTC).date()


def _is_named() -> ColumnElement[bool]:
    return col(Member.profile) != b""


def _nothing_refers() -> Iterator[Any]:
    """Yield the conditions under which no row refers to the member.

    The newest id stays, so that the database never gives it to another member.
    """
    yield col(Member.id) < select(func.max(col(Member.id))).scalar_subquery()
    # Read from the schema, so that a new table that refers to members is not forgotten here.
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if column.references(SQLModel.metadata.tables["member"].c.id):
                yield ~exists().where(column == col(Member.id))


def _rows(store: Store, statement: Any) -> int:  # noqa: ANN401 - an UPDATE or a DELETE
    rows: int = store.connection().execute(statement).rowcount
    return rows
