"""The chain of the audit log: seals over its entries, so that no change goes unseen.

Once a minute the new entries get a seal: a SHA-256 digest over them and over the seal
before. Whoever changes, removes or inserts an entry breaks every seal from there on, and
`verify` names the first one. Entries are not linked one by one as they are written: that
would make every check-in wait for the one before.

The chain alone does not show that the newest entries were cut off together with their
seals, nor that the whole log was written anew by somebody who has the program. For that
its head, the newest digest, must be known elsewhere: see `visits.audit.anchor`.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Row, ScalarResult, delete, func, select
from sqlmodel import col
from sqlmodel import select as select_rows

from visits.policy.register import register
from visits.store.audit import SEALED_FIELDS, AuditEntry, AuditSeal
from visits.store.columns import DIGEST_BYTES
from visits.store.database import Store
from visits.vocabulary.policy import Period

GENESIS = bytes(DIGEST_BYTES)
"""What the first seal follows."""
LARGEST = 500
"""Entries under one seal: sealing an overdue log keeps nobody at the kiosk waiting."""
PURGED_AT_ONCE = 500
"""Entries that one purge takes, and up to `LARGEST` more that are under its last seal."""
AT_ONCE = 1_000
"""Rows in memory while the log is read through."""

_ENTRIES = select(
    *(col(getattr(AuditEntry, field)) for field in SEALED_FIELDS)
).order_by(col(AuditEntry.id))
_as_json = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


class AuditLogBroken(Exception):
    """The audit log is not what was sealed; the text names the seal and the entries."""


@dataclass(frozen=True)
class Verified:
    """A whole audit log: how many entries are under how many seals, and how many are not yet.

    `head` is the newest seal's digest, in hexadecimal.
    """

    entries: int
    seals: int
    head: str
    unsealed: int


class ChainPosition(NamedTuple):
    """Where a seal stands: its number, the id of its last entry, and when it was made."""

    number: int
    through: int
    at: datetime


class ChainLink(NamedTuple):
    """A seal's digest, and how many entries it was made over."""

    digest: bytes
    entries: int


def seal(store: Store) -> AuditSeal | None:
    """Seal the oldest `LARGEST` entries that have no seal; return it, None if all have one."""
    # One that has its number and is committed later would come under a seal without it.
    store.lock_table(AuditEntry)
    last = store.exec(
        select_rows(AuditSeal).order_by(col(AuditSeal.id).desc()).limit(1)
    ).first()
    number, after, before = _next_place(last)
    ids = (
        select_rows(AuditEntry.id)
        .where(col(AuditEntry.id) > after)
        .order_by(col(AuditEntry.id))
    )
    unsealed = store.exec(ids.limit(LARGEST)).all()
    if not unsealed:
        return None
    through = unsealed[-1]
    place = ChainPosition(number, through, store.now)
    with closing(Entries(store, after, through)) as waiting:
        digest, entries = link(before, waiting.through(through), place)
    new_seal = AuditSeal(
        id=number, through=through, entries=entries, at=store.now, digest=digest
    )
    store.add(new_seal)
    store.flush()
    return new_seal


def verify(store: Store) -> Verified:
    """Compute every seal again; raises AuditLogBroken, which names the first that differs.

    The oldest seal that a purge left is taken as it stands, for its entries are gone.
    """
    base = _base(store)
    with closing(Entries(store)) as entries, closing(_seals_after(store, base)) as rest:
        if base:
            _check_base(store, base, entries)
        last, sealed, seals = base, 0, 1 if base else 0
        for each in rest:
            sealed += _check(last, each, entries)
            last, seals = each, seals + 1
        head = last.digest if last else GENESIS
        return Verified(sealed, seals, head.hex(), entries.rest())


def holds(store: Store, head: bytes) -> bool:
    """Return whether this digest, once noted as the head, is still a seal of the chain."""
    known = store.exec(
        select_rows(AuditSeal.id).where(col(AuditSeal.digest) == head)
    ).first()
    return head == GENESIS or known is not None


def purge(store: Store) -> int:
    """Delete sealed entries older than the register keeps them; return how many.

    At most some hundreds at once. The last seal over them stays, and the chain still holds.
    """
    last = _last_due(store)
    if last is None:
        return 0
    gone: int = store.execute(
        delete(AuditEntry).where(col(AuditEntry.id) <= last.through)
    ).rowcount  # type: ignore[attr-defined] # a DELETE's result has it
    store.execute(delete(AuditSeal).where(col(AuditSeal.id) < last.id))
    return gone


def link(before: bytes, entries: Iterable[Row[Any]], place: ChainPosition) -> ChainLink:
    """Return the seal over these entries that follows what `before` stands for."""
    made, count = sha256(before), 0
    for entry in entries:
        made.update(_line(dict(zip(SEALED_FIELDS, entry, strict=True))))
        count += 1
    made.update(_line(place._asdict() | {"entries": count}))
    return ChainLink(made.digest(), count)


class Entries:
    """The entries of the audit log in their order, read as they are needed."""

    def __init__(
        self, store: Store, after: int | None = None, last: int | None = None
    ) -> None:
        entries = _ENTRIES
        if after is not None:
            entries = entries.where(col(AuditEntry.id) > after)
        if last is not None:
            entries = entries.where(col(AuditEntry.id) <= last)
        self._found = store.execute(entries, execution_options={"yield_per": AT_ONCE})
        self._rows = iter(self._found)
        self._seen = after or 0
        self._next: Row[Any] | None = None
        self._advance()

    def through(self, last: int) -> Iterator[Row[Any]]:
        """Yield the entries that were not read yet, up to the id `last`."""
        while self._next is not None and self._next.id <= last:
            yield self._next
            self._advance()

    def rest(self) -> int:
        """Read on to the end; return how many entries that were."""
        count = 0
        while self._next is not None:
            count += 1
            self._advance()
        return count

    def close(self) -> None:
        """Read no further."""
        self._found.close()

    def _advance(self) -> None:
        try:
            self._next = next(self._rows, None)
        except (ValueError, TypeError, LookupError):
            self.close()
            # `from None`: the text of the error would show the value that was put there.
            raise AuditLogBroken(
                f"one of the entries after {self._seen} cannot be read"
            ) from None
        if self._next is not None:
            self._seen = self._next.id


def basis_of_next(seal: AuditSeal) -> bytes:
    """Return what the next seal is made on: this one's digest, and what it says of itself.

    Where a purge took a seal's entries, nobody can compute its digest again: then only the
    next seal shows that its time and place were not changed.
    """
    place = ChainPosition(seal.id, seal.through, seal.at)
    return seal.digest + _line(place._asdict() | {"entries": seal.entries})


def _next_place(last: AuditSeal | None) -> tuple[int, int, bytes]:
    """Return the next seal's number, the entry it begins after, and what it is made on."""
    if last is None:
        return 1, 0, GENESIS
    return last.id + 1, last.through, basis_of_next(last)


def _base(store: Store) -> AuditSeal | None:
    """Return the seal over what a purge took; None as long as nothing was."""
    first = store.exec(
        select_rows(AuditSeal).order_by(col(AuditSeal.id)).limit(1)
    ).first()
    return first if first and first.id > 1 else None


def _check_base(store: Store, base: AuditSeal, entries: Entries) -> None:
    if base.at > _purged_until(store):
        raise AuditLogBroken(
            f"seals 1 to {base.id - 1} are gone, and it was not yet time"
        )
    if any(True for _ in entries.through(base.through)):
        raise AuditLogBroken(
            f"there are entries up to {base.through}, which were purged before seal {base.id}"
        )


def _seals_after(store: Store, base: AuditSeal | None) -> ScalarResult[AuditSeal]:
    seals = (
        select_rows(AuditSeal)
        .where(col(AuditSeal.id) > (base.id if base else 0))
        .order_by(col(AuditSeal.id))
    )
    return store.exec(seals, execution_options={"yield_per": AT_ONCE})


def _check(last: AuditSeal | None, each: AuditSeal, entries: Entries) -> int:
    """Return how many entries the seal rightly stands for."""
    number, after, before = _next_place(last)
    if each.id != number:
        raise AuditLogBroken(f"seal {number} is gone: the next is seal {each.id}")
    which = f"seal {number} over the entries {after + 1} to {each.through}"
    made = link(
        before,
        entries.through(each.through),
        ChainPosition(number, each.through, each.at),
    )
    if made.entries != each.entries:
        raise AuditLogBroken(
            f"{which}: it was made over {each.entries}, and there are {made.entries}"
        )
    if made.digest != each.digest:
        raise AuditLogBroken(f"{which}: an entry or the seal is not what it was")
    return made.entries


def _last_due(store: Store) -> AuditSeal | None:
    """Return the seal over the oldest entries that go at once; None if none is old enough."""
    oldest = select(func.min(AuditEntry.id)).scalar_subquery()
    seals = (
        select_rows(AuditSeal)
        .where(col(AuditSeal.through) >= oldest)
        .order_by(col(AuditSeal.through))
    )
    # Only the first at first: it is seldom time, and this runs every quarter of an hour.
    first = store.exec(seals.limit(1)).first()
    last, count, until = None, 0, _purged_until(store)
    if first is None or first.at > until:
        return None
    for each in store.exec(seals.limit(PURGED_AT_ONCE)):
        if each.at > until or count >= PURGED_AT_ONCE:
            break
        last, count = each, count + each.entries
    return last


def _purged_until(store: Store) -> datetime:
    return store.now - register().retention_classes[Period.AUDIT_LOG].keeps


def _line(facts: dict[str, Any]) -> bytes:
    # The digests of old seals depend on this form: it must stay as it is to the last byte.
    at: datetime = facts["at"]
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return _as_json(facts | {"at": moment}).encode() + b"\n"
