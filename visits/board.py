"""Boards: a site's day as its front desk sees it, and a host's own guests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from sqlmodel import col, select

from visits import sites, standing
from visits.lobby import waiting
from visits.paper import badges
from visits.people import profiles
from visits.policy.register import Purpose, Reader
from visits.standing import Stage, Standing
from visits.store.database import Store
from visits.store.lobby import Wait
from visits.store.paper import Badge, PrintJob
from visits.store.people import Member
from visits.store.places import Company, Kiosk, Site
from visits.store.visits import Invitation, Visit
from visits.vault import envelopes
from visits.vault.personal import Guest

Place = TypeVar("Place", Company, Site)


@dataclass(frozen=True)
class Line:
    """One visit on a board."""

    standing: Standing
    guest: Guest
    host_name: str = field(repr=False)
    company: str
    site: Site
    badge: Badge | None
    print_job: PrintJob | None

    @property
    def public_id(self) -> str:
        return self.standing.visit.public_id

    @property
    def stage(self) -> Stage:
        return self.standing.stage


@dataclass(frozen=True)
class Waiting:
    """Somebody at the desk, and their visit if it is known."""

    wait: Wait
    kiosk_name: str
    line: Line | None


@dataclass(frozen=True)
class Board:
    """A site's day. Every visit stands in one place only; who waits stands there first."""

    site: Site
    waiting: Sequence[Waiting]
    expected: Sequence[Line]
    on_site: Sequence[Line]
    left: Sequence[Line]
    turned_away: Sequence[Line]


def of_site(store: Store, site_id: int) -> Board:
    """Everybody of today at this site, and whoever is still inside."""
    site = sites.of(store, site_id)
    end = sites.day_end(site, sites.today(site, store.now))
    today = (
        col(Visit.site_id) == site_id,
        col(Invitation.day_ends_at) > end - timedelta(days=1, hours=2),
        col(Invitation.day_ends_at) <= end,
    )
    lines = _lines(store, standing.every(store, *today), Reader.DESK)
    by_visit = {line.standing.id: line for line in lines}
    queue = [_waiting(store, wait, by_visit) for wait in waiting.at_desk(store, site_id)]
    at = {stage: [line for line in lines if line.stage is stage] for stage in Stage}
    return Board(
        site=site, waiting=queue, expected=at[Stage.EXPECTED], on_site=at[Stage.ON_SITE], left=at[Stage.LEFT],
        turned_away=at[Stage.REFUSED],
    )  # fmt: skip


def of_host(store: Store, host_id: int) -> list[Line]:
    """The host's own guests of today and of days to come."""
    coming = (col(Visit.host_id) == host_id, col(Invitation.day_ends_at) > store.now)
    return _lines(store, standing.every(store, *coming), Reader.HOST)


def line_of_host(store: Store, host_id: int, public_id: str) -> Line:
    """One guest of the host's own (`NotFound`)."""
    return _lines(store, [standing.of_host(store, host_id, public_id)], Reader.HOST)[0]


def line_at_site(store: Store, site_id: int, public_id: str) -> Line:
    """One visit to the site (`NotFound`)."""
    return _lines(store, [standing.at_site(store, site_id, public_id)], Reader.DESK)[0]


def _lines(store: Store, found: Sequence[Standing], reader: Reader) -> list[Line]:
    ids = [one.id for one in found]
    guests = envelopes.tell(store, ids, ["name", "badge_name"], Purpose.IDENTIFY, reader)
    hosts = _host_names(store, {one.visit.host_id for one in found})
    companies = _by_id(store, Company, {one.visit.company_id for one in found})
    places = _by_id(store, Site, {one.visit.site_id for one in found})
    printed = badges.newest(store, ids)
    return [
        Line(
            one, guests[one.id], hosts[one.visit.host_id], companies[one.visit.company_id].name,
            places[one.visit.site_id], *printed.get(one.id, (None, None)),
        )
        for one in found
    ]  # fmt: skip


def _waiting(store: Store, wait: Wait, by_visit: Mapping[int, Line]) -> Waiting:
    kiosk = store.get(Kiosk, wait.kiosk_id) if wait.kiosk_id else None
    line = by_visit.get(wait.visit_id) if wait.visit_id else None
    if line is None and wait.visit_id:
        line = _lines(store, [standing.of(store, wait.visit_id)], Reader.DESK)[0]
    return Waiting(wait, kiosk.name if kiosk else "", line)


def _host_names(store: Store, ids: set[int]) -> dict[int, str]:
    hosts = store.exec(select(Member).where(col(Member.id).in_(ids)))
    return {host.id: profiles.profile(store, host).name for host in hosts if host.id}


def _by_id(store: Store, table: type[Place], ids: set[int]) -> dict[int, Place]:
    return {row.id: row for row in store.exec(select(table).where(col(table.id).in_(ids))) if row.id}
