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
    """The newest answer, who comes instead, the last step taken for a walk-in, and whose it is."""

    answer: HostAnswer | None
    colleague: str
    step: EscalationStep | None
    is_answer_of_desk: bool
    answered_by: str


def of(store: Store, visits: Sequence[VisitState]) -> dict[int, HostReply]:
    """Return the reply about each visit of which there is one."""
    here = [visit.id for visit in visits if visit.came]
    answers = host_answers.newest(store, here)
    steps = _steps(store, visits)
    given = answers.values()
    chosen = {answer.colleague_id or 0 for answer in given}
    names = profiles.names(store, chosen | {answer.member_id for answer in given})
    of_desk = host_answers.of_desk(store, visits, answers)

    def name(visit_id: int, field: str) -> str:
        return names.get(getattr(answers.get(visit_id), field, None) or 0, "")

    return {
        visit_id: HostReply(
            answers.get(visit_id),
            name(visit_id, "colleague_id"),
            steps.get(visit_id),
            visit_id in of_desk,
            name(visit_id, "member_id"),
        )
        for visit_id in answers.keys() | steps.keys()
    }


def _steps(store: Store, visits: Sequence[VisitState]) -> dict[int, EscalationStep]:
    asking = [visit.id for visit in visits if visit.stage is Stage.ASKING]
    return escalation.last_steps(store, asking) if asking else {}
