"""Parties: several guests who are invited together and share one code, each with their own visit.

No row stands for a party: its guests share the code and the number of the first one's visit. So
one who is erased, withdrawn or moved leaves the others as they are. Guests are never told who
else is of their party; their host is, and a kiosk says how many more are expected.
"""

from sqlmodel import col

from visits import series, visit_state
from visits.store.database import Store
from visits.store.visits import Invitation
from visits.visit_state import VisitState


def guests(store: Store, visit: VisitState) -> list[VisitState]:
    """Return the visits of the party that are still kept, by time; none of a guest alone."""
    party_id = visit.invitation.party_id
    if party_id is None:
        return []
    # Found by the code, which has an index: it is the party's own.
    same = col(Invitation.code) == visit.invitation.code
    return visit_state.every(store, same, col(Invitation.party_id) == party_id)


def together(store: Store, visit: VisitState) -> list[VisitState]:
    """Return what was announced together and is still kept: the party, or the guest's days."""
    return guests(store, visit) or series.days(store, visit)


def others_to_come(store: Store, visit: VisitState) -> list[VisitState]:
    """Return what else of it is to come, whoever the host is: the other guests, or other days."""
    others = (one for one in together(store, visit) if one.id != visit.id)
    return [one for one in others if series.is_to_come(store, one)]


def others_of_host(store: Store, visit: VisitState) -> list[VisitState]:
    """Return the other guests of the party whom the same host invited, or has taken over."""
    return [
        guest
        for guest in guests(store, visit)
        if guest.id != visit.id and guest.visit.host_id == visit.visit.host_id
    ]


def with_rest(store: Store, visit: VisitState) -> list[VisitState]:
    """Return the visit and those of the other guests that their host may still change with it."""
    others = others_of_host(store, visit)
    return [visit, *(guest for guest in others if series.is_to_come(store, guest))]


def changed_together(store: Store, visit: VisitState) -> list[VisitState]:
    """Return the visit and what its host may change with it: the days after it, or its party."""
    if visit.invitation.party_id:
        return with_rest(store, visit)
    return series.with_rest(store, visit)
