"""Links to a new password, which prove an address: a welcome, or a password that was forgotten.

Whichever it is, it is good once, and the other is void once the password is another.
"""

from datetime import timedelta

from visits import codes, outbox
from visits.audit import entries
from visits.people import (
    memberships,
    password_resets,
    profiles,
    rate_limits,
    remembered_devices,
    sessions,
    welcome_links,
)
from visits.store.database import Store
from visits.store.people import Account, Member
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import LinkExpired
from visits.vocabulary.sessions import FaceName

TOLD_WITHIN = timedelta(days=3)
"""That a password was changed is news for so long."""


def find(store: Store, token: str) -> Account:
    """Return the account whose link it is, without using it up. Refuses `LinkExpired`."""
    # Mail programs open links by themselves, so that looking must not use one up.
    digest = codes.digest(token)
    if welcomed := welcome_links.whose(store, digest):
        return welcomed
    if forgetful := password_resets.whose(store, digest):
        return forgetful[0]
    raise LinkExpired


def own_names(store: Store, token: str) -> tuple[str, ...]:
    """Return the names that the password of the link's owner must not hold (`LinkExpired`)."""
    return profiles.own_names(store, find(store, token).id)


def accept(store: Store, token: str, password_hash: str, face: FaceName) -> Member:
    """Set the password, use the link up and end all sessions; return where they enter the face.

    `password_hash` is what `passwords.chosen` returned, before the transaction began. A second
    factor stays as it is. Refuses `LinkExpired`.
    """
    store.lock_names([codes.digest(token)])
    account = find(store, token)
    member = memberships.entering(store, account.id, face)
    act = Act.PASSWORD_SET if account.password is None else Act.PASSWORD_RESET
    # The way back after many failures, as the address is proved by the link.
    rate_limits.reset(store, RateLimited.SIGN_IN_ACCOUNT, account.login.hex())
    change(store, account, member.id, password_hash, face)
    entries.record_about(store, actors.member(member.id), act, member.id)
    return member


def change(
    store: Store, account: Account, member_id: int, password_hash: str, face: FaceName
) -> None:
    """Set the password, void every link to another, end the sessions, forget the devices.

    Whoever had a password before is told by e-mail, in this membership of theirs.
    """
    if account.password is not None:
        until = store.now + TOLD_WITHIN
        kind = EmailKind.PASSWORD_CHANGED
        outbox.to_member(store, kind, member_id, until, face)
    account.password = password_hash
    void(store, account)
    # Whoever knew the old password is out everywhere.
    sessions.end_all_of(store, member_id)
    remembered_devices.forget_all(store, member_id)


def void(store: Store, account: Account) -> None:
    """Make every link of the account void."""
    welcome_links.void(store, account)
    password_resets.void(store, account)
