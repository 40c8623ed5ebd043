"""A party at the kiosk: its code says that they are of several, and a name which of them."""

from collections.abc import Sequence

from sqlmodel import col, select

from visits import visit_state
from visits.lobby import (
    encounters,
    kiosks,
    named_guests,
    one_time_codes,
    verification,
)
from visits.lobby.admission import is_of_today, level_at_door, sent_to_desk, why_not
from visits.lobby.encounters import Beginning, Step
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk
from visits.visit_state import Stage, VisitState
from visits.vocabulary.refusals import NotExpectedNow
from visits.vocabulary.visits import Level, WaitReason


def begin(
    store: Store, kiosk: Kiosk, party: Sequence[VisitState], code: bytes
) -> Encounter:
    """Begin an encounter in which a guest of the party tells their name; nothing is sent yet.

    The same code again goes on with its encounter, or begins the next guest's once its own is
    in, or was sent to the desk. Refuses `NotExpectedNow` if nobody of the party may check in here
    and now.
    """
    before, coming = _going_on(store, kiosk, code), _who_may_come(store, kiosk, party)
    if before and _goes_on(store, before, may_come=bool(coming)):
        return encounters.touch(store, before)
    if not coming:
        # Nobody knows which of them stands here: the desk is told of no one.
        raise NotExpectedNow(_why_nobody(store, kiosk, party))
    beginning = Beginning(by_scan=True, digest=code)
    encounter = encounters.begin(store, kiosk, None, beginning)
    store.flush()
    return encounter


def tell_name(store: Store, kiosk: Kiosk, encounter: Encounter, typed: str) -> None:
    """Go on as with a code of the guest's own whose name this is; digits go to them alone.

    The attempt was counted; a right one is taken back. Refuses `WrongCode` when it is
    not exactly one who may check in here and now, `NoMoreTries`, and `KioskLocked`: the code
    is known to several, so that names could be guessed with it.
    """
    kiosks.refuse_locked(store, kiosk)
    coming = _who_may_come(store, kiosk, _party_of(store, encounter))
    visit = named_guests.only(store, kiosk, coming, typed)
    encounter.visit_id = visit.id
    one_time_codes.take_back_try(encounter)
    encounters.touch(store, encounter)
    sent_to_desk(store, kiosk, visit)
    if level_at_door(visit) is Level.ADDRESS_CONFIRMED:
        verification.send_code(store, kiosk, encounter)


def is_by_code(encounter: Encounter) -> bool:
    """True if it began with a party's code, also once its guest has told their name."""
    # Only a party's code is kept beside a scan: any other says by itself whose it is.
    return encounter.by_scan and encounter.contact_digest is not None


def more_expected(store: Store, encounter: Encounter) -> int:
    """Return how many others of the guest's party are expected today; 0 without a party's code."""
    others = [
        visit for visit in _party_of(store, encounter) if _is_expected(store, visit)
    ]
    return len(others)


def _party_of(store: Store, encounter: Encounter) -> list[VisitState]:
    if not (is_by_code(encounter) and encounter.contact_digest):
        return []
    return visit_state.every_by_invitation_code(store, encounter.contact_digest)


def _is_expected(store: Store, visit: VisitState) -> bool:
    is_to_come = visit.stage is Stage.EXPECTED and is_of_today(store, visit)
    # Their code opens nothing, and the others are told nothing of them.
    return is_to_come and not visit.restriction


def _who_may_come(
    store: Store, kiosk: Kiosk, party: Sequence[VisitState]
) -> list[VisitState]:
    return [visit for visit in party if why_not(store, kiosk, visit) is None]


def _why_nobody(store: Store, kiosk: Kiosk, party: Sequence[VisitState]) -> WaitReason:
    expected = [visit for visit in party if visit.stage is Stage.EXPECTED]
    nearest = visit_state.of_now(store, expected or party)
    return why_not(store, kiosk, nearest) or WaitReason.USED_AGAIN


def _going_on(store: Store, kiosk: Kiosk, code: bytes) -> Encounter | None:
    """Return the encounter at this kiosk that began with this code, whoever it is."""
    same = (
        col(Encounter.kiosk_id) == kiosk.id,
        col(Encounter.ended_at).is_(None),
        col(Encounter.touched_at) >= store.now - encounters.IDLE,
        col(Encounter.by_scan).is_(True),
        col(Encounter.contact_digest) == code,
    )
    newest = select(Encounter).where(*same).order_by(col(Encounter.id).desc())
    return store.exec(newest.limit(1)).first()


def _goes_on(store: Store, before: Encounter, *, may_come: bool) -> bool:
    step = encounters.step(store, before)
    if step is Step.ARRIVED:
        return not may_come
    # Whom the tablet sends to the desk is done there: the next one scans.
    is_busy = step is not Step.SEE_DESK and one_time_codes.is_open_to_tries(
        store, before
    )
    return is_busy and may_come
