"""Guests: a host's guests day by day, grouped by the day that each site's own clock shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from visits import board, sites
from visits.board import BoardRow
from visits.lobby import desk_queue
from visits.store.database import Store
from visits.vocabulary.people import Role
from visits.vocabulary.visits import WaitReason
from web.access import open_to, this_member
from web.face import database
from web.pages import page

LATER = 2
"""Days ahead from which a day is headed by its date; nearer ones are today and tomorrow."""

views = Blueprint("guests", __name__)


@dataclass(frozen=True)
class Day:
    """The guests of one day, and how many days it is ahead of each site's own today."""

    ahead: int
    date: date
    rows: list[BoardRow]


@dataclass(frozen=True)
class Agenda:
    """A host's guests by day, and what those wait for who wait, by the ids of their visits."""

    days: list[Day]
    waits: dict[int, WaitReason]

    @property
    def today(self) -> Day | None:
        return next((day for day in self.days if day.ahead <= 0), None)

    @property
    def coming(self) -> list[Day]:
        return [day for day in self.days if day.ahead > 0]


@views.get("/")
@open_to(Role.HOST, Role.COMPANY_ADMIN)
def show() -> ResponseReturnValue:
    """Show the host's guests, today's first; who only manages a company begins there."""
    if Role.HOST not in this_member().roles:
        return redirect(url_for("company.show"), 303)
    with database().reading() as store:
        agenda = agenda_of(store, this_member().id)
        return page("guests.html", agenda=agenda, now=store.now)


def agenda_of(store: Store, host_id: int) -> Agenda:
    """All guests whom this host still expects or has with them."""
    rows = board.of_host(store, host_id)
    return Agenda(
        by_day(rows, store.now),
        # One query for all rows of the page, not one for each.
        desk_queue.of_visits(store, [row.visit_state.id for row in rows]),
    )


def by_day(rows: Iterable[BoardRow], now: datetime) -> list[Day]:
    """Group the rows by day, by time and name; each row's day counts from its own site's today."""
    in_order = sorted(
        rows, key=lambda row: (_day(row, now), board.by_time_and_name(row))
    )
    grouped = groupby(in_order, key=lambda row: _day(row, now))
    return [_dated(ahead, list(rows), now) for (ahead, _), rows in grouped]


def _dated(ahead: int, rows: list[BoardRow], now: datetime) -> Day:
    first = rows[0]
    if ahead >= LATER:
        return Day(ahead, _date_of_visit(first), rows)
    return Day(ahead, sites.day_of(first.site, now) + ahead * sites.DAY, rows)


def _date_of_visit(row: BoardRow) -> date:
    return sites.day_of(row.site, row.visit_state.invitation.starts_at)


def _day(row: BoardRow, now: datetime) -> tuple[int, date]:
    """How many days ahead, at most `LATER`, and from there on the date as well."""
    date_of_visit = _date_of_visit(row)
    ahead = (date_of_visit - sites.day_of(row.site, now)) // sites.DAY
    # Zones apart, one today may have two dates: up to tomorrow only the distance counts.
    return (LATER, date_of_visit) if ahead >= LATER else (max(ahead, 0), date.min)
