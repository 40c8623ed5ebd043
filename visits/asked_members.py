"""Asked members: who may answer that a guest is here, and who was told of the guest.

That is the host, each co-host, and whoever was told in the host's place: by a step that was
taken because nobody answered, or by an answer that names them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlmodel import col

from visits import co_hosts, visit_state
from visits.people import profiles
from visits.store.database import Store
from visits.store.listings import Listing
from visits.store.sites import Site
from visits.store.visits import Escalation, HostAnswer
from visits.visit_state import VisitState
from visits.vocabulary.refusals import NotFound

EVERY_ANSWER = (
    select(HostAnswer)
    .where(col(HostAnswer.visit_id).in_(bindparam("visits", expanding=True)))
    .order_by(col(HostAnswer.at), col(HostAnswer.id))
)
_ANSWERS = Listing(EVERY_ANSWER)


class TakenVisit(NamedTuple):
    """All that a former host is shown of a visit: which colleague took it over, and when."""

    colleague: str
    """Empty if their account is closed and erased."""
    at: datetime
    site: Site


def of(store: Store, visit: VisitState) -> set[int]:
    """Return the visit's host, its co-hosts, and who was told in the host's place.

    Nobody from whom it was taken: a host may have been told once more, in a second way.
    """
    told = {member_id for _, member_id in in_place_of_host(store, [visit.id])}
    told -= taken_from(store, visit).keys()
    return {visit.visit.host_id, *co_hosts.of(store, visit), *told}


def taken_from(store: Store, visit: VisitState) -> dict[int, HostAnswer]:
    """Return who was the visit's host until a colleague took it, with the answer that did so.

    Nobody whom a later host chose to come instead: they are asked again.
    """
    taken: dict[int, HostAnswer] = {}
    for answer in answers(store, visit.id):
        if answer.former_host_id:
            taken[answer.former_host_id] = answer
        taken.pop(answer.colleague_id or 0, None)
    taken.pop(visit.visit.host_id, None)
    return taken


def in_place_of_host(store: Store, visit_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Return which of these visits which member was told of in the host's place."""
    steps = select(col(Escalation.visit_id), col(Escalation.member_id)).where(
        col(Escalation.visit_id).in_(visit_ids)
    )
    chosen = [(row.visit_id, row.colleague_id) for row in answers(store, *visit_ids)]
    both = [*store.execute(steps), *chosen]
    return {(visit_id, member_id) for visit_id, member_id in both if member_id}


def taken(store: Store, member_id: int, public_id: str) -> TakenVisit:
    """Return who took this visit over from the member, who was its host (`NotFound`)."""
    visit = visit_state.by_public_id(store, public_id)
    answer = taken_from(store, visit).get(member_id)
    if answer is None:
        raise NotFound
    name = profiles.names(store, [answer.member_id])[answer.member_id]
    return TakenVisit(name, answer.at, visit.site)


def answers(store: Store, *visit_ids: int) -> list[HostAnswer]:
    """Return the answers about these visits, oldest first, those about earlier stays too."""
    return [answer for (answer,) in _ANSWERS.rows(store, visits=list(visit_ids))]
