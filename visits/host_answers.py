"""What a host answers when their guest is here: one of six answers, of which the newest counts.

It comes from the portal, or from the page behind the link in the e-mail, which asks for no
sign-in: the link is one member's, about one visit, and of no use once nobody waits any more.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_
from sqlmodel import col

from visits import (
    asked_members,
    co_hosts,
    codes,
    host_channels,
    sites,
    visit_state,
)
from visits.asked_members import EVERY_ANSWER
from visits.audit import entries
from visits.lobby import desk_queue, walk_ins
from visits.people import accounts, delegates, rate_limits
from visits.store.database import Store
from visits.store.listings import Listing
from visits.store.sites import Kiosk, Site
from visits.store.visits import Arrival, EarlierStay, HostAnswer, WalkIn
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.visit_state import Stage, VisitState
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import NobodyWaits, NotFound, TakenOver
from visits.vocabulary.visits import ACCEPTANCES, Answer, WaitReason

MOST, WITHIN = 20, timedelta(hours=1)
"""Answers of one member about one visit: each leaves a row behind."""


@dataclass(frozen=True)
class AskedMember:
    """A member who is asked what to do with a guest who is here, or chooses at the desk."""

    visit: VisitState = field(repr=False)
    member_id: int
    act: Act = Act.HOST_ANSWERED
    """What the audit log calls it when they answer."""


@dataclass(frozen=True, kw_only=True)
class GuestHere:
    """What the page behind the link shows of a guest who is here."""

    guest: Guest = field(repr=False)
    place: str
    site: Site
    came_at: datetime
    is_asking: bool
    """True for a walk-in, whom nobody has let in yet."""
    answer: HostAnswer | None
    is_of_host: bool
    """True if the member who is asked is the visit's host."""
    is_own_answer: bool
    """True if that member has given the answer."""


def link(store: Store, visit: VisitState, member_id: int) -> str:
    """Return the last part of the address at which this member answers without a sign-in."""
    return f"{visit.visit.public_id}-{_proof(store, visit, member_id)}"


def by_link(store: Store, link: str) -> AskedMember:
    """Return who is asked by this link (`NotFound`), while the guest is here (`NobodyWaits`).

    Refuses `TakenOver` to whom a colleague has taken the guest from, whatever came of it since.
    """
    public_id, _, proof = link.partition("-")
    visit = visit_state.by_public_id(store, public_id)
    taken = asked_members.taken_from(store, visit)
    for member_id in {*asked_members.of(store, visit), *taken}:
        own = _proof(store, visit, member_id)
        if hmac.compare_digest(own.encode(), proof.encode()):
            # A closed account answers no more (`NotFound`).
            accounts.by_id(store, member_id)
            if member_id in taken:
                raise TakenOver
            _refuse_unless_here(store, visit)
            return AskedMember(visit, member_id)
    raise NotFound


def of_host(store: Store, member_id: int, public_id: str) -> AskedMember:
    """Return the host or co-host who is asked; `NotFound`, `NobodyWaits` or `TakenOver`."""
    try:
        visit = visit_state.hosted_by(store, member_id, public_id)
    except NotFound:
        asked_members.taken(store, member_id, public_id)
        raise TakenOver from None
    _refuse_unless_here(store, visit)
    return AskedMember(visit, member_id)


def guest_here(store: Store, asked: AskedMember) -> GuestHere:
    """Return what a member who is asked is shown of the guest."""
    visit, reader = asked.visit, actors.as_host(asked.member_id)
    if co_hosts.is_one(store, visit, asked.member_id):
        reader = actors.as_co_host(asked.member_id)
    came, last = visit.came, newest(store, [visit.id]).get(visit.id)
    return GuestHere(
        guest=envelopes.read_one(store, visit.id, ["name"], reader),
        place=place(store, visit),
        site=visit.site,
        came_at=came.at if came else store.now,
        is_asking=visit.stage is Stage.ASKING,
        answer=last,
        is_of_host=visit.visit.host_id == asked.member_id,
        is_own_answer=last is not None and last.member_id == asked.member_id,
    )


def place(store: Store, visit: VisitState) -> str:
    """Return the site where the guest arrived and, if it was at a kiosk, where that stands."""
    kiosk_id = visit.came and visit.came.kiosk_id
    kiosk = store.get(Kiosk, kiosk_id) if kiosk_id else None
    return f"{visit.site.name}, {kiosk.name}" if kiosk else visit.site.name


def answer(store: Store, asked: AskedMember, answer: Answer) -> None:
    """Keep the answer and show it to guest and desk; said again it changes nothing.

    Who of those who were asked accepts a walk-in is the visit's host from then on. That
    somebody else comes is told to the member's delegate, if one is named for now.
    Refuses `TooManyTries` beyond 20 an hour.
    """
    delegate = delegates.in_force(store, asked.member_id)
    is_told = delegate is not None and delegates.is_told(store, delegate)
    if answer is Answer.SOMEBODY_ELSE and delegate and is_told:
        _hand_to(store, asked, delegate)
    else:
        _keep(store, asked, answer)


def hand_over(store: Store, asked: AskedMember, colleague_id: str) -> None:
    """Answer that this colleague comes, and tell them once (`NotFound`, `TooManyTries`)."""
    colleague = delegates.colleague(store, asked.member_id, colleague_id)
    _hand_to(store, asked, colleague.id)


def send_colleague(
    store: Store, site_id: int, public_id: str, colleague_id: str, member_id: int
) -> None:
    """Tell a colleague of the host, as the desk chose; refuses as `hand_over` and `NobodyWaits`."""
    visit = visit_state.at_site(store, site_id, public_id)
    _refuse_unless_here(store, visit)
    colleague = delegates.colleague(store, visit.visit.host_id, colleague_id)
    desk = AskedMember(visit, member_id, Act.COLLEAGUE_CHOSEN)
    _hand_to(store, desk, colleague.id)


def take_over(store: Store, asked: AskedMember) -> None:
    """Make the member, who was told of the guest, the visit's host; a second call changes nothing.

    Refuses `TakenOver` if another colleague was first, and `TooManyTries`.
    """
    if asked.visit.visit.host_id != asked.member_id:
        _refuse_taken_over(store, asked)
        make_host(store, asked)


def make_host(store: Store, asked: AskedMember) -> None:
    """Make the member the visit's host, and tell whoever was it (`TooManyTries`)."""
    _keep(store, asked, Answer.SOMEBODY_ELSE, asked.member_id)
    by = actors.member(asked.member_id)
    entries.record(store, by, Act.TAKEN_OVER, asked.visit.id)


def newest(store: Store, visit_ids: Iterable[int]) -> dict[int, HostAnswer]:
    """Return the newest answer about each of these visits, by the visit's id.

    What was said of a stay before the present one is over with that stay; what was said of a
    walk-in before they were in is about their first.
    """
    answers = _OF_THIS_STAY.rows(store, visits=list(visit_ids))
    return {answer.visit_id: answer for (answer,) in answers}


def of_desk(
    store: Store, visits: Iterable[VisitState], answers: Mapping[int, HostAnswer]
) -> set[int]:
    """Return of which visits the answer is the front desk's, who chose a colleague of the host."""
    of_others = [
        visit.id
        for visit in visits
        if visit.id in answers and answers[visit.id].member_id != visit.visit.host_id
    ]
    told: set[tuple[int, int]] = set()
    if of_others:
        told = asked_members.in_place_of_host(store, of_others)
        told.update(co_hosts.of_visits(store, of_others))
    return {
        visit_id
        for visit_id in of_others
        if (visit_id, answers[visit_id].member_id) not in told
    }


def _hand_to(store: Store, asked: AskedMember, colleague_id: int) -> None:
    """Answer that the colleague comes; tell them, unless they were told of this guest before."""
    is_told = colleague_id in asked_members.of(store, asked.visit)
    if _keep(store, asked, Answer.SOMEBODY_ELSE, colleague_id) and not is_told:
        for tell in host_channels.of(store, colleague_id)[:1]:
            tell(store, asked.visit, colleague_id)


def _keep(
    store: Store, asked: AskedMember, answer: Answer, colleague_id: int | None = None
) -> bool:
    """Keep the answer, unless it is the newest already; return whether it was not."""
    visit, member_id = asked.visit, asked.member_id
    last = newest(store, [visit.id]).get(visit.id)
    said = (answer, member_id, colleague_id)
    if last and (last.answer, last.member_id, last.colleague_id) == said:
        return False
    _count(store, asked)
    row = HostAnswer(
        visit_id=visit.id, at=store.now, answer=answer, member_id=member_id
    )
    row.colleague_id = colleague_id
    if _is_host_by(visit, row) and asked.act is Act.HOST_ANSWERED:
        _make_host(store, visit, row)
    store.add(row)
    desk_queue.settle_visit(store, visit.id, desk_queue.ABOUT_HOST)
    if answer is Answer.NOBODY_EXPECTED:
        desk_queue.note_guest(store, visit, WaitReason.NOBODY_EXPECTED)
    if visit.stage is Stage.ASKING:
        walk_ins.answered(store, visit, row)
    entries.record(store, actors.member(member_id), asked.act, visit.id)
    sites.changed(store, visit.visit.site_id)
    return True


def _is_host_by(visit: VisitState, given: HostAnswer) -> bool:
    """True if the answer takes the visit over, or accepts a walk-in who asked for another."""
    is_accepted = visit.stage is Stage.ASKING and given.answer in ACCEPTANCES
    is_taken = given.colleague_id == given.member_id
    return (is_accepted or is_taken) and given.member_id != visit.visit.host_id


def _make_host(store: Store, visit: VisitState, given: HostAnswer) -> None:
    """Make whoever answered the host, and tell who was it; of what follows they hear nothing."""
    given.former_host_id = former = visit.visit.host_id
    visit.visit.host_id = visit.invitation.host_id = given.member_id
    # The responsible one is no co-host beside themselves.
    co_hosts.end(store, visit, given.member_id)
    host_channels.tell_former(store, visit, former)


def _refuse_taken_over(store: Store, asked: AskedMember) -> None:
    """Refuse, unless nobody has taken the visit over, or whoever did has chosen this member."""
    given = asked_members.answers(store, asked.visit.id)
    taken = [row.id for row in given if row.colleague_id == row.member_id]
    since = [row for row in given if taken and row.id > taken[-1]]
    if taken and asked.member_id not in {row.colleague_id for row in since}:
        raise TakenOver


def _proof(store: Store, visit: VisitState, member_id: int) -> str:
    return codes.link(store.keys.secrets, "host answer", visit.id, member_id)


def _refuse_unless_here(store: Store, visit: VisitState) -> None:
    is_over = visit.invitation.day_ends_at <= store.now
    if visit.stage not in {Stage.ASKING, Stage.ON_SITE} or is_over:
        raise NobodyWaits


def _count(store: Store, asked: AskedMember) -> None:
    subject = f"{asked.visit.id} by {asked.member_id}"
    rate_limits.refuse_above(store, RateLimited.HOST_ANSWER, subject, MOST, WITHIN)
    rate_limits.count(store, RateLimited.HOST_ANSWER, subject)


_HAS_COME_BACK = exists().where(col(EarlierStay.visit_id) == col(HostAnswer.visit_id))
_OF_THIS_STAY = Listing(
    EVERY_ANSWER.outerjoin(Arrival, col(Arrival.visit_id) == col(HostAnswer.visit_id))
    .outerjoin(WalkIn, col(WalkIn.visit_id) == col(HostAnswer.visit_id))
    .where(
        or_(
            col(HostAnswer.at) >= col(Arrival.at),
            and_(col(WalkIn.visit_id).is_not(None), ~_HAS_COME_BACK),
        )
    )
)
