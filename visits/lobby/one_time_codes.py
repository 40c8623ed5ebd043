"""One-time codes: the digits of the last three sendings are good, each for ten minutes and once."""

from datetime import datetime, timedelta

from sqlmodel import col

from visits import codes
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.vocabulary.visits import CODE_DIGITS

# E-mails take minutes, and come in any order: whichever of the last three is there first is good.
LAST = timedelta(minutes=10)
IN_FORCE = 3
TRIES = 5
"""Guesses at each code, however many are good at once: each is right once in a million."""
ONE_MORE_TRY = {
    name: col(getattr(Encounter, name)) + 1
    for name in ("tries", "second_tries", "third_tries")
}
"""The values of an UPDATE by which an attempt counts against each code."""


def digits(store: Store, encounter: Encounter, sending: int | None = None) -> str:
    """Return the digits of this sending, or of the newest; they are derived and never stored."""
    number = encounter.sendings if sending is None else sending
    parts = (encounter.public_id, number)
    return codes.digits(store.keys.secrets, "one-time code", CODE_DIGITS, *parts)


def sent_at(encounter: Encounter) -> datetime | None:
    """Return when the newest code was sent, or would have been to a guest."""
    expires_at = encounter.code_expires_at
    return expires_at - LAST if expires_at else None


def is_in_force(encounter: Encounter, sending: int) -> bool:
    """True for the last three sendings."""
    return sending > encounter.sendings - IN_FORCE


def renew(store: Store, encounter: Encounter) -> None:
    """Make the next code the newest one: it has other digits, at which nobody has tried yet."""
    encounter.third_tries = encounter.second_tries
    encounter.third_expires_at = encounter.second_expires_at
    encounter.second_tries = encounter.tries
    encounter.second_expires_at = encounter.code_expires_at
    encounter.sendings, encounter.tries = encounter.sendings + 1, 0
    encounter.code_expires_at = store.now + LAST


def is_open_to_tries(store: Store, encounter: Encounter) -> bool:
    """True unless the tries are used up, or a code was sent and is too old."""
    expires_at = encounter.code_expires_at
    is_over = expires_at is not None and expires_at <= store.now
    return encounter.tries < TRIES and not is_over


def is_right(store: Store, encounter: Encounter, typed: str) -> bool:
    """True if these are the digits of a code that is good; the attempt was counted before."""
    # All are compared: a code that is over, or of nobody, takes as long as any other.
    right = [
        codes.is_same(digits(store, encounter, encounter.sendings - age), typed)
        and _is_good(store, *code)
        for age, code in enumerate(_newest_first(encounter))
    ]
    return any(right)


def take_back_try(encounter: Encounter) -> None:
    """Count an attempt no more, as it was right."""
    for name in ONE_MORE_TRY:
        setattr(encounter, name, max(getattr(encounter, name) - 1, 0))


def _newest_first(encounter: Encounter) -> list[tuple[datetime | None, int]]:
    """Return until when each of the last codes is good, and how often it was tried."""
    return [
        (encounter.code_expires_at, encounter.tries),
        (encounter.second_expires_at, encounter.second_tries),
        (encounter.third_expires_at, encounter.third_tries),
    ]


def _is_good(store: Store, expires_at: datetime | None, tries: int) -> bool:
    return expires_at is not None and store.now < expires_at and tries <= TRIES
