"""Welcome links: a member proves their address and sets a password with one, once."""

import secrets as randomness
from datetime import timedelta

from sqlmodel import col, select

from visits import codes, outbox
from visits.audit import entries
from visits.people import profiles, rate_limits, sessions
from visits.store import locks
from visits.store.database import Store
from visits.store.people import Member, WelcomeLink
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import LinkExpired

# Sent on a Friday, it still opens on Monday.
LIFETIME = timedelta(hours=72)


def send(store: Store, member_id: int) -> None:
    """Queue an e-mail with a new link to the member; an older link is void."""
    void(store, member_id)
    # Never the number of an earlier link, which would be the same link.
    generation = randomness.randbelow(2**31)
    digest = codes.digest(_token(store, member_id, generation))
    expires_at = store.now + LIFETIME
    store.add(
        WelcomeLink(
            member_id=member_id,
            generation=generation,
            digest=digest,
            expires_at=expires_at,
        )
    )
    outbox.to_member(store, EmailKind.WELCOME, member_id, expires_at)
    entries.record_about(store, actors.OPERATOR, Act.WELCOME_SENT, member_id)


def welcome_link(store: Store, member_id: int) -> str:
    """Return the last part of the valid link.

    Refuses `LinkExpired` when it was used or is too old.
    """
    welcome = store.get(WelcomeLink, member_id)
    if welcome is None or welcome.expires_at <= store.now:
        raise LinkExpired
    return _token(store, member_id, welcome.generation)


def find(store: Store, token: str) -> Member:
    """Return the member whose link it is, without using it up. Refuses `LinkExpired`."""
    # Mail programs open links by themselves, so that looking must not use one up.
    welcome = store.exec(
        select(WelcomeLink).where(col(WelcomeLink.digest) == codes.digest(token))
    ).first()
    if welcome is None or welcome.expires_at <= store.now:
        raise LinkExpired
    return store.get_one(Member, welcome.member_id)


def own_names(store: Store, token: str) -> tuple[str, ...]:
    """Return the names that the password of the link's member must not hold (`LinkExpired`)."""
    return profiles.own_names(store, find(store, token))


def accept_welcome(store: Store, token: str, password_hash: str) -> Member:
    """Set the member's password, use the link up and end all their sessions (`LinkExpired`).

    `password_hash` is what `passwords.chosen` returned, before the transaction began.
    """
    store.lock_names([codes.digest(token)])
    member = find(store, token)
    member.password = password_hash
    void(store, member.id)
    # Whoever knew the old password is out everywhere.
    sessions.end_all_of(store, member.id)
    # The way back after many failures, as the address is proved by the link.
    rate_limits.reset(store, RateLimited.SIGN_IN_ACCOUNT, member.login.hex())
    entries.record_about(store, actors.member(member.id), Act.PASSWORD_SET, member.id)
    return member


def void(store: Store, member_id: int) -> None:
    """Make the member's link void."""
    locks.member(store, member_id)
    welcome = store.get(WelcomeLink, member_id)
    if welcome is not None:
        store.delete(welcome)
        # Gone before a new one is added, which has the same primary key.
        store.flush()


def _token(store: Store, member_id: int, generation: int) -> str:
    return codes.symbols(
        store.keys.secrets.digest("welcome", member_id, generation)
    ).lower()
