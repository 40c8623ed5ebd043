"""What a host's form says is invited: one guest or a party, all or none, with co-hosts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, replace

from visits import co_hosts, invitations, parties, series, visit_state
from visits.invitations import NewInvitation
from visits.store import locks
from visits.store.database import Store
from visits.store.visits import Visit
from visits.vocabulary.refusals import (
    AlreadyInvited,
    PartyOnSeveralDays,
    PartyTooLarge,
    VisitRefused,
)
from visits.vocabulary.visits import MOST_GUESTS


@dataclass(frozen=True)
class NewParty:
    """What a host's form says of guests who come together, or of one guest alone."""

    guests: Sequence[NewInvitation] = field(repr=False)
    nonce: str = field(repr=False)
    """Random, so that the form counts once."""
    co_hosts: Sequence[str] = ()
    """Colleagues of the host, by their public ids."""


def invite(store: Store, host_id: int, site_id: int, party: NewParty) -> Visit:
    """Invite the guests under one code, which is a party if they are several; return the first.

    Each of them, on each day, has the co-hosts; sent again with more co-hosts they are added.

    Refuses as `invitations.invite` does, with the number of the guest it is about; then the
    transaction must be rolled back, so that nobody is invited. Refuses `PartyTooLarge`,
    `PartyOnSeveralDays` and `TooManyCoHosts` too, `AlreadyInvited` for who stands in it twice, and
    `NotFound` for nobody of the colleagues.
    """
    if len(party.guests) == 1:
        invited = invitations.invite(
            store, host_id, site_id, party.guests[0], party.nonce
        )
    else:
        invited = _invite_all(store, host_id, site_id, party)
    if party.co_hosts:
        together = parties.together(store, visit_state.of(store, invited.id))
        own = [one for one in together if one.visit.host_id == host_id]
        to_come = [one for one in own if series.is_to_come(store, one)]
        co_hosts.name_together(store, host_id, to_come, party.co_hosts)
    return invited


def is_made(store: Store, host_id: int, site_id: int, party: NewParty) -> bool:
    """Whether this form was sent before, and something of what it made stands."""
    forms = _forms(store, party) if len(party.guests) > 1 else None
    for form in forms or [(party.guests[0], party.nonce)]:
        if invitations.made_by(store, host_id, site_id, *form)[1]:
            return True
    return False


def _invite_all(store: Store, host_id: int, site_id: int, party: NewParty) -> Visit:
    _refuse_no_party(party.guests)
    forms = _forms(store, party)
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


def _forms(store: Store, party: NewParty) -> list[tuple[NewInvitation, str]]:
    """Return each guest with a nonce of their own."""
    # With other words for one of them it is another party, and not half of the first.
    words = [word for guest in party.guests for word in astuple(guest)]
    of_all = store.keys.secrets.digest("nonce", party.nonce, *words).hex()
    return [(guest, f"{of_all} {number}") for number, guest in enumerate(party.guests)]


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
    # Several may share an address, and then tell their names.
    who = [(one.name.casefold(), one.email, one.phone) for one in guests]
    for number, one in enumerate(who):
        with _about(number):
            if one in who[:number]:
                raise AlreadyInvited
