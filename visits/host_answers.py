"""What a host answers when their guest is here: one of six answers, of which the newest counts.

It comes from the portal, or from the page behind the link in the e-mail, which asks for no
sign-in: the link is one member's, about one visit, and of no use once nobody waits any more.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import col

from visits import codes, sites, visit_state
from visits.audit import entries
from visits.lobby import desk_queue
from visits.people import accounts, rate_limits
from visits.store.database import Store
from visits.store.listings import Listing
from visits.store.sites import Kiosk, Site
from visits.store.visits import Escalation, HostAnswer
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.visit_state import Stage, VisitState
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import NobodyWaits, NotFound
from visits.vocabulary.visits import Answer, WaitReason

MOST, WITHIN = 20, timedelta(hours=1)
"""Answers of one member about one visit: each leaves a row behind."""


@dataclass(frozen=True)
class AskedMember:
    """A member who is asked what to do with a guest who is here."""

    visit: VisitState = field(repr=False)
    member_id: int


@dataclass(frozen=True, kw_only=True)
class GuestHere:
    """What the page behind the link shows of a guest who is here."""

    guest: Guest = field(repr=False)
    place: str
    site: Site
    arrived_at: datetime
    answer: HostAnswer | None


def link(store: Store, visit: VisitState, member_id: int) -> str:
    """Return the last part of the address at which this member answers without a sign-in."""
    return f"{visit.visit.public_id}-{_proof(store, visit, member_id)}"


def by_link(store: Store, link: str) -> AskedMember:
    """Return who is asked by this link (`NotFound`), while the guest is here (`NobodyWaits`)."""
    public_id, _, proof = link.partition("-")
    visit = visit_state.by_public_id(store, public_id)
    for member_id in _asked(store, visit):
        own = _proof(store, visit, member_id)
        if hmac.compare_digest(own.encode(), proof.encode()):
            # A closed account answers no more (`NotFound`).
            accounts.by_id(store, member_id)
            _refuse_unless_here(store, visit)
            return AskedMember(visit, member_id)
    raise NotFound


def of_host(store: Store, host_id: int, public_id: str) -> AskedMember:
    """Return the host who is asked about their own visit (`NotFound`, `NobodyWaits`)."""
    visit = visit_state.of_host(store, host_id, public_id)
    _refuse_unless_here(store, visit)
    return AskedMember(visit, host_id)


def guest_here(store: Store, asked: AskedMember) -> GuestHere:
    """Return what a member who is asked is shown of the guest."""
    visit = asked.visit
    reader = actors.as_host(asked.member_id)
    return GuestHere(
        guest=envelopes.read_one(store, visit.id, ["name"], reader),
        place=place(store, visit),
        site=visit.site,
        arrived_at=visit.arrival.at if visit.arrival else store.now,
        answer=newest(store, [visit.id]).get(visit.id),
    )


def place(store: Store, visit: VisitState) -> str:
    """Return the site where the guest arrived and, if it was at a kiosk, where that stands."""
    kiosk_id = visit.arrival and visit.arrival.kiosk_id
    kiosk = store.get(Kiosk, kiosk_id) if kiosk_id else None
    return f"{visit.site.name}, {kiosk.name}" if kiosk else visit.site.name


def answer(store: Store, asked: AskedMember, answer: Answer) -> None:
    """Keep the answer and show it to guest and desk; said again it changes nothing.

    Refuses `TooManyTries` beyond 20 an hour.
    """
    visit, member_id = asked.visit, asked.member_id
    last = newest(store, [visit.id]).get(visit.id)
    if last and (last.answer, last.member_id) == (answer, member_id):
        return
    _count(store, asked)
    store.add(
        HostAnswer(visit_id=visit.id, at=store.now, answer=answer, member_id=member_id)
    )
    desk_queue.settle_visit(store, visit.id, desk_queue.UNTIL_DEPARTURE)
    if answer is Answer.NOBODY_EXPECTED:
        desk_queue.note_inside(store, visit, WaitReason.NOBODY_EXPECTED)
    entries.record(store, actors.member(member_id), Act.HOST_ANSWERED, visit.id)
    sites.changed(store, visit.visit.site_id)


def newest(store: Store, visit_ids: Iterable[int]) -> dict[int, HostAnswer]:
    """Return the newest answer about each of these visits that has one, by the visit's id."""
    answers = _ANSWERS.rows(store, visits=list(visit_ids))
    return {answer.visit_id: answer for (answer,) in answers}


def _asked(store: Store, visit: VisitState) -> set[int]:
    """Return the host, and whoever was told of the guest in their place."""
    told = select(col(Escalation.member_id)).where(col(Escalation.visit_id) == visit.id)
    return {visit.visit.host_id, *filter(None, store.execute(told).scalars())}


def _proof(store: Store, visit: VisitState, member_id: int) -> str:
    return codes.link(store.keys.secrets, "host answer", visit.id, member_id)


def _refuse_unless_here(store: Store, visit: VisitState) -> None:
    is_over = visit.invitation.day_ends_at <= store.now
    if visit.stage is not Stage.ON_SITE or is_over:
        raise NobodyWaits


def _count(store: Store, asked: AskedMember) -> None:
    subject = f"{asked.visit.id} by {asked.member_id}"
    rate_limits.refuse_above(store, RateLimited.HOST_ANSWER, subject, MOST, WITHIN)
    rate_limits.count(store, RateLimited.HOST_ANSWER, subject)


_ANSWERS = Listing(
    select(HostAnswer)
    .where(col(HostAnswer.visit_id).in_(bindparam("visits", expanding=True)))
    .order_by(col(HostAnswer.at), col(HostAnswer.id))
)
