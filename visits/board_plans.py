"""What a board says of the other days of a guest, and of the party that they come with."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import col

from visits.store.database import Store
from visits.store.visits import Arrival, Invitation, Withdrawal
from visits.visit_state import VisitState


@dataclass(frozen=True)
class BoardPlan:
    """One visit among those that were announced together, are kept and not withdrawn."""

    number: int
    """Which of them it is, by time: of a series the day."""
    of: int
    inside: int
    """How many of them are on site."""
    is_party: bool


def of(store: Store, visits: Iterable[VisitState]) -> dict[int, BoardPlan]:
    """Return the plan of each visit that was not announced alone, by one query for all."""
    codes = {visit.invitation.code for visit in visits}
    found = store.prepared(_SHARING, codes=list(codes)).all()
    plans = {}
    for _, shared in groupby(found, key=lambda row: row.code):
        together = list(shared)
        inside = sum(row.inside_site_id is not None for row in together)
        for number, row in enumerate(together, 1):
            plan = BoardPlan(number, len(together), inside, row.party_id is not None)
            if plan.of > 1:
                plans[row.visit_id] = plan
    return plans


_SHARING: Any = (
    select(
        col(Invitation.code),
        col(Invitation.visit_id),
        col(Invitation.party_id),
        col(Arrival.inside_site_id),
    )
    .outerjoin(Arrival, col(Arrival.visit_id) == col(Invitation.visit_id))
    .outerjoin(Withdrawal, col(Withdrawal.visit_id) == col(Invitation.visit_id))
    .where(col(Invitation.code).in_(bindparam("codes", expanding=True)))
    .where(col(Withdrawal.visit_id).is_(None))
    .order_by(col(Invitation.code), col(Invitation.starts_at), col(Invitation.visit_id))
)
