"""The result: what a guest who is in sees of their badge, which is never more than what is known of it."""

from dataclasses import dataclass
from enum import StrEnum

from visits.lobby import encounters
from visits.printing import badge_recovery, badges
from visits.printing.print_problems import ON_ITS_WAY, PATIENCE
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.printing import PrintJob
from visits.vault import envelopes
from visits.vault.personal import Personal
from visits.vocabulary.actors import as_kiosk
from visits.vocabulary.policy import Purpose
from visits.vocabulary.printing import PrintState
from visits.vocabulary.refusals import EncounterOver


class PrintStatus(StrEnum):
    """What is known of the badge on its way to paper."""

    PRINTING = "printing"
    SENT = "sent"
    PRINTED = "printed"
    AT_DESK = "at_desk"


KNOWN = {
    PrintState.PRINTED: PrintStatus.PRINTED,
    PrintState.SENT_UNCONFIRMED: PrintStatus.SENT,
}


@dataclass(frozen=True)
class Result:
    """What the guest is called on paper, and how it stands with the paper."""

    name: Personal
    number: str
    state: PrintStatus


def result(store: Store, encounter: Encounter) -> Result:
    """How it stands with the badge of whoever has just arrived; nobody else learns it (`EncounterOver`)."""
    visit_id = arrived_visit(store, encounter)
    badge, job = badges.newest(store, [visit_id])[visit_id]
    asking = as_kiosk(encounter.kiosk_id, Purpose.BADGE)
    guest = envelopes.read_one(store, visit_id, ["badge_name", "name"], asking)
    return Result(guest.called(), badge.number, _state(store, job))


def arrived_visit(store: Store, encounter: Encounter) -> int:
    """The visit of the guest who has just arrived (`EncounterOver`)."""
    if encounter.visit_id is None or not encounters.arrived_here(store, encounter):
        raise EncounterOver
    return encounter.visit_id


def _state(store: Store, job: PrintJob) -> PrintStatus:
    if job.state not in ON_ITS_WAY:
        return KNOWN.get(job.state, PrintStatus.AT_DESK)
    stuck = badge_recovery.problem(store, job) or store.now - job.queued_at > PATIENCE
    return PrintStatus.AT_DESK if stuck else PrintStatus.PRINTING
