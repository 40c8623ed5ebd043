"""Periods: how long a site keeps each retention class, up to the register's ceiling."""

import contextlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import col

from visits import visit_state
from visits.audit import entries
from visits.policy.register import register
from visits.retention import deadlines
from visits.store import locks
from visits.store.database import Store
from visits.store.sites import SitePeriod
from visits.store.visits import Visit
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.policy import Period
from visits.vocabulary.refusals import ClockIsBehind, PeriodOutOfRange

OF_A_SITE = (Period.CONTACT, Period.LOG, Period.NO_SHOW)
"""What a site may choose; the other periods are the register's alone."""


@dataclass(frozen=True)
class SitePeriods:
    """How long a site keeps a retention class of guests who are invited now, and its ceiling."""

    period: Period
    keeps: timedelta
    ceiling: timedelta


def keep(store: Store, site_id: int, period: Period, hours: int, actor: Actor) -> bool:
    """Set a site's period; return True if it is shorter than before (`PeriodOutOfRange`).

    A shorter one holds for everybody, and the next purge reseals what is kept already.
    A longer one holds only for guests who are invited from now on: the others were
    promised less.
    """
    ceiling, keeps = (
        register().retention_classes[period].ceiling,
        timedelta(hours=hours),
    )
    if period not in OF_A_SITE or not timedelta(hours=1) <= keeps <= ceiling:
        raise PeriodOutOfRange
    locks.site(store, site_id)
    is_shorter = keeps < deadlines.site_period(store, site_id, period)
    newest = store.execute(select(func.max(col(Visit.id)))).scalar() or 0
    row = SitePeriod(
        site_id=site_id,
        retention_class=period,
        after_visit=newest,
        hours=hours,
        resealed_through=0 if is_shorter else newest,
    )
    # Changed twice without an invitation in between, it is the same row.
    store.merge(row)
    entries.record_about(store, actor, Act.PERIOD_CHANGED, site_id)
    return is_shorter


def listed(store: Store, site_id: int) -> list[SitePeriods]:
    """Return the period of every retention class that a site may choose."""
    classes = register().retention_classes
    return [
        SitePeriods(
            period=period,
            keeps=deadlines.site_period(store, site_id, period),
            ceiling=classes[period].ceiling,
        )
        for period in OF_A_SITE
    ]


def apply_some(store: Store, most: int) -> int:
    """Reseal up to `most` visits under a period that was shortened; return how many are done."""
    waiting = col(SitePeriod.resealed_through) < col(SitePeriod.after_visit)
    change = store.execute(select(SitePeriod).where(waiting).limit(1)).scalar()
    if change is None:
        return 0
    # Else the deadline of who arrives now would be set as if they had not come.
    locks.site(store, change.site_id)
    between = (
        col(Visit.id) > change.resealed_through,
        col(Visit.id) <= change.after_visit,
    )
    due = select(col(Visit.id)).where(col(Visit.site_id) == change.site_id, *between)
    visit_ids = store.execute(due.order_by(col(Visit.id)).limit(most)).scalars().all()
    for visit in visit_state.every(store, col(Visit.id).in_(visit_ids)):
        # With the clock behind, one that was due is kept as it is; the others still go on.
        with contextlib.suppress(ClockIsBehind):
            deadlines.apply(store, visit)
    # Where it stopped is stored, so that a killed purge does not begin anew.
    change.resealed_through = (
        visit_ids[-1] if len(visit_ids) == most else change.after_visit
    )
    # Done with this one, there may be another.
    return most
