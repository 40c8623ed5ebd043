"""Delegates: a colleague who is told of a host's guests in the host's place, for some days.

Here also whether a member wants to be told of guests at all, and asked for by walk-ins.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import delete, or_
from sqlmodel import col, select

from visits import sites
from visits.audit import entries
from visits.people import accounts, profiles
from visits.store import locks
from visits.store.database import Store
from visits.store.people import Delegation, Member, MemberRole
from visits.store.sites import Site
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import (
    DayIsPast,
    EndsBeforeItStarts,
    NotFound,
    TooFarAhead,
)

FURTHEST = timedelta(days=366)
"""A delegate is named for a leave of a year at most."""


@dataclass(frozen=True)
class Colleague:
    """A member of the same company who can be told of a guest."""

    id: int
    public_id: str
    name: str = field(repr=False)


@dataclass(frozen=True)
class Absence:
    """The days, by the host's own site's clock, on which the delegate is told of guests."""

    first: date
    last: date


@dataclass(frozen=True)
class NamedDelegate:
    """Who is told in a host's place, and on which days."""

    name: str = field(repr=False)
    absence: Absence


def name(store: Store, host_id: int, colleague_id: str, absence: Absence) -> None:
    """Name the colleague with this public id in place of an earlier delegate.

    Refuses `NotFound`, `DayIsPast`, `EndsBeforeItStarts` and `TooFarAhead`.
    """
    locks.member(store, host_id)
    host, chosen = (
        accounts.by_id(store, host_id),
        colleague(store, host_id, colleague_id),
    )
    site = sites.of(store, host.site_id)
    today = sites.day_of(site, store.now)
    _refuse_impossible(today, absence)
    delegation = Delegation(
        host_id=host_id,
        delegate_id=chosen.id,
        begins_at=sites.day_start(site, max(absence.first, today)),
        ends_at=sites.day_end(site, absence.last),
    )
    store.merge(delegation)
    entries.record_about(store, actors.member(host_id), Act.DELEGATE_NAMED, chosen.id)


def dismiss(store: Store, host_id: int) -> None:
    """End the host's delegation. A second call changes nothing."""
    locks.member(store, host_id)
    delegation = _delegation(store, host_id)
    if delegation:
        store.delete(delegation)
        about = delegation.delegate_id
        entries.record_about(store, actors.member(host_id), Act.DELEGATE_ENDED, about)


def of(store: Store, host_id: int) -> NamedDelegate | None:
    """Return the host's delegate, now or later; None if there is none."""
    delegation = _delegation(store, host_id)
    if delegation is None:
        return None
    site = sites.of(store, accounts.by_id(store, host_id).site_id)
    return NamedDelegate(
        profiles.names(store, [delegation.delegate_id])[delegation.delegate_id],
        Absence(sites.day_of(site, delegation.begins_at), _last_day(site, delegation)),
    )


def in_force(store: Store, host_id: int) -> int | None:
    """Return who is told in the host's place now, if anybody; they may want to hear nothing."""
    delegation = _delegation(store, host_id)
    is_in_force = delegation and delegation.begins_at <= store.now
    return delegation.delegate_id if delegation and is_in_force else None


def last_days(store: Store, site: Site, host_ids: Collection[int]) -> dict[int, date]:
    """Return until which day those of these hosts are away who are now, by the site's clock."""
    delegations = select(Delegation).where(
        col(Delegation.host_id).in_(host_ids),
        col(Delegation.begins_at) <= store.now,
        col(Delegation.ends_at) > store.now,
    )
    return {one.host_id: _last_day(site, one) for one in store.exec(delegations)}


def colleagues(store: Store, host_id: int) -> list[Colleague]:
    """Return the other hosts of the company who want to hear of guests, by name."""
    host = accounts.by_id(store, host_id)
    of_company = (
        col(Member.company_id) == host.company_id,
        col(Member.id) != host_id,
        col(Member.closed_at).is_(None),
        col(Member.quiet_since).is_(None),
        col(MemberRole.role) == Role.HOST,
    )
    members = select(Member).join(MemberRole).where(*of_company)
    named = [
        Colleague(member.id, member.public_id, profiles.profile(store, member).name)
        for member in store.exec(members)
    ]
    return sorted(named, key=lambda one: one.name.casefold())


def colleague(store: Store, host_id: int, public_id: str) -> Colleague:
    """Return one of the host's `colleagues` (`NotFound`)."""
    found = [one for one in colleagues(store, host_id) if one.public_id == public_id]
    if not found:
        raise NotFound
    return found[0]


def be_told(store: Store, member_id: int, *, is_wanted: bool) -> None:
    """Note whether the member wants to be told of guests; said again it changes nothing."""
    locks.member(store, member_id)
    member = accounts.by_id(store, member_id)
    if is_wanted is (member.quiet_since is None):
        return
    member.quiet_since = None if is_wanted else store.now
    act = Act.TOLD_AGAIN if is_wanted else Act.TOLD_NO_MORE
    entries.record_about(store, actors.member(member_id), act, member_id)


def take_walk_ins(store: Store, member_id: int, *, is_wanted: bool) -> None:
    """Note whether guests without an invitation may ask for the member; twice changes nothing."""
    locks.member(store, member_id)
    member = accounts.by_id(store, member_id)
    if is_wanted is (member.no_walk_ins_since is None):
        return
    member.no_walk_ins_since = None if is_wanted else store.now
    act = Act.WALK_INS_WELCOME if is_wanted else Act.WALK_INS_REFUSED
    entries.record_about(store, actors.member(member_id), act, member_id)


def takes_walk_ins(store: Store, member_id: int) -> bool:
    """Return whether guests without an invitation may ask for the member."""
    return accounts.by_id(store, member_id).no_walk_ins_since is None


def is_told(store: Store, member_id: int) -> bool:
    """Return whether the member wants to be told of guests, and still has an account."""
    member = store.get(Member, member_id)
    return bool(member and not member.closed_at and not member.quiet_since)


def forget(store: Store, member_id: int) -> None:
    """Delete every delegation by or to this member, whose account is being closed."""
    either = or_(
        col(Delegation.host_id) == member_id, col(Delegation.delegate_id) == member_id
    )
    store.execute(delete(Delegation).where(either))


def _delegation(store: Store, host_id: int) -> Delegation | None:
    delegation = store.get(Delegation, host_id)
    return delegation if delegation and delegation.ends_at > store.now else None


def _last_day(site: Site, delegation: Delegation) -> date:
    # It ends with the site's day: the moment before is of the last one.
    return sites.day_of(site, delegation.ends_at - timedelta.resolution)


def _refuse_impossible(today: date, absence: Absence) -> None:
    if absence.last < absence.first:
        raise EndsBeforeItStarts
    if absence.last < today:
        raise DayIsPast
    if absence.last > today + FURTHEST:
        raise TooFarAhead
