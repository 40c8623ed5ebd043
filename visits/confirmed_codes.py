"""Confirmed codes: the page of a guest who typed the digits mailed to them proves who comes.

Its link is told to nobody else, and its QR code adds to the invitation code what only that page
can know now: a picture of it that is passed on opens, a minute and a half later, no more than the
invitation code alone.
"""

import hmac
from collections.abc import Sequence
from datetime import timedelta

from visits import codes, planned_visits, sites
from visits.store.database import Store
from visits.vault import blind_index
from visits.visit_state import VisitState
from visits.vocabulary.visits import Lookup

CHANGES_AFTER = timedelta(seconds=45)
OFFERED_BEFORE = timedelta(hours=2)
"""So long before the visit guests can confirm their address; earlier it would prove too little."""


def link_code(store: Store, visit: VisitState) -> str:
    """Return what makes a link to the visit a confirmed one; empty without an e-mail address."""
    whose = _whose(store, visit)
    return codes.link(store.keys.secrets, "confirmed link", *whose) if whose else ""


def scannable(store: Store, visit: VisitState) -> str:
    """Return what the QR code of the confirmed page holds now: the invitation code, and proof."""
    code = planned_visits.code(store, visit.invitation)
    proof = _confirmation(store, _whose(store, visit), _slot(store))
    return codes.with_confirmation(code, proof)


def is_genuine(store: Store, visit: VisitState, confirmation: str) -> bool:
    """True if the visit's confirmed page shows this now, or showed it until 45 s ago at most.

    The next 45 seconds' counts as well: the clock of the machine that made the page may be ahead.
    """
    # Most scanned codes come from an e-mail: no query is spent on them.
    if not confirmation:
        return False
    whose, now = _whose(store, visit), _slot(store)
    known = [_confirmation(store, whose, slot) for slot in (now, now - 1, now + 1)]
    # Without an address nobody has confirmed one.
    return bool(whose) and any(hmac.compare_digest(one, confirmation) for one in known)


def guest_of(
    store: Store, party: Sequence[VisitState], confirmation: str
) -> VisitState | None:
    """Return the guest of a party whose confirmed page shows this; None for nobody's."""
    genuine = (guest for guest in party if is_genuine(store, guest, confirmation))
    return next(genuine, None)


def _whose(store: Store, visit: VisitState) -> tuple[object, ...]:
    address = blind_index.stored(store, visit.id, Lookup.EMAIL)
    if address is None:
        return ()
    # Once the desk corrects the address, or the host moves the visit to another day, what was
    # confirmed before is void: it would be as old as a link that may have been forwarded.
    day = sites.day_of(visit.site, visit.invitation.starts_at)
    return visit.id, visit.invitation.generation, address.hex(), day


def _slot(store: Store) -> int:
    return int(store.now.timestamp() // CHANGES_AFTER.total_seconds())


def _confirmation(store: Store, whose: tuple[object, ...], slot: int) -> str:
    return codes.symbols(store.keys.secrets.digest("confirmed code", *whose, slot))
