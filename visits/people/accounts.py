"""Accounts: members join, sign in, and leave."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func
from sqlmodel import col, select

from visits import codes
from visits.audit import entries
from visits.people import passwords, profiles, rate_limits, welcome_links
from visits.people.profiles import MemberProfile
from visits.store.database import Store
from visits.store.people import Member, MemberRole
from visits.vocabulary.actors import OPERATOR
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import (
    AlreadyMember,
    NotFound,
    SignInRefused,
    TooManyTries,
)
from visits.vocabulary.visits import RateLimited, Role

# People mistype; OWASP ASVS 5.0 allows a hundred failures of an account in a row.
FREE_TRIES = 5
MOST_FAILURES = 100
LONGEST_WAIT = timedelta(minutes=15)
# A whole office signs in from one address.
MOST_PER_ADDRESS = 60
ADDRESS_WINDOW = timedelta(minutes=15)


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
    name: str = field(repr=False)


def add_member(store: Store, new: NewMember) -> Member:
    """Create an account without a password, and queue the e-mail with a link to set one."""
    member = enrol(store, new)
    welcome_links.send(store, member.id)
    return member


def enrol(store: Store, new: NewMember) -> Member:
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
    entries.record_about(store, OPERATOR, Act.MEMBER_ADDED, member.id)
    return member


def count_attempt(store: Store, email: str, address: str) -> None:
    """Count an attempt to sign in before the password is checked.

    Refuses `TooManyTries`: after five failures each wait is twice as long, after a
    hundred only a new link helps.
    """
    login = profiles.login_digest(store, email).hex()
    rate_limits.refuse_above(
        store, RateLimited.SIGN_IN_ADDRESS, address, MOST_PER_ADDRESS, ADDRESS_WINDOW
    )
    # By the login too: guesses at one account may come from many addresses.
    failures = rate_limits.recent(store, RateLimited.SIGN_IN, login)
    waited = rate_limits.since_last(store, RateLimited.SIGN_IN, login)
    if failures >= MOST_FAILURES or waited < _wait(failures):
        raise TooManyTries
    rate_limits.count(store, RateLimited.SIGN_IN, login)
    rate_limits.count(store, RateLimited.SIGN_IN_ADDRESS, address)


def sign_in(store: Store, email: str, password: str) -> Member:
    """Return the member with this address and password.

    Refuses `SignInRefused`, alike for every cause.

    Use it in `reading()`: hashing takes long, and a transaction would keep writers
    waiting.
    """
    login = profiles.login_digest(store, email)
    member = store.exec(select(Member).where(col(Member.login) == login)).first()
    is_open = member is not None and member.closed_at is None
    kept = member.password if member is not None and is_open else None
    # Asked also where there is no member, so that the time taken names no account.
    if not passwords.matches(password, kept) or member is None:
        raise SignInRefused
    return member


def let_in(store: Store, member: Member, address: str) -> None:
    """Clear the member's failures; of the address's only this attempt is taken back."""
    rate_limits.reset(store, RateLimited.SIGN_IN, member.login.hex())
    rate_limits.uncount(store, RateLimited.SIGN_IN_ADDRESS, address)


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
    here = (col(Member.site_id) == site_id, col(MemberRole.role) == Role.DESK)
    return list(store.exec(of_desk.where(*here, col(Member.closed_at).is_(None))))


def roles(store: Store, member_id: int) -> frozenset[Role]:
    """Return the member's roles."""
    own = col(MemberRole.member_id) == member_id
    return frozenset(store.exec(select(col(MemberRole.role)).where(own)))


def any_member(store: Store) -> bool:
    """True if this installation has had its first run."""
    return store.exec(select(func.count()).select_from(Member)).one() > 0


def _wait(failures: int) -> timedelta:
    beyond = failures - FREE_TRIES
    if beyond < 0:
        return timedelta(0)
    # Twenty doublings are far above the longest wait already, and small enough to compute.
    return min(timedelta(seconds=2 ** min(beyond, 20)), LONGEST_WAIT)
