"""Statistics: how many erased visits there were, when, why and with what outcome.

They name nobody.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import col

from visits import sites
from visits.store.database import Store
from visits.store.sites import Site
from visits.store.system_state import VisitStatistic
from visits.store.visits import Arrival, Invitation, Refusal, Visit, Withdrawal
from visits.vocabulary.erasure import VisitOutcome

_FACTS: Any = (
    select(
        Site,
        col(Invitation.purpose),
        col(Invitation.starts_at),
        col(Arrival.at).label("arrived_at"),
        col(Withdrawal.visit_id).label("withdrawn"),
        col(Refusal.visit_id).label("refused"),
    )
    .select_from(Visit)
    .join(Site, col(Site.id) == col(Visit.site_id))
    .join(Invitation, col(Invitation.visit_id) == col(Visit.id))
    .outerjoin(Arrival, col(Arrival.visit_id) == col(Visit.id))
    .outerjoin(Withdrawal, col(Withdrawal.visit_id) == col(Visit.id))
    .outerjoin(Refusal, col(Refusal.visit_id) == col(Visit.id))
    .where(col(Visit.id).in_(bindparam("visits", expanding=True)))
)
_KEY = [column.name for column in VisitStatistic.__table__.primary_key]  # type: ignore[attr-defined] # sqlmodel hides it
_ONE_MORE = (
    update(VisitStatistic)
    .where(
        *(
            col(getattr(VisitStatistic, name)) == bindparam(f"of_{name}")
            for name in _KEY
        )
    )
    .values(count=col(VisitStatistic.count) + bindparam("more"))
)


def count_visit(
    store: Store, visit_ids: Sequence[int], outcome: VisitOutcome | None = None
) -> None:
    """Count each visit by site, local day, hour, purpose and outcome.

    `outcome` is the outcome of all, if set.
    """
    # Counted first, so that a batch of one hour is one UPDATE.
    counted = Counter(
        _place(row, outcome) for row in store.execute(_FACTS, {"visits": visit_ids})
    )
    for place, more in counted.items():
        named = {f"of_{name}": value for name, value in zip(_KEY, place, strict=True)}
        # There is nearly always such a row already, so an INSERT is the exception.
        if not store.connection().execute(_ONE_MORE, named | {"more": more}).rowcount:
            row = dict(zip(_KEY, place, strict=True)) | {"count": more}
            store.execute(insert(VisitStatistic), [row])


def _place(row: Any, outcome: VisitOutcome | None) -> tuple[Any, ...]:  # noqa: ANN401 - a row of the question above
    # The hour on the wall of the lobby, which is what anybody asks about.
    at = (row.arrived_at or row.starts_at).astimezone(sites.zone(row.Site))
    day = sites.day_of(row.Site, row.starts_at)
    return row.Site.id, day, at.hour, row.purpose, outcome or _outcome(row)


def _outcome(row: Any) -> VisitOutcome:  # noqa: ANN401 - as above
    if row.arrived_at:
        return VisitOutcome.LEFT
    if row.withdrawn:
        return VisitOutcome.WITHDRAWN
    return VisitOutcome.REFUSED if row.refused else VisitOutcome.NO_SHOW
