"""Accounts: members join, sign in, and leave."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from sqlmodel import col, select

from visits import codes
from visits.audit import entries
from visits.keys.secrets import Secrets
from visits.people import (
    password_links,
    passwords,
    profiles,
    rate_limits,
    second_factors,
    sessions,
    welcome_links,
)
from visits.people.profiles import MemberProfile
from visits.people.rate_limits import Pace
from visits.store.database import Store
from visits.store.people import Member, MemberRole
from visits.vault.blind_index import normal
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor, FailedSignIn
from visits.vocabulary.audit import Act
from visits.vocabulary.people import RateLimited, Role
from visits.vocabulary.refusals import AlreadyMember, NotFound, SignInRefused
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


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """A new member; their personal data is left out of its `repr`."""

    name: str = field(repr=False)
    email: str = field(repr=False)
    company_id: int
    site_id: int
    roles: frozenset[Role]
    language: str


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """The member at the other end of a request, and what they may do."""

    id: int
    site_id: int
    company_id: int
    roles: frozenset[Role]
    language: str
    lacks_second_factor: bool
    """True while their site asks for a second factor and they have none."""
    name: str = field(repr=False)


def add_member(store: Store, new: NewMember, actor: Actor = actors.OPERATOR) -> Member:
    """Create an account without a password, and queue the e-mail with a link to set one."""
    member = enrol(store, new, actor)
    welcome_links.send(store, member.id, actor)
    return member


def enrol(store: Store, new: NewMember, actor: Actor = actors.OPERATOR) -> Member:
    """Create an account without a password and without an e-mail (`AlreadyMember`)."""
    login = profiles.login_digest(store, new.email)
    if store.exec(select(Member.id).where(col(Member.login) == login)).first():
        raise AlreadyMember
    member = Member(
        public_id=codes.public_id(),
        company_id=new.company_id,
        site_id=new.site_id,
        language=new.language,
        login=login,
        joined_at=store.now,
        # Both are set below: a profile is sealed for a member with a public id.
        key_month="",
        profile=b"",
    )
    profiles.store_profile(store, member, MemberProfile(name=new.name, email=new.email))
    store.add(member)
    store.flush()
    store.add_all(MemberRole(member_id=member.id, role=role) for role in new.roles)
    entries.record_about(store, actor, Act.MEMBER_ADDED, member.id)
    return member


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


def sign_in(store: Store, email: str, *either: str) -> Member:
    """Return the member with this address and password: one of those typed.

    Refuses `SignInRefused`, alike for every cause.

    Use it in `reading()`: hashing takes long, and a transaction would keep writers
    waiting.
    """
    login = profiles.login_digest(store, email)
    member = store.exec(select(Member).where(col(Member.login) == login)).first()
    is_open = member is not None and member.closed_at is None
    password_hash = member.password if member is not None and is_open else None
    # Asked also where there is no member, so that the time taken names no account.
    is_right = any(passwords.matches(one, password_hash) for one in either)
    if not is_right or member is None:
        raise SignInRefused
    return member


def let_in(store: Store, member: Member, origin: SignInOrigin) -> None:
    """Clear the failures from there; of what others share only this attempt is taken back."""
    login = member.login.hex()
    rate_limits.reset(store, RateLimited.SIGN_IN, _tried_from(login, origin))
    for kind, subject in _counted(login, origin):
        rate_limits.uncount(store, kind, subject)


def count_second_attempt(store: Store, member_id: int, origin: SignInOrigin) -> None:
    """Count digits of a second factor before they are checked (`TooManyTries`).

    Only whoever knows the password comes so far. Call it in a transaction of its own.
    """
    subject = _tried_from(f"member {member_id}", origin)
    rate_limits.refuse_hurry(store, RateLimited.SECOND_FACTOR, subject, OWN_PACE)
    rate_limits.refuse_above(
        store,
        RateLimited.SECOND_FACTOR,
        member_id,
        MOST_ELSEWHERE,
        rate_limits.LONGEST,
    )
    rate_limits.count(store, RateLimited.SECOND_FACTOR, subject)
    rate_limits.count(store, RateLimited.SECOND_FACTOR, member_id)


def let_in_by_both(store: Store, member_id: int, origin: SignInOrigin) -> None:
    """Clear the tries of the second factor from there, once the right digits came."""
    subject = _tried_from(f"member {member_id}", origin)
    rate_limits.reset(store, RateLimited.SECOND_FACTOR, subject)
    rate_limits.uncount(store, RateLimited.SECOND_FACTOR, member_id)


def note_failure(store: Store, email: str) -> None:
    """Have the access log record that somebody failed to sign in: as which member, or as none.

    What was typed is not recorded. Nothing is written here: the time taken names no account.
    """
    login = profiles.login_digest(store, email)
    member_id = store.exec(select(Member.id).where(col(Member.login) == login)).first()
    store.later.append(FailedSignIn(member_id))


def set_password(
    store: Store, member_id: int, password_hash: str, face: FaceName
) -> None:
    """Set another password, which signs the member out everywhere (`NotFound`).

    `password_hash` is what `passwords.chosen` returned, before the transaction began; if it is
    the one that is kept, the member is signed out all the same.
    """
    member = by_id(store, member_id)
    if member.password == password_hash:
        sessions.end_all_of(store, member_id)
        return
    password_links.change(store, member, password_hash, face)
    entries.record_about(store, actors.member(member_id), Act.PASSWORD_SET, member_id)


def browser_mark(secrets: Secrets, email: str) -> str:
    """Return the sign by which a browser shows that this address signed in there before."""
    return secrets.digest("known browser", normal("email", email)).hex()[:MARK_DIGITS]


def signed_in(store: Store, member_id: int) -> SignedIn | None:
    """Return the member of a session; None once their account is closed."""
    member = store.get(Member, member_id)
    if member is None or member.closed_at is not None:
        return None
    return SignedIn(
        id=member_id,
        site_id=member.site_id,
        company_id=member.company_id,
        roles=roles(store, member_id),
        language=member.language,
        lacks_second_factor=second_factors.is_required(store, member_id)
        and not second_factors.is_on(store, member_id),
        name=profiles.profile(store, member).name,
    )


def by_id(store: Store, member_id: int) -> Member:
    """Return the member (`NotFound` if their account is closed)."""
    member = store.get(Member, member_id)
    if member is None or member.closed_at is not None:
        raise NotFound
    return member


def at_desk(store: Store, site_id: int) -> list[Member]:
    """Return the members who may sign in at the site's front desk."""
    of_desk = select(Member).join(
        MemberRole, col(MemberRole.member_id) == col(Member.id)
    )
    is_open = (col(Member.site_id) == site_id, col(Member.closed_at).is_(None))
    of_desk = of_desk.where(*is_open, col(MemberRole.role) == Role.DESK)
    return list(store.exec(of_desk))


def roles(store: Store, member_id: int) -> frozenset[Role]:
    """Return the member's roles."""
    of_member = col(MemberRole.member_id) == member_id
    return frozenset(store.exec(select(col(MemberRole.role)).where(of_member)))


def any_member(store: Store) -> bool:
    """True if this installation has had its first run."""
    return store.exec(select(Member.id).limit(1)).first() is not None


def _counted(login: str, origin: SignInOrigin) -> Iterator[tuple[RateLimited, str]]:
    yield RateLimited.SIGN_IN, _tried_from(login, origin)
    if origin.browser is None:
        yield RateLimited.SIGN_IN_ACCOUNT, login
        yield RateLimited.SIGN_IN_NETWORK, origin.network


def _tried_from(login: str, origin: SignInOrigin) -> str:
    if origin.browser is not None:
        return f"{login} browser {origin.browser}"
    return f"{login} network {origin.network}"
