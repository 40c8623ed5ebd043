"""Sites: their clock, their day, and the version that every change on a board raises.

The day of a site is the only day that boards, badges, closing and retention know. It begins
at the lobby's midnight or, where the lobby closes later than that, when it closes. A visit
belongs to the day in which it begins, also when it ends after midnight.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, update
from sqlmodel import col
from sqlmodel import select as select_rows

from visits import place_texts
from visits.store import locks
from visits.store.database import Store
from visits.store.sites import Company, Site
from visits.store.visits import Invitation, Visit
from visits.vocabulary.devices import PrinterSide
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.refusals import NotFound, TimeDoesNotExist

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NOON = 12 * 60
"""Minutes after midnight; a lobby that closes before noon does so in the night after its day."""


class Directions(NamedTuple):
    """The way of a guest: to the site, once there to the badge, and then up to the company."""

    address: str
    printer_side: PrinterSide
    note: str
    company: str
    floor: str


# One statement, as every tablet asks for it that shows a result.
_DIRECTIONS = (
    select(
        place_texts.asked_along(PlaceTextKind.ADDRESS),
        col(Site.printer_side),
        place_texts.asked_along(PlaceTextKind.ARRIVAL_NOTE),
        col(Company.name),
        place_texts.asked_along(PlaceTextKind.FLOOR),
    )
    .select_from(Visit)
    .join(Site, col(Visit.site_id) == Site.id)
    .join(Company, col(Visit.company_id) == Company.id)
    .where(col(Visit.id) == bindparam("visit"))
)


def directions(store: Store, visit_id: int, language: str) -> Directions:
    """Return what the visit's site and company say of the way, in this language if they do."""
    values = {"visit": visit_id, "language": language}
    return Directions(*store.execute(_DIRECTIONS, values).one())


def of(store: Store, site_id: int) -> Site:
    """Return the site with this id (`NotFound`)."""
    site = store.get(Site, site_id)
    if site is None:
        raise NotFound
    return site


def every(store: Store) -> list[Site]:
    """Return all sites, by name."""
    return list(store.exec(select_rows(Site).order_by(col(Site.name))))


def changed(store: Store, site_id: int) -> None:
    """Make every board and kiosk of the site fetch its data again at the next poll."""
    store.prepared(_CHANGED, site=site_id)


def all_changed(store: Store) -> None:
    """Make the boards and kiosks of every site fetch their data again at the next poll."""
    # In the order of all others: an UPDATE takes rows as they lie.
    locks.every_site(store)
    store.execute(update(Site).values(version=Site.version + 1))


def version(store: Store, site_id: int) -> int:
    """Return a number that changes whenever the site's board changes."""
    return store.exec(select_rows(Site.version).where(col(Site.id) == site_id)).one()


def versions(store: Store) -> dict[int, int]:
    """Return the version of each site, by its id."""
    return dict(store.exec(select_rows(Site.id, Site.version)).all())


def zone(site: Site) -> ZoneInfo:
    """Return the time zone of the site's own clock."""
    return ZoneInfo(site.time_zone)


def day_of(site: Site, moment: datetime) -> date:
    """Return the site's day to which the moment belongs, by the date on which it begins."""
    lobby_date = moment.astimezone(zone(site)).date()
    is_night = moment < day_start(site, lobby_date)
    return lobby_date - DAY if is_night else lobby_date


def hour_of(site: Site, moment: datetime) -> int:
    """Return the hour that the site's clock shows."""
    return moment.astimezone(zone(site)).hour


def at(site: Site, day: date, moment: time) -> datetime:
    """Return when the site's clock shows `moment` on `day`, the first time if it does twice.

    Refuses a time that the clock skips on that day (`TimeDoesNotExist`).
    """
    wall = datetime.combine(day, moment)
    if not _is_shown(site, wall):
        around = [_first_shown(site, wall, step) for step in (-MINUTE, MINUTE)]
        raise TimeDoesNotExist([near.time() for near in around if near.date() == day])
    return _instant(site, day, moment)


def is_shown_twice(site: Site, moment: datetime) -> bool:
    """True if the site's clock shows that time a second time, because it is set back."""
    local = moment.astimezone(zone(site))
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def closing(site: Site, day: date) -> datetime:
    """Return when the site closes on `day`: guests still inside are checked out then."""
    midnight = datetime.combine(day, time(), zone(site))
    if site.closes_at < NOON:
        midnight += DAY
    # Added on the wall clock, so that 18:00 stays 18:00 on a day of 23 or 25 hours.
    return (midnight + timedelta(minutes=site.closes_at)).astimezone(UTC)


def day_start(site: Site, day: date) -> datetime:
    """Return when the site's `day` begins: at midnight, or when the day before closes."""
    return max(_instant(site, day, time()), closing(site, day - DAY))


def day_end(site: Site, day: date) -> datetime:
    """Return when the site's `day` ends, which is when the next begins."""
    return day_start(site, day + DAY)


def visit_day_end(site: Site, starts_at: datetime, ends_at: datetime) -> datetime:
    """Return when the day of a visit ends: with the site's day, or with a later planned end."""
    return max(day_end(site, day_of(site, starts_at)), ends_at)


def inside_until(
    site: Site, arrived_at: datetime, invitation: Invitation | None = None
) -> datetime:
    """Return when a guest is checked out automatically.

    At the closing time of the visit's day or at its planned end, whichever is later, and at that
    day's end if they came after closing. Without an invitation it is one of the day of arrival.
    """
    day = day_of(site, invitation.starts_at if invitation else arrived_at)
    closes = closing(site, day)
    if arrived_at >= closes:
        return invitation.day_ends_at if invitation else day_end(site, day)
    return max(closes, invitation.ends_at) if invitation else closes


def _is_shown(site: Site, wall: datetime) -> bool:
    # zoneinfo moves a time that the clock skips instead of refusing it: look at it again.
    instant = wall.replace(tzinfo=zone(site)).astimezone(UTC)
    return instant.astimezone(zone(site)).replace(tzinfo=None) == wall


def _first_shown(site: Site, wall: datetime, step: timedelta) -> datetime:
    near = wall.replace(second=0, microsecond=0)
    while not _is_shown(site, near):
        near += step
    return near


def _instant(site: Site, day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, zone(site)).astimezone(UTC)


# Added up by the database: of two changes at once each must be seen.
_CHANGED = (
    update(Site)
    .where(col(Site.id) == bindparam("site"))
    .values(version=Site.version + 1)
)
