"""What a board shows of each guest's host: the newest answer, and who was asked meanwhile."""

from collections.abc import Sequence
from typing import NamedTuple

from visits import escalation, host_answers
from visits.people import profiles
from visits.store.database import Store
from visits.store.visits import HostAnswer
from visits.visit_state import Stage, VisitState
from visits.vocabulary.visits import EscalationStep


class HostReply(NamedTuple):
    """The newest answer, who comes instead, the last step taken for a walk-in, and who answered."""

    answer: HostAnswer | None
    colleague: str
    step: EscalationStep | None
    is_answer_of_desk: bool


def of(store: Store, visits: Sequence[VisitState]) -> dict[int, HostReply]:
    """Return the reply about each visit of which there is one."""
    here = [visit.id for visit in visits if visit.came]
    answers = host_answers.newest(store, here)
    steps = _steps(store, visits)
    chosen = {answer.colleague_id or 0 for answer in answers.values()}
    names = profiles.names(store, chosen)
    of_desk = host_answers.of_desk(store, visits, answers)

    def colleague(visit_id: int) -> str:
        answer = answers.get(visit_id)
        return names.get(answer.colleague_id or 0, "") if answer else ""

    return {
        visit_id: HostReply(
            answers.get(visit_id),
            colleague(visit_id),
            steps.get(visit_id),
            visit_id in of_desk,
        )
        for visit_id in answers.keys() | steps.keys()
    }


def _steps(store: Store, visits: Sequence[VisitState]) -> dict[int, EscalationStep]:
    asking = [visit.id for visit in visits if visit.stage is Stage.ASKING]
    return escalation.last_steps(store, asking) if asking else {}
