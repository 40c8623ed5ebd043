"""The search for a host by a guest without an invitation: a few hits, and never a list.

It is the same work for every name, known or not: each host of the site is opened and compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import col

from visits.lobby import family_names, kiosks
from visits.people import profiles, rate_limits
from visits.people.profiles import SealedProfile
from visits.store.database import Store
from visits.store.people import Member, MemberRole
from visits.store.sites import Company, Kiosk
from visits.vocabulary.people import RateLimited, Role
from visits.vocabulary.refusals import NotFound

LEAST_LETTERS = 3
MOST_HITS = 5
SEARCHES, SEARCHES_WITHIN = 20, timedelta(minutes=1)
"""Of one tablet: more than anybody types who looks for one person."""


@dataclass(frozen=True)
class FoundHost:
    """A host as a stranger sees them: the first name, a letter, and the company."""

    id: int
    public_id: str
    short_name: str = field(repr=False)
    company: str
    takes_walk_ins: bool


def count(store: Store, kiosk: Kiosk) -> None:
    """Count a search before it is made (`TooManyTries` beyond 20 a minute, `KioskLocked`).

    Call it in a transaction of its own, so that concurrent searches are counted too.
    """
    kiosks.refuse_locked(store, kiosk)
    limit = RateLimited.HOST_SEARCH, kiosk.id
    rate_limits.refuse_above(store, *limit, SEARCHES, SEARCHES_WITHIN)
    rate_limits.count(store, *limit)


def at_kiosk(store: Store, site_id: int, typed: str) -> list[FoundHost]:
    """Return the first hosts of the site whose name begins so, by name.

    None for fewer than three letters; whoever takes no walk-ins is nobody.
    """
    hits = [host for host in at_desk(store, site_id, typed) if host.takes_walk_ins]
    return hits[:MOST_HITS] if letters(typed) >= LEAST_LETTERS else []


def at_desk(store: Store, site_id: int, typed: str) -> list[FoundHost]:
    """Return every host of the site whose name begins so, also who takes no walk-ins."""
    beginnings = _beginnings(typed)
    hosts = list(_hosts(store, site_id))
    hits = [host for name, host in hosts if _begins(beginnings, name)]
    return sorted(hits, key=lambda host: (host.short_name, host.company))


def asked(store: Store, site_id: int, public_id: str) -> FoundHost:
    """Return the host of the site with this public id (`NotFound`)."""
    hosts = (host for _, host in _hosts(store, site_id) if host.public_id == public_id)
    host = next(hosts, None)
    if host is None:
        raise NotFound
    return host


def _hosts(store: Store, site_id: int) -> Iterator[tuple[str, FoundHost]]:
    for row in store.prepared(_HOSTS, site=site_id):
        sealed = SealedProfile(row.public_id, row.profile, row.key_month, key_day=None)
        name = profiles.profile(store, sealed).name
        short, takes = profiles.short(name), row.no_walk_ins_since is None
        yield name, FoundHost(row.id, row.public_id, short, row.company, takes)


def letters(typed: str) -> int:
    """Return how many letters were typed, without blanks, accents and signs between words."""
    return min(len("".join(words)) for words in family_names.spellings(typed))


def _beginnings(typed: str) -> set[str]:
    return {"".join(words) for words in family_names.spellings(typed)} - {""}


def _begins(beginnings: set[str], name: str) -> bool:
    """True if the name begins so, or would with another of its words in front."""
    return any(
        "".join(words[start:] + words[:start]).startswith(beginning)
        for words in family_names.spellings(name)
        for start in range(len(words))
        for beginning in beginnings
    )


_HOSTS: Any = (
    select(
        col(Member.id),
        col(Member.public_id),
        col(Member.profile),
        col(Member.key_month),
        col(Member.no_walk_ins_since),
        col(Company.name).label("company"),
    )
    .join(Company, col(Company.id) == col(Member.company_id))
    .join(MemberRole, col(MemberRole.member_id) == col(Member.id))
    .where(
        col(Member.site_id) == bindparam("site"),
        col(Member.closed_at).is_(None),
        col(MemberRole.role) == Role.HOST,
    )
)
