"""What the kiosk tells a walk-in: whom it asks for them, and what was answered."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import get_locale

from visits import escalation, host_answers, sites, visit_state
from visits.lobby import verification
from visits.lobby.admission import level_for
from visits.sites import Directions
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.visits import HostAnswer
from visits.visit_state import Stage, VisitState
from visits.vocabulary.refusals import EncounterOver
from visits.vocabulary.visits import Answer, EscalationStep, Level


class Said(StrEnum):
    """What stands on the screen; each has words of its own."""

    ASKING_HOST = "asking_host"
    ASKING_COLLEAGUE = "asking_colleague"
    DESK_KNOWS = "desk_knows"
    COMING = "coming"
    SEND_UP = "send_up"
    FIVE_MINUTES = "five_minutes"
    WAIT = "wait"
    SEE_DESK = "see_desk"
    BADGE_AT_DESK = "badge_at_desk"


ANSWERED = {
    Answer.COMING: Said.COMING,
    Answer.SEND_UP: Said.SEND_UP,
    Answer.FIVE_MINUTES: Said.FIVE_MINUTES,
    Answer.WAIT: Said.WAIT,
    # Why, the desk hears alone.
    Answer.NOBODY_EXPECTED: Said.SEE_DESK,
}
WITH_DIGITS = frozenset(
    {
        Said.ASKING_HOST,
        Said.ASKING_COLLEAGUE,
        Said.COMING,
        Said.FIVE_MINUTES,
        Said.WAIT,
    }
)
"""While these are said, a host who is there can let the guest in."""


@dataclass(frozen=True)
class WalkInStatus:
    """What is said, the digits by which a host vouches if that helps, and the way up."""

    said: Said
    digits: str
    directions: Directions


def of(store: Store, encounter: Encounter) -> WalkInStatus:
    """Return what the walk-in of this encounter is told (`EncounterOver` once erased)."""
    if encounter.visit_id is None:
        raise EncounterOver
    visit = visit_state.of(store, encounter.visit_id)
    said = _said(store, visit)
    is_of_use = said in WITH_DIGITS and level_for(visit) <= Level.ADDRESS_CONFIRMED
    digits = verification.vouch_digits(store, encounter) if is_of_use else ""
    way = sites.directions(store, visit.id, str(get_locale()))
    return WalkInStatus(said, digits, way)


def _said(store: Store, visit: VisitState) -> Said:
    if visit.stage is not Stage.ASKING:
        is_in = visit.stage is Stage.ON_SITE
        return Said.BADGE_AT_DESK if is_in else Said.SEE_DESK
    answer = host_answers.newest(store, [visit.id]).get(visit.id)
    if answer and answer.answer in ANSWERED:
        return ANSWERED[answer.answer]
    return _asked(store, visit, answer)


def _asked(store: Store, visit: VisitState, answer: HostAnswer | None) -> Said:
    """Return who is asked now; a step by which nobody was told is not said."""
    told = escalation.told(store, visit.id)
    if answer and answer.colleague_id and visit.walk_in and visit.walk_in.escalate_at:
        return Said.ASKING_COLLEAGUE
    if EscalationStep.DESK in told or answer:
        return Said.DESK_KNOWS
    is_colleague = told.get(EscalationStep.DELEGATE) is not None
    return Said.ASKING_COLLEAGUE if is_colleague else Said.ASKING_HOST
