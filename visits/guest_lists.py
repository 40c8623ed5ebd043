"""Guest lists: many guests whom a host invites at once, each with an invitation of their own.

Nothing is kept of a list. Who is on it and invited already is found by the blind index, so that
the same list again, or a second tap, changes nothing.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Executable, bindparam
from sqlmodel import col, select

from visits import invitations, sites
from visits.invitations import NewInvitation
from visits.people import guest_email_limits
from visits.store import locks
from visits.store.database import Database, Store
from visits.store.sites import Site
from visits.store.visits import BlindIndex, Invitation, Withdrawal
from visits.vault import blind_index
from visits.visit_times import VisitTimes
from visits.vocabulary.refusals import AlreadyInvited, VisitRefused
from visits.vocabulary.visits import Lookup


class InvitedBefore(NamedTuple):
    """A guest of a form whom its host has invited already for the same time."""

    guest_number: int
    """From 0, the first one."""
    day: date

    def __str__(self) -> str:
        return f"{self.guest_number}/{self.day}"


def invited_before(
    store: Store, host_id: int, site: Site, guests: Sequence[NewInvitation]
) -> list[InvitedBefore]:
    """Return who of these, on which days, is expected by the host already at the same times.

    Refuses times, a contact and a level as `invitations.invite` does.
    """
    times = invitations.checked_times(store, site, guests[0])
    return [
        InvitedBefore(number, sites.day_of(site, one.starts_at))
        for number, guest in enumerate(guests)
        for one in times
        if any(
            _is_invited(store, _EXPECTED, host_id, digest, one)
            for digest in _digests(store, guest)
        )
    ]


def identity(guest: NewInvitation) -> tuple[Lookup, str]:
    """Return by what the guest is known again: their e-mail address, else their phone number."""
    item, value = (
        (Lookup.EMAIL, guest.email) if guest.email else (Lookup.PHONE, guest.phone)
    )
    return item, blind_index.normal(item, value)


def check(store: Store, host_id: int, site: Site, guest: NewInvitation) -> datetime:
    """Refuse a guest whom the host cannot invite now, as `invitations.invite` does, but for quotas.

    Return when they are to come.
    Refuses `AlreadyInvited` too: by the same address at the same times, and not withdrawn
    by the host.
    """
    [times] = invitations.checked_times(store, site, guest)
    item, address = identity(guest)
    digest = blind_index.digest(store.keys.secrets, item, address)
    if _is_invited(store, _INVITED, host_id, digest, times):
        raise AlreadyInvited
    if item is Lookup.EMAIL:
        guest_email_limits.refuse_more(store, host_id, digest)
    return times.starts_at


def invite(
    database: Database, host_id: int, site_id: int, guests: Sequence[NewInvitation]
) -> list[VisitRefused | None]:
    """Invite each of the guests; return for each why they were not, or None.

    Each in a transaction of their own: a check-in waits for one of them at most.
    """
    return [_invite_one(database, host_id, site_id, guest) for guest in guests]


def _invite_one(
    database: Database, host_id: int, site_id: int, guest: NewInvitation
) -> VisitRefused | None:
    try:
        with database.transaction() as store:
            # Before the check, so that of two taps the second one sees what the first has done.
            locks.site(store, site_id)
            check(store, host_id, sites.of(store, site_id), guest)
            nonce = secrets.token_urlsafe()
            invitations.invite(store, host_id, site_id, guest, nonce)
    except VisitRefused as refusal:
        return refusal
    return None


def _digests(store: Store, guest: NewInvitation) -> list[bytes]:
    given = (Lookup.EMAIL, guest.email), (Lookup.PHONE, guest.phone)
    return [
        blind_index.digest(store.keys.secrets, item, value)
        for item, value in given
        if value
    ]


def _is_invited(
    store: Store, such: Executable, host_id: int, digest: bytes, times: VisitTimes
) -> bool:
    asked = {"starts_at": times.starts_at, "ends_at": times.ends_at}
    found = store.prepared(such, digest=digest, host=host_id, **asked)
    return found.first() is not None


_AT_THESE_TIMES = (
    select(col(BlindIndex.visit_id))
    .join(Invitation, col(Invitation.visit_id) == col(BlindIndex.visit_id))
    .outerjoin(Withdrawal, col(Withdrawal.visit_id) == col(BlindIndex.visit_id))
    .where(
        col(BlindIndex.digest) == bindparam("digest"),
        col(Invitation.host_id) == bindparam("host"),
        col(Invitation.starts_at) == bindparam("starts_at"),
        col(Invitation.ends_at) == bindparam("ends_at"),
    )
)
_EXPECTED = _AT_THESE_TIMES.where(col(Withdrawal.visit_id).is_(None))
# None of a visit that is not withdrawn, and of a guest who has cancelled: a list that is sent
# again must not ask them once more.
_INVITED = _AT_THESE_TIMES.where(col(Withdrawal.member_id).is_(None))
