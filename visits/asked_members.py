"""Asked members: who may answer that a guest is here, and who was told of the guest.

That is the host, each co-host, and whoever was told in the host's place: by a step that was
taken because nobody answered, or by an answer that names them.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlmodel import col

from visits import co_hosts
from visits.store.database import Store
from visits.store.listings import Listing
from visits.store.visits import Escalation, HostAnswer
from visits.visit_state import VisitState

EVERY_ANSWER = (
    select(HostAnswer)
    .where(col(HostAnswer.visit_id).in_(bindparam("visits", expanding=True)))
    .order_by(col(HostAnswer.at), col(HostAnswer.id))
)
_ANSWERS = Listing(EVERY_ANSWER)


def of(store: Store, visit: VisitState) -> set[int]:
    """Return the visit's host, its co-hosts, and who was told in the host's place."""
    told = {member_id for _, member_id in in_place_of_host(store, [visit.id])}
    return {visit.visit.host_id, *co_hosts.of(store, visit), *told}


def in_place_of_host(store: Store, visit_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Return which of these visits which member was told of in the host's place."""
    steps = select(col(Escalation.visit_id), col(Escalation.member_id)).where(
        col(Escalation.visit_id).in_(visit_ids)
    )
    chosen = [(row.visit_id, row.colleague_id) for row in answers(store, *visit_ids)]
    both = [*store.execute(steps), *chosen]
    return {(visit_id, member_id) for visit_id, member_id in both if member_id}


def answers(store: Store, *visit_ids: int) -> list[HostAnswer]:
    """Return the answers about these visits, oldest first, those about earlier stays too."""
    return [answer for (answer,) in _ANSWERS.rows(store, visits=list(visit_ids))]
