"""Dates and times as text: by the clock of a site, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, get_timezone_name
from flask import Flask
from flask_babel import get_locale

from visits import sites
from visits.store.sites import Site
from web.context import current_site, database

UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class SiteDates:
    """Dates by one site's clock in one language; needs no request, so e-mails use it too."""

    zone: ZoneInfo
    language: Locale | str

    def clock(self, moment: datetime) -> str:
        """`14:05`, and `14.05` in Indonesian."""
        return format_skeleton("Hm", self.local(moment), locale=self.language)

    def date(self, moment: datetime, pattern: str) -> str:
        """The day of the moment in a pattern of Unicode TR 35, such as `EEEE, d MMMM`."""
        return format_date(self.local(moment), pattern, locale=self.language)

    def long_day(self, moment: datetime) -> str:
        """`Monday, 23 November 2026`."""
        return self.date(moment, "EEEE, d MMMM y")

    def zone_name(self, moment: datetime | None = None) -> str:
        """`Central European Summer Time` at a moment in July; `Central European Time` at none."""
        at = self.zone if moment is None else self.local(moment)
        return get_timezone_name(at, width="long", locale=self.language)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)


# In templates and views: the reader's language, and the clock of the page's own site unless another
# is given.


def set_up(app: Flask) -> None:
    """Add the filters for dates to the templates."""
    app.jinja_env.filters.update(
        clock=clock,
        clock_or_when=clock_or_when,
        day=day,
        day_without_year=day_without_year,
        long_day=long_day,
        when=when,
        zone_name=zone_name,
    )
    app.jinja_env.tests["elsewhere"] = is_elsewhere


def clock(moment: datetime, site: Site | None = None) -> str:
    """`14:05`, and `14.05` in Indonesian."""
    return _dates(site).clock(moment)


def day(moment: datetime) -> str:
    """`Mon, 23 Nov`, and `Sen, 23 Nov` in Indonesian; with the year when it is not this one."""
    dates = _dates()
    this_year = dates.local(database().clock()).year
    is_this_year = dates.local(moment).year == this_year
    return dates.date(moment, "EEE, d MMM" if is_this_year else "EEE, d MMM y")


def day_without_year(moment: datetime, site: Site | None = None) -> str:
    """`Monday, 23 November`, for the days that an invitation can be about."""
    return _dates(site).date(moment, "EEEE, d MMMM")


def long_day(moment: datetime, site: Site | None = None) -> str:
    """`Monday, 23 November 2026`."""
    return _dates(site).long_day(moment)


def when(moment: datetime) -> str:
    """`Mon, 23 Nov, 14:05`."""
    return f"{day(moment)}, {clock(moment)}"


def clock_or_when(moment: datetime) -> str:
    """`14:05` of today, `Mon, 23 Nov, 14:05` of any other day."""
    local, now = _dates().local(moment), _dates().local(database().clock())
    return clock(moment) if local.date() == now.date() else when(moment)


def weekday(moment: datetime) -> str:
    """`Wednesday, 14:05`, for a moment within the week."""
    return f"{_dates().date(moment, 'EEEE')}, {clock(moment)}"


def zone_name(site: Site, moment: datetime | None = None) -> str:
    """The name of the site's time zone at that moment, or without a moment all year round."""
    return _dates(site).zone_name(moment)


def is_elsewhere(site: Site) -> bool:
    """True if the site has another time zone than the page's own site."""
    own = current_site()
    return own is not None and own.time_zone != site.time_zone


def _dates(site: Site | None = None) -> SiteDates:
    shown = site or current_site()
    return SiteDates(sites.zone(shown) if shown else UTC, get_locale())
