"""Host news: what became of telling the host that their guest is here, as the guest is told it."""

from dataclasses import dataclass

from visits import escalation, host_answers, sites
from visits.escalation import HostStatus
from visits.lobby import arrivals
from visits.sites import Directions
from visits.store.database import Store
from visits.store.visits import Arrival
from visits.vocabulary.visits import Answer


@dataclass(frozen=True)
class HostNews:
    """The host's newest answer; without one, whether they were told; and the way to them."""

    answer: Answer | None
    status: HostStatus | None
    directions: Directions
    is_back: bool = False
    """True if the guest was in before, so that their badge replaces another."""


def of_guest(store: Store, visit_id: int, language: str) -> HostNews:
    """Return the news for a guest who is inside; nothing that was said of an earlier stay.

    Nor what a host said before they let the guest in themselves, beside them at the kiosk.
    The way is in this language, if the site has words in it.
    """
    answer = host_answers.newest(store, [visit_id]).get(visit_id)
    arrival = store.get(Arrival, visit_id)
    is_met = arrival is not None and arrivals.is_host_beside(arrival)
    if answer and arrival and is_met and answer.at <= arrival.at:
        answer = None
    # Nobody is told of a guest who comes back.
    is_back = arrivals.has_come_back(store, visit_id)
    return HostNews(
        answer=answer.answer if answer else None,
        status=None if is_back or is_met else escalation.host_status(store, visit_id),
        directions=sites.directions(store, visit_id, language),
        is_back=is_back,
    )
