"""Profiles: a member's name and address, sealed under the key of the month, and sealed anew every month."""

from dataclasses import dataclass, field

from sqlmodel import col, select

from visits.store.database import Store
from visits.store.people import Member
from visits.vault.handles import normal
from visits.vault.sealing import seal, unseal


@dataclass(frozen=True, slots=True)
class Profile:
    """What a member is called and where letters reach them; its own text shows neither."""

    name: str = field(repr=False)
    email: str = field(repr=False)


def profile(store: Store, member: Member) -> Profile:
    """What the member is called, and their address."""
    key = store.keys.keyring.living_month_key(member.key_month)
    return Profile(**unseal(key, _belongs_to(member), member.profile))


def put(store: Store, member: Member, words: Profile) -> None:
    """The member's name and address lie sealed under this month's key."""
    member.key_month = _month(store)
    document = {"name": words.name, "email": words.email}
    member.profile = seal(store.keys.keyring.month_key(member.key_month), _belongs_to(member), document)


def reseal_members(store: Store) -> int:
    """Every profile is under this month's key; says how many were not."""
    old = store.exec(select(Member).where(col(Member.key_month) != _month(store))).all()
    for member in old:
        put(store, member, profile(store, member))
    return len(old)


def destroy_past_months(store: Store) -> int:
    """No key of a past month is left unless a profile still needs it; says how many went.

    Belongs in a transaction after the one that sealed anew: a key must not go before that is on the disk.
    """
    needed = {*store.exec(select(Member.key_month).distinct()), _month(store)}
    past = [month for month in store.keys.keyring.months() if month not in needed]
    for month in past:
        store.keys.keyring.destroy_month(month)
    return len(past)


def login(store: Store, email: str) -> bytes:
    """The digest by which an address finds its account."""
    return store.keys.secrets.digest("login", normal("email", email))


def _month(store: Store) -> str:
    return f"{store.now:%Y-%m}"


def _belongs_to(member: Member) -> str:
    return f"member {member.public_id}"
