"""Channels: the ways in which a member is told that a guest is here, the first one first.

A channel queues what it sends with the transaction that causes it. E-mail is the only one yet.
"""

from collections.abc import Callable, Sequence

from visits import outbox
from visits.people import delegates
from visits.store.database import Store
from visits.visit_state import Stage, VisitState
from visits.vocabulary.mail import EmailKind

Channel = Callable[[Store, VisitState, int], None]
"""Tells the member of this number, who may be another than the visit's host."""


def of(store: Store, member_id: int) -> Sequence[Channel]:
    """Return the channels of the member; none if they want to be told of no guest."""
    return (by_email,) if delegates.is_told(store, member_id) else ()


def by_email(store: Store, visit: VisitState, member_id: int) -> None:
    """Queue the e-mail that the guest is here, or asks for a host, for the member."""
    # News of yesterday's guest helps nobody.
    until, is_asking = visit.invitation.day_ends_at, visit.stage is Stage.ASKING
    kind = EmailKind.WALK_IN if is_asking else EmailKind.ARRIVED
    outbox.in_place_of_host(store, kind, visit.id, member_id, until)
