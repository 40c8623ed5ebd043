"""The watch list of a site: whose coming the front desk decides on, by digests of addresses.

It names nobody: it knows an e-mail address or a phone number by a digest, a reason from a closed
list, who proposed and who confirmed it, and until when. It counts once a second member of the
desk has typed the same address; a proposal that nobody confirms lapses. What it does at a door
stands in `visits.lobby.admission` and `visits.lobby.arrivals`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import col, select

from visits import codes, sites
from visits.audit import entries
from visits.people import memberships, rate_limits
from visits.policy.register import register
from visits.store import locks
from visits.store.database import Store
from visits.store.lobby import WatchEntry
from visits.store.people import Member
from visits.store.visits import BlindIndex, Visit
from visits.store.watched import IS_IN_FORCE, IS_OF_VISIT
from visits.vault import blind_index, phone_numbers
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.people import RateLimited
from visits.vocabulary.policy import Period
from visits.vocabulary.refusals import (
    NotFound,
    OtherAddress,
    OwnProposal,
    ProposedAlready,
    ReviewOutOfRange,
)
from visits.vocabulary.visits import Lookup, WatchReason

TERM = register().retention_classes[Period.WATCH]
USUAL_DAYS, MOST_DAYS = TERM.keeps.days, TERM.ceiling.days
LAPSES_AFTER = timedelta(days=3)
"""A proposal that no second person has confirmed."""
TRIES, TRIES_WITHIN = 20, timedelta(hours=1)
"""Addresses that one person types: nobody tries out who is on the list."""


@dataclass(frozen=True)
class WatchedAddress:
    """An e-mail address or a phone number, as somebody of the desk typed it."""

    item: Lookup
    typed: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class NewWatch:
    """Which address a member of a site's desk proposes for its list, why, and until when."""

    site_id: int
    member_id: int
    address: WatchedAddress
    reason: WatchReason
    until: date


def count_try(store: Store, site_id: int, member_id: int) -> None:
    """Count an address that somebody types; refuses `TooManyTries` beyond 20 an hour.

    The audit log has who it was, as each answer may tell whether the address is on the list. Call
    it in a transaction of its own, so that one that is refused is counted and recorded too.
    """
    limit = RateLimited.WATCH_LIST, memberships.account_id(store, member_id)
    rate_limits.refuse_above(store, *limit, TRIES, TRIES_WITHIN)
    rate_limits.count(store, *limit)
    _record(store, member_id, Act.WATCH_CHECKED, site_id)


def propose(store: Store, new: NewWatch) -> WatchEntry:
    """Propose an address for a site's list, until the end of a day on which it is reviewed.

    Of one that is on the list it prolongs that, within a year of its first day. The
    same proposal again is the one before; another one of the same person replaces it. Refuses
    `ReviewOutOfRange`, and `ProposedAlready` for what somebody else has proposed.
    """
    locks.site(store, new.site_id)
    digest = _digest(store, new.site_id, new.address)
    before = _of_digest(store, new.site_id, digest)
    proposal = _proposal(store, new, digest, before)
    for entry in before:
        if entry.confirmed_at is not None:
            continue
        # Typed at the wrong place it would undo what it is meant to confirm.
        if entry.proposed_by not in _of_person(store, new.member_id):
            raise ProposedAlready
        if _is_same(entry, proposal):
            return entry
        store.delete(entry)
    store.add(proposal)
    _record(store, new.member_id, Act.WATCH_PROPOSED, new.site_id)
    return proposal


def confirm(
    store: Store,
    site_id: int,
    member_id: int,
    public_id: str,
    address: WatchedAddress,
) -> None:
    """Put a proposed address on the list, which it replaces there. A second call changes nothing.

    Refuses `NotFound`, `OwnProposal` and, unless it is the address that was proposed,
    `OtherAddress`.
    """
    locks.site(store, site_id)
    entry = of_site(store, site_id, public_id)
    if entry.proposed_by in _of_person(store, member_id):
        raise OwnProposal
    # By the digest: so the second person knows whom they confirm, and need not be shown it.
    if entry.digest != _digest(store, site_id, address):
        raise OtherAddress
    if entry.confirmed_at is not None:
        return
    for other in _of_digest(store, site_id, entry.digest):
        if other is not entry:
            store.delete(other)
    entry.confirmed_at, entry.confirmed_by = store.now, member_id
    _record(store, member_id, Act.WATCH_CONFIRMED, site_id)


def take_off(
    store: Store,
    site_id: int,
    member_id: int,
    public_id: str,
    address: WatchedAddress | None = None,
) -> None:
    """Erase an entry before its review, or a proposal: one member is enough.

    One that is not there, or any more, changes nothing. Refuses `OtherAddress` unless it is the
    address of an entry in force: no page could say whose that is. A proposal needs none.
    """
    locks.site(store, site_id)
    entry = _of_site(store, site_id, public_id)
    if entry is None:
        return
    is_proposal = entry.confirmed_at is None
    typed = address and _digest(store, site_id, address)
    if not is_proposal and entry.digest != typed:
        raise OtherAddress
    store.delete(entry)
    act = Act.WATCH_DECLINED if is_proposal else Act.WATCH_ENDED
    _record(store, member_id, act, site_id)
    # A card of the board may say that its guest is on the list.
    sites.changed(store, site_id)


def check(store: Store, site_id: int, address: WatchedAddress) -> WatchEntry | None:
    """Return the entry in force for this address, if there is one."""
    found = _of_digest(store, site_id, _digest(store, site_id, address))
    return next((entry for entry in found if entry.confirmed_at), None)


def listed(store: Store, site_id: int) -> Sequence[WatchEntry]:
    """Return the entries in force and the proposals of a site, the next review first."""
    entries_of = select(WatchEntry).where(
        col(WatchEntry.site_id) == site_id, _lasts(store)
    )
    in_order = entries_of.order_by(col(WatchEntry.review_at), col(WatchEntry.id))
    return store.exec(in_order).all()


def of_site(store: Store, site_id: int, public_id: str) -> WatchEntry:
    """Return an entry of the site that is not over (`NotFound`)."""
    entry = _of_site(store, site_id, public_id)
    if entry is None:
        raise NotFound
    return entry


def watched_for(
    store: Store, visit_ids: Collection[int | None]
) -> dict[int | None, WatchReason]:
    """Return for which reason the guests of these visits are on the list, of those who are."""
    # Nearly always nobody is stopped, and then nothing is asked.
    if not visit_ids:
        return {}
    found = (
        select(Visit.id, WatchEntry.reason)
        .select_from(Visit)
        .join(BlindIndex, IS_OF_VISIT[1])
        .join(WatchEntry, and_(IS_OF_VISIT[0], IS_OF_VISIT[2]))
        .where(col(Visit.id).in_(visit_ids), *IS_IN_FORCE)
    )
    rows = store.execute(found, {"now": store.now})
    return {visit_id: reason for visit_id, reason in rows}  # noqa: C416 - rows are no pairs to mypy


def of_contacts(store: Store, found_by: Collection[bytes]) -> Sequence[WatchEntry]:
    """Return what is kept, at any site, of the addresses with these digests of the blind index."""
    digests = {blind_index.watch_digest(store.keys.secrets, one) for one in found_by}
    theirs = select(WatchEntry).where(col(WatchEntry.digest).in_(digests))
    return store.exec(theirs.where(_lasts(store)).order_by(col(WatchEntry.id))).all()


def knows(store: Store, found_by: bytes) -> bool:
    """Return whether anything is kept, at any site, of the address with this digest."""
    return bool(of_contacts(store, [found_by]))


def is_over(now: datetime) -> ColumnElement[bool]:
    """Return the condition of SQL that an entry is past its review, or a proposal has lapsed.

    That has one of somebody whose membership is closed, or whom a restored database does not know.
    """
    is_proposal = col(WatchEntry.confirmed_at).is_(None)
    # Nobody can tell any more whether another membership is the same person's.
    is_by = col(Member.id) == col(WatchEntry.proposed_by)
    is_proposed = exists().where(is_by, col(Member.closed_at).is_(None))
    has_lapsed = or_(col(WatchEntry.proposed_at) <= now - LAPSES_AFTER, ~is_proposed)
    return or_(col(WatchEntry.review_at) <= now, and_(is_proposal, has_lapsed))


def _of_site(store: Store, site_id: int, public_id: str) -> WatchEntry | None:
    same = col(WatchEntry.public_id) == public_id, col(WatchEntry.site_id) == site_id
    return store.exec(select(WatchEntry).where(*same, _lasts(store))).first()


def _lasts(store: Store) -> ColumnElement[bool]:
    return ~is_over(store.now)


def _of_digest(store: Store, site_id: int, digest: bytes) -> Sequence[WatchEntry]:
    same = col(WatchEntry.digest) == digest, col(WatchEntry.site_id) == site_id
    return store.exec(select(WatchEntry).where(*same, _lasts(store))).all()


def _digest(store: Store, site_id: int, address: WatchedAddress) -> bytes:
    secrets, typed = store.keys.secrets, address.typed
    if address.item is Lookup.PHONE:
        typed = phone_numbers.kept(typed, sites.of(store, site_id).region)
    found_by = blind_index.digest(secrets, address.item, typed)
    return blind_index.watch_digest(secrets, found_by)


def _of_person(store: Store, member_id: int) -> set[int]:
    """Return every membership of this one's person, who may have two at a site."""
    account_id = memberships.account_id(store, member_id)
    return {own.id for own in memberships.of_account(store, account_id)}


def _proposal(
    store: Store, new: NewWatch, digest: bytes, before: Sequence[WatchEntry]
) -> WatchEntry:
    first_at = min((entry.first_at for entry in before), default=store.now)
    return WatchEntry(
        public_id=codes.public_id(),
        site_id=new.site_id,
        item=new.address.item,
        digest=digest,
        reason=new.reason,
        first_at=first_at,
        proposed_at=store.now,
        proposed_by=new.member_id,
        review_at=_review_at(store, new.site_id, first_at, new.until),
    )


def _is_same(one: WatchEntry, other: WatchEntry) -> bool:
    compared = "proposed_by", "reason", "review_at"
    return all(getattr(one, name) == getattr(other, name) for name in compared)


def _review_at(store: Store, site_id: int, first_at: datetime, day: date) -> datetime:
    site = sites.of(store, site_id)
    furthest = sites.day_of(site, first_at) + timedelta(days=MOST_DAYS - 1)
    if not sites.day_of(site, store.now) <= day <= furthest:
        raise ReviewOutOfRange
    return sites.day_end(site, day)


def _record(store: Store, member_id: int, act: Act, site_id: int) -> None:
    entries.record_about(store, actors.member(member_id), act, site_id)
