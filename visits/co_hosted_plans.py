"""Co-hosted plans: which days or guests a co-host expects, and that they hear of a change.

A host changes days of a series or guests of a party together. Each co-host gets one e-mail for
that, which lists all that they co-host: so the newest says all that those before it said. So does
the host if it was the administrator of their company who changed it.
"""

from collections.abc import Iterable

from visits import co_hosts, outbox, parties, series
from visits.store.database import Store
from visits.visit_state import VisitState
from visits.vocabulary.mail import EmailKind


def of(store: Store, visit: VisitState, member_id: int) -> list[VisitState]:
    """Return the days of its series, or guests of its party, whom the member hosts or co-hosts.

    By time, and only what is planned (`series.is_planned`).
    """
    together = parties.together(store, visit)
    both = co_hosts.of_visits(store, [one.id for one in together])
    return [
        one
        for one in together
        if member_id == one.visit.host_id or (one.id, member_id) in both
        if series.is_planned(store, one)
    ]


def tell_changed(store: Store, changed: Iterable[VisitState]) -> None:
    """Queue one e-mail for each co-host of these visits, which were changed together."""
    of_member = {
        member_id: visit for visit in changed for member_id in co_hosts.of(store, visit)
    }
    for member_id, visit in of_member.items():
        tell(store, visit, member_id)


def tell(store: Store, visit: VisitState, member_id: int) -> None:
    """Queue one e-mail for the member, who hosts or co-hosts the visit, on how all of it stands."""
    # The last one is kept the longest, and the e-mail goes with the visit that it is about.
    last = of(store, visit, member_id)[-1]
    kind, until = EmailKind.PLAN_CHANGED, last.invitation.day_ends_at
    outbox.about_visit_to(store, kind, last.id, member_id, until)
