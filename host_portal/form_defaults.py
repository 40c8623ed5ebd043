"""Blanks: forms as a host finds them, with what is likely already filled in."""

from dataclasses import asdict

from host_portal import suggested_times
from host_portal.forms import InvitationForm, ScheduleForm
from visits import sites
from visits.board import GuestDetails
from visits.vocabulary.visits import VisitPurpose
from web.access import this_member
from web.face import database


def invitation() -> InvitationForm:
    """A new guest at the host's own site, in an hour that is likely."""
    member = this_member()
    with database().reading() as store:
        places = sites.every(store)
        now = store.now
    own = next(site for site in places if site.id == member.site_id)
    likely = {
        "site": str(own.id),
        "language": own.language,
        "reason": VisitPurpose.MEETING.value,
    }
    data = asdict(suggested_times.next_hour(own, now)) | likely
    return InvitationForm(places, data=data)


def schedule(sheet: GuestDetails) -> ScheduleForm:
    """The day and window as the guest knows them."""
    return ScheduleForm(
        data=asdict(
            suggested_times.as_planned(
                sheet.line.site, sheet.line.visit_state.invitation
            )
        )
    )
