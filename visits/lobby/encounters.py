"""Encounters: one person at one kiosk, from the first touch on; nothing stays on the tablet."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import and_, update
from sqlmodel import col, select

from visits import codes, sites, visit_state
from visits.lobby import encounter_statements
from visits.lobby.admission import is_of_today, level_at_door, starts_before
from visits.store import locks
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk
from visits.store.visits import Arrival, BlindIndex, Envelope, Visit
from visits.visit_state import Stage, VisitState
from visits.vocabulary.policy import RetentionClass
from visits.vocabulary.refusals import EncounterOver, NotFound
from visits.vocabulary.visits import Level, Lookup

# Time to find a code in one's mail; then the tablet is free, and says nothing of who stood there.
IDLE = timedelta(minutes=3)


class Step(StrEnum):
    """What the kiosk shows next."""

    AGREE = "agree"
    ENTER_CODE = "enter_code"
    FAMILY_NAME = "family_name"
    ASKING = "asking"
    SEE_DESK = "see_desk"
    ARRIVED = "arrived"


class ExpectedUnderAddress(NamedTuple):
    """Who is expected under an address: always one row, so that a stranger costs as much.

    A guest without an e-mail counts as one with a mailbox of their own.
    """

    visit_id: int | None
    mailboxes: int
    restricted_id: int | None

    @property
    def reads_one_mailbox(self) -> bool:
        return self.mailboxes <= 1


@dataclass(frozen=True)
class Beginning:
    """What an encounter begins with: a code that opens, or else a digest.

    The digest is of what was typed, or of a code that opens nothing now.
    """

    by_scan: bool = False
    digest: bytes | None = None
    typed: Lookup | None = None


def begin(
    store: Store, kiosk: Kiosk, visit_id: int | None, beginning: Beginning
) -> Encounter:
    """Begin an encounter at this kiosk, and end the one before."""
    # Whoever walked away from the tablet must not be gone on with by the next person.
    store.prepared(encounter_statements.END_UNFINISHED, kiosk=kiosk.id, now=store.now)
    encounter = Encounter(
        public_id=codes.public_id(),
        kiosk_id=kiosk.id,
        visit_id=visit_id,
        contact_digest=beginning.digest,
        by_scan=beginning.by_scan,
        typed=beginning.typed,
        started_at=store.now,
        touched_at=store.now,
    )
    store.add(encounter)
    return encounter


def going_on(
    store: Store,
    kiosk: Kiosk,
    visit_id: int | None,
    contact_digest: bytes | None = None,
) -> Encounter | None:
    """Return the encounter at this kiosk that began with this visit's code or typed address.

    None once it has ended or nobody has touched it for a while.
    """
    values = {
        "kiosk": kiosk.id,
        "since": store.now - IDLE,
        "visit": visit_id or 0,
        "contact": contact_digest,
    }
    # Nearly always there is none: the row itself is read only where there is one.
    encounter_id = store.prepared(encounter_statements.GOING_ON, **values).scalar()
    return store.get(Encounter, encounter_id) if encounter_id else None


def of(store: Store, kiosk: Kiosk, public_id: str) -> Encounter:
    """Return the current encounter of this kiosk (`EncounterOver`)."""
    locks.site(store, kiosk.site_id)
    # Bound to the tablet: an id that was seen on one is of no use at another.
    same = (col(Encounter.public_id) == public_id, col(Encounter.kiosk_id) == kiosk.id)
    return _unless_over(store, store.exec(select(Encounter).where(*same)).first())


def current(store: Store, kiosk_id: int, public_id: str) -> tuple[Kiosk, Encounter]:
    """Return the kiosk (`NotFound` if revoked) and its current encounter (`EncounterOver`)."""
    locks.site_of_kiosk(store, kiosk_id)
    asked = {"kiosk": kiosk_id, "encounter": public_id}
    for kiosk, encounter in store.execute(encounter_statements.WITH_KIOSK, asked):
        return kiosk, _unless_over(store, encounter)
    raise NotFound


def read(store: Store, kiosk_id: int, public_id: str) -> tuple[Kiosk, Encounter]:
    """Return the same as `current`, which refuses alike: rows that cannot be changed."""
    locks.site_of_kiosk(store, kiosk_id)
    asked = {"kiosk": kiosk_id, "encounter": public_id}
    for kiosk, encounter in encounter_statements.LISTED.rows(store, **asked):
        return kiosk, _unless_over(store, encounter)
    raise NotFound


def touch(store: Store, encounter: Encounter) -> Encounter:
    """Note that the person is still there, and return their encounter."""
    encounter.touched_at = store.now
    store.add(encounter)
    return encounter


def end(store: Store, kiosk: Kiosk, public_id: str) -> None:
    """End the encounter."""
    locks.site(store, kiosk.site_id)
    same = (col(Encounter.public_id) == public_id, col(Encounter.kiosk_id) == kiosk.id)
    store.execute(update(Encounter).where(*same).values(ended_at=store.now))


def step(store: Store, encounter: Encounter) -> Step:
    """Return the next step; whoever is not known is asked for a code, as a guest is."""
    if awaits_name(encounter):
        return Step.FAMILY_NAME
    if encounter.visit_id and is_of_walk_in(encounter):
        return Step.ARRIVED if arrived_here(store, encounter) else Step.ASKING
    # A stranger and a guest who has not proved who they are see the same screen.
    if encounter.visit_id is None or not (encounter.by_scan or encounter.confirmed):
        return Step.ENTER_CODE
    return step_of(store, encounter, visit_state.of(store, encounter.visit_id))


def may_be_vouched(store: Store, encounter: Encounter) -> bool:
    """True while a host beside their guest may let them in, which of a party must be known."""
    at = step(store, encounter)
    return at in {Step.ENTER_CODE, Step.FAMILY_NAME} and not awaits_name(encounter)


def step_of(store: Store, encounter: Encounter, visit: VisitState) -> Step:
    """Return the next step for a person who has shown or confirmed that this is their visit."""
    if by_this_person(encounter, visit.arrival):
        return Step.ARRIVED
    if encounter.confirmed and not encounter.by_scan:
        # Confirmed and not in: the visit asks for an ID, unless only the name is missing.
        return Step.FAMILY_NAME if is_shared(store, encounter) else Step.SEE_DESK
    return _with_code_in_hand(level_at_door(visit), encounter)


def awaits_name(encounter: Encounter) -> bool:
    """True after the scan of a party's code, until its guest has told which one they are."""
    return encounter.by_scan and encounter.visit_id is None


def asks_why(encounter: Encounter) -> bool:
    """True if it is about a code that opens nothing: its guest proves who they are to hear why."""
    is_typed = encounter.typed is not None
    return not (encounter.by_scan or is_typed or is_of_walk_in(encounter))


def is_of_walk_in(encounter: Encounter) -> bool:
    """True if nothing was scanned and no address typed: the guest asked for a host."""
    is_nobodys = encounter.visit_id is None
    return not (is_nobodys or encounter.by_scan or encounter.contact_digest)


def walk_in_at(store: Store, kiosk: Kiosk) -> Encounter | None:
    """Return the encounter of the walk-in who waits at this kiosk, if one does."""
    going_on_here = (
        col(Encounter.kiosk_id) == kiosk.id,
        col(Encounter.ended_at).is_(None),
        col(Encounter.touched_at) >= store.now - IDLE,
    )
    newest = select(Encounter).where(*going_on_here).order_by(col(Encounter.id).desc())
    encounter = store.exec(newest.limit(1)).first()
    if encounter is None or not is_of_walk_in(encounter):
        return None
    # A result that names the guest is shown once, and to them.
    return None if arrived_here(store, encounter) else encounter


def arrived_here(store: Store, encounter: Encounter) -> bool:
    """True if this person has arrived.

    Whoever typed another's address learns nothing of the arrival.
    """
    # A stranger's encounter asks the same query: no visit has the number 0.
    arrival = store.get(Arrival, encounter.visit_id or 0)
    return by_this_person(encounter, arrival)


def is_shared(store: Store, encounter: Encounter) -> bool:
    """True if more than one guest who is expected here today shares the confirmed address."""
    return encounter.typed is not None and len(sharing(store, encounter)) > 1


def sharing(store: Store, encounter: Encounter) -> list[VisitState]:
    """Return today's visits at this site whose guests share the address the codes go to.

    Of a series only the one that its code opens now: two nights touch one day.
    """
    email_of_visit = (
        col(BlindIndex.visit_id) == encounter.visit_id,
        col(BlindIndex.item) == Lookup.EMAIL,
    )
    # Both as subqueries of the one query below: a check-in has twelve statements at most.
    address = select(BlindIndex.digest).where(*email_of_visit).scalar_subquery()
    site_id = (
        select(Kiosk.site_id)
        .where(col(Kiosk.id) == encounter.kiosk_id)
        .scalar_subquery()
    )
    expected = _expected_today(store, site_id, address)
    series: dict[int, list[VisitState]] = {}
    for visit in expected:
        series.setdefault(visit.invitation.series_id, []).append(visit)
    return [visit_state.of_now(store, days) for days in series.values()]


def expected_under(
    store: Store, kiosk: Kiosk, contact_digest: bytes
) -> ExpectedUnderAddress:
    """Return who is expected at the kiosk's site today under this address."""
    site = sites.of(store, kiosk.site_id)
    values = {
        "digest": contact_digest,
        "site": site.id,
        "now": store.now,
        "starts_before": starts_before(store, site),
    }
    return ExpectedUnderAddress(
        *store.execute(encounter_statements.EXPECTED_UNDER, values).one()
    )


def _unless_over(store: Store, encounter: Encounter | None) -> Encounter:
    since = store.now - IDLE
    if encounter is None or encounter.ended_at or encounter.touched_at < since:
        raise EncounterOver
    return encounter


def _expected_today(store: Store, site_id: Any, digest: Any) -> list[VisitState]:  # noqa: ANN401 - values or subqueries
    contact = and_(
        col(Envelope.visit_id) == col(BlindIndex.visit_id),
        col(Envelope.retention_class) == RetentionClass.CONTACT,
    )
    # An envelope past its deadline is as good as erased, also before the purge takes it.
    living = (col(BlindIndex.digest) == digest, col(Envelope.expires_at) > store.now)
    visit_ids = select(BlindIndex.visit_id).join(Envelope, contact).where(*living)
    visits = visit_state.every(
        store, col(Visit.site_id) == site_id, col(Visit.id).in_(visit_ids)
    )
    return [
        visit
        for visit in visits
        if visit.stage is Stage.EXPECTED and is_of_today(store, visit)
    ]


def by_this_person(encounter: Encounter, arrival: Arrival | None) -> bool:
    """True if the guest of this arrival checked in during this encounter."""
    if arrival is None:
        return False
    # An earlier arrival at this tablet was somebody else's encounter.
    return arrival.kiosk_id == encounter.kiosk_id and arrival.at >= encounter.started_at


def _with_code_in_hand(level: Level, encounter: Encounter) -> Step:
    if level is Level.ID_SEEN:
        return Step.SEE_DESK
    shown = Level.ADDRESS_CONFIRMED if encounter.confirmed else Level.INVITED
    return Step.AGREE if level <= shown else Step.ENTER_CODE
