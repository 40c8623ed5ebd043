"""Days: a host's guests grouped by the day the site's own clock shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from visits import board, hosting, sites
from visits.board import Line
from visits.store.database import Store


@dataclass(frozen=True)
class Day:
    """The guests of one day, and how far that day is from today."""

    date: date
    ahead: int
    lines: list[Line]


@dataclass(frozen=True)
class Agenda:
    """A host's guests of today and of days to come, and which of them stand at the front desk."""

    days: list[Day]
    at_desk: set[int]

    @property
    def today(self) -> Day | None:
        return next((day for day in self.days if day.ahead <= 0), None)

    @property
    def coming(self) -> list[Day]:
        return [day for day in self.days if day.ahead > 0]


def agenda(store: Store, host_id: int) -> Agenda:
    """Everybody this host still expects or has with them."""
    lines = board.of_host(store, host_id)
    return Agenda(by_day(lines, store.now), hosting.at_desk(store, [line.standing.id for line in lines]))


def by_day(lines: Iterable[Line], now: datetime) -> list[Day]:
    """The lines day by day, each day's in the order of their times."""
    by_date = groupby(sorted(lines, key=_place), key=_date)
    return [_day(on, list(those), now) for on, those in by_date]


def _day(on: date, lines: list[Line], now: datetime) -> Day:
    ahead = (on - sites.today(lines[0].site, now)) // timedelta(days=1)
    return Day(on, ahead, lines)


def _date(line: Line) -> date:
    return line.standing.invitation.starts_at.astimezone(sites.zone(line.site)).date()


def _place(line: Line) -> tuple[date, datetime]:
    return _date(line), line.standing.invitation.starts_at
