"""Credentials: what a person signs in with is checked, and how often anybody may try."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from visits.audit import entries
from visits.keys.secrets import Secrets
from visits.people import (
    memberships,
    password_links,
    passwords,
    profiles,
    rate_limits,
    sessions,
)
from visits.people.rate_limits import Pace
from visits.store.database import Store
from visits.store.people import Account, Member
from visits.vault.blind_index import normal
from visits.vocabulary import actors
from visits.vocabulary.actors import FailedSignIn
from visits.vocabulary.audit import Act
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import SignInRefused
from visits.vocabulary.sessions import FaceName

MARK_DIGITS = 16
"""64 bits: no two of the few addresses of one browser have the same."""
# People mistype. Behind them some forty tries a day stay for each network or known browser.
OWN_PACE = Pace(free=5, first=timedelta(seconds=1), longest=timedelta(hours=1))
# All browsers in which the member never signed in: many networks together must not guess on.
MOST_ELSEWHERE = 300
# A whole office signs in from one address, which may be slowed down but never shut out.
NETWORK_PACE = Pace(
    free=300,
    first=timedelta(seconds=1),
    longest=timedelta(seconds=1),
    within=timedelta(minutes=10),
)


@dataclass(frozen=True)
class SignInOrigin:
    """Where an attempt comes from.

    `browser` is the random number of one in which this member signed in before, else None.
    """

    network: str
    browser: str | None = None


def count_attempt(store: Store, email: str, origin: SignInOrigin) -> None:
    """Count an attempt to sign in before the password is checked (`TooManyTries`).

    A browser in which the member signed in before has a count of its own: others cannot use it
    up, and what others do elsewhere does not count against it.
    """
    login = profiles.login_digest(store, email).hex()
    if origin.browser is None:
        rate_limits.refuse_hurry(
            store, RateLimited.SIGN_IN_NETWORK, origin.network, NETWORK_PACE
        )
        rate_limits.refuse_above(
            store,
            RateLimited.SIGN_IN_ACCOUNT,
            login,
            MOST_ELSEWHERE,
            rate_limits.LONGEST,
        )
    rate_limits.refuse_hurry(
        store, RateLimited.SIGN_IN, _tried_from(login, origin), OWN_PACE
    )
    for kind, subject in _counted(login, origin):
        rate_limits.count(store, kind, subject)


def count_wrong(store: Store, email: str, origin: SignInOrigin, passwords: int) -> None:
    """Count so many more wrong passwords, which were looked at in one attempt."""
    login = profiles.login_digest(store, email).hex()
    for kind, subject in [*_counted(login, origin)] * passwords:
        rate_limits.count(store, kind, subject)


def sign_in(store: Store, email: str, *either: str) -> Account:
    """Return the account with this address and password: one of those typed.

    Refuses `SignInRefused`, alike for every cause.

    Use it in `reading()`: hashing takes long, and a transaction would keep writers
    waiting.
    """
    account = memberships.account_of(store, email)
    password_hash = account.password if account is not None else None
    # Asked also where there is none, so that the time taken names no account.
    is_right = any(passwords.matches(one, password_hash) for one in either)
    if not is_right or account is None:
        raise SignInRefused
    return account


def let_in(store: Store, account: Account, origin: SignInOrigin) -> None:
    """Clear the failures from there; of what others share only this attempt is taken back."""
    login = account.login.hex()
    rate_limits.reset(store, RateLimited.SIGN_IN, _tried_from(login, origin))
    for kind, subject in _counted(login, origin):
        rate_limits.uncount(store, kind, subject)


def count_second_attempt(store: Store, member_id: int, origin: SignInOrigin) -> None:
    """Count digits of a second factor before they are checked (`TooManyTries`).

    Only whoever knows the password comes so far. Call it in a transaction of its own.
    """
    account_id = memberships.account_id(store, member_id)
    subject = _tried_from(f"account {account_id}", origin)
    rate_limits.refuse_hurry(store, RateLimited.SECOND_FACTOR, subject, OWN_PACE)
    rate_limits.refuse_above(
        store,
        RateLimited.SECOND_FACTOR,
        account_id,
        MOST_ELSEWHERE,
        rate_limits.LONGEST,
    )
    rate_limits.count(store, RateLimited.SECOND_FACTOR, subject)
    rate_limits.count(store, RateLimited.SECOND_FACTOR, account_id)


def let_in_by_both(store: Store, member_id: int, origin: SignInOrigin) -> None:
    """Clear the tries of the second factor from there, once the right digits came."""
    account_id = memberships.account_id(store, member_id)
    subject = _tried_from(f"account {account_id}", origin)
    rate_limits.reset(store, RateLimited.SECOND_FACTOR, subject)
    rate_limits.uncount(store, RateLimited.SECOND_FACTOR, account_id)


def note_failure(store: Store, email: str) -> None:
    """Have the access log record that somebody failed to sign in: as which member, or as none.

    Of several memberships of one person it is each, as nobody knows which was meant.

    What was typed is not recorded. Nothing is written here: the time taken names no account.
    """
    of_account = col(Account.login) == profiles.login_digest(store, email)
    own = select(Member.id).join(Account).where(of_account).order_by(col(Member.id))
    meant: Sequence[int | None] = store.exec(own).all()
    store.later.extend(FailedSignIn(member_id) for member_id in meant or [None])


def set_password(
    store: Store, member_id: int, password_hash: str, face: FaceName
) -> None:
    """Set another password, which signs the person out everywhere (`NotFound`).

    `password_hash` is what `passwords.chosen` returned, before the transaction began; if it is
    the one that is kept, they are signed out all the same.
    """
    account = memberships.account(store, member_id)
    if account.password == password_hash:
        sessions.end_all_of(store, member_id)
        return
    password_links.change(store, account, member_id, password_hash, face)
    entries.record_about(store, actors.member(member_id), Act.PASSWORD_SET, member_id)


def browser_mark(secrets: Secrets, email: str) -> str:
    """Return the sign by which a browser shows that this address signed in there before."""
    return secrets.digest("known browser", normal("email", email)).hex()[:MARK_DIGITS]


def _counted(login: str, origin: SignInOrigin) -> Iterator[tuple[RateLimited, str]]:
    yield RateLimited.SIGN_IN, _tried_from(login, origin)
    if origin.browser is None:
        yield RateLimited.SIGN_IN_ACCOUNT, login
        yield RateLimited.SIGN_IN_NETWORK, origin.network


def _tried_from(login: str, origin: SignInOrigin) -> str:
    if origin.browser is not None:
        return f"{login} browser {origin.browser}"
    return f"{login} network {origin.network}"
