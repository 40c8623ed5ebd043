"""Encounters: one person at one kiosk, from the first touch until done. Nothing of them stays on the tablet."""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import update
from sqlmodel import col, select

from visits import codes, standing
from visits.lobby.required import level_for
from visits.refusals import EncounterOver
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.places import Kiosk
from visits.store.visits import Arrival, Handle, Visit
from visits.words import Level

IDLE = timedelta(minutes=3)


class Step(StrEnum):
    """What the kiosk shows next."""

    AGREE = "agree"
    ENTER_CODE = "enter_code"
    FAMILY_NAME = "family_name"
    SEE_DESK = "see_desk"
    ARRIVED = "arrived"


def begin(
    store: Store, kiosk: Kiosk, visit_id: int | None, *, by_scan: bool, handle: bytes | None = None
) -> Encounter:
    """Somebody stands at this kiosk; whoever stood there before is gone."""
    left = col(Encounter.kiosk_id) == kiosk.id, col(Encounter.ended_at).is_(None)
    store.execute(update(Encounter).where(*left).values(ended_at=store.now))
    encounter = Encounter(
        public_id=codes.public_id(), kiosk_id=kiosk.id, visit_id=visit_id, handle=handle, by_scan=by_scan,
        started_at=store.now, touched_at=store.now,
    )  # fmt: skip
    store.add(encounter)
    store.flush()
    return encounter


def of(store: Store, kiosk: Kiosk, public_id: str) -> Encounter:
    """The encounter that goes on at this kiosk (`EncounterOver`)."""
    there = (col(Encounter.public_id) == public_id, col(Encounter.kiosk_id) == kiosk.id)
    encounter = store.exec(select(Encounter).where(*there)).first()
    if encounter is None or encounter.ended_at or store.now - encounter.touched_at > IDLE:
        raise EncounterOver
    return encounter


def touch(store: Store, encounter: Encounter) -> None:
    """The person is still there."""
    encounter.touched_at = store.now
    store.add(encounter)


def end(store: Store, kiosk: Kiosk, public_id: str) -> None:
    """The person is done, or gone."""
    there = (col(Encounter.public_id) == public_id, col(Encounter.kiosk_id) == kiosk.id)
    store.execute(update(Encounter).where(*there).values(ended_at=store.now))


def step(store: Store, encounter: Encounter) -> Step:
    """What comes next for this person; a stranger is asked for a code like everybody else."""
    if encounter.visit_id is None:
        return Step.ENTER_CODE
    if arrived_here(store, encounter):
        return Step.ARRIVED
    if encounter.confirmed:
        return Step.FAMILY_NAME if is_shared(store, encounter) else Step.SEE_DESK
    return _unconfirmed(store, encounter, encounter.visit_id)


def arrived_here(store: Store, encounter: Encounter) -> bool:
    """Whether this very person is in: whoever typed another's address learns nothing of the other's arrival."""
    arrival = store.get(Arrival, encounter.visit_id) if encounter.visit_id else None
    if arrival is None:
        return False
    return arrival.kiosk_id == encounter.kiosk_id and arrival.at >= encounter.started_at


def is_shared(store: Store, encounter: Encounter) -> bool:
    """Whether the address this person typed belongs to more than one guest expected here today."""
    return encounter.handle is not None and len(expected_by(store, encounter.kiosk_id, encounter.handle)) > 1


def expected_by(store: Store, kiosk_id: int, handle: bytes) -> list[standing.Standing]:
    """The visits of today at the kiosk's site that this address is expected for."""
    kiosk = store.get_one(Kiosk, kiosk_id)
    known = select(Handle.visit_id).where(col(Handle.digest) == handle, col(Handle.expires_at) > store.now)
    ids = list(store.exec(known))
    found = standing.every(store, col(Visit.id).in_(ids)) if ids else []
    return [
        one for one in found
        if one.visit.site_id == kiosk.site_id and one.stage is standing.Stage.EXPECTED and _is_today(store, one)
    ]  # fmt: skip


def _is_today(store: Store, one: standing.Standing) -> bool:
    return one.invitation.day_ends_at - timedelta(days=1) <= store.now < one.invitation.day_ends_at


def _unconfirmed(store: Store, encounter: Encounter, visit_id: int) -> Step:
    level = level_for(store, standing.of(store, visit_id))
    if not encounter.by_scan:
        return Step.ENTER_CODE
    if level is Level.ID_SEEN:
        return Step.SEE_DESK
    return Step.AGREE if level <= Level.INVITED else Step.ENTER_CODE
