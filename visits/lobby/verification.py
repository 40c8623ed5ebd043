"""Verification: a guest shows who they are, by a one-time code or by their host beside them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, false, func, update
from sqlmodel import col, select

from visits import co_hosts, codes, house_rules, outbox, series, sites, visit_state
from visits.audit import entries
from visits.lobby import (
    arrivals,
    desk_queue,
    encounters,
    kiosks,
    named_guests,
    one_time_codes,
)
from visits.lobby.admission import (
    refuse_unless_expected,
    refuse_vouched,
    sent_to_desk,
)
from visits.lobby.arrivals import ArrivalPlace
from visits.people import rate_limits
from visits.people.rate_limits import Pace
from visits.store import locks
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk
from visits.store.visits import Visit
from visits.vault import blind_index
from visits.visit_state import VisitState
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import (
    NoMoreTries,
    NotExpectedNow,
    TooManyTries,
    WrongCode,
)
from visits.vocabulary.visits import VOUCH_DIGITS, Level, Lookup, WaitReason

# A few e-mails, so that nobody fills another's mailbox from here.
SENDINGS = Pace(free=3, first=timedelta(minutes=4), longest=timedelta(minutes=15))
MOST_SENDINGS = 20
"""A day, to one address, from all tablets together; by a scanned code likewise."""
# Counted by host, who is signed in, and not by the tablet, which others use.
VOUCH_TRIES, VOUCH_WITHIN = 5, timedelta(minutes=10)


def send_code(store: Store, kiosk: Kiosk, encounter: Encounter) -> None:
    """Send a new one-time code to the e-mail the host gave, if there is one.

    The two codes before it stay good until they expire. After three each one waits, up to
    a quarter of an hour (`NoMoreTries`). Refuses `KioskLocked` for an address that was typed.
    """
    _refuse_typing_at_locked(store, kiosk, encounter)
    try:
        _count_sending(store, kiosk, encounter)
    except TooManyTries:
        raise NoMoreTries(WaitReason.TOO_MANY_SENDINGS, encounter.visit_id) from None
    one_time_codes.renew(store, encounter)
    encounters.touch(store, encounter)
    expires_at = store.now + one_time_codes.LAST
    store.flush()
    # A stranger's sending asks and writes what a guest's does: nobody learns who is expected.
    outbox.one_time_code(store, encounter, expires_at)
    has_no_email = not _has_email(store, encounter) and encounter.visit_id is not None
    # Who scanned is known already, and waits for as few statements as can be.
    if has_no_email or not encounter.by_scan:
        reason, visit_id = WaitReason.NO_WAY_TO_SEND, encounter.visit_id
        desk_queue.note(store, kiosk, reason, visit_id, is_needed=has_no_email)


def send_again(
    store: Store, kiosk: Kiosk, encounter: Encounter, after: int | None
) -> None:
    """Send another one-time code, as `send_code` does, after so many sendings.

    A request that was made before the last sending, or by somebody who is in, sends
    nothing; None for one that does not say. Of a party nobody is sent any before they
    told their name (`NotExpectedNow`).
    """
    if encounters.awaits_name(encounter):
        raise NotExpectedNow(WaitReason.ID_CHECK)
    is_repeat = after is not None and after != encounter.sendings
    if not (is_repeat or encounters.arrived_here(store, encounter)):
        send_code(store, kiosk, encounter)


def count_attempt(store: Store, kiosk_id: int, public_id: str) -> None:
    """Count an attempt before it is known to be right; nothing is counted for a guest who is in.

    Refuses `NoMoreTries` after five. Call it in a transaction of its own, so that
    concurrent attempts are counted too.
    """
    locks.site_of_kiosk(store, kiosk_id)
    same = (col(Encounter.public_id) == public_id, col(Encounter.kiosk_id) == kiosk_id)
    # Compared and counted in one statement: two attempts at once cannot both be the last.
    one_more = update(Encounter).where(
        *same, col(Encounter.tries) < one_time_codes.TRIES
    )
    counted: Any = store.execute(one_more.values(one_time_codes.ONE_MORE_TRY))
    if counted.rowcount == 1:
        return
    encounter = store.exec(select(Encounter).where(*same)).first()
    if encounter is not None and not encounters.arrived_here(store, encounter):
        raise NoMoreTries(WaitReason.WRONG_CODE, encounter.visit_id)


def confirm(
    store: Store, kiosk: Kiosk, encounter: Encounter, typed: str, rules: int = 0
) -> None:
    """Confirm the guest's address and check them in, unless the visit asks for more than that.

    `rules` is the version of the house rules that they were shown, 0 for none. A second call
    changes nothing. The attempt was counted by `count_attempt`; a right one that checks nobody
    in yet is taken back. Refuses `WrongCode` (to be noted), `RulesChanged` (to be taken back),
    `KioskLocked` and `NotExpectedNow`.
    """
    _refuse_typing_at_locked(store, kiosk, encounter)
    visit_id = encounter.visit_id
    # Compared for strangers too: the time taken must not tell who is expected.
    if not one_time_codes.is_right(store, encounter, typed) or visit_id is None:
        raise WrongCode
    visit = visit_state.of(store, visit_id)
    if encounters.by_this_person(encounter, visit.arrival):
        return
    if not encounter.by_scan:
        # Guests who share the address still have their family name to type: keep their tries.
        encounter.confirmed = True
        one_time_codes.take_back_try(encounter)
        encounters.touch(store, encounter)
    sharing = encounters.sharing(store, encounter) if encounter.typed else []
    if len(sharing) <= 1:
        # Another day of the series may be the one that its code opens now.
        visit = series.among(sharing, visit)
        encounter.visit_id = visit.id
        _admit(store, kiosk, visit, rules)


def accept_rules(store: Store, kiosk: Kiosk, encounter: Encounter, shown: int) -> None:
    """Note the house rules that a guest accepts whose host is about to vouch for them.

    Strangers are answered alike. Refuses `RulesChanged`.
    """
    site = sites.of(store, kiosk.site_id)
    house_rules.accept_beforehand(encounter, site, shown, store.now)
    encounters.touch(store, encounter)


def note_wrong(store: Store, kiosk: Kiosk, encounter: Encounter) -> None:
    """Count a wrong attempt against the kiosk too; after five the desk is told."""
    encounters.touch(store, encounter)
    if encounter.tries >= one_time_codes.TRIES:
        desk_queue.note(store, kiosk, WaitReason.WRONG_CODE, encounter.visit_id)
    kiosks.note_wrong(store, kiosk.id)


def tell_family_name(
    store: Store, kiosk: Kiosk, encounter: Encounter, typed: str, rules: int = 0
) -> None:
    """Check in the one of several guests sharing an address whose family name this is.

    A second call changes nothing. Refuses `WrongCode` when it is not exactly one, and
    as `confirm` does.
    """
    _refuse_typing_at_locked(store, kiosk, encounter)
    if encounters.arrived_here(store, encounter):
        return
    sharing = encounters.sharing(store, encounter) if encounter.confirmed else []
    visit = named_guests.only(store, kiosk, sharing, typed)
    encounter.visit_id = visit.id
    encounters.touch(store, encounter)
    _admit(store, kiosk, visit, rules)


def vouch_digits(store: Store, encounter: Encounter) -> str:
    """Return the digits that the kiosk shows for the host who stands beside their guest."""
    return codes.digits(
        store.keys.secrets, "vouching", VOUCH_DIGITS, encounter.public_id
    )


def count_vouch_attempt(store: Store, host_id: int) -> None:
    """Count a host's attempt before it is judged; refuses `TooManyTries` after five in ten minutes.

    Call it in a transaction of its own, so that concurrent attempts are counted too.
    """
    rate_limits.refuse_above(
        store, RateLimited.VOUCHING, host_id, VOUCH_TRIES, VOUCH_WITHIN
    )
    rate_limits.count(store, RateLimited.VOUCHING, host_id)


def vouch(store: Store, host_id: int, typed: str) -> Visit:
    """Check in a guest at a kiosk whom the member hosts or co-hosts. A second call changes nothing.

    The attempt was counted by `count_vouch_attempt`; a right one is taken back
    (`WrongCode`, `NotExpectedNow`).
    """
    locks.visits(store, *_of_host(host_id))
    for encounter, visit in _at_kiosks(store, host_id):
        if codes.is_same(vouch_digits(store, encounter), typed):
            rate_limits.uncount(store, RateLimited.VOUCHING, host_id)
            return _vouch_for(store, encounter, visit, host_id)
    raise WrongCode


def _refuse_typing_at_locked(store: Store, kiosk: Kiosk, encounter: Encounter) -> None:
    # Whoever scanned an invitation has shown more than anybody guesses.
    if not encounter.by_scan:
        kiosks.refuse_locked(store, kiosk)


def _count_sending(store: Store, kiosk: Kiosk, encounter: Encounter) -> None:
    """Count by what was typed or scanned: beginning anew does not begin the count anew.

    An address counts for each tablet by itself: typed at one by a stranger, it stays open to its
    owner at the others, and a scanned code never counts against a typed address.
    """
    typed = None if encounter.by_scan else encounter.contact_digest
    contact = (typed or b"").hex()
    whose = contact or f"visit {encounter.visit_id}"
    subject = f"{contact} at {kiosk.id}" if contact else whose
    counted = {RateLimited.SENDING: subject, RateLimited.SENDING_CONTACT: whose}
    recent = rate_limits.recent_of_each(store, counted, SENDINGS.within)
    wait = SENDINGS.wait(recent[RateLimited.SENDING])
    rate_limits.refuse_before(store, RateLimited.SENDING, subject, wait)
    if recent[RateLimited.SENDING_CONTACT] >= MOST_SENDINGS:
        raise TooManyTries
    rate_limits.count_each(store, counted)


def _vouch_for(store: Store, encounter: Encounter, visit: Visit, host_id: int) -> Visit:
    state = visit_state.of(store, visit.id)
    if encounters.by_this_person(encounter, state.arrival):
        return visit
    sharing = encounters.sharing(store, encounter) if encounter.typed else []
    # Another day of the series may be the one that its code opens now, and a colleague's.
    state = series.among(sharing, state)
    is_hosted = state.visit.host_id == host_id or co_hosts.is_one(store, state, host_id)
    # Of several guests with one address nobody knows which of them stands here.
    if len(sharing) > 1 or not is_hosted:
        raise NotExpectedNow(WaitReason.ID_CHECK, state.id)
    encounter.confirmed, encounter.visit_id = True, state.id
    encounters.touch(store, encounter)
    entries.record(store, actors.member(host_id), Act.VOUCHED, state.id)
    kiosk = store.get_one(Kiosk, encounter.kiosk_id)
    refuse_vouched(store, kiosk, state)
    if not sent_to_desk(store, kiosk, state):
        place = ArrivalPlace.at(kiosk, house_rules.beforehand(encounter))
        level, place = Level.ADDRESS_CONFIRMED, replace(place, member_id=host_id)
        arrivals.arrive(store, state, level, place)
    return state.visit


def _admit(store: Store, kiosk: Kiosk, visit: VisitState, rules: int) -> None:
    """Check in a guest who has proven who they are, and was shown this version of the rules."""
    refuse_unless_expected(store, kiosk, visit, is_proven=True)
    if sent_to_desk(store, kiosk, visit):
        return
    # Last: rules are accepted by whoever goes in, and of the site whose door it is.
    accepted = house_rules.accepted(visit.site, rules, store.now)
    place = ArrivalPlace.at(kiosk, accepted)
    arrivals.arrive(store, visit, Level.ADDRESS_CONFIRMED, place)


def _at_kiosks(store: Store, host_id: int) -> list[tuple[Encounter, Visit]]:
    # A locked tablet lets nobody in who has no invitation in hand, whoever stands beside it.
    is_locked = and_(~col(Encounter.by_scan), col(Kiosk.locked_until) > store.now)
    open_encounters = (
        visit_state.is_hosted_by(host_id),
        col(Encounter.ended_at).is_(None),
        col(Encounter.touched_at) >= store.now - encounters.IDLE,
        col(Kiosk.revoked_at).is_(None),
        func.coalesce(is_locked, false()).is_(False),
    )
    pairs = select(Encounter, Visit).join(Visit).join(Kiosk).where(*open_encounters)
    return [(encounter, visit) for encounter, visit in store.exec(pairs)]


def _of_host(host_id: int) -> tuple[Any, ...]:
    """The member's visits whose guests stand at a kiosk, or stood there."""
    begun = select(Encounter.visit_id).where(col(Encounter.ended_at).is_(None))
    return visit_state.is_hosted_by(host_id), col(Visit.id).in_(begun)


def _has_email(store: Store, encounter: Encounter) -> bool:
    # Asked for strangers too: no visit has the number 0.
    digest = blind_index.stored(store, encounter.visit_id or 0, Lookup.EMAIL)
    return digest is not None
