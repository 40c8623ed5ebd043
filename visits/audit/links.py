"""Links: what the digest of a seal is made of, entry by entry, in a form that stays."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlmodel import col

from visits.store.database import Store
from visits.store.outbox import AuditEntry, AuditSeal

FIELDS = (
    "id",
    "at",
    "actor",
    "actor_id",
    "act",
    "reader",
    "purpose",
    "items",
    "visit_id",
    "subject_id",
    "count",
    "register_version",
)
"""Another field makes other digests: whoever adds one to the trail leaves it out for the seals before."""
AT_ONCE = 1_000

_ENTRIES = select(*(col(getattr(AuditEntry, field)) for field in FIELDS)).order_by(
    col(AuditEntry.id)
)
_as_json = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class AuditLogBroken(Exception):
    """The trail is not what was sealed; the text names the seal and the entries."""


class ChainPosition(NamedTuple):
    """Where a link stands in the chain: its number, the last of its entries, and when it was made."""

    number: int
    through: int
    at: datetime


class ChainLink(NamedTuple):
    """The digest that stands for so many entries and all before them."""

    digest: bytes
    entries: int


def visit_state_for(seal: AuditSeal) -> bytes:
    """What the next link is made on: the seal's digest, and beside it what the seal says of itself.

    A purge leaves a seal without its entries, from which nobody computes the digest again: only the next one
    shows then that the seal's own time and place are what they were.
    """
    place = ChainPosition(seal.id, seal.through, seal.at)
    return seal.digest + _line(place._asdict() | {"entries": seal.entries})


def link(before: bytes, entries: Iterable[Row[Any]], place: ChainPosition) -> ChainLink:
    """The link that follows what stands for the seal before."""
    made, count = sha256(before), 0
    for entry in entries:
        made.update(_line(dict(zip(FIELDS, entry, strict=True))))
        count += 1
    made.update(_line(place._asdict() | {"entries": count}))
    return ChainLink(made.digest(), count)


class Entries:
    """The trail's entries in their order, read as they are needed."""

    def __init__(
        self, store: Store, after: int | None = None, last: int | None = None
    ) -> None:
        question = _ENTRIES
        if after is not None:
            question = question.where(col(AuditEntry.id) > after)
        if last is not None:
            question = question.where(col(AuditEntry.id) <= last)
        self._rows = iter(
            store.execute(question, execution_options={"yield_per": AT_ONCE})
        )
        self._seen = after or 0
        self._next: Row[Any] | None = None
        self._advance()

    def through(self, last: int) -> Iterator[Row[Any]]:
        """Those not yet seen, up to the number `last`."""
        while self._next is not None and self._next.id <= last:
            yield self._next
            self._advance()

    def rest(self) -> int:
        """How many are left."""
        count = 0
        while self._next is not None:
            count += 1
            self._advance()
        return count

    def _advance(self) -> None:
        try:
            self._next = next(self._rows, None)
        except (ValueError, TypeError, LookupError):
            # The text of the error would show what was put there.
            raise AuditLogBroken(
                f"one of the entries after {self._seen} cannot be read"
            ) from None
        if self._next is not None:
            self._seen = self._next.id


def _line(facts: dict[str, Any]) -> bytes:
    at: datetime = facts["at"]
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return _as_json(facts | {"at": moment}).encode() + b"\n"
