"""Which invitations are of one series or share a code, as conditions of statements."""

from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from visits.store.visits import Invitation

_ITSELF = aliased(Invitation)


def in_series_of(visit_id: int | None) -> Any:  # noqa: ANN401 - an expression of sqlalchemy's
    """Return the condition that an invitation is of the same series as this visit's."""
    of_visit = select(_ITSELF.series_id).where(col(_ITSELF.visit_id) == visit_id)
    return col(Invitation.series_id) == of_visit.scalar_subquery()


def sharing_code_of(visit_id: int | None) -> Any:  # noqa: ANN401 - a select of sqlmodel's
    """Return the query for the visits with this visit's code: its days, or its party."""
    of_visit = select(_ITSELF.code).where(col(_ITSELF.visit_id) == visit_id)
    same = col(Invitation.code) == of_visit.scalar_subquery()
    return select(Invitation.visit_id).where(same)
