"""Memberships: a person has one at each site and company, and signs in once for all of them."""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, or_
from sqlmodel import col, select

from visits.people import profiles
from visits.store.database import Store
from visits.store.people import Account, Member, MemberRole
from visits.store.sites import Company, Site
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.sessions import FaceName

ENTERS = {
    FaceName.HOSTS: (Role.HOST, Role.COMPANY_ADMIN),
    FaceName.DESK: (Role.DESK,),
}
"""The roles with each of which somebody enters a face."""
Found = TypeVar("Found", bound=Select[*tuple[Any, ...]])
NOBODYS = 0
"""The number of no account."""


@dataclass(frozen=True)
class Membership:
    """A membership as its owner is shown it."""

    id: int
    public_id: str
    site: str
    company: str
    is_in_use: bool


def account_of(store: Store, email: str) -> Account | None:
    """Return the account with this address."""
    login = profiles.login_digest(store, email)
    return store.exec(select(Account).where(col(Account.login) == login)).first()


def account(store: Store, member_id: int) -> Account:
    """Return the account of this membership (`NotFound` once it is closed)."""
    found = store.get(Account, account_id(store, member_id))
    if found is None:
        raise NotFound
    return found


def account_id(store: Store, member_id: int) -> int:
    """Return the number of the membership's account; `NOBODYS` once it is closed."""
    member = store.get(Member, member_id)
    return (member and member.account_id) or NOBODYS


def of_account(store: Store, account_id: int) -> list[Member]:
    """Return the account's memberships, the first first."""
    own = col(Member.account_id) == account_id
    return list(store.exec(select(Member).where(own).order_by(col(Member.id))))


def entering(store: Store, account_id: int, face: FaceName) -> Member:
    """Return the membership in which whoever signs in at the face finds themselves.

    The one they switched to last there; else the first that may enter it, else the first.
    Refuses `NotFound` if the account has none.
    """
    own = col(Member.account_id) == account_id
    member = store.exec(preferred(select(Member).where(own), face)).first()
    if member is None:
        raise NotFound
    return member


def preferred(members: Found, face: FaceName) -> Found:
    """Order a person's memberships, from that in which they enter the face."""
    chosen_at = col(MemberRole.chosen_at)
    order = (
        col(MemberRole.role).is_(None),
        chosen_at.is_(None),
        chosen_at.desc(),
        col(Member.id),
    )
    return members.outerjoin(MemberRole, _enters(face)).order_by(*order).limit(1)


def own(store: Store, member_id: int, face: FaceName | None = None) -> list[Membership]:
    """Return the one in use and the person's others, the first first.

    With `face`, only the others that may enter it.
    """
    of_account = select(Member.account_id).where(col(Member.id) == member_id)
    named = (
        select(Member.id, Member.public_id, Site.name, Company.name)
        .join(Site)
        .join(Company)
        .where(col(Member.account_id) == of_account.scalar_subquery())
        .order_by(col(Member.id))
    )
    if face is not None:
        may_enter = exists().where(_enters(face))
        named = named.where(or_(may_enter, col(Member.id) == member_id))
    return [
        Membership(number, public_id, site, company, number == member_id)
        for number, public_id, site, company in store.exec(named)
    ]


def switch(store: Store, member_id: int, face: FaceName, public_id: str) -> Member:
    """Note that the person goes on at the face in another membership of theirs; return it.

    Refuses `NotFound` for one that is another's, is closed, or may not enter the face.
    """
    chosen = (
        col(Member.account_id) == account_id(store, member_id),
        col(Member.public_id) == public_id,
    )
    both = select(Member, MemberRole).join(MemberRole, _enters(face)).where(*chosen)
    found = store.exec(both).first()
    if found is None:
        raise NotFound
    member, role = found
    role.chosen_at = store.now
    return member


def _enters(face: FaceName) -> ColumnElement[bool]:
    of_member = col(MemberRole.member_id) == col(Member.id)
    return and_(of_member, col(MemberRole.role).in_(ENTERS[face]))
