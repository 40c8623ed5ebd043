"""Profiles: a member's name and e-mail address, sealed under a key that changes every month."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

import regex
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from visits.keys.keyring import KeyDestroyedError, KeyMissingError
from visits.store.database import Store
from visits.store.people import Account, Member
from visits.store.sites import Site
from visits.vault import email_addresses, sealing_keys
from visits.vault.blind_index import normal
from visits.vault.sealing import EnvelopeDamagedError, seal, unseal
from visits.visit_state import VisitState


@dataclass(frozen=True, slots=True)
class MemberProfile:
    """A member's name and e-mail address; neither is in its `repr`."""

    name: str = field(repr=False)
    email: str = field(repr=False)


class SealedProfile(NamedTuple):
    """What of a member's row opens their profile."""

    public_id: str
    profile: bytes
    key_month: str
    key_day: date | None


_LETTER = regex.compile(r"\X")
ERASED_PROFILE = MemberProfile(name="", email="")


def profile(store: Store, member: Member | SealedProfile) -> MemberProfile:
    """Return the member's name and address; both are empty once a closed account is erased."""
    try:
        return MemberProfile(
            **unseal(_key(store, member), _belongs_to(member), member.profile)
        )
    except KeyDestroyedError:
        return ERASED_PROFILE


def names(store: Store, member_ids: Collection[int]) -> dict[int, str]:
    """Return the members' names by their ids; empty once a closed account is erased."""
    members = store.exec(select(Member).where(col(Member.id).in_(member_ids)))
    return {member.id: profile(store, member).name for member in members}


def short(name: str) -> str:
    """Return `Hana W.` for Hana Wijaya, and a single word as it is."""
    first, *others = name.split() or [""]
    letters = _LETTER.findall(others[-1]) if others else []
    return f"{first} {letters[0]}." if letters else first


def name_for_guest(store: Store, visit: VisitState, host: Member) -> str:
    """Return the host's name as this guest may know it: short until a walk-in is let in."""
    name = profile(store, host).name
    return short(name) if visit.walk_in and visit.arrival is None else name


def own_names(store: Store, account_id: int) -> tuple[str, ...]:
    """Return the names that a password of the person must not hold: theirs, and their sites'."""
    of_account = col(Member.account_id) == account_id
    own = store.exec(select(Member, Site.name).join(Site).where(of_account)).all()
    profiles = [profile(store, member) for member, _ in own]
    names = (name for one in profiles for name in (one.name, one.email))
    return (*names, *(site for _, site in own))


def store_profile(store: Store, member: Member, new: MemberProfile) -> None:
    """Seal the member's name and address under this month's key."""
    month = _month(store)
    # Asked before the row names the month: a key that is needed already is never made anew.
    key, member.key_month = sealing_keys.month_key(store, month), month
    member.profile = _sealed(key, member, new)


def store_profile_until(store: Store, member: Member, last_day: date) -> None:
    """Seal the member's name and address under the key of their last day."""
    # Opened first: once `key_day` is set the month's key is not asked any more.
    present = profile(store, member)
    key = sealing_keys.day_key(store, last_day)
    member.profile = _sealed(key, member, present)
    member.key_day = last_day


def rekey_members(store: Store) -> int:
    """Seal every open account's profile under this month's key; return how many were not."""
    # A closed account lies under the key of its last day, and is left to die with it.
    is_old = (col(Member.key_month) != _month(store), col(Member.key_day).is_(None))
    old = store.exec(_to_reseal(*is_old)).all()
    for member in old:
        store_profile(store, member, profile(store, member))
    return len(old)


def destroy_past_months(store: Store) -> int:
    """Destroy the keys of past months that no profile needs any more; return how many.

    Call it in a transaction after the one that resealed: a key must not go before that
    is on the disk.
    """
    # This month's too, also where nobody has joined in it yet.
    needed = sealing_keys.months(store) | {_month(store)}
    past = [month for month in store.keys.keyring.months() if month not in needed]
    for month in past:
        store.keys.keyring.destroy_month(month)
    return len(past)


def login_digest(store: Store, email: str) -> bytes:
    """Return the digest by which an address finds its account."""
    # A digest, so that an account is found by an address that the database does not hold.
    return store.keys.secrets.digest("login", normal("email", email))


def canonical_logins(store: Store) -> int:
    """Rewrite every address that is not in its canonical form, and its login; return how many.

    A profile that no key opens is left as it is.
    """
    members = store.exec(_to_reseal(col(Member.key_day).is_(None))).all()
    return sum(_canonical_login(store, member) for member in members)


def _to_reseal(*conditions: Any) -> SelectOfScalar[Member]:  # noqa: ANN401 - SQL expressions of any type
    # Whoever closes an account at that moment seals its profile under another key.
    members = select(Member).where(*conditions).order_by(col(Member.id))
    return members.with_for_update(key_share=True)


def _canonical_login(store: Store, member: Member) -> bool:
    try:
        present = profile(store, member)
    except (KeyMissingError, EnvelopeDamagedError):
        return False
    email = email_addresses.kept(present.email)
    if email == present.email:
        return False
    store_profile(store, member, replace(present, email=email))
    account = store.get(Account, member.account_id or 0)
    if account is not None:
        account.login = login_digest(store, email)
    return True


def _key(store: Store, member: Member | SealedProfile) -> bytes:
    # Blanked by the purge, while visits still refer to the member.
    if not member.profile:
        raise KeyDestroyedError
    if member.key_day is None:
        return store.keys.keyring.living_month_key(member.key_month)
    return store.keys.keyring.living_day_key(member.key_day)


def _sealed(key: bytes, member: Member, new: MemberProfile) -> bytes:
    return seal(key, _belongs_to(member), {"name": new.name, "email": new.email})


def _month(store: Store) -> str:
    return f"{store.now:%Y-%m}"


def _belongs_to(member: Member | SealedProfile) -> str:
    # Bound to its row: copied to another member's, a profile does not open.
    return f"member {member.public_id}"
