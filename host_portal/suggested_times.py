"""The day and the window with which a host's form begins."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from visits import sites
from visits.store.sites import Site
from visits.store.visits import Invitation

MORNING = time(9)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class SuggestedTimes:
    """A day and a window, named like the fields of the form."""

    day: date
    starts: time
    ends: time


def next_hour(site: Site, now: datetime) -> SuggestedTimes:
    """One hour from the next full hour; tomorrow at nine if the site will be closed by then."""
    # An hour on before it is cut: where the clock skips an hour, the next full one is after it.
    full = (now + HOUR).astimezone(sites.zone(site))
    full = full.replace(minute=0, second=0, microsecond=0)
    day = sites.day_of(site, now)
    hour = full.replace(tzinfo=None)
    if full >= sites.closing(site, day):
        hour = datetime.combine(day + sites.DAY, MORNING)
    return _from(hour, hour + HOUR)


def as_planned(site: Site, invitation: Invitation) -> SuggestedTimes:
    """The day and times that the guest knows now."""
    zone = sites.zone(site)
    return _from(
        invitation.starts_at.astimezone(zone).replace(tzinfo=None),
        invitation.ends_at.astimezone(zone).replace(tzinfo=None),
    )


def same_hours(site: Site, invitation: Invitation, now: datetime) -> SuggestedTimes:
    """The hours of an earlier invitation, on its day or the next on which they are to come."""
    before, today = as_planned(site, invitation), sites.day_of(site, now)
    is_to_come = before.starts > now.astimezone(sites.zone(site)).time()
    day = today if is_to_come else today + sites.DAY
    return replace(before, day=max(before.day, day))


def _from(starts: datetime, ends: datetime) -> SuggestedTimes:
    return SuggestedTimes(starts.date(), starts.time(), ends.time())
