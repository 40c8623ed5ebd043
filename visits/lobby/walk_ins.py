"""Walk-ins: guests without an invitation, who ask for a host at a kiosk or at the front desk.

That somebody accepts them is one fact, and that their badge is printed another: at a kiosk it
is printed once the host vouches beside them, the desk has seen an ID, or, where the site says so,
on the acceptance alone.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import exists, func
from sqlmodel import col, select

from visits import host_channels, house_rules, planned_visits, sites, visit_state
from visits.audit import entries
from visits.lobby import arrivals, desk_queue, encounters, host_search, kiosks
from visits.lobby.admission import level_for
from visits.lobby.arrivals import ArrivalPlace
from visits.lobby.encounters import Beginning
from visits.lobby.host_search import FoundHost
from visits.people import rate_limits
from visits.retention import deadlines
from visits.store import locks
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk
from visits.store.visits import (
    Arrival,
    HostAnswer,
    Invitation,
    Refusal,
    Visit,
    WalkIn,
    Withdrawal,
)
from visits.vault import envelopes
from visits.visit_state import VisitState
from visits.visit_times import VisitTimes
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import NotExpectedNow, NotFound, TooManyTries
from visits.vocabulary.visits import (
    ACCEPTANCES,
    Answer,
    Level,
    VisitPurpose,
    WaitReason,
    WalkInRule,
)

AT_KIOSK, AT_KIOSK_WITHIN = 10, timedelta(minutes=10)
"""Walk-ins of one tablet: nobody fills hosts' mailboxes from there."""
COLLEAGUE_ANSWERS_WITHIN = timedelta(seconds=45)
"""Then the desk hears of a walk-in who was left to a colleague."""
BY_DESK = frozenset({WaitReason.ID_CHECK, WaitReason.RESTRICTED})
"""Why the desk lets an accepted walk-in in; the next answer may be another."""
OF_ONE_HOST = 3
"""Walk-ins who wait for the same host's first answer; more go to the desk."""


@dataclass(frozen=True, kw_only=True)
class NewWalkIn:
    """What a guest without an invitation says; the name is left out of its `repr`."""

    name: str = field(repr=False)
    host: str
    """The public id of the host they ask for."""
    purpose: VisitPurpose
    language: str
    nonce: str = field(repr=False)
    rules: int = 0
    """The version of the house rules that they were shown; 0 for none."""


def refuse_where_not_taken(store: Store, kiosk: Kiosk) -> None:
    """Refuse what a walk-in does at a kiosk of a site that takes none (`NotExpectedNow`).

    Refuses `KioskLocked` too.
    """
    kiosks.refuse_locked(store, kiosk)
    if sites.of(store, kiosk.site_id).walk_ins is WalkInRule.NOT_TAKEN:
        raise NotExpectedNow(WaitReason.UNINVITED)


def ask(store: Store, kiosk: Kiosk, new: NewWalkIn) -> Encounter:
    """Ask the host for a guest at the kiosk, and begin their encounter.

    The same form again goes on with it. A host who takes no walk-ins, who is not there, or for
    whom too many wait, and a tablet that has asked too often, end alike (`NotExpectedNow`).
    Refuses `RulesChanged`.
    """
    refuse_where_not_taken(store, kiosk)
    locks.site(store, kiosk.site_id)
    form = store.keys.secrets.digest("walk-in", kiosk.id, *_words(new))
    earlier = _made_by(store, form)
    if earlier:
        return _encounter(store, kiosk, earlier)
    site = sites.of(store, kiosk.site_id)
    rules = house_rules.accepted(site, new.rules, store.now)
    _count(store, kiosk)
    host = _asked(store, kiosk.site_id, new.host)
    visit = _add(store, kiosk.site_id, host, new, form)
    # Looked at as soon as they come, as nobody waits for a host who cannot be told.
    asked = WalkIn(visit_id=visit.id, at=store.now, kiosk_id=kiosk.id)
    asked.escalate_at = store.now
    asked.rules_version = rules.version if rules else None
    store.add(asked)
    host_channels.tell_hosts(store, visit_state.of(store, visit.id))
    entries.record(store, actors.kiosk(kiosk.id), Act.WALKED_IN, visit.id, ["name"])
    return _encounter(store, kiosk, visit)


def note_at_desk(store: Store, site_id: int, new: NewWalkIn, member_id: int) -> Visit:
    """Check in a guest without an invitation whose ID the desk has seen, and tell the host.

    The same form again changes nothing. Refuses `NotFound` for a host of another site.
    """
    locks.site(store, site_id)
    form = store.keys.secrets.digest("walk-in at desk", member_id, *_words(new))
    earlier = _made_by(store, form)
    if earlier:
        return earlier
    host, desk = host_search.asked(store, site_id, new.host), actors.member(member_id)
    visit = _add(store, site_id, host, new, form)
    store.add(WalkIn(visit_id=visit.id, at=store.now, member_id=member_id))
    entries.record(store, desk, Act.WALKED_IN, visit.id, ["name"])
    store.flush()
    state = visit_state.of(store, visit.id)
    arrivals.arrive(store, state, Level.ID_SEEN, ArrivalPlace(member_id=member_id))
    entries.record(store, desk, Act.ID_SEEN, visit.id)
    return visit


def answered(store: Store, visit: VisitState, given: HostAnswer) -> None:
    """Draw the consequences of an answer about a walk-in: let in, or left to others."""
    desk_queue.settle_visit(store, visit.id, BY_DESK)
    if given.colleague_id and visit.walk_in:
        visit.walk_in.escalate_at = store.now + COLLEAGUE_ANSWERS_WITHIN
    if given.answer in ACCEPTANCES and _let_in_if_enough(store, visit):
        return
    reason = _for_desk(visit, given)
    if reason:
        desk_queue.note_guest(store, visit, reason)


def _let_in_if_enough(store: Store, visit: VisitState) -> bool:
    """Let an accepted guest in where the site asks for no more; return whether it was enough.

    Only while they stand at the kiosk: no badge comes out for somebody who has gone.
    """
    is_enough = visit.site.walk_ins is WalkInRule.ACCEPTED
    if not is_enough or level_for(visit) is Level.ID_SEEN or visit.walk_in is None:
        return False
    # Nobody is let in under a name that host and desk may not read.
    if visit.restriction:
        return False
    kiosk = store.get(Kiosk, visit.walk_in.kiosk_id)
    if kiosk is None or not encounters.going_on(store, kiosk, visit.id):
        return False
    arrivals.arrive(store, visit, Level.NAME_ONLY, ArrivalPlace.at(kiosk))
    return True


def _for_desk(visit: VisitState, given: HostAnswer) -> WaitReason | None:
    """Return why the desk has to see to a walk-in after this answer, if it has to."""
    is_accepted = given.answer in ACCEPTANCES
    if is_accepted and visit.restriction:
        return WaitReason.RESTRICTED
    is_sent_up = given.answer is Answer.SEND_UP
    # Nobody comes down to them with the digits, or the digits are not enough.
    if is_sent_up or (is_accepted and level_for(visit) is Level.ID_SEEN):
        return WaitReason.ID_CHECK
    # Somebody whom nobody has named is asked by nobody.
    is_open = given.answer is Answer.SOMEBODY_ELSE and given.colleague_id is None
    return WaitReason.HOST_SILENT if is_open else None


def _words(new: NewWalkIn) -> tuple[str, ...]:
    # Beside a random nonce, which is kept nowhere, a digest tells nobody any of the words.
    return new.nonce, new.name, new.host, new.purpose, new.language


def _made_by(store: Store, form: bytes) -> Visit | None:
    return store.exec(select(Visit).where(col(Visit.nonce) == form)).first()


def _encounter(store: Store, kiosk: Kiosk, visit: Visit) -> Encounter:
    store.flush()
    before = encounters.going_on(store, kiosk, visit.id)
    if before:
        return encounters.touch(store, before)
    return encounters.begin(store, kiosk, visit.id, Beginning())


def _count(store: Store, kiosk: Kiosk) -> None:
    limit = RateLimited.WALK_IN, kiosk.id
    try:
        rate_limits.refuse_above(store, *limit, AT_KIOSK, AT_KIOSK_WITHIN)
    except TooManyTries:
        raise NotExpectedNow(WaitReason.UNINVITED) from None
    rate_limits.count(store, *limit)


def _asked(store: Store, site_id: int, public_id: str) -> FoundHost:
    try:
        host = host_search.asked(store, site_id, public_id)
    except NotFound:
        raise NotExpectedNow(WaitReason.UNINVITED) from None
    if not host.takes_walk_ins or _waiting_for(store, host.id) >= OF_ONE_HOST:
        raise NotExpectedNow(WaitReason.UNINVITED)
    return host


def _waiting_for(store: Store, host_id: int) -> int:
    """Return how many walk-ins of today wait for the host's first answer."""
    of_host = (
        col(Invitation.host_id) == host_id,
        col(Invitation.day_ends_at) > store.now,
    )
    ended = [
        exists().where(col(fact.visit_id) == col(WalkIn.visit_id))
        for fact in (Arrival, Refusal, Withdrawal, HostAnswer)
    ]
    open_ones = (
        select(func.count())
        .select_from(WalkIn)
        .join(Invitation, col(Invitation.visit_id) == col(WalkIn.visit_id))
        .where(*of_host, *(~fact for fact in ended))
    )
    return store.exec(open_ones).one()


def _add(
    store: Store, site_id: int, host: FoundHost, new: NewWalkIn, form: bytes
) -> Visit:
    site = sites.of(store, site_id)
    visit = planned_visits.add_visit(store, host.id, site_id, new.language, form)
    # Nobody has planned when they leave: at closing time at the latest.
    leaves_by = sites.inside_until(site, store.now)
    day_ends_at = sites.visit_day_end(site, store.now, leaves_by)
    times = VisitTimes(store.now, leaves_by, day_ends_at, store.now)
    planned_visits.add_invitation(store, visit, times, new.purpose, site.least_level)
    until = deadlines.until_absent(store, site, store.now, leaves_by)
    envelopes.keep(store, visit.id, {"name": new.name}, until)
    sites.changed(store, site_id)
    return visit
