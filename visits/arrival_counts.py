"""Arrivals in numbers: how many guests came, by hour today and by day in the weeks before.

Counted are the visits that are still kept and, of those that are erased, the statistics. A number
under `LEAST` is never told: few people in an hour could be somebody who is known.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Executable, bindparam, select
from sqlmodel import col

from visits import sites
from visits.store.database import Store
from visits.store.sites import Site
from visits.store.system_state import VisitStatistic
from visits.store.visits import Arrival, Invitation
from visits.vocabulary.erasure import VisitOutcome

LEAST = 5
WEEKS = 4
MORNING, EVENING = 8, 18
"""These hours are always shown; earlier and later ones where enough guests came."""

Place = tuple[date, int]
"""A day of the site, and an hour on its clock."""


@dataclass(frozen=True)
class HourCount:
    """Arrivals in the hour that begins then: today's, and as a rule; None if too few."""

    hour: time
    today: int | None
    usual: int | None
    is_to_come: bool


@dataclass(frozen=True)
class DayCount:
    """Arrivals of one day before today; None if too few. Fewer than `LEAST` may be left out."""

    day: date
    count: int | None


@dataclass(frozen=True)
class ArrivalCounts:
    """The numbers of one site; days with the newest first."""

    hours: list[HourCount]
    days: list[DayCount]

    @property
    def is_empty(self) -> bool:
        """True if there is no number that may be told."""
        hours = any(one.today or one.usual for one in self.hours)
        return not hours and not any(one.count for one in self.days)


def of_site(store: Store, site_id: int) -> ArrivalCounts:
    """Return the site's arrivals of today and of the `WEEKS` weeks before (`NotFound`)."""
    site = sites.of(store, site_id)
    today = sites.day_of(site, store.now)
    first = today - timedelta(weeks=WEEKS)
    arrived = Counter(_kept(store, site, first))
    for place, count in _erased(store, site_id, first):
        arrived[place] += count
    days = [today - timedelta(days=back) for back in range(1, 7 * WEEKS + 1)]
    by_day = defaultdict[date, list[int]](list)
    for (day, _), count in arrived.items():
        by_day[day].append(count)
    hours = _hours(arrived, today, *_clock(site, today, store.now))
    return ArrivalCounts(hours, [DayCount(day, _of_day(by_day[day])) for day in days])


def _clock(site: Site, today: date, now: datetime) -> tuple[int, int]:
    """The hour in which the day begins, and how many have begun since, by the site's clock."""
    begins, shows = (
        at.astimezone(sites.zone(site)).replace(tzinfo=None)
        for at in (sites.day_start(site, today), now)
    )
    return begins.hour, (shows - begins.replace(minute=0)) // timedelta(hours=1)


def _hours(
    arrived: Counter[Place], today: date, first: int, begun: int
) -> list[HourCount]:
    same = [today - timedelta(weeks=back) for back in range(1, WEEKS + 1)]
    # A holiday, and a week before the first guest, is no usual day.
    opened = {day for day, _ in arrived} & set(same)
    counts = []
    # A day that goes on after midnight ends with the hours of the night.
    for place, hour in enumerate([*range(first, 24), *range(first)]):
        before = sum(arrived[day, hour] for day in opened)
        usual = _told(round(before / len(opened))) if opened else None
        count = HourCount(time(hour), _told(arrived[today, hour]), usual, place > begun)
        if MORNING <= hour < EVENING or count.today or usual:
            counts.append(count)
    return counts


def _told(count: int) -> int | None:
    return count if count >= LEAST else None


def _of_day(hours: Sequence[int]) -> int | None:
    """Leave out what whoever saw the day's hours would find by taking them from the sum."""
    few = sum(count for count in hours if count < LEAST)
    return _told(sum(hours) - (few if few < LEAST else 0))


def _kept(store: Store, site: Site, first: date) -> Iterator[Place]:
    since = {"site": site.id, "since": sites.day_start(site, first)}
    for row in store.prepared(_KEPT, **since):
        yield sites.day_of(site, row.starts_at), sites.hour_of(site, row.at)


def _erased(store: Store, site_id: int, first: date) -> Iterator[tuple[Place, int]]:
    for row in store.prepared(_ERASED, site=site_id, first=first):
        yield (row.day, row.hour), row.guests


_KEPT = (
    select(col(Arrival.at), col(Invitation.starts_at))
    .join(Invitation, col(Invitation.visit_id) == col(Arrival.visit_id))
    .where(
        col(Invitation.site_id) == bindparam("site"),
        # A visit's day may end after the site's: none that began since is left out.
        col(Invitation.day_ends_at) > bindparam("since"),
        col(Invitation.starts_at) >= bindparam("since"),
    )
)
_ERASED: Executable = select(
    col(VisitStatistic.day),
    col(VisitStatistic.hour),
    col(VisitStatistic.count).label("guests"),
).where(
    col(VisitStatistic.site_id) == bindparam("site"),
    col(VisitStatistic.day) >= bindparam("first"),
    col(VisitStatistic.outcome) == VisitOutcome.LEFT,
)
