"""When a guest is expected: from what a site's clock shows to moments that can be."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import col

from visits import sites, visit_state
from visits.store.database import Store
from visits.store.sites import Site
from visits.store.visits import Invitation, LateReminder
from visits.vocabulary.refusals import (
    DayIsPast,
    EndDoesNotExist,
    EndsBeforeItStarts,
    TimeDoesNotExist,
    TooFarAhead,
)
from visits.vocabulary.visits import LONGEST_NIGHT

FURTHEST = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Window:
    """When a guest is expected, as the site's own clock shows it.

    An end before the start is on the next day.
    """

    day: date
    starts: time
    ends: time


class VisitTimes(NamedTuple):
    """When a visit begins and ends, when its day does, and from when its guest is awaited."""

    starts_at: datetime
    ends_at: datetime
    day_ends_at: datetime
    awaited_since: datetime
    """The start; if that was past already, when these times were chosen."""


def of(store: Store, site: Site, window: Window) -> VisitTimes:
    """Return the moments of this window; refuses every impossible time."""
    starts_at, ends_at = _between(site, window)
    if ends_at <= store.now:
        raise DayIsPast
    if starts_at > store.now + FURTHEST:
        raise TooFarAhead
    day_ends_at = sites.visit_day_end(site, starts_at, ends_at)
    # Nobody is late for what they could not know of.
    return VisitTimes(starts_at, ends_at, day_ends_at, max(starts_at, store.now))


def move(store: Store, invitation: Invitation, times: VisitTimes) -> None:
    """Give the invitation these times; that its guest is late was said of another start."""
    if invitation.starts_at != times.starts_at:
        invitation.late_by = None
        told = col(LateReminder.visit_id) == invitation.visit_id
        store.execute(delete(LateReminder).where(told))
        invitation.awaited_since = times.awaited_since
    invitation.starts_at, invitation.ends_at = times.starts_at, times.ends_at
    invitation.day_ends_at = times.day_ends_at


def settle_days(store: Store) -> None:
    """Let the days of visits to come end as the site's clock and closing time say now.

    An earlier version ended every day at midnight.
    """
    coming = col(Invitation.day_ends_at) > store.now
    for visit in visit_state.every(store, coming):
        invitation = visit.invitation
        invitation.day_ends_at = sites.visit_day_end(
            visit.site, invitation.starts_at, invitation.ends_at
        )


def _between(site: Site, window: Window) -> tuple[datetime, datetime]:
    is_over_midnight = window.ends < window.starts
    last_day = window.day + sites.DAY if is_over_midnight else window.day
    starts_at = sites.at(site, window.day, window.starts)
    try:
        ends_at = sites.at(site, last_day, window.ends)
    except TimeDoesNotExist as skipped:
        # A refusal of its own, so that it is told at the field of the end.
        raise EndDoesNotExist(skipped.nearest) from None
    is_too_long = is_over_midnight and ends_at - starts_at > LONGEST_NIGHT
    if ends_at <= starts_at or is_too_long:
        raise EndsBeforeItStarts
    return starts_at, ends_at
