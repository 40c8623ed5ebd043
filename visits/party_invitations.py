"""Inviting a party: several guests at once, all of them or none."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, replace

from visits import invitations
from visits.invitations import NewInvitation
from visits.store import locks
from visits.store.database import Store
from visits.store.visits import Visit
from visits.vocabulary.refusals import (
    PartyOnSeveralDays,
    PartyTooLarge,
    VisitRefused,
)
from visits.vocabulary.visits import MOST_GUESTS


def invite(
    store: Store,
    host_id: int,
    site_id: int,
    guests: Sequence[NewInvitation],
    nonce: str,
) -> Visit:
    """Invite the guests under one code, which is a party if they are several; return the first.

    Refuses as `invitations.invite` does, with the number of the guest it is about; then the
    transaction must be rolled back, so that nobody is invited. Refuses `PartyTooLarge` and
    `PartyOnSeveralDays` too.
    """
    if len(guests) == 1:
        return invitations.invite(store, host_id, site_id, guests[0], nonce)
    _refuse_no_party(guests)
    forms = _forms(store, guests, nonce)
    locks.site(store, site_id)
    # Some of them may be withdrawn, or erased: it is the same party while anybody of it stands.
    for form in forms:
        _, made = invitations.made_by(store, host_id, site_id, *form)
        if made:
            return made
    visits: list[Visit] = []
    for number, (guest, own) in enumerate(forms):
        joining = replace(guest, party_of=visits[0].id if visits else None)
        with _about(number):
            visits.append(invitations.invite(store, host_id, site_id, joining, own))
    return visits[0]


def _forms(
    store: Store, guests: Sequence[NewInvitation], nonce: str
) -> list[tuple[NewInvitation, str]]:
    """Return each guest with a nonce of their own."""
    # With other words for one of them it is another party, and not half of the first.
    words = [word for guest in guests for word in astuple(guest)]
    of_all = store.keys.secrets.digest("nonce", nonce, *words).hex()
    return [(guest, f"{of_all} {number}") for number, guest in enumerate(guests)]


@contextmanager
def _about(guest_number: int) -> Iterator[None]:
    """Have a refusal say which guest it is about."""
    try:
        yield
    except VisitRefused as refusal:
        refusal.guest_number = guest_number
        raise


def _refuse_no_party(guests: Sequence[NewInvitation]) -> None:
    if len(guests) > MOST_GUESTS:
        raise PartyTooLarge
    # One code tells either which guest or which day is meant.
    if any(guest.more_days for guest in guests):
        raise PartyOnSeveralDays
