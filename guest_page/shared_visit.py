"""A visit as the link opens it that a host may pass on: the plan, the QR code, and no more.

Nobody has proved anything by that link. So it says nothing of the guest, nor whether they came,
and once they have restricted their data it leads to the front desk, as their code does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from guest_page.own_visit import PageState, state_of
from visits import codes, invitations, visit_state
from visits.lobby.admission import EARLIEST, level_for
from visits.people import profiles
from visits.retention import deadlines, periods
from visits.store.database import Store
from visits.store.people import Member
from visits.store.sites import Company, Site
from visits.vault import blind_index
from visits.visit_state import VisitState
from visits.vocabulary.policy import Period
from visits.vocabulary.visits import Level, Lookup

SHOWN_AS = {PageState.HERE: PageState.OVER, PageState.LEFT: PageState.OVER}
"""Who has the link may learn that the code is used up, and not when somebody came or left."""


@dataclass(frozen=True, kw_only=True)
class SharedVisit:
    """Everything that the page shows of the visit."""

    facts: VisitState = field(repr=False)
    state: PageState
    host_name: str = field(repr=False)
    company: str
    level: Level
    opens_at: datetime
    is_written_to: bool
    keeps: Mapping[Period, timedelta]
    """For how long the site keeps what; the same for each of its guests."""

    @property
    def site(self) -> Site:
        return self.facts.site


def find(store: Store, link: str) -> SharedVisit:
    """The plan of the visit behind the link (`NotFound`)."""
    visit = _behind(store, link)
    host = store.get_one(Member, visit.visit.host_id)
    return SharedVisit(
        facts=visit,
        state=_shown(store, visit),
        host_name=profiles.profile(store, host).name,
        company=store.get_one(Company, visit.visit.company_id).name,
        level=level_for(visit),
        opens_at=visit.invitation.starts_at - EARLIEST,
        keeps={
            period: deadlines.site_period(store, visit.site.id, period)
            for period in periods.OF_A_SITE
        },
        is_written_to=blind_index.stored(store, visit.id, Lookup.EMAIL) is not None,
    )


def code(store: Store, link: str) -> str | None:
    """The invitation code for this page's QR; None when it would not let in (`NotFound`)."""
    visit = _behind(store, link)
    if _shown(store, visit) is not PageState.COMING:
        return None
    return invitations.code(store, visit.invitation)


def _behind(store: Store, link: str) -> VisitState:
    return visit_state.by_shared_link(store, codes.digest(link))


def _shown(store: Store, visit: VisitState) -> PageState:
    if visit.restriction:
        return PageState.AT_DESK
    state = state_of(store, visit)
    return SHOWN_AS.get(state, state)
