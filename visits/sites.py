"""Sites: their clock, their day, and the number that every change on a board raises."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import col, select

from visits.refusals import TimeDoesNotExist
from visits.store.database import Store
from visits.store.places import Site


def changed(store: Store, site_id: int) -> None:
    """Every board and kiosk of the site will look again."""
    store.execute(update(Site).where(col(Site.id) == site_id).values(version=Site.version + 1))


def version(store: Store, site_id: int) -> int:
    return store.exec(select(Site.version).where(col(Site.id) == site_id)).one()


def of(store: Store, site_id: int) -> Site:
    return store.get_one(Site, site_id)


def zone(site: Site) -> ZoneInfo:
    return ZoneInfo(site.time_zone)


def today(site: Site, now: datetime) -> date:
    """The date in the site's lobby."""
    return now.astimezone(zone(site)).date()


def at(site: Site, day: date, moment: time) -> datetime:
    """The instant at which the site's clock shows `moment` on `day`; the first one when it shows it twice.

    Refuses a time that the clock skips on that day (`TimeDoesNotExist`).
    """
    local = datetime.combine(day, moment, zone(site))
    instant = local.astimezone(ZoneInfo("UTC"))
    if instant.astimezone(zone(site)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise TimeDoesNotExist
    return instant


def closing(site: Site, day: date) -> datetime:
    """When the site closes on `day`, and who is still inside is signed out."""
    midnight = datetime.combine(day, time(), zone(site))
    return (midnight + timedelta(minutes=site.closes_at)).astimezone(ZoneInfo("UTC"))


def day_end(site: Site, day: date) -> datetime:
    """The site's midnight after `day`."""
    return datetime.combine(day + timedelta(days=1), time(), zone(site)).astimezone(ZoneInfo("UTC"))
