"""Limits on the e-mails that hosts cause to one guest's address: a mailbox is not theirs to fill.

A host who reached their own limit is told so. That of all hosts of a site together only makes
e-mails wait, and never a host's first one within the hour: so nobody can use it up to keep
another host's e-mail from a guest, and no host learns of it that others invite the same guest.
Codes that guests ask for themselves do not count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from visits.people import rate_limits
from visits.store.database import Store
from visits.vault import blind_index
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import GuestWrittenTooOften
from visits.vocabulary.visits import Lookup

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Somebody invited for each Monday of a quarter gets twelve e-mails, spread over two hours.
OF_HOST = {HOUR: 10, DAY: 30}
OF_SITE = 30
"""Within an hour, by all hosts of a site."""
LONGEST_WAIT = timedelta(minutes=15)
"""Of an e-mail that says which days are left, and so says all that those before it said."""
SAID_FROM = 5
"""E-mails within the hour after which the host is told how many they were."""


@dataclass(frozen=True)
class SentToGuest:
    """How often a host wrote to a guest's address within the hour, and when they may again."""

    times: int
    next_at: datetime
    is_full: bool
    most: int = OF_HOST[HOUR]
    """E-mails within the hour."""

    @property
    def is_to_be_said(self) -> bool:
        return self.is_full or self.times >= SAID_FROM


def sent(store: Store, host_id: int, visit_id: int) -> SentToGuest:
    """Return how often the host wrote to the address of this visit's guest, about any visit."""
    address = blind_index.stored(store, visit_id, Lookup.EMAIL)
    if address is None:
        return SentToGuest(0, store.now, is_full=False)
    return _sent(store, _pair(host_id, address))


def refuse_more(store: Store, host_id: int, address: bytes) -> None:
    """Refuse `GuestWrittenTooOften` once the host has reached their limit for this address.

    The address is given by its digest in the blind index.
    """
    if _sent(store, _pair(host_id, address)).is_full:
        raise GuestWrittenTooOften


def count(store: Store, host_id: int, site_id: int, visit_id: int) -> datetime:
    """Count one more e-mail of the host; return from when on it may go out.

    Refuses with `GuestWrittenTooOften` once the host has reached their limit.
    """
    address = blind_index.stored(store, visit_id, Lookup.EMAIL)
    if address is None:
        return store.now
    pair, place = _pair(host_id, address), f"{site_id} {address.hex()}"
    so_far = _sent(store, pair)
    if so_far.is_full:
        raise GuestWrittenTooOften
    free_at = rate_limits.free_at(
        store, RateLimited.SITE_TO_GUEST, place, OF_SITE, HOUR
    )
    goes_at = free_at if so_far.times else store.now
    rate_limits.count(store, RateLimited.HOST_TO_GUEST, pair)
    # Counted for when it goes, so that those that wait do not all go at once.
    rate_limits.count(store, RateLimited.SITE_TO_GUEST, place, goes_at)
    return goes_at


def count_change(store: Store, host_id: int, site_id: int, visit_id: int) -> datetime:
    """Count an e-mail that must not be refused; return from when on it may go out.

    Above the limits it waits for a quarter of an hour at most, in which a newer one overtakes it.
    """
    latest = store.now + LONGEST_WAIT
    try:
        return min(count(store, host_id, site_id, visit_id), latest)
    except GuestWrittenTooOften:
        return latest


def _sent(store: Store, pair: str) -> SentToGuest:
    most = max(OF_HOST.values())
    sent_at = rate_limits.newest(store, RateLimited.HOST_TO_GUEST, pair, most)
    times = sum(at > store.now - HOUR for at in sent_at)
    next_at = max(
        sent_at[limit - 1] + within if len(sent_at) >= limit else store.now
        for within, limit in OF_HOST.items()
    )
    return SentToGuest(times, max(next_at, store.now), is_full=next_at > store.now)


def _pair(host_id: int, address: bytes) -> str:
    return f"{host_id} {address.hex()}"
