"""Sites: their clock, their day, and the version that every change on a board raises."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import col, select

from visits.store.database import Store
from visits.store.sites import Site
from visits.vocabulary.refusals import NotFound, TimeDoesNotExist


def of(store: Store, site_id: int) -> Site:
    """Return the site with this id (`NotFound`)."""
    site = store.get(Site, site_id)
    if site is None:
        raise NotFound
    return site


def every(store: Store) -> list[Site]:
    """Return all sites, by name."""
    return list(store.exec(select(Site).order_by(col(Site.name))))


def changed(store: Store, site_id: int) -> None:
    """Make every board and kiosk of the site fetch its data again at the next poll."""
    # Added up by the database: of two changes at once each must be seen.
    newer = update(Site).where(col(Site.id) == site_id)
    store.execute(newer.values(version=Site.version + 1))


def all_changed(store: Store) -> None:
    """Make the boards and kiosks of every site fetch their data again at the next poll."""
    store.execute(update(Site).values(version=Site.version + 1))


def version(store: Store, site_id: int) -> int:
    """Return a number that changes whenever the site's board changes."""
    return store.exec(select(Site.version).where(col(Site.id) == site_id)).one()


def zone(site: Site) -> ZoneInfo:
    """Return the time zone of the site's own clock."""
    return ZoneInfo(site.time_zone)


def today(site: Site, now: datetime) -> date:
    """Return the date in the site's lobby."""
    return now.astimezone(zone(site)).date()


def at(site: Site, day: date, moment: time) -> datetime:
    """Return when the site's clock shows `moment` on `day`, the first time if it does twice.

    Refuses a time that the clock skips on that day (`TimeDoesNotExist`).
    """
    instant = _instant(site, day, moment)
    # zoneinfo moves a time that the clock skips instead of refusing it: look at it again.
    shown = instant.astimezone(zone(site)).replace(tzinfo=None)
    if shown != datetime.combine(day, moment):
        raise TimeDoesNotExist
    return instant


def closing(site: Site, day: date) -> datetime:
    """Return when the site closes on `day`: guests still inside are checked out then."""
    midnight = datetime.combine(day, time(), zone(site))
    # Added on the wall clock, so that 18:00 stays 18:00 on a day of 23 or 25 hours.
    return (midnight + timedelta(minutes=site.closes_at)).astimezone(UTC)


def day_start(site: Site, day: date) -> datetime:
    """Return the site's midnight before `day`."""
    return _instant(site, day, time())


def day_end(site: Site, day: date) -> datetime:
    """Return the site's midnight after `day`."""
    return day_start(site, day + timedelta(days=1))


def _instant(site: Site, day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, zone(site)).astimezone(UTC)
