"""Accounts: members join, and what a request knows of whoever is signed in."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, select

from visits import codes, outbox
from visits.audit import entries
from visits.people import memberships, profiles, second_factors, welcome_links
from visits.people.profiles import MemberProfile
from visits.store import locks
from visits.store.database import Store
from visits.store.people import Account, Member, MemberRole
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import AlreadyMember, NotFound


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
    owes_second_factor: bool
    """True while it asks for the one that they have, and this session has not given it."""
    name: str = field(repr=False)


def add_member(store: Store, new: NewMember, actor: Actor = actors.OPERATOR) -> Member:
    """Add a membership, and queue the e-mail about it (`AlreadyMember`).

    Whoever has no password yet gets a link to set one; who had an account is told where they
    were added.
    """
    member = enrol(store, new, actor)
    account = memberships.account(store, member.id)
    if account.password is None:
        welcome_links.send(store, member.id, actor)
    if account.id != member.id:
        until = store.now + welcome_links.LIFETIME
        outbox.to_member(store, EmailKind.MEMBERSHIP_ADDED, member.id, until)
    return member


def enrol(store: Store, new: NewMember, actor: Actor = actors.OPERATOR) -> Member:
    """Add a membership without an e-mail, of a new account if the address has none yet.

    Whoever has one keeps their password and the name that they gave then. Refuses
    `AlreadyMember` if they belong to this site and company.
    """
    login = profiles.login_digest(store, new.email)
    locks.account(store, col(Account.login) == login)
    account = memberships.account_of(store, new.email)
    own = memberships.of_account(store, account.id) if account else []
    if (new.site_id, new.company_id) in {(one.site_id, one.company_id) for one in own}:
        raise AlreadyMember
    profile = MemberProfile(name=new.name, email=new.email)
    member = _member(store, new, profiles.profile(store, own[0]) if own else profile)
    if account is None:
        account = Account(id=member.id, public_id=member.public_id, login=login)
        store.add(account)
        store.flush()
    member.account_id = account.id
    store.add_all(MemberRole(member_id=member.id, role=role) for role in new.roles)
    entries.record_about(store, actor, Act.MEMBER_ADDED, member.id)
    return member


def signed_in(
    store: Store, member_id: int, factor_given_at: datetime | None = None
) -> SignedIn | None:
    """Return the member of a session, in which a factor was given then; None once it is closed."""
    member = store.get(Member, member_id)
    if member is None or member.closed_at is not None:
        return None
    asks = second_factors.is_required(store, member_id)
    return SignedIn(
        id=member_id,
        site_id=member.site_id,
        company_id=member.company_id,
        roles=roles(store, member_id),
        language=member.language,
        lacks_second_factor=asks and not second_factors.is_on(store, member_id),
        owes_second_factor=asks
        and second_factors.is_missing(store, member_id, factor_given_at),
        name=profiles.profile(store, member).name,
    )


def by_id(store: Store, member_id: int) -> Member:
    """Return the member (`NotFound` if their membership is closed)."""
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


def _member(store: Store, new: NewMember, profile: MemberProfile) -> Member:
    member = Member(
        public_id=codes.public_id(),
        company_id=new.company_id,
        site_id=new.site_id,
        language=new.language,
        joined_at=store.now,
        # Both are set below: a profile is sealed for a member with a public id.
        key_month="",
        profile=b"",
    )
    profiles.store_profile(store, member, profile)
    store.add(member)
    store.flush()
    return member
