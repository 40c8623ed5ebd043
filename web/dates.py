"""Dates and times as text: by the clock of a site, in the reader's language."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    get_timezone_gmt,
    get_timezone_name,
)
from flask import Flask
from flask_babel import get_locale

from visits import sites
from visits.languages import comma
from visits.store.sites import Site
from visits.store.visits import Invitation
from web.context import current_site, database

UTC = ZoneInfo("UTC")
A_YEAR_ROUND = [timedelta(days=day) for day in range(0, 366, 14)]
"""Often enough to meet the shortest season: Morocco's clock goes back for a month."""


BY_THE_RULES_OF_NOW = datetime(2060, 1, 1, tzinfo=UTC)
"""Zone files continue the rules that are in force; Morocco's own end with 2087."""


@dataclass(frozen=True)
class SiteDates:
    """Dates by one site's clock in one language; needs no request, so e-mails use it too."""

    zone: ZoneInfo
    language: Locale | str

    def clock(self, moment: datetime) -> str:
        """`14:05`, and `14.05` in Indonesian."""
        return format_skeleton("Hm", self.local(moment), locale=self.language)

    def clock_beside(self, moment: datetime, other: date) -> str:
        """The clock, and the day as well if it is another: `01:00 (Tue, 24 Nov)`."""
        if self.day_of(moment) == self.day_of(other):
            return self.clock(moment)
        return f"{self.clock(moment)} ({self.day(moment, 'EEE, d MMM')})"

    def window(self, invitation: Invitation) -> str:
        """From when to when, with the day of an end that is on the next."""
        starts_at, ends_at = invitation.starts_at, invitation.ends_at
        return (
            f"{self.clock(starts_at)}\N{EN DASH}{self.clock_beside(ends_at, starts_at)}"
        )

    def day(self, moment: date, pattern: str) -> str:
        """The day of the moment in a pattern of Unicode TR 35, such as `EEEE, d MMMM`."""
        own = pattern.replace(", ", comma(self.language))
        return format_date(self.day_of(moment), own, locale=self.language)

    def long_day(self, moment: date) -> str:
        """`Monday, 23 November 2026`."""
        return self.day(moment, "EEEE, d MMMM y")

    def zone_name(self, moment: datetime | None = None) -> str:
        """`Central European Summer Time (GMT+02:00)` at a moment; without one, of all the year.

        Where the clocks never change that is the same.
        """
        if moment is None and self._clocks_change():
            return get_timezone_name(self.zone, width="long", locale=self.language)
        local = self.local(moment or BY_THE_RULES_OF_NOW)
        offset = get_timezone_gmt(local, width="long", locale=self.language)
        name = get_timezone_name(
            local,
            width="long",
            locale=self.language,
            zone_variant="daylight" if _is_later_than_usual(local) else "standard",
        )
        # Of some zones there is no name in this language.
        return name if name == offset else f"{name} ({offset})"

    def _clocks_change(self) -> bool:
        offsets = {
            self.local(BY_THE_RULES_OF_NOW + days).utcoffset() for days in A_YEAR_ROUND
        }
        return len(offsets) > 1

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def day_of(self, moment: date) -> date:
        """The date of the moment by this clock; a date is one already."""
        return self.local(moment).date() if isinstance(moment, datetime) else moment


def _is_later_than_usual(local: datetime) -> bool:
    """True in the season that CLDR calls daylight time, whose clocks are an hour later.

    The tz database calls Dublin's and Casablanca's summer standard time, and sets their winter
    back by an hour instead; CLDR's names are for the other way round.
    """
    seasons = [(local + part).dst() or timedelta() for part in A_YEAR_ROUND]
    is_set_back = min(seasons) < timedelta()
    return not local.dst() if is_set_back else bool(local.dst())


# In templates and views: the reader's language, and by default the clock of the page's site.


def set_up(app: Flask) -> None:
    """Add the filters for dates to the templates."""
    app.jinja_env.filters.update(
        clock=clock,
        clock_beside=clock_beside,
        clock_or_when=clock_or_when,
        day=day,
        day_without_year=day_without_year,
        long_day=long_day,
        time_of_day=time_of_day,
        when=when,
        window=window,
        zone_name=zone_name,
    )
    app.jinja_env.tests.update(
        elsewhere=is_elsewhere, shown_twice=is_shown_twice, today=is_today
    )


def clock(moment: datetime, site: Site | None = None) -> str:
    """`14:05`, and `14.05` in Indonesian."""
    return _dates(site).clock(moment)


def time_of_day(shown: time) -> str:
    """The same of a time without a day."""
    moment = datetime.combine(date.min, shown)
    return format_skeleton("Hm", moment, locale=get_locale())


def clock_beside(moment: datetime, other: date, site: Site | None = None) -> str:
    """`14:05`, and `01:00 (Tue, 24 Nov)` beside something of another day."""
    return _dates(site).clock_beside(moment, other)


def window(invitation: Invitation, site: Site | None = None) -> str:
    """From when to when, with the day of an end that is on the next."""
    return _dates(site).window(invitation)


def day(moment: date) -> str:
    """`Mon, 23 Nov`, and `Sen, 23 Nov` in Indonesian; with the year when it is not this one."""
    dates = _dates()
    this_year = dates.local(database().clock()).year
    is_this_year = dates.day_of(moment).year == this_year
    return dates.day(moment, "EEE, d MMM" if is_this_year else "EEE, d MMM y")


def last_day(until: datetime) -> str:
    """The site's day by whose end it is `until`: of midnight the day before."""
    site = current_site()
    return day(sites.day_of(site, until - timedelta.resolution) if site else until)


def month_of(moment: date) -> str:
    """`November 2026`."""
    return _dates().day(moment, "LLLL y")


def day_without_year(moment: date, site: Site | None = None) -> str:
    """`Monday, 23 November`, for the days that an invitation can be about."""
    return _dates(site).day(moment, "EEEE, d MMMM")


def long_day(moment: date, site: Site | None = None) -> str:
    """`Monday, 23 November 2026`."""
    return _dates(site).long_day(moment)


def when(moment: datetime) -> str:
    """`Mon, 23 Nov, 14:05`."""
    return f"{day(moment)}{comma(get_locale())}{clock(moment)}"


def clock_or_when(moment: datetime) -> str:
    """`14:05` of today, `Mon, 23 Nov, 14:05` of any other day."""
    return clock(moment) if is_today(moment) else when(moment)


def weekday(moment: datetime) -> str:
    """`Wednesday, 14:05`, for a moment within the week."""
    return f"{_dates().day(moment, 'EEEE')}{comma(get_locale())}{clock(moment)}"


def weekdays() -> list[tuple[int, str]]:
    """The days of the week by their numbers, Monday is 0, as the reader's week begins."""
    locale = Locale.parse(str(get_locale()))
    names, first = locale.days["stand-alone"]["wide"], locale.first_week_day
    order = [(first + number) % 7 for number in range(7)]
    return [(number, names[number]) for number in order]


def zone_name(site: Site, moment: datetime | None = None) -> str:
    """The name of the site's time zone at that moment, or without a moment all year round."""
    return _dates(site).zone_name(moment)


def is_today(moment: datetime, site: Site | None = None) -> bool:
    """True if the clock shows today's date at that moment."""
    dates = _dates(site)
    return dates.day_of(moment) == dates.day_of(database().clock())


def is_elsewhere(site: Site) -> bool:
    """True if the site has another time zone than the page's own site."""
    current = current_site()
    return current is not None and current.time_zone != site.time_zone


def is_shown_twice(moment: datetime, site: Site) -> bool:
    """True if the site's clock shows that time twice, because it is set back between."""
    return sites.is_shown_twice(site, moment)


def _dates(site: Site | None = None) -> SiteDates:
    shown_site = site or current_site()
    return SiteDates(sites.zone(shown_site) if shown_site else UTC, get_locale())
