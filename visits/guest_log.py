"""The guest log: the front desk finds a visit of the last weeks, for a reason that is recorded.

Never with a contact. The reason is one of the register's purposes, which decides whose name may
be read: a guest's who restricted it only for the building's safety and for the law, and one that
is held for a claim only for the law.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from visits import sites, visit_state
from visits.audit import entries
from visits.lobby import family_names
from visits.past_guests import ENDINGS, Ending
from visits.people import profiles
from visits.store.database import Store
from visits.store.listings import Listing
from visits.store.rights import ErasureAsked, LegalHold
from visits.store.sites import Company
from visits.store.visits import EarlierStay, Invitation, Visit
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.visit_state import Stage, VisitState
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.policy import Purpose

MOST_SHOWN = 100
MOST_LOOKED_AT = 6_000
"""Of one search: a month of a busy site; each takes 0.06 ms to compare (ADR 46)."""


@dataclass(frozen=True, kw_only=True)
class LogQuery:
    """Which visits somebody of the desk looks for, and why; days are the site's own."""

    site_id: int
    member_id: int
    reason: Purpose
    first: date
    last: date
    words: str = field(default="", repr=False)
    """A part of the guest's name; empty for every name."""


@dataclass(frozen=True)
class LoggedVisit:
    """One visit of the log."""

    visit_state: VisitState
    guest: Guest
    host_name: str = field(repr=False)
    company: str
    stays: Sequence[tuple[datetime, datetime | None]]
    """When they came and left, each time; None while they are inside."""

    @property
    def ending(self) -> Ending:
        return ENDINGS[self.visit_state.stage]


@dataclass(frozen=True)
class GuestLog:
    """The visits that were found, the newest first."""

    visits: Sequence[LoggedVisit]
    is_cut: bool
    """True if there are more: the question is to be narrowed."""


def record(store: Store, query: LogQuery, act: Act) -> None:
    """Write into the audit log who looks for visits and why, before anything is read.

    `act` is LOG_SEARCHED or LOG_EXPORTED. What is looked for is not recorded.
    """
    reader = actors.member(query.member_id)
    entries.record_about(store, reader, act, query.site_id, query.reason)


def search(store: Store, query: LogQuery, most: int = MOST_SHOWN) -> GuestLog:
    """Return at most so many visits of these days whose guest is called so.

    Whoever is still expected stands on the board, not here. Nobody whose name is erased or closed
    to this reason, nor who asked to be erased unless the law is the reason. The access log says
    of those who are returned that they were read.
    """
    site = sites.of(store, query.site_id)
    visits = visit_state.listed(
        store,
        _FOR_THE_LAW if query.reason is Purpose.COMPLY else _LOG,
        site=site.id,
        starts=sites.day_start(site, query.first),
        ends=sites.day_end(site, query.last),
        now=store.now,
        most=MOST_LOOKED_AT + 1,
    )
    # A listing is in the order of the times, and the newest are shown first.
    visits.reverse()
    called = _Called(query.words, most)
    asking = actors.as_desk(query.member_id, query.reason)
    ids = [visit.id for visit in visits[:MOST_LOOKED_AT] if not _is_open(store, visit)]
    guests = envelopes.read(store, ids, ["name"], asking, called)
    found = [visit for visit in visits if visit.id in guests]
    is_cut = called.is_beyond or len(visits) > MOST_LOOKED_AT
    return GuestLog(_rows(store, found, guests), is_cut)


def _is_open(store: Store, visit: VisitState) -> bool:
    is_before = visit.stage in {Stage.EXPECTED, Stage.ASKING}
    return is_before and visit.invitation.day_ends_at > store.now


class _Called:
    """Says of one guest after the other whether they are called so, up to so many."""

    def __init__(self, words: str, most: int) -> None:
        self.is_beyond = False
        self._words = words
        self._left = most

    def __call__(self, guest: Guest) -> bool:
        if not guest.name or not family_names.has_part(
            guest.name.reveal(), self._words
        ):
            return False
        self.is_beyond = not self._left
        self._left -= not self.is_beyond
        return not self.is_beyond


def _rows(
    store: Store, visits: Sequence[VisitState], guests: Mapping[int, Guest]
) -> list[LoggedVisit]:
    hosts = profiles.names(store, {visit.visit.host_id for visit in visits})
    company_ids = {visit.visit.company_id for visit in visits}
    of_companies = select(Company.id, Company.name).where(
        col(Company.id).in_(company_ids)
    )
    companies = dict(store.exec(of_companies).all())
    stays = _stays(store, visits)
    return [
        LoggedVisit(
            visit,
            guests[visit.id],
            hosts[visit.visit.host_id],
            companies[visit.visit.company_id],
            stays[visit.id],
        )
        for visit in visits
    ]


def _stays(
    store: Store, visits: Sequence[VisitState]
) -> Mapping[int, list[tuple[datetime, datetime | None]]]:
    stays = defaultdict[int, list[tuple[datetime, datetime | None]]](list)
    of_visits = col(EarlierStay.visit_id).in_({visit.id for visit in visits})
    earlier = select(EarlierStay).where(of_visits)
    for stay in store.exec(earlier.order_by(col(EarlierStay.arrived_at))):
        stays[stay.visit_id].append((stay.arrived_at, stay.left_at))
    for visit in visits:
        if visit.arrival:
            left_at = visit.departure.at if visit.departure else None
            stays[visit.id].append((visit.arrival.at, left_at))
    return stays


def _listing(*conditions: Any) -> Listing:  # noqa: ANN401 - SQL expressions of any type
    newest = (
        select_columns(col(Invitation.visit_id))
        .where(
            col(Invitation.site_id) == bindparam("site"),
            # No other ends after the first day began; said for the index, which holds the ends.
            col(Invitation.day_ends_at) > bindparam("starts"),
            col(Invitation.starts_at) >= bindparam("starts"),
            col(Invitation.starts_at) < bindparam("ends"),
            *conditions,
        )
        .order_by(col(Invitation.starts_at).desc(), col(Invitation.visit_id).desc())
        .limit(bindparam("most"))
        .correlate(None)
    )
    return visit_state.listing(col(Visit.id).in_(newest))


_HELD = exists().where(
    col(LegalHold.visit_id) == col(Invitation.visit_id),
    col(LegalHold.released_at).is_(None),
    col(LegalHold.review_at) > bindparam("now"),
)
_TO_BE_ERASED = exists().where(col(ErasureAsked.visit_id) == col(Invitation.visit_id))
_LOG = _listing(~_HELD, ~_TO_BE_ERASED)
_FOR_THE_LAW = _listing()
