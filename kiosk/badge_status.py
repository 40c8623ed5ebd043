"""What the kiosk shows a guest who has just arrived about their badge."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from visits import escalation, host_answers, sites
from visits.escalation import HostStatus
from visits.lobby import arrivals, encounters
from visits.printing import badge_recovery, badges
from visits.printing.print_problems import ON_ITS_WAY, PATIENCE
from visits.sites import Directions
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.printing import PrintJob
from visits.vault import envelopes
from visits.vault.personal import Personal
from visits.vocabulary.actors import as_kiosk
from visits.vocabulary.policy import Purpose
from visits.vocabulary.printing import PrintState
from visits.vocabulary.refusals import EncounterOver
from visits.vocabulary.visits import Answer


class PrintStatus(StrEnum):
    """How far a badge has come, as far as its guest needs to know."""

    PRINTING = "printing"
    SENT = "sent"
    PRINTED = "printed"
    AT_DESK = "at_desk"


SETTLED = {
    PrintState.PRINTED: PrintStatus.PRINTED,
    PrintState.SENT_UNCONFIRMED: PrintStatus.SENT,
}


@dataclass(frozen=True)
class BadgeStatus:
    """The name and number on the badge, how far it has come, where to go, and the host's answer."""

    name: Personal
    number: str
    state: PrintStatus
    directions: Directions
    answer: Answer | None
    host: HostStatus | None


def result(store: Store, encounter: Encounter) -> BadgeStatus:
    """The badge of the guest who has just arrived by this encounter (`EncounterOver`)."""
    visit_id = arrived_visit(store, encounter)
    badge, job = badges.newest(store, [visit_id])[visit_id]
    context = as_kiosk(encounter.kiosk_id, Purpose.BADGE)
    guest = envelopes.read_one(store, visit_id, ["badge_name", "name"], context)
    name, way = guest.display_name(), sites.directions(store, visit_id)
    return BadgeStatus(
        name=name,
        number=badge.number,
        state=_status(store, job),
        directions=way,
        **_of_host(store, visit_id),
    )


def _of_host(store: Store, visit_id: int) -> dict[str, Any]:
    """What the host knows and answers; nothing that was said of a stay before this one."""
    if arrivals.has_come_back(store, visit_id):
        return {"answer": None, "host": None}
    answers = host_answers.newest(store, [visit_id])
    answer = answers[visit_id].answer if visit_id in answers else None
    return {"answer": answer, "host": escalation.host_status(store, visit_id)}


def arrived_visit(store: Store, encounter: Encounter) -> int:
    """The id of the visit whose guest has just arrived by this encounter (`EncounterOver`)."""
    if encounter.visit_id is None or not encounters.arrived_here(store, encounter):
        raise EncounterOver
    return encounter.visit_id


def _status(store: Store, job: PrintJob) -> PrintStatus:
    if job.state not in ON_ITS_WAY:
        # What is neither printed nor sent needs somebody: the guest is sent to the desk.
        return SETTLED.get(job.state, PrintStatus.AT_DESK)
    # A guest does not wait beside a printer that will not print: the desk has the badge.
    is_stuck = badge_recovery.problem(store, job)
    is_late = store.now - job.queued_at > PATIENCE
    return PrintStatus.AT_DESK if is_stuck or is_late else PrintStatus.PRINTING
