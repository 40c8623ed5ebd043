"""Check-in: a guest begins at the kiosk, with an invitation code or with an address they type."""

from typing import NamedTuple

from visits import confirmed_codes, house_rules, listed_visits, sites, visit_state
from visits.codes import CodeKind
from visits.lobby import (
    arrivals,
    departures,
    desk_queue,
    encounters,
    kiosks,
    one_time_codes,
    party_scans,
    verification,
)
from visits.lobby.admission import (
    level_at_door,
    reason_for_desk,
    refuse_unless_expected,
    sent_to_desk,
)
from visits.lobby.departures import Goodbye
from visits.lobby.encounters import Beginning
from visits.printing import badges
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk
from visits.vault import blind_index, phone_numbers
from visits.visit_state import Stage, VisitState
from visits.vocabulary.refusals import NotExpectedNow
from visits.vocabulary.visits import Level, Lookup, WaitReason


class Scanned(NamedTuple):
    """What the code shows besides whose it is."""

    confirmation: str = ""
    party: bytes | None = None
    """The digest of the code, if it is a party's."""


NOTHING_ELSE = Scanned()


def scan(store: Store, kiosk: Kiosk, code: bytes, confirmation: str = "") -> Encounter:
    """Begin an encounter with a scanned invitation code; `encounters.step` says what comes next.

    What a confirmed page shows beside it (`visits.confirmed_codes`) is as good as digits typed
    here; out of date it is nothing. The same code again goes on with its encounter, in which
    nothing is sent a second time. Refuses `NotExpectedNow` with the reason for the desk, and
    `NoMoreTries`. A locked kiosk reads it too: nobody guesses one, and whoever has it must get in.
    A party's code asks which of its guests this is, unless a confirmed page says it.
    """
    visits = _invited(store, code)
    if visits[0].invitation.party_id is None:
        invited = visit_state.of_now(store, visits)
        return _begin(store, kiosk, invited, Scanned(confirmation))
    known = confirmed_codes.guest_of(store, visits, confirmation)
    if known is None:
        return party_scans.begin(store, kiosk, visits, code)
    return _begin(store, kiosk, known, Scanned(confirmation, party=code))


def scan_badge(store: Store, kiosk: Kiosk, code: bytes) -> Encounter | Goodbye:
    """Check out the wearer of a badge, or begin an encounter with one who comes back with it.

    Refuses as `scan` and `departures.leave` do.
    """
    visit = departures.back_again(store, kiosk, code)
    if visit:
        return _begin(store, kiosk, visit)
    return departures.leave(store, kiosk, code)


def ask_why(store: Store, kiosk: Kiosk, kind: CodeKind, code: bytes) -> Encounter:
    """Begin an encounter in which the guest of a code that opens nothing may prove who they are.

    A code of nobody is answered alike, and sent nowhere. Right digits are answered with
    the reason, by `verification.confirm`. Refuses `NoMoreTries` and `KioskLocked`.
    """
    kiosks.refuse_locked(store, kiosk)
    visit_id = _visit_id_of(store, kind, code)
    before = encounters.going_on(store, kiosk, visit_id, code)
    # A party's code may have asked for a name before, which the answer must not tell of.
    if before and _asks_on(store, before):
        return encounters.touch(store, before)
    encounter = encounters.begin(store, kiosk, visit_id, Beginning(digest=code))
    verification.send_code(store, kiosk, encounter)
    return encounter


def agree(store: Store, kiosk: Kiosk, encounter: Encounter, rules: int = 0) -> None:
    """Check in a guest who has read the notice, if what they scanned is enough for the visit.

    `rules` is the version of the house rules that they were shown, 0 for none. A second call
    changes nothing. Refuses `NotExpectedNow` and `RulesChanged`.
    """
    # Whoever only typed an address has proved nothing yet.
    if encounter.visit_id is None or not (encounter.by_scan or encounter.confirmed):
        raise NotExpectedNow(WaitReason.ID_CHECK, encounter.visit_id)
    visit = listed_visits.of(store, encounter.visit_id)
    step = encounters.step_of(store, encounter, visit)
    if step is encounters.Step.ARRIVED:
        return
    if step is not encounters.Step.AGREE:
        raise NotExpectedNow(reason_for_desk(visit), encounter.visit_id)
    # Asked again: the host may have withdrawn while the guest was reading.
    refuse_unless_expected(store, kiosk, visit)
    level = Level.ADDRESS_CONFIRMED if encounter.confirmed else Level.INVITED
    accepted = house_rules.accepted(visit.site, rules, store.now)
    arrivals.arrive(store, visit, level, arrivals.ArrivalPlace.at(kiosk, accepted))


def tell_family_name(
    store: Store, kiosk: Kiosk, encounter: Encounter, typed: str, rules: int = 0
) -> None:
    """Note which of several guests this is, of a party or of those who share an address.

    A second call changes nothing. Refuses as `party_scans.tell_name` and
    `verification.tell_family_name` do.
    """
    if encounters.awaits_name(encounter):
        party_scans.tell_name(store, kiosk, encounter, typed)
    elif encounter.by_scan:
        # Told already: a second tap costs none of the tries at the digits.
        one_time_codes.take_back_try(encounter)
    else:
        verification.tell_family_name(store, kiosk, encounter, typed, rules)


def announce_address(store: Store, kiosk: Kiosk, item: str, value: str) -> Encounter:
    """Begin an encounter with a typed e-mail or phone; send a code if it is expected today.

    Nobody can tell whether one was sent. If it could go to one of several mailboxes
    none is sent, and the desk is told. The same address again goes on with its
    encounter, in which nothing is sent a second time. Refuses `NoMoreTries` and `KioskLocked`.
    """
    kiosks.refuse_locked(store, kiosk)
    # People type their number without its country, and the digest is of the whole one.
    if item == Lookup.PHONE:
        value = phone_numbers.kept(value, sites.of(store, kiosk.site_id).region)
    contact_digest = blind_index.digest(store.keys.secrets, item, value)
    expected = encounters.expected_under(store, kiosk, contact_digest)
    # Of two mailboxes either reader could be let in under the other's name.
    visit_id = expected.visit_id if expected.reads_one_mailbox else None
    before = encounters.going_on(store, kiosk, visit_id, contact_digest)
    # Once it is confirmed it may be somebody else who types it: they begin anew.
    if (
        before
        and not before.confirmed
        and one_time_codes.is_open_to_tries(store, before)
    ):
        return encounters.touch(store, before)
    beginning = Beginning(digest=contact_digest, typed=Lookup(item))
    encounter = encounters.begin(store, kiosk, visit_id, beginning)
    verification.send_code(store, kiosk, encounter)
    _tell_desk(store, kiosk, expected)
    return encounter


def _tell_desk(
    store: Store, kiosk: Kiosk, expected: encounters.ExpectedUnderAddress
) -> None:
    """Note what the tablet does not tell: it says the same to restricted guests and strangers."""
    is_restricted = expected.restricted_id is not None
    desk_queue.note(
        store,
        kiosk,
        WaitReason.RESTRICTED if is_restricted else WaitReason.NO_WAY_TO_SEND,
        expected.restricted_id,
        is_needed=is_restricted or not expected.reads_one_mailbox,
    )


def _begin(
    store: Store, kiosk: Kiosk, visit: VisitState, scanned: Scanned = NOTHING_ELSE
) -> Encounter:
    # A scanner reads twice, and a tablet asks again when an answer was lost.
    before = encounters.going_on(store, kiosk, visit.id, scanned.party)
    if before and _is_inside_by(before, visit):
        return encounters.touch(store, before)
    confirms = confirmed_codes.is_genuine(store, visit, scanned.confirmation)
    refuse_unless_expected(store, kiosk, visit, is_proven=confirms)
    # The desk knows who comes, and why, before the guest stands there.
    sent_to_desk(store, kiosk, visit)
    if before and _goes_on(store, before, visit, confirms=confirms):
        before.confirmed = before.confirmed or confirms
        return encounters.touch(store, before)
    encounter = encounters.begin(
        store, kiosk, visit.id, Beginning(by_scan=True, digest=scanned.party)
    )
    encounter.confirmed = confirms
    if level_at_door(visit) is Level.ADDRESS_CONFIRMED and not confirms:
        verification.send_code(store, kiosk, encounter)
    store.flush()
    return encounter


def _asks_on(store: Store, before: Encounter) -> bool:
    is_open = one_time_codes.is_open_to_tries(store, before)
    return is_open and encounters.asks_why(before)


def _visit_id_of(store: Store, kind: CodeKind, code: bytes) -> int | None:
    if kind is CodeKind.INVITATION:
        return visit_state.id_by_invitation_code(store, code)
    badge = badges.by_code(store, code)
    return badge.visit_id if badge else None


def _goes_on(
    store: Store, before: Encounter, visit: VisitState, *, confirms: bool
) -> bool:
    # Whoever has left since begins anew: what was proven then is not proven now.
    is_done = encounters.by_this_person(before, visit.arrival)
    is_open = confirms or one_time_codes.is_open_to_tries(store, before)
    return is_open and not is_done


def _is_inside_by(encounter: Encounter, visit: VisitState) -> bool:
    is_theirs = encounters.by_this_person(encounter, visit.arrival)
    return is_theirs and visit.stage is Stage.ON_SITE


def _invited(store: Store, code: bytes) -> list[VisitState]:
    visits = listed_visits.of_code(store, code)
    if not visits:
        # Erased, invented or never ours: the answer does not tell which.
        raise NotExpectedNow(WaitReason.UNKNOWN_CODE)
    return visits
