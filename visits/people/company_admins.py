"""Company administrators: they see and manage the hosts of their company at their site.

Every function takes the administrator's number, and finds all else by the company and the site
of their account: what is another company's, or another site's, is not found.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from visits import place_texts, sites
from visits.audit import entries
from visits.people import (
    accounts,
    delegates,
    memberships,
    profiles,
    rate_limits,
    welcome_links,
)
from visits.people.accounts import NewMember
from visits.store.database import Store
from visits.store.people import Account, Member, MemberRole, WelcomeLink
from visits.store.sites import Company
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.people import RateLimited, Role
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.refusals import AlreadyMember, NotFound

MOST_NEW, WITHIN = 30, timedelta(hours=1)
"""Each asks whether an address has an account here, and writes to a stranger."""
WELCOMES, WELCOMES_WITHIN = 3, timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class CompanyMember:
    """A member of the company at the site, as its administrator sees them."""

    id: int
    public_id: str
    name: str = field(repr=False)
    email: str = field(repr=False)
    roles: list[Role]
    joined_at: datetime
    has_password: bool
    """True once they have set one: until then nobody has signed in."""
    link_until: datetime | None
    """Until when the link to set one opens, if it still does."""
    is_told: bool
    away_until: date | None
    is_manageable: bool
    """True for a host who is nothing else: the operator closes everybody else's account."""

    @property
    def link_mark(self) -> str:
        """What tells one link from another that was sent since."""
        return self.link_until.isoformat() if self.link_until else ""


def by_id(store: Store, admin_id: int) -> Member:
    """Return the administrator (`NotFound` for whoever is none)."""
    if Role.COMPANY_ADMIN not in accounts.roles(store, admin_id):
        raise NotFound
    return accounts.by_id(store, admin_id)


def company(store: Store, admin_id: int) -> Company:
    """Return the company that the administrator is of (`NotFound`)."""
    return store.get_one(Company, by_id(store, admin_id).company_id)


def members(store: Store, admin_id: int) -> list[CompanyMember]:
    """Return the members of the administrator's company at their site, by name."""
    of_company = select(Member).where(*_of_company(by_id(store, admin_id)))
    found = store.exec(of_company).all()
    return sorted(_shown(store, found), key=lambda one: one.name.casefold())


def member(store: Store, admin_id: int, public_id: str) -> CompanyMember:
    """Return one of them who is a host and nothing else (`NotFound`)."""
    host = _host(store, by_id(store, admin_id), public_id)
    if host.closed_at is not None:
        raise NotFound
    return _shown(store, [host])[0]


def floors(store: Store, admin_id: int) -> dict[str, str]:
    """Return what guests read of where the company is, by language."""
    return place_texts.every(store, company(store, admin_id), PlaceTextKind.FLOOR)


def write_floors(store: Store, admin_id: int, words: Mapping[str, str]) -> None:
    """Write in each of these languages where the company is; empty words take them back.

    The same again changes nothing.
    """
    place, kind = company(store, admin_id), PlaceTextKind.FLOOR
    place_texts.lock(store, place)
    before = place_texts.every(store, place, kind)
    changed = {code: new for code, new in words.items() if new != before.get(code, "")}
    for language, new in changed.items():
        place_texts.write(store, place, kind, language, new)
    if changed:
        by = actors.member(admin_id)
        entries.record_about(store, by, Act.COMPANY_CHANGED, place.id)


def is_elsewhere_too(store: Store, admin_id: int) -> bool:
    """True if the company has members at other sites, whose guests read the same words."""
    admin = by_id(store, admin_id)
    others = (
        col(Member.company_id) == admin.company_id,
        col(Member.site_id) != admin.site_id,
        col(Member.closed_at).is_(None),
    )
    return store.exec(select(Member.id).where(*others).limit(1)).first() is not None


def count_new(store: Store, admin_id: int) -> None:
    """Count that a host is to be added, in a transaction before `add` (`TooManyTries`)."""
    # Of the person: a second membership is no second lot of questions.
    limit = RateLimited.NEW_HOST, memberships.account_id(store, admin_id)
    rate_limits.refuse_above(store, *limit, MOST_NEW, WITHIN)
    rate_limits.count(store, *limit)


def add(store: Store, admin_id: int, name: str, email: str, language: str) -> bool:
    """Add a host to the administrator's company and site, who is sent the welcome.

    Returns False, and changes nothing, for the address of somebody who is there already.
    Refuses `AlreadyMember` for one that has another account.
    """
    admin = by_id(store, admin_id)
    login = profiles.login_digest(store, email)
    # Two taps at once must not both find that nobody has this address.
    store.lock_names([login])
    if account := memberships.account_of(store, email):
        # The operator alone adds a place to an account: here a name would be told for an address.
        _refuse_another(store, admin, account)
        return False
    new = NewMember(
        name=name,
        email=email,
        company_id=admin.company_id,
        site_id=admin.site_id,
        roles=frozenset({Role.HOST}),
        language=language,
    )
    accounts.add_member(store, new, actors.member(admin_id))
    return True


def _refuse_another(store: Store, admin: Member, account: Account) -> None:
    of_account = col(Member.account_id) == account.id
    of_both = select(Member.id).where(*_of_company(admin), of_account)
    if store.exec(of_both).first() is None:
        raise AlreadyMember


def welcome_again(
    store: Store, admin_id: int, public_id: str, shown_until: str
) -> None:
    """Send the host another welcome, unless one was since the page said until when it opens.

    Nor to a host who has a password. Refuses `NotFound` and, beyond three in a quarter of an
    hour, `TooManyTries`.
    """
    host = _host(store, by_id(store, admin_id), public_id)
    [seen] = _shown(store, [host])
    if seen.has_password or seen.link_mark != shown_until:
        return
    limit = RateLimited.WELCOME, host.id
    rate_limits.refuse_above(store, *limit, WELCOMES, WELCOMES_WITHIN)
    rate_limits.count(store, *limit)
    welcome_links.send(store, host.id, actors.member(admin_id))


def to_close(store: Store, admin_id: int, public_id: str) -> int | None:
    """Return the number of a host who is nothing else (`NotFound`); None if closed already."""
    host = _host(store, by_id(store, admin_id), public_id)
    return None if host.closed_at else host.id


def _shown(store: Store, found: Sequence[Member]) -> list[CompanyMember]:
    ids = [one.id for one in found]
    roles: dict[int, set[Role]] = defaultdict(set)
    for row in store.exec(select(MemberRole).where(col(MemberRole.member_id).in_(ids))):
        roles[row.member_id].add(row.role)
    links = _open_links(store, found)
    site = sites.of(store, found[0].site_id) if found else None
    away = delegates.last_days(store, site, ids) if site else {}
    return [
        _seen(
            store,
            one,
            roles[one.id],
            links.get(one.account_id),
            away.get(one.id),
        )
        for one in found
    ]


def _open_links(store: Store, found: Sequence[Member]) -> dict[int | None, WelcomeLink]:
    """Return the links that open to a password, by their account."""
    own = [one.account_id for one in found if one.account_id]
    # Loaded at once, so that each is at hand when its password is asked for.
    store.exec(select(Account).where(col(Account.id).in_(own))).all()
    is_open = (
        col(WelcomeLink.account_id).in_(own),
        col(WelcomeLink.expires_at) > store.now,
    )
    rows = store.exec(select(WelcomeLink).where(*is_open))
    return {one.account_id: one for one in rows}


def _seen(
    store: Store,
    host: Member,
    roles: Collection[Role],
    link: WelcomeLink | None,
    away_until: date | None,
) -> CompanyMember:
    profile = profiles.profile(store, host)
    account = store.get(Account, host.account_id or 0)
    return CompanyMember(
        id=host.id,
        public_id=host.public_id,
        name=profile.name,
        email=profile.email,
        roles=sorted(roles),
        joined_at=host.joined_at,
        has_password=account is not None and account.password is not None,
        link_until=link.expires_at if link else None,
        is_told=host.quiet_since is None,
        away_until=away_until,
        is_manageable=set(roles) == {Role.HOST},
    )


def _host(store: Store, admin: Member, public_id: str) -> Member:
    """Return a host who is nothing else, also one whose account is closed (`NotFound`)."""
    of_id = col(Member.public_id) == public_id
    host = store.exec(select(Member).where(*_of_office(admin), of_id)).first()
    if host is None or accounts.roles(store, host.id) != {Role.HOST}:
        raise NotFound
    return host


def _of_company(admin: Member) -> tuple[ColumnElement[bool], ...]:
    return *_of_office(admin), col(Member.closed_at).is_(None)


def _of_office(admin: Member) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Member.company_id) == admin.company_id,
        col(Member.site_id) == admin.site_id,
    )
