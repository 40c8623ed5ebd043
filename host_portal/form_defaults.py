"""Form defaults: what a host's form begins with, by the site's own clock."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from host_portal.forms import InvitationForm, ScheduleForm
from visits import sites
from visits.board import GuestDetails
from visits.store.sites import Site
from visits.store.visits import Invitation
from visits.vocabulary.visits import VisitPurpose
from web.access import this_member
from web.face import database

MORNING = time(9)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class SuggestedTimes:
    """A day and a window, named like the fields of the form."""

    day: date
    starts: time
    ends: time


def invitation(**_: str) -> InvitationForm:
    """A form for a new guest at the host's own site, in the next full hour."""
    member = this_member()
    with database().reading() as store:
        all_sites, now = sites.every(store), store.now
    own = next(site for site in all_sites if site.id == member.site_id)
    usual = {
        "site": str(own.id),
        "language": own.language,
        "purpose": VisitPurpose.MEETING.value,
    }
    return InvitationForm(all_sites, data=asdict(next_hour(own, now)) | usual)


def schedule(details: GuestDetails) -> ScheduleForm:
    """A form with the day and window that the guest knows."""
    times = as_planned(details.row.site, details.row.visit_state.invitation)
    return ScheduleForm(data=asdict(times))


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


def _from(starts: datetime, ends: datetime) -> SuggestedTimes:
    return SuggestedTimes(starts.date(), starts.time(), ends.time())
