"""Erasing: a visit is deleted with every row about it; an anonymous count is left."""

import contextlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import col

from visits import sites
from visits.audit import entries
from visits.erasure import clock_guard
from visits.keys.decision_log import LoggedErasure, digest_of
from visits.retention import deadlines
from visits.store import logged_rows
from visits.store.database import Store
from visits.store.rights import ErasureAsked
from visits.store.sites import Site
from visits.store.system_state import VisitStatistic
from visits.store.visits import Arrival, Invitation, Refusal, Visit, WalkIn, Withdrawal
from visits.visit_state import Stage, VisitState
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.erasure import VisitOutcome
from visits.vocabulary.policy import RetentionClass
from visits.vocabulary.refusals import ClockIsBehind
from visits.vocabulary.rights import RequestOutcome
from visits.vocabulary.visits import LeftBy

_FACTS: Any = (
    select(
        Site,
        col(Invitation.purpose),
        col(Invitation.starts_at),
        col(Arrival.at).label("arrived_at"),
        col(Withdrawal.visit_id).label("withdrawn"),
        col(Refusal.visit_id).label("refused"),
        col(WalkIn.visit_id).label("walked_in"),
    )
    .select_from(Visit)
    .join(Site, col(Site.id) == col(Visit.site_id))
    .join(Invitation, col(Invitation.visit_id) == col(Visit.id))
    .outerjoin(Arrival, col(Arrival.visit_id) == col(Visit.id))
    .outerjoin(Withdrawal, col(Withdrawal.visit_id) == col(Visit.id))
    .outerjoin(Refusal, col(Refusal.visit_id) == col(Visit.id))
    .outerjoin(WalkIn, col(WalkIn.visit_id) == col(Visit.id))
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


def erase(store: Store, visit: VisitState, actor: Actor) -> RequestOutcome:
    """Erase a visit early: at once (DONE), or at departure if the guest is inside (DEFERRED).

    Under a legal hold nothing changes (REFUSED_HELD). The erasure is logged beside the
    keys, so that no backup brings the guest back.
    """
    if deadlines.hold_on(store, visit.id):
        return RequestOutcome.REFUSED_HELD
    if visit.stage is Stage.ON_SITE:
        return _defer(store, visit, actor)
    _erase_early(store, visit, VisitOutcome.ERASED)
    entries.record(store, actor, Act.ERASED, visit.id)
    return RequestOutcome.DONE


def on_departure(store: Store, visit: VisitState) -> None:
    """Set the deadlines that count from the departure, or erase whoever asked for it, unless held.

    Where only a doubted clock says that they left, the next purge that trusts it erases
    them.
    """
    was_asked = store.get(ErasureAsked, visit.id) is not None
    is_due = was_asked and _has_surely_left(store, visit)
    if is_due and not deadlines.hold_on(store, visit.id):
        _erase_early(store, visit, VisitOutcome.ERASED)
        entries.record(store, actors.CLOCK, Act.ERASED, visit.id)
        return
    # With the clock behind, the guest still leaves; they are kept as their arrival said.
    with contextlib.suppress(ClockIsBehind):
        deadlines.apply(store, visit)


def as_things_stand(store: Store, visit: VisitState) -> None:
    """Set the deadlines now that a hold is gone, or erase the visit where they are past.

    While the clock is doubted nothing is erased: that is left to the next purge that
    trusts it.
    """
    was_asked = store.get(ErasureAsked, visit.id) is not None
    is_held = deadlines.hold_on(store, visit.id) is not None
    is_past = deadlines.deadlines(store, visit)[RetentionClass.LOG] <= store.now
    # Whoever is inside stays on the list that an evacuation goes by.
    is_due = is_past or (was_asked and visit.stage is not Stage.ON_SITE)
    if is_held or not is_due or not clock_guard.is_believed(store):
        deadlines.apply(store, visit)
        return
    _erase_early(store, visit, VisitOutcome.ERASED if was_asked else None)
    entries.record(store, actors.CLOCK, Act.ERASED, visit.id)


def rows_of(
    store: Store, visit_ids: Sequence[int], outcome: VisitOutcome | None = None
) -> None:
    """Count the visits in the statistics and delete them with every row about them."""
    # Before the rows go: when they came and why is read from them.
    _count_visits(store, visit_ids, outcome)
    # Everything about a visit goes with its row, by the foreign keys.
    erased = delete(Visit).where(col(Visit.id).in_(visit_ids))
    store.execute(erased, execution_options=_APART)


def _defer(store: Store, visit: VisitState, actor: Actor) -> RequestOutcome:
    if store.get(ErasureAsked, visit.id) is None:
        store.add(ErasureAsked(visit_id=visit.id, at=store.now))
        entries.record(store, actor, Act.ERASURE_ASKED, visit.id)
    return RequestOutcome.DEFERRED


def _has_surely_left(store: Store, visit: VisitState) -> bool:
    by_clock = visit.departure is not None and visit.departure.by is LeftBy.CLOSING_TIME
    return not by_clock or clock_guard.is_believed(store)


def _erase_early(store: Store, visit: VisitState, outcome: VisitOutcome | None) -> None:
    store.flush()
    erased = LoggedErasure(
        last_day=logged_rows.last_day(store), visit=digest_of(visit.visit.public_id)
    )
    # A copy may lie under any key that lives now: the entry stays until the last of them goes.
    store.decisions.append(erased)
    rows_of(store, [visit.id], outcome)
    # The session still holds rows that are gone: whoever reads on must not find them.
    store.expunge_all()
    sites.changed(store, visit.visit.site_id)


# The session is emptied or closed afterwards, so there is nothing in it to keep in step.
_APART = {"synchronize_session": False}


def _count_visits(
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
    hour = sites.hour_of(row.Site, row.arrived_at or row.starts_at)
    day = sites.day_of(row.Site, row.starts_at)
    return row.Site.id, day, hour, row.purpose, outcome or _outcome(row)


def _outcome(row: Any) -> VisitOutcome:  # noqa: ANN401 - as above
    if row.arrived_at:
        return VisitOutcome.LEFT
    if row.withdrawn:
        return VisitOutcome.WITHDRAWN
    if row.refused:
        return VisitOutcome.REFUSED
    return VisitOutcome.NOT_LET_IN if row.walked_in else VisitOutcome.NO_SHOW
