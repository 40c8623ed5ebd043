"""Tries to open every envelope of a database, or of a backup, with the keys that are left."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from lencana.proof import ProofProblem
from lencana.proof.stored import Stored
from visits.keys.keyring import KeyDestroyedError, KeyMissingError, Keys
from visits.policy.register import register
from visits.vault.sealing import EnvelopeDamagedError, unseal
from visits.vocabulary.policy import RetentionClass

_LATE = timedelta(hours=1)
"""The worker purges every quarter of an hour: what is due for longer was missed."""
_DUE = "are due and still there: run `lencana purge`"
_DAMAGED = "do not open with their own day's key: they are not what was sealed"
_UNDECLARED = "hold an item that the register does not name for their retention class"
_OPEN = "open after their last day: run `lencana purge`"

Row = tuple[int, str, str | datetime, str | date, bytes]


@dataclass
class EnvelopesTried:
    """How many envelopes open, by retention class, how many do not, and what is wrong."""

    readable: Counter[str] = field(default_factory=Counter)
    noise: int = 0
    problems: list[ProofProblem] = field(default_factory=list)


def try_envelopes(
    stored: Stored, called: str, keys: Keys, now: datetime, *, is_copy: bool = False
) -> EnvelopesTried:
    """Try to open every envelope of the database with its day's key, if that is left.

    `called` names the database in problems. In a copy envelopes may be due: nobody purges it.
    """
    tried = EnvelopesTried()
    sentences: Counter[str] = Counter()
    # Damage is suppressed here, because the check of the structure reports it.
    with suppress(*stored.errors):
        for row in stored.envelopes():
            with suppress(ValueError, TypeError):
                sentences.update(_try_one(row, keys, now, tried))
    if is_copy:
        del sentences[_DUE]
    tried.problems += [
        ProofProblem(called, f"{count} envelopes {sentence}")
        for sentence, count in sentences.items()
    ]
    return tried


def dead_keys(keys: Keys, now: datetime) -> list[ProofProblem]:
    """Report day keys that should not exist: of days that are over, or destroyed before."""
    ring, today = keys.keyring, now.astimezone(UTC).date()
    destroyed = ring.destroyed_through()
    days = [date.fromisoformat(day) for day in ring.days()]
    reappeared = sum(day <= destroyed for day in days)
    past = sum(destroyed < day < today for day in days)
    sentences = []
    if reappeared:
        sentences.append(
            f"{reappeared} keys of days are there again whose keys were destroyed: "
            "run `lencana purge`"
        )
    if past:
        sentences.append(
            f"{past} keys of days that are over are still there: run `lencana purge`"
        )
    return [ProofProblem("keys", sentence) for sentence in sentences]


def _try_one(row: Row, keys: Keys, now: datetime, tried: EnvelopesTried) -> list[str]:
    """Count the envelope as readable or noise; return what is wrong with it."""
    visit, retention_class, expires, key_day, body = row
    day = date.fromisoformat(f"{key_day}")
    sentences = [_DUE] if _instant(expires) < now - _LATE else []
    try:
        key = keys.keyring.living_day_key(day)
        # Sealed for this row alone: an envelope moved to another visit does not open.
        document = unseal(key, f"visit {visit} {retention_class}", body)
    except (KeyDestroyedError, KeyMissingError):
        tried.noise += 1
        return sentences
    except EnvelopeDamagedError:
        return [*sentences, _DAMAGED]
    tried.readable[retention_class] += 1
    items = register().items
    if any(
        name not in items
        or items[name].retention_class is not RetentionClass(retention_class)
        for name in document
    ):
        sentences.append(_UNDECLARED)
    if day < now.astimezone(UTC).date():
        sentences.append(_OPEN)
    return sentences


def _instant(expires: str | datetime) -> datetime:
    # SQLite keeps the text of a time in UTC, PostgreSQL a time.
    return datetime.fromisoformat(f"{expires}").replace(tzinfo=UTC)
