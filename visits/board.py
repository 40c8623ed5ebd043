"""Boards: a site's day as its front desk sees it, and a host's own guests."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from visits import sites, visit_state
from visits.lobby import desk_queue
from visits.people import profiles
from visits.printing import badges, print_problems, printers
from visits.printing.print_problems import PrintProblem
from visits.store.database import Store
from visits.store.lobby import Wait
from visits.store.people import Member
from visits.store.printing import Badge, PrintJob
from visits.store.sites import Company, Kiosk, Printer, Site
from visits.store.visits import Arrival, Departure, Invitation, Visit
from visits.vault import envelopes
from visits.vault.personal import Guest
from visits.visit_state import Stage, VisitState
from visits.vocabulary.actors import AccessContext, as_desk, as_host

Named = TypeVar("Named", Company, Kiosk, Site)


@dataclass(frozen=True)
class BoardRow:
    """One visit on a board."""

    visit_state: VisitState
    guest: Guest
    host_name: str = field(repr=False)
    company: str
    site: Site
    badge: Badge | None
    print_job: PrintJob | None
    obstacle: PrintProblem | None = None

    @property
    def public_id(self) -> str:
        return self.visit_state.visit.public_id

    @property
    def stage(self) -> Stage:
        return self.visit_state.stage


@dataclass(frozen=True)
class WaitingGuest:
    """Somebody at the desk, and their visit if it is known."""

    wait: Wait
    kiosk_name: str
    line: BoardRow | None


@dataclass(frozen=True)
class BlockedBadges:
    """So many badges that wait behind the same obstacle."""

    obstacle: PrintProblem
    count: int


@dataclass(frozen=True)
class PrintQueue:
    """How badges come out at a site: those the desk should see to, oldest first, and what they wait for.

    While it `is_moving`, a badge may be late the next moment although nothing happens.
    """

    printers: Sequence[Printer]
    unprinted: Sequence[BoardRow]
    jams: Sequence[BlockedBadges]
    is_moving: bool


@dataclass(frozen=True)
class Board:
    """A site's day. Whoever is expected stands where they wait, if they do; others where they have come to.

    Whoever is inside is `on_site`, even while they wait: that list is the one for an evacuation.
    """

    site: Site
    waiting: Sequence[WaitingGuest]
    expected: Sequence[BoardRow]
    on_site: Sequence[BoardRow]
    left: Sequence[BoardRow]
    turned_away: Sequence[BoardRow]
    queue: PrintQueue


def of_site(store: Store, site_id: int, member_id: int) -> Board:
    """Everybody of today at this site, and whoever is still inside, for somebody of its desk."""
    site = sites.of(store, site_id)
    waits = desk_queue.at_desk(store, site_id)
    shown = or_(
        _is_today(store, site),
        _is_inside(),
        col(Visit.id).in_({wait.visit_id for wait in waits}),
    )
    found = visit_state.every(store, col(Visit.site_id) == site_id, shown)
    there = printers.of_site(store, site_id)
    seen = [
        _seen(line, there, store.now)
        for line in _lines(store, found, as_desk(member_id))
    ]
    lines = {line.visit_state.id: line for line in seen}
    elsewhere = {wait.visit_id for wait in waits}
    at: dict[Stage, list[BoardRow]] = {stage: [] for stage in Stage}
    for visit_id, line in lines.items():
        if line.stage is not Stage.EXPECTED or visit_id not in elsewhere:
            at[line.stage].append(line)
    return Board(
        site=site,
        waiting=_queue(store, waits, lines),
        expected=at[Stage.EXPECTED],
        on_site=at[Stage.ON_SITE],
        left=at[Stage.LEFT],
        turned_away=at[Stage.REFUSED],
        queue=_print_queue(at[Stage.ON_SITE], there, store.now),
    )


def of_host(store: Store, host_id: int) -> list[BoardRow]:
    """The host's own guests of today and of days to come."""
    coming = (col(Visit.host_id) == host_id, col(Invitation.day_ends_at) > store.now)
    return _lines(store, visit_state.every(store, *coming), as_host(host_id))


def row_of_host(store: Store, host_id: int, public_id: str) -> BoardRow:
    """One guest of the host's own (`NotFound`)."""
    return _lines(
        store, [visit_state.of_host(store, host_id, public_id)], as_host(host_id)
    )[0]


def row_at_site(store: Store, site_id: int, public_id: str, member_id: int) -> BoardRow:
    """One visit to the site, for somebody of its desk (`NotFound`)."""
    line = _lines(
        store, [visit_state.at_site(store, site_id, public_id)], as_desk(member_id)
    )[0]
    return _seen(line, printers.of_site(store, site_id), store.now)


def _lines(
    store: Store, found: Sequence[VisitState], asking: AccessContext
) -> list[BoardRow]:
    ids = [one.id for one in found]
    guests = envelopes.read(store, ids, ["name", "badge_name"], asking)
    hosts = _host_names(store, {one.visit.host_id for one in found})
    companies = _by_id(store, Company, {one.visit.company_id for one in found})
    printed = badges.newest(store, ids)
    return [
        BoardRow(
            one,
            guests[one.id],
            hosts[one.visit.host_id],
            companies[one.visit.company_id].name,
            one.site,
            *printed.get(one.id, (None, None)),
        )
        for one in found
    ]


def _seen(line: BoardRow, there: Sequence[Printer], now: datetime) -> BoardRow:
    found = (
        print_problems.problem(line.print_job, there, now) if line.print_job else None
    )
    return replace(line, obstacle=found) if found else line


def _print_queue(
    inside: Sequence[BoardRow], there: Sequence[Printer], now: datetime
) -> PrintQueue:
    jobs = [(line, line.print_job) for line in inside if line.print_job]
    late = [
        (job.queued_at, line)
        for line, job in jobs
        if print_problems.needs_the_desk(job, line.obstacle, now)
    ]
    held = [
        line.obstacle
        for line, job in jobs
        if line.obstacle and job.state in print_problems.HELD
    ]
    return PrintQueue(
        printers=there,
        unprinted=[line for _, line in sorted(late, key=itemgetter(0))],
        jams=_jams(held),
        is_moving=any(
            print_problems.is_moving(job, line.obstacle) for line, job in jobs
        ),
    )


def _jams(held: Sequence[PrintProblem]) -> list[BlockedBadges]:
    """One for each obstacle, the one that holds most first."""
    first = {(one.kind, one.printer.id if one.printer else 0): one for one in held}
    counts = Counter((one.kind, one.printer.id if one.printer else 0) for one in held)
    return [BlockedBadges(first[which], count) for which, count in counts.most_common()]


def _is_today(store: Store, site: Site) -> ColumnElement[bool]:
    day = sites.today(site, store.now)
    ends = col(Invitation.day_ends_at)
    return and_(ends > sites.day_start(site, day), ends <= sites.day_end(site, day))


def _is_inside() -> ColumnElement[bool]:
    return and_(col(Arrival.visit_id).is_not(None), col(Departure.visit_id).is_(None))


def _queue(
    store: Store, waits: Sequence[Wait], lines: Mapping[int, BoardRow]
) -> list[WaitingGuest]:
    kiosks = _by_id(store, Kiosk, {wait.kiosk_id for wait in waits if wait.kiosk_id})
    return [
        WaitingGuest(
            wait,
            kiosks[wait.kiosk_id].name if wait.kiosk_id else "",
            lines.get(wait.visit_id) if wait.visit_id else None,
        )
        for wait in waits
    ]


def _host_names(store: Store, ids: set[int]) -> dict[int, str]:
    hosts = store.exec(select(Member).where(col(Member.id).in_(ids)))
    return {host.id: profiles.profile(store, host).name for host in hosts if host.id}


def _by_id(store: Store, table: type[Named], ids: set[int]) -> dict[int, Named]:
    return {
        row.id: row
        for row in store.exec(select(table).where(col(table.id).in_(ids)))
        if row.id
    }
