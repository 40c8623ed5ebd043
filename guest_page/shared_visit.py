"""A visit as the link opens it that a host may pass on: the plan, the QR code, and no more.

Nobody has proved anything by that link. So it says nothing of the guest, nor whether they came,
and once they have restricted their data it leads to the front desk, as their code does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from guest_page.own_visit import PageState, ReadIn, VisitPlan, plan, state_of
from visits import codes, planned_visits, visit_state
from visits.retention import deadlines, periods
from visits.store.database import Store
from visits.vault import blind_index
from visits.visit_state import VisitState
from visits.vocabulary.policy import Period
from visits.vocabulary.visits import Lookup

SHOWN_AS = dict.fromkeys(
    (PageState.ASKING, PageState.HERE, PageState.LEFT, PageState.BACK), PageState.OVER
)
"""Who has the link may learn that the code is used up, and not when somebody came or left."""


@dataclass(frozen=True, kw_only=True)
class SharedVisit(VisitPlan):
    """Everything that the page shows of the visit."""

    is_written_to: bool
    keeps: Mapping[Period, timedelta]
    """For how long the site keeps what; the same for each of its guests."""


def find(store: Store, link: str, read_in: ReadIn) -> SharedVisit:
    """The plan of the visit behind the link (`NotFound`)."""
    visit = _behind(store, link)
    language = read_in(visit.visit.language)
    return SharedVisit(
        **plan(store, visit, _shown(store, visit), language),
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
    return planned_visits.code(store, visit.invitation)


def _behind(store: Store, link: str) -> VisitState:
    return visit_state.by_shared_link(store, codes.digest(link))


def _shown(store: Store, visit: VisitState) -> PageState:
    if visit.restriction:
        return PageState.AT_DESK
    state = state_of(store, visit)
    return SHOWN_AS.get(state, state)
