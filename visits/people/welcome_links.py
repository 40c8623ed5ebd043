"""Welcome links: whoever is new proves their address and sets a password with one."""

from datetime import timedelta

from sqlmodel import col, select

from visits import codes, outbox
from visits.audit import entries
from visits.people import memberships, password_resets
from visits.store import locks
from visits.store.database import Store
from visits.store.people import Account, WelcomeLink
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.refusals import LinkExpired

# Sent on a Friday, it still opens on Monday.
LIFETIME = timedelta(hours=72)


def send(store: Store, member_id: int, actor: Actor = actors.OPERATOR) -> None:
    """Queue an e-mail with a new link to the person; older ones to a password are void."""
    account = memberships.account(store, member_id)
    void(store, account)
    password_resets.void(store, account)
    # Never the number of an earlier link, which would be the same link.
    generation = codes.generation()
    digest = codes.digest(_token(store, account.id, generation))
    expires_at = store.now + LIFETIME
    store.add(
        WelcomeLink(
            account_id=account.id,
            generation=generation,
            digest=digest,
            expires_at=expires_at,
        )
    )
    outbox.to_member(store, EmailKind.WELCOME, member_id, expires_at)
    entries.record_about(store, actor, Act.WELCOME_SENT, member_id)


def welcome_link(store: Store, account_id: int) -> str:
    """Return the last part of the account's valid link.

    Refuses `LinkExpired` when it was used or is too old.
    """
    welcome = store.get(WelcomeLink, account_id)
    if welcome is None or welcome.expires_at <= store.now:
        raise LinkExpired
    return _token(store, account_id, welcome.generation)


def whose(store: Store, digest: bytes) -> Account | None:
    """Return the account whose link is known by this digest; None when it is over or nobody's."""
    open_link = (
        col(WelcomeLink.digest) == digest,
        col(WelcomeLink.expires_at) > store.now,
    )
    return store.exec(select(Account).join(WelcomeLink).where(*open_link)).first()


def void(store: Store, account: Account) -> None:
    """Make the account's link void."""
    locks.account(store, col(Account.id) == account.id)
    welcome = store.get(WelcomeLink, account.id)
    if welcome is not None:
        store.delete(welcome)
        # Gone before a new one is added, which has the same primary key.
        store.flush()


def _token(store: Store, account_id: int, generation: int) -> str:
    return codes.link(store.keys.secrets, "welcome", account_id, generation)
