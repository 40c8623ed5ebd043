"""Links to a new password, which prove an address: a welcome, or a password that was forgotten.

Whichever it is, it is good once, and the other is void once the password is another.
"""

from datetime import timedelta

from visits import codes, outbox
from visits.audit import entries
from visits.people import (
    password_resets,
    profiles,
    rate_limits,
    remembered_devices,
    sessions,
    welcome_links,
)
from visits.store.database import Store
from visits.store.people import Member
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import LinkExpired
from visits.vocabulary.sessions import FaceName

TOLD_WITHIN = timedelta(days=3)
"""That a password was changed is news for so long."""


def find(store: Store, token: str) -> Member:
    """Return the member whose link it is, without using it up. Refuses `LinkExpired`."""
    # Mail programs open links by themselves, so that looking must not use one up.
    digest = codes.digest(token)
    welcomed = welcome_links.whose(store, digest)
    member = welcomed or password_resets.whose(store, digest)
    if member is None:
        raise LinkExpired
    return member


def own_names(store: Store, token: str) -> tuple[str, ...]:
    """Return the names that the password of the link's member must not hold (`LinkExpired`)."""
    return profiles.own_names(store, find(store, token))


def accept(store: Store, token: str, password_hash: str, face: FaceName) -> Member:
    """Set the member's password, use the link up and end all their sessions (`LinkExpired`).

    `password_hash` is what `passwords.chosen` returned, before the transaction began. A second
    factor stays as it is.
    """
    store.lock_names([codes.digest(token)])
    member = find(store, token)
    act = Act.PASSWORD_SET if member.password is None else Act.PASSWORD_RESET
    # The way back after many failures, as the address is proved by the link.
    rate_limits.reset(store, RateLimited.SIGN_IN_ACCOUNT, member.login.hex())
    change(store, member, password_hash, face)
    entries.record_about(store, actors.member(member.id), act, member.id)
    return member


def change(store: Store, member: Member, password_hash: str, face: FaceName) -> None:
    """Set the password, void every link to another, end the sessions, forget the devices.

    Whoever had a password before is told by e-mail.
    """
    if member.password is not None:
        until = store.now + TOLD_WITHIN
        kind = EmailKind.PASSWORD_CHANGED
        outbox.to_member(store, kind, member.id, until, face)
    member.password = password_hash
    void(store, member)
    # Whoever knew the old password is out everywhere.
    sessions.end_all_of(store, member.id)
    remembered_devices.forget_all(store, member.id)


def void(store: Store, member: Member) -> None:
    """Make every link of the member void."""
    welcome_links.void(store, member.id)
    password_resets.void(store, member)
