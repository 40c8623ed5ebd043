"""Clocks: moments as the site of a visit shows them, which may be another than the host's own."""

from datetime import datetime

from babel.dates import format_date, format_skeleton, get_timezone_name
from flask import Flask
from flask_babel import get_locale

from visits import sites
from visits.store.sites import Site
from web.current_site import current_site


def set_up(app: Flask) -> None:
    """Templates may ask for a moment at a site."""
    app.jinja_env.filters.update(
        clock_at=clock_at, day_at=day_at, zone_at=zone_at, zone_of=zone_of
    )
    app.jinja_env.tests.update(elsewhere=is_elsewhere)


def clock_at(moment: datetime, site: Site) -> str:
    """`14:05`, and `14.05` in Indonesian."""
    return format_skeleton(
        "Hm", moment.astimezone(sites.zone(site)), locale=get_locale()
    )


def day_at(moment: datetime, site: Site) -> str:
    """`Monday, 23 November`."""
    return format_date(
        moment.astimezone(sites.zone(site)), "EEEE, d MMMM", locale=get_locale()
    )


def zone_at(moment: datetime, site: Site) -> str:
    """What the site's clock is called at that moment: `Central European Summer Time` in July."""
    return get_timezone_name(
        moment.astimezone(sites.zone(site)), width="long", locale=get_locale()
    )


def zone_of(site: Site) -> str:
    """What the site's clock is called all year: `Central European Time`."""
    return get_timezone_name(sites.zone(site), width="long", locale=get_locale())


def is_elsewhere(site: Site) -> bool:
    """Whether the site's clock is another than that of the host's own site."""
    own = current_site()
    return own is not None and own.time_zone != site.time_zone


def place_name(site: Site) -> str:
    """The site's name, and its time zone where that is another than the host is used to."""
    return f"{site.name} ({zone_of(site)})" if is_elsewhere(site) else site.name
