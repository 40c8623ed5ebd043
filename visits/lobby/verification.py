"""Verification: a guest shows who they are, by a code sent to the contact the host gave, or by their host."""

import hmac
import unicodedata
from datetime import timedelta

from sqlmodel import col, select

from visits import codes, outbox, standing
from visits.lobby import arrivals, encounters, kiosks, waiting
from visits.lobby.required import level_for, refuse_unless_expected
from visits.people import limits
from visits.policy.register import Purpose, Reader
from visits.refusals import NoMoreTries, WrongCode
from visits.store.database import Store
from visits.store.lobby import Encounter, OneTimeCode
from visits.store.places import Kiosk
from visits.store.visits import Visit
from visits.vault import envelopes
from visits.words import Level, Limited, WaitReason

CODE_DIGITS, VOUCH_DIGITS = 6, 4
CODE_LASTS = timedelta(minutes=10)
TRIES, SENDINGS, SENDINGS_WITHIN = 5, 3, timedelta(minutes=15)
VOUCH_TRIES, VOUCH_WITHIN = 5, timedelta(minutes=10)


def send_code(store: Store, kiosk: Kiosk, encounter: Encounter) -> None:
    """A new code replaces the one before; it goes to the contact the host registered, if there is one.

    Refuses `TooManyTries` beyond three in a quarter of an hour.
    """
    subject = (encounter.handle or b"").hex() or f"visit {encounter.visit_id}"
    limits.refuse_beyond(store, Limited.SENDING, subject, SENDINGS, SENDINGS_WITHIN)
    limits.note(store, Limited.SENDING, subject)
    encounter.sendings += 1
    encounters.touch(store, encounter)
    expires_at = store.now + CODE_LASTS
    store.add(
        OneTimeCode(
            encounter_id=encounter.id, sending=encounter.sendings, sent_at=store.now, expires_at=expires_at
        )
    )
    if encounter.visit_id is None:
        return
    if _email_of(store, encounter.visit_id):
        outbox.one_time_code(store, encounter.visit_id, encounter.id, encounter.sendings, expires_at)
    else:
        waiting.note(store, kiosk, WaitReason.NO_WAY_TO_SEND, encounter.visit_id)


def digits(store: Store, encounter_id: int, sending: int) -> str:
    """The six digits of one sending, derived anew each time they are needed."""
    return codes.digits(store.keys.secrets, "one-time code", CODE_DIGITS, encounter_id, sending)


def confirm(store: Store, kiosk: Kiosk, encounter: Encounter, typed: str) -> None:
    """The address is the guest's; they arrive, unless the visit asks for more than that.

    Refuses `WrongCode`, `NoMoreTries`, `KioskLocked` and `NotExpectedNow`.
    """
    kiosks.refuse_locked(kiosk)
    if encounters.arrived_here(store, encounter):
        return
    _refuse_wrong(store, encounter, typed)
    encounter.confirmed = True
    encounters.touch(store, encounter)
    if encounter.visit_id is not None and not encounters.is_shared(store, encounter):
        _admit(store, kiosk, encounter.visit_id)


def note_wrong(store: Store, kiosk: Kiosk, encounter: Encounter) -> None:
    """One more wrong code stays remembered; after the fifth only the desk helps."""
    sent = _newest(store, encounter)
    if sent:
        sent.tries += 1
        store.add(sent)
        if sent.tries >= TRIES:
            waiting.note(store, kiosk, WaitReason.WRONG_CODE, encounter.visit_id)
    kiosks.note_wrong(store, kiosk.id)


def tell_family_name(store: Store, kiosk: Kiosk, encounter: Encounter, typed: str) -> None:
    """Of the guests who share an address the one of that name arrives (`WrongCode` when it is not exactly one).

    Again changes nothing.
    """
    kiosks.refuse_locked(kiosk)
    if encounters.arrived_here(store, encounter):
        return
    if not encounter.confirmed or encounter.handle is None:
        raise WrongCode
    expected = encounters.expected_by(store, kiosk.id, encounter.handle)
    told = envelopes.tell(store, [one.id for one in expected], ["name"], Purpose.VERIFY, Reader.KIOSK)
    named = [one.id for one in expected if _is_family_name(typed, told[one.id].name.reveal())]
    if len(named) != 1:
        raise WrongCode
    encounter.visit_id, encounter.handle = named[0], None
    encounters.touch(store, encounter)
    _admit(store, kiosk, named[0])


def vouch_digits(store: Store, encounter: Encounter) -> str:
    """Four digits the kiosk shows for the host who stands beside their guest."""
    return codes.digits(store.keys.secrets, "vouching", VOUCH_DIGITS, encounter.id)


def vouch(store: Store, host_id: int, typed: str) -> Visit:
    """The host's own guest at a kiosk now is who they say; they arrive (`WrongCode`, `TooManyTries`)."""
    limits.refuse_beyond(store, Limited.VOUCHING, host_id, VOUCH_TRIES, VOUCH_WITHIN)
    for encounter, visit in _at_kiosks(store, host_id):
        if hmac.compare_digest(vouch_digits(store, encounter), typed):
            kiosk = store.get_one(Kiosk, encounter.kiosk_id)
            encounter.confirmed = True
            encounter.handle = None
            encounters.touch(store, encounter)
            _admit(store, kiosk, visit.id, by=host_id)
            return visit
    raise WrongCode


def _admit(store: Store, kiosk: Kiosk, visit_id: int, by: int | None = None) -> None:
    found = standing.of(store, visit_id)
    refuse_unless_expected(store, kiosk, found)
    if level_for(store, found) > Level.ADDRESS_CONFIRMED:
        waiting.note(store, kiosk, WaitReason.ID_CHECK, visit_id)
        return
    at = arrivals.Place(kiosk_id=kiosk.id, member_id=by)
    arrivals.arrive(store, found, Level.ADDRESS_CONFIRMED, at)


def _refuse_wrong(store: Store, encounter: Encounter, typed: str) -> None:
    sent = _newest(store, encounter)
    if sent is None or sent.expires_at <= store.now:
        raise WrongCode
    if sent.tries >= TRIES:
        raise NoMoreTries
    right = hmac.compare_digest(digits(store, sent.encounter_id, sent.sending), typed)
    if not right or encounter.visit_id is None:
        raise WrongCode


def _newest(store: Store, encounter: Encounter) -> OneTimeCode | None:
    return store.get(OneTimeCode, (encounter.id, encounter.sendings))


def _at_kiosks(store: Store, host_id: int) -> list[tuple[Encounter, Visit]]:
    there = (
        col(Visit.host_id) == host_id,
        col(Encounter.ended_at).is_(None),
        col(Encounter.touched_at) > store.now - encounters.IDLE,
    )
    pairs = store.exec(select(Encounter, Visit).join(Visit).where(*there))
    return [(encounter, visit) for encounter, visit in pairs]


def _email_of(store: Store, visit_id: int) -> bool:
    return bool(envelopes.tell_one(store, visit_id, ["email"], Purpose.VERIFY, Reader.KIOSK).email)


def _is_family_name(typed: str, name: str) -> bool:
    words = [word.casefold() for word in unicodedata.normalize("NFKC", name).split()]
    wanted = unicodedata.normalize("NFKC", typed).casefold().split()
    return bool(wanted) and words[-len(wanted) :] == wanted
