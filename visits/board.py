"""Boards: the day of a site as its front desk sees it, and the guests of one host."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import TypeVar

from sqlmodel import col, select

from visits import board_plans, host_replies, listed_visits, parties, sites, visit_state
from visits.board_plans import BoardPlan
from visits.lobby import desk_queue
from visits.lobby.desk_queue import GuestWaits
from visits.people import profiles
from visits.policy.register import register
from visits.printing import badges, print_problems, printers
from visits.printing.print_problems import BlockedBadges, PrintProblem
from visits.store.database import Store
from visits.store.lobby import Wait
from visits.store.printing import Badge, PrintJob
from visits.store.sites import Company, Kiosk, Printer, Site
from visits.store.visits import HostAnswer, Invitation
from visits.vault import envelopes
from visits.vault.personal import Guest, Personal
from visits.visit_state import Stage, VisitState
from visits.vocabulary import actors
from visits.vocabulary.policy import Reader
from visits.vocabulary.visits import EscalationStep, WaitReason, WatchReason
from visits.watch_list import watched_for

Named = TypeVar("Named", Company, Kiosk, Site)
Printed = tuple[Badge, PrintJob]
NAMES = "name", "badge_name"


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
    problem: PrintProblem | None = None
    """What keeps the badge from coming out; on the front desk's board only."""
    answer: HostAnswer | None = None
    """What the host answered last, now that the guest is here."""
    colleague: str = field(default="", repr=False)
    """Who comes in the host's place, if the answer names somebody."""
    step: EscalationStep | None = None
    """The last step that was taken for a walk-in who is not in."""
    is_answer_of_desk: bool = False
    """True if the front desk chose the colleague who comes."""
    answered_by: str = field(default="", repr=False)
    """Whose answer it is: the host, a co-host, or somebody told in the host's place."""
    plan: BoardPlan | None = None
    """Its place in a series or a party; at the front desk only."""
    is_co_hosted: bool = field(default=False, kw_only=True)
    """True on the list of a co-host, whose guest it is beside another's."""

    @property
    def public_id(self) -> str:
        return self.visit_state.visit.public_id

    @property
    def stage(self) -> Stage:
        return self.visit_state.stage


@dataclass(frozen=True)
class WaitingGuest:
    """A guest who waits at the front desk, every reason for it, and their visit if it is known."""

    waits: GuestWaits
    kiosk_name: str
    row: BoardRow | None
    watched: WatchReason | None = None
    """Why the desk decides about the guest, if they are on the watch list."""

    @property
    def wait(self) -> Wait:
        """The most urgent."""
        return self.waits.by_urgency[0]


@dataclass(frozen=True)
class PrintQueue:
    """The printing of a site's badges."""

    printers: Sequence[Printer]
    unprinted: Sequence[BoardRow]
    """The visits whose badge needs somebody of the desk, oldest job first."""
    blocked: Sequence[BlockedBadges]
    is_moving: bool
    """True while a job can become late by the passing of time alone, without a commit."""


@dataclass(frozen=True)
class Board:
    """A site's day, by the stage of each visit.

    Whoever is expected, or asks for a host, and waits at the desk is in `waiting` only. A guest
    who is inside is always in `on_site`, even while waiting: that list is used in an evacuation.
    """

    site: Site
    waiting: Sequence[WaitingGuest]
    asking: Sequence[BoardRow]
    """Walk-ins whose host is being asked, or who are accepted and not in yet."""
    expected: Sequence[BoardRow]
    on_site: Sequence[BoardRow]
    left: Sequence[BoardRow]
    refused: Sequence[BoardRow]
    cancelled: Sequence[BoardRow]
    """Withdrawn by their host, or cancelled by the guest: somebody may come all the same."""
    queue: PrintQueue


def of_site(store: Store, site_id: int, member_id: int) -> Board:
    """Return everybody expected today at this site, and everybody still inside.

    `member_id` is the member of the desk who reads it; the access log names them.
    """
    site = sites.of(store, site_id)
    waits = desk_queue.at_desk(store, site_id)
    waiting_ids = {wait.visit_id for wait in waits}
    visits = listed_visits.of_day(store, site, waiting_ids)
    site_printers = printers.of_site(store, site_id)
    problem = partial(_problem, site_printers, store.now)
    listed = rows_for(store, visits, actors.as_desk(member_id), badges.listed, problem)
    rows = _with_plans(store, sorted(listed, key=by_time_and_name))
    by_stage: dict[Stage, list[BoardRow]] = {stage: [] for stage in Stage}
    for visit_id, row in rows.items():
        is_before = row.stage in {Stage.EXPECTED, Stage.ASKING}
        if not is_before or visit_id not in waiting_ids:
            by_stage[row.stage].append(row)
    return Board(
        site=site,
        waiting=_waiting(store, waits, rows),
        asking=by_stage[Stage.ASKING],
        expected=by_stage[Stage.EXPECTED],
        on_site=by_stage[Stage.ON_SITE],
        left=by_stage[Stage.LEFT],
        refused=by_stage[Stage.REFUSED],
        cancelled=by_stage[Stage.WITHDRAWN],
        queue=_print_queue(by_stage[Stage.ON_SITE], site_printers, store.now),
    )


def by_time_and_name(row: BoardRow) -> tuple[datetime, Personal]:
    """Return by what rows are sorted: the planned start, then the name that an ID shows."""
    return row.visit_state.invitation.starts_at, row.guest.name


def last_timed_change(store: Store, site: Site) -> datetime:
    """Return when time alone changed the board: a day began, or that of a night's visit ended."""
    begun = sites.day_start(site, sites.day_of(site, store.now))
    ends = col(Invitation.day_ends_at)
    over = (col(Invitation.site_id) == site.id, ends <= store.now)
    newest = select(ends).where(*over).order_by(ends.desc()).limit(1)
    return max(store.exec(newest).first() or begun, begun)


def of_host(store: Store, host_id: int) -> list[BoardRow]:
    """Return the guests of today and of days to come whom the member hosts or co-hosts."""
    visits = listed_visits.of_host(store, host_id)
    own = [visit for visit in visits if visit.visit.host_id == host_id]
    others = [visit for visit in visits if visit not in own]
    rows = rows_for(store, own, actors.as_host(host_id), badges.listed)
    return rows + rows_for(store, others, actors.as_co_host(host_id), badges.listed)


def row_of_host(store: Store, host_id: int, public_id: str) -> BoardRow:
    """Return one guest of the host's own (`NotFound`)."""
    visit = visit_state.of_host(store, host_id, public_id)
    return rows_for(store, [visit], actors.as_host(host_id))[0]


def party_of_host(store: Store, visit: VisitState) -> list[BoardRow]:
    """Return the other guests of the visit's party whom its host has invited as well."""
    others, host_id = parties.others_of_host(store, visit), visit.visit.host_id
    return rows_for(store, others, actors.as_host(host_id)) if others else []


def row_of_co_host(store: Store, member_id: int, visit: VisitState) -> BoardRow:
    """Return the visit as a co-host of it sees it."""
    return rows_for(store, [visit], actors.as_co_host(member_id))[0]


def row_at_site(store: Store, site_id: int, public_id: str, member_id: int) -> BoardRow:
    """Return one visit to the site, read by a member of its desk (`NotFound`)."""
    visit = visit_state.at_site(store, site_id, public_id)
    problem = partial(_problem, printers.of_site(store, site_id), store.now)
    rows = rows_for(store, [visit], actors.as_desk(member_id), problem=problem)
    return _with_plans(store, rows)[visit.id]


def party_at_site(store: Store, row: BoardRow, member_id: int) -> list[BoardRow]:
    """Return the other guests of the row's party, read by a member of the site's desk."""
    guests = parties.guests(store, row.visit_state)
    others = [guest for guest in guests if guest.id != row.visit_state.id]
    return rows_for(store, others, actors.as_desk(member_id)) if others else []


def rows_for(
    store: Store,
    visits: Sequence[VisitState],
    context: actors.AccessContext,
    badges_of: Callable[[Store, list[int]], Mapping[int, Printed]] = badges.newest,
    problem: Callable[[PrintJob | None], PrintProblem | None] = lambda _job: None,
) -> list[BoardRow]:
    """Return the visits' rows, by a fixed number of queries, as this reader may see them."""
    ids, known = [visit.id for visit in visits], register().items
    items = [one for one in NAMES if context.reader in known[one].readers]
    guests = envelopes.read(store, ids, items, context)
    hosts = profiles.names(store, {visit.visit.host_id for visit in visits})
    companies = _by_id(store, Company, {visit.visit.company_id for visit in visits})
    printed = badges_of(store, ids)
    replies = host_replies.of(store, visits)
    rows = []
    for visit in visits:
        badge, job = printed.get(visit.id) or (None, None)
        names = hosts[visit.visit.host_id], companies[visit.visit.company_id].name
        guest, reply = guests[visit.id], replies.get(visit.id, ())
        row = BoardRow(
            *(visit, guest, *names, visit.site, badge, job, problem(job), *reply),
            is_co_hosted=context.reader is Reader.CO_HOST,
        )
        rows.append(row)
    return rows


def _with_plans(store: Store, rows: Sequence[BoardRow]) -> dict[int, BoardRow]:
    """Return the rows by their visits, each with what was announced together with it."""
    plans = board_plans.of(store, [row.visit_state for row in rows])
    by_id = {row.visit_state.id: row for row in rows}
    # Of most there is none, and a copy of a row costs as much as making it.
    return by_id | {
        visit_id: replace(by_id[visit_id], plan=plan)
        for visit_id, plan in plans.items()
        if visit_id in by_id
    }


def _problem(
    site_printers: Sequence[Printer], now: datetime, job: PrintJob | None
) -> PrintProblem | None:
    return print_problems.problem(job, site_printers, now) if job else None


def _print_queue(
    inside: Sequence[BoardRow], site_printers: Sequence[Printer], now: datetime
) -> PrintQueue:
    # Only of guests inside: whoever has left waits for no badge any more.
    jobs = [(row, row.print_job) for row in inside if row.print_job]
    late = [
        (job.queued_at, row)
        for row, job in jobs
        if print_problems.needs_the_desk(job, row.problem, now)
    ]
    blocking = [
        row.problem
        for row, job in jobs
        if row.problem and job.state in print_problems.HELD
    ]
    return PrintQueue(
        printers=site_printers,
        unprinted=[row for _, row in sorted(late, key=itemgetter(0))],
        blocked=print_problems.blocked(blocking),
        is_moving=any(print_problems.is_moving(job, row.problem) for row, job in jobs),
    )


def _waiting(
    store: Store, waits: Sequence[Wait], rows: Mapping[int, BoardRow]
) -> list[WaitingGuest]:
    kiosks = _by_id(store, Kiosk, {wait.kiosk_id for wait in waits if wait.kiosk_id})
    stopped = [wait for wait in waits if wait.reason is WaitReason.ON_WATCH_LIST]
    reasons = watched_for(store, {wait.visit_id for wait in stopped})
    waiting = []
    for of_guest in desk_queue.by_guest(waits):
        kiosk_id, visit_id = of_guest.newest.kiosk_id, of_guest.newest.visit_id
        kiosk_name = kiosks[kiosk_id].name if kiosk_id else ""
        row = rows.get(visit_id) if visit_id else None
        watched = reasons.get(visit_id)
        waiting.append(WaitingGuest(of_guest, kiosk_name, row, watched))
    return waiting


def _by_id(store: Store, table: type[Named], ids: set[int]) -> dict[int, Named]:
    rows = store.exec(select(table).where(col(table.id).in_(ids)))
    return {row.id: row for row in rows if row.id}
