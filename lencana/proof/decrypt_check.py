"""Openings: what the living keys still open, of a database or of an old copy of it."""

import sqlite3
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from lencana.proof.scan import ScanFinding
from visits.keys.bunch import Keys
from visits.keys.keyring import KeyDestroyedError, KeyMissingError
from visits.policy.register import register
from visits.vault.sealing import EnvelopeDamagedError, unseal
from visits.vocabulary.policy import RetentionClass

_ENVELOPES = "SELECT visit_id, retention_class, expires_at, key_day, body FROM envelope"
_LATE = timedelta(hours=1)
"""The worker forgets every quarter of an hour: what is due for longer was not forgotten."""

Row = tuple[int, str, str, str, bytes]


@dataclass
class Opened:
    """How many envelopes open and how many are noise, and what opens that should not."""

    living: Counter[str] = field(default_factory=Counter)
    noise: int = 0
    findings: list[ScanFinding] = field(default_factory=list)


def open_all(
    file: Path, called: str, keys: Keys, now: datetime, *, is_copy: bool = False
) -> Opened:
    """Every envelope was tried with its day's key, if there is one; of what opened only items were read."""
    told = Opened()
    found: Counter[str] = Counter()
    source = f"{file.resolve().as_uri()}?mode=ro" + ("&immutable=1" if is_copy else "")
    # What is no database, or no envelope, is found where the structure is looked at.
    with (
        closing(sqlite3.connect(source, uri=True)) as database,
        suppress(sqlite3.Error),
    ):
        for row in database.execute(_ENVELOPES):
            with suppress(ValueError, TypeError):
                found.update(_one(row, keys, now, told))
    if is_copy:
        del found[_DUE]
    told.findings += [
        ScanFinding(called, f"{count} envelopes {what}")
        for what, count in found.items()
    ]
    return told


_DUE = "are due and still there: run `lencana forget`"


def _one(row: Row, keys: Keys, now: datetime, told: Opened) -> list[str]:
    visit, retention_class, expires, key_day, body = row
    day = date.fromisoformat(key_day)
    said = (
        [_DUE]
        if datetime.fromisoformat(expires).replace(tzinfo=UTC) < now - _LATE
        else []
    )
    try:
        document = unseal(
            keys.keyring.living_day_key(day), f"visit {visit} {retention_class}", body
        )
    except (KeyDestroyedError, KeyMissingError):
        told.noise += 1
        return said
    except EnvelopeDamagedError:
        return [
            *said,
            "do not open with their own day's key: they are not what was sealed",
        ]
    told.living[retention_class] += 1
    items = register().items
    if any(
        name not in items
        or items[name].retention_class is not RetentionClass(retention_class)
        for name in document
    ):
        said.append(
            "hold an item that the register does not name for their retention class"
        )
    if day < now.astimezone(UTC).date():
        said.append("open after their last day: run `lencana forget`")
    return said


def days(keys: Keys, now: datetime) -> list[ScanFinding]:
    """A key of a day that is over, or under the watermark, should not be there."""
    ring, today = keys.keyring, now.astimezone(UTC).date()
    destroyed = ring.destroyed_through()
    living = [date.fromisoformat(day) for day in ring.days()]
    under = sum(day <= destroyed for day in living)
    past = sum(destroyed < day < today for day in living)
    said = []
    if under:
        said.append(
            f"{under} keys of days are there again whose keys were destroyed: run `lencana forget`"
        )
    if past:
        said.append(
            f"{past} keys of days that are over are still there: run `lencana forget`"
        )
    return [ScanFinding("keys", sentence) for sentence in said]
