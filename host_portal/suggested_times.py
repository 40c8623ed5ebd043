"""Suggestions: the times an empty form begins with, by the site's own clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from visits import sites
from visits.store.sites import Site
from visits.store.visits import Invitation

MORNING = time(9)
LAST_MINUTE = time(23, 59)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Suggestion:
    """A day and a window, as a form's fields are named."""

    day: date
    starts: time
    ends: time


def next_hour(site: Site, now: datetime) -> Suggestion:
    """Today from the next full hour, for an hour; tomorrow morning once the site has closed by then."""
    hour = (
        now.astimezone(sites.zone(site)).replace(
            minute=0, second=0, microsecond=0, tzinfo=None
        )
        + HOUR
    )
    today = sites.today(site, now)
    if hour.date() > today or hour.hour * 60 >= site.closes_at:
        hour = datetime.combine(today + timedelta(days=1), MORNING)
    return _from(hour, hour + HOUR)


def as_planned(site: Site, invitation: Invitation) -> Suggestion:
    """The day and window the guest knows now."""
    zone = sites.zone(site)
    return _from(
        invitation.starts_at.astimezone(zone).replace(tzinfo=None),
        invitation.ends_at.astimezone(zone).replace(tzinfo=None),
    )


def _from(starts: datetime, ends: datetime) -> Suggestion:
    same_day = ends.date() == starts.date()
    return Suggestion(
        starts.date(), starts.time(), ends.time() if same_day else LAST_MINUTE
    )
