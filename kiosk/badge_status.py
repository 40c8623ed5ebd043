"""What the kiosk shows a guest who has just arrived about their badge."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import get_locale

from visits import host_news
from visits.host_news import HostNews
from visits.lobby import encounters, party_scans
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
    """The name and number on the badge, how far it has come, and what is known of the host."""

    name: Personal
    number: str
    state: PrintStatus
    news: HostNews
    more_expected: int = 0
    """How many others of their party are expected by the same code."""


def result(store: Store, encounter: Encounter) -> BadgeStatus:
    """The badge of the guest who has just arrived by this encounter (`EncounterOver`)."""
    visit_id = arrived_visit(store, encounter)
    badge, job = badges.newest(store, [visit_id])[visit_id]
    context = as_kiosk(encounter.kiosk_id, Purpose.BADGE)
    guest = envelopes.read_one(store, visit_id, ["badge_name", "name"], context)
    return BadgeStatus(
        name=guest.display_name(),
        number=badge.number,
        state=_status(store, job),
        news=host_news.of_guest(store, visit_id, str(get_locale())),
        more_expected=party_scans.more_expected(store, encounter),
    )


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
