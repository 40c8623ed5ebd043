"""Staying guests: a host is asked once whether their guest has left, who did not check out.

Whoever is not asked about is checked out at closing time, and is inside until then for everybody
who looks, in an evacuation as well.
"""

from datetime import timedelta

from sqlalchemy import exists
from sqlmodel import col, select

from visits import host_channels, outbox, sites, visit_state
from visits.store.database import Store
from visits.store.outbox import Email
from visits.store.visits import Arrival, Invitation
from visits.visit_state import Stage
from visits.vocabulary.mail import EmailKind

STAYS = timedelta(minutes=30)
"""After the planned end, and after they came; many meetings take a little longer."""
MOST_AT_ONCE = 50


def unasked(store: Store) -> list[int]:
    """Return the visits whose guest stays and whose host was not asked, at most so many."""
    about = (
        col(Email.visit_id) == col(Invitation.visit_id),
        col(Email.kind) == EmailKind.STILL_HERE,
    )
    stay = (
        select(Invitation.visit_id)
        .join(Arrival, col(Arrival.visit_id) == col(Invitation.visit_id))
        .where(col(Arrival.inside_site_id).is_not(None))
        # Who came after the planned end, or came back then, has not stayed yet.
        .where(col(Arrival.at) <= store.now - STAYS)
        .where(col(Invitation.ends_at) <= store.now - STAYS, ~exists().where(*about))
    )
    return list(store.exec(stay.limit(MOST_AT_ONCE)))


def ask(store: Store, visit_id: int) -> None:
    """Queue the e-mails that ask the hosts, once (`NotFound` once erased)."""
    visit = visit_state.of(store, visit_id)
    if visit.stage is not Stage.ON_SITE or visit.arrival is None:
        return
    # The visit's site is this transaction's alone: nobody queues it meanwhile.
    kind = EmailKind.STILL_HERE
    until = sites.inside_until(visit.site, visit.arrival.at, visit.invitation)
    if not outbox.is_told(store, [kind], visit_id, None):
        host_channels.write_to_hosts(store, kind, visit, until)
