"""The chain: each minute's entries sealed with all that came before, so that no change goes unseen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func
from sqlmodel import col, select

from visits.audit.links import (
    AT_ONCE,
    AuditLogBroken,
    ChainPosition,
    Entries,
    link,
    visit_state_for,
)
from visits.policy.register import register
from visits.store.columns import DIGEST_BYTES
from visits.store.database import Store
from visits.store.outbox import AuditEntry, AuditSeal
from visits.vocabulary.policy import Period

GENESIS = bytes(DIGEST_BYTES)
"""What the first seal follows."""
LARGEST = 500
"""Entries under one seal: an overdue one keeps nobody at the kiosk waiting."""
PURGED_AT_ONCE = 500
"""And what more is under the last seal of them, which is as many at most."""


@dataclass(frozen=True)
class Verified:
    """So many entries under so many seals are whole; the last seal's digest, and how many wait for one."""

    entries: int
    seals: int
    head: str
    unsealed: int


def seal(store: Store) -> AuditSeal | None:
    """What was entered since the last seal is under one now, the oldest `LARGEST` first; None for nothing."""
    last = store.exec(
        select(AuditSeal).order_by(col(AuditSeal.id).desc()).limit(1)
    ).first()
    number, after, before = _following(last)
    waiting = (
        select(AuditEntry.id)
        .where(col(AuditEntry.id) > after)
        .order_by(col(AuditEntry.id))
    )
    found = store.exec(waiting.limit(LARGEST)).all()
    if not found:
        return None
    place = ChainPosition(number, found[-1], store.now)
    digest, entries = link(
        before, Entries(store, after, found[-1]).through(found[-1]), place
    )
    made = AuditSeal(
        id=number, through=found[-1], entries=entries, at=store.now, digest=digest
    )
    store.add(made)
    store.flush()
    return made


def verify(store: Store) -> Verified:
    """Every seal is computed again and is what it was; `TrailBroken` names the first that is not.

    What a purge left is the oldest seal, as it stands. Whoever cuts off the newest entries with their seals
    leaves a whole chain: `holds` knows it by a head that was noted.
    """
    entries, base = Entries(store), _base(store)
    if base:
        _check_base(store, base, entries)
    last, sealed, seals = base, 0, 1 if base else 0
    for found in _seals_after(store, base):
        sealed += _check(last, found, entries)
        last, seals = found, seals + 1
    return Verified(
        sealed, seals, (last.digest if last else GENESIS).hex(), entries.rest()
    )


def holds(store: Store, head: bytes) -> bool:
    """Whether the digest that `verify` once gave as its head is still one of the chain's."""
    found = store.exec(
        select(AuditSeal.id).where(col(AuditSeal.digest) == head)
    ).first()
    return head == GENESIS or found is not None


def purge(store: Store) -> int:
    """Sealed entries that are older than the register keeps them are gone, some hundreds a time.

    Says how many; the last seal over them stays, and the chain still holds.
    """
    last = _last_due(store)
    if last is None:
        return 0
    gone: int = store.execute(
        delete(AuditEntry).where(col(AuditEntry.id) <= last.through)
    ).rowcount  # type: ignore[attr-defined] # a DELETE's result has it
    store.execute(delete(AuditSeal).where(col(AuditSeal.id) < last.id))
    return gone


def _base(store: Store) -> AuditSeal | None:
    """The seal over what a purge took; None while nothing was."""
    first = store.exec(select(AuditSeal).order_by(col(AuditSeal.id)).limit(1)).first()
    return first if first and first.id > 1 else None


def _check_base(store: Store, base: AuditSeal, entries: Entries) -> None:
    if base.at > _due(store):
        raise AuditLogBroken(
            f"seals 1 to {base.id - 1} are gone, and it was not yet time"
        )
    if any(True for _ in entries.through(base.through)):
        raise AuditLogBroken(
            f"there are entries up to {base.through}, which were purged before seal {base.id}"
        )


def _seals_after(store: Store, base: AuditSeal | None) -> Iterator[AuditSeal]:
    question = (
        select(AuditSeal)
        .where(col(AuditSeal.id) > (base.id if base else 0))
        .order_by(col(AuditSeal.id))
    )
    return store.exec(question, execution_options={"yield_per": AT_ONCE})


def _check(last: AuditSeal | None, found: AuditSeal, entries: Entries) -> int:
    """How many entries the seal stands for, rightly."""
    number, after, before = _following(last)
    if found.id != number:
        raise AuditLogBroken(f"seal {number} is gone: the next is seal {found.id}")
    which = f"seal {number} over the entries {after + 1} to {found.through}"
    made = link(
        before,
        entries.through(found.through),
        ChainPosition(number, found.through, found.at),
    )
    if made.entries != found.entries:
        raise AuditLogBroken(
            f"{which}: it was made over {found.entries}, and there are {made.entries}"
        )
    if made.digest != found.digest:
        raise AuditLogBroken(f"{which}: an entry or the seal is not what it was")
    return made.entries


def _following(last: AuditSeal | None) -> tuple[int, int, bytes]:
    """The next seal's number, the entry that it begins after, and what it is made on."""
    return (
        (last.id + 1, last.through, visit_state_for(last)) if last else (1, 0, GENESIS)
    )


def _last_due(store: Store) -> AuditSeal | None:
    """The seal over the oldest entries that go at once; asked by the first of them, for it is seldom time."""
    oldest = select(func.min(AuditEntry.id)).scalar_subquery()
    seals = (
        select(AuditSeal)
        .where(col(AuditSeal.through) >= oldest)
        .order_by(col(AuditSeal.through))
    )
    last, count, due = None, 0, _due(store)
    first = store.exec(seals.limit(1)).first()
    if first is None or first.at > due:
        return None
    for found in store.exec(seals.limit(PURGED_AT_ONCE)):
        if found.at > due or count >= PURGED_AT_ONCE:
            break
        last, count = found, count + found.entries
    return last


def _due(store: Store) -> datetime:
    return store.now - register().retention_classes[Period.TRAIL].keeps
