"""Copies of the keys, for a lost disk; putting one back never brings back a destroyed key."""

import contextlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from visits.keys.decision_log import AnyDecision, as_line, from_line
from visits.keys.files import write_once
from visits.keys.keyring import ROOT, KeyDestroyedError, KeyMissingError, Keyring, Keys
from visits.keys.secrets import OtherKeysError

Named = TypeVar("Named", str, date)


class CopyDamagedError(Exception):
    """What was sealed is no copy of keys."""


@dataclass(frozen=True)
class KeyCopy:
    """Root secret, month keys, watermark and decision log; day keys only if they were asked for."""

    root: bytes = field(repr=False)
    months: Mapping[str, bytes] = field(repr=False)
    days: Mapping[date, bytes] = field(repr=False)
    destroyed_through: date
    decisions: tuple[AnyDecision, ...]

    def as_bytes(self) -> bytes:
        """Return the copy as JSON, to be sealed under a passphrase at once."""
        document = {
            "root": self.root.hex(),
            "months": {month: key.hex() for month, key in self.months.items()},
            "days": {day.isoformat(): key.hex() for day, key in self.days.items()},
            "destroyed_through": self.destroyed_through.isoformat(),
            "decisions": [as_line(entry) for entry in self.decisions],
        }
        return json.dumps(document).encode()


def take(keys: Keys, *, with_guests: bool) -> KeyCopy:
    """Return a copy of the keys as they are now; without day keys it opens no guest."""
    ring = keys.keyring
    # A copy of a day key outlives its day, and erasure rests on no key doing so: hence asked.
    days = [date.fromisoformat(day) for day in ring.days()] if with_guests else []
    return KeyCopy(
        root=keys.secrets.root,
        months=_living(ring.living_month_key, ring.months()),
        days=_living(ring.living_day_key, days),
        destroyed_through=ring.destroyed_through(),
        decisions=tuple(ring.decisions.entries()),
    )


def read(content: bytes) -> KeyCopy:
    """Return the copy that `as_bytes` wrote; raises CopyDamagedError."""
    try:
        document = json.loads(content)
        return KeyCopy(
            root=bytes.fromhex(document["root"]),
            months={
                month: bytes.fromhex(key) for month, key in document["months"].items()
            },
            days={
                date.fromisoformat(day): bytes.fromhex(key)
                for day, key in document["days"].items()
            },
            destroyed_through=date.fromisoformat(document["destroyed_through"]),
            decisions=tuple(_decision(line) for line in document["decisions"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CopyDamagedError from None


def put_back(copy: KeyCopy, ring: Keyring, destroyed_through_day: date) -> None:
    """Add to the keyring what it lacks, except keys that were destroyed.

    A day counts as destroyed if the keyring, the copy or `destroyed_through_day` says so. No
    key that is there is changed. Raises OtherKeysError, and nothing is changed.
    """
    check_root(copy, ring.folder)
    through = max(
        copy.destroyed_through, ring.destroyed_through(), destroyed_through_day
    )
    # The watermark first: after a crash no key of a destroyed day can be used.
    if through > date.min:
        ring.destroy_through(through)
    ring.decisions.merge(entry for entry in copy.decisions if entry.last_day > through)
    for day, key in copy.days.items():
        if day > through:
            ring.add_day(day, key)
    for month, key in copy.months.items():
        ring.add_month(month, key)
    # The root last: without it no program starts, so a crash leaves no half keyring in use.
    write_once(ring.folder / ROOT, copy.root)


def check_root(copy: KeyCopy, folder: Path) -> None:
    """Raise OtherKeysError if the folder holds another installation's root secret."""
    root = folder / ROOT
    if root.exists() and root.read_bytes() != copy.root:
        raise OtherKeysError


def _decision(line: str) -> AnyDecision:
    entry = from_line(line)
    if entry is None:
        raise ValueError
    return entry


def _living(
    key: Callable[[Named], bytes], names: Iterable[Named]
) -> dict[Named, bytes]:
    """Return the keys of these names, without any that is destroyed at this very moment."""
    living = {}
    for name in names:
        # The server goes on: a purge may destroy a key between listing and reading it.
        with contextlib.suppress(KeyDestroyedError, KeyMissingError):
            living[name] = key(name)
    return living
