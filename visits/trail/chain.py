"""The chain: each minute's entries sealed with all that came before, so that no change goes unseen."""

from dataclasses import dataclass

from visits.store.database import Store
from visits.store.outboxes import TrailSeal


class TrailBroken(Exception):
    """The trail is not what was sealed; the text names the seal and the entries."""


@dataclass(frozen=True)
class Verified:
    """So many entries under so many seals are whole; the last seal's digest, and how many wait for one."""

    entries: int
    seals: int
    head: str
    unsealed: int


def seal(store: Store) -> TrailSeal | None:
    """What was entered since the last seal is under one now; None when nothing was."""
    raise NotImplementedError


def verify(store: Store) -> Verified:
    """Every seal is computed again and is what it was; `TrailBroken` names the first that is not."""
    raise NotImplementedError


def purge(store: Store) -> int:
    """Sealed entries that are older than the register keeps them are gone, some thousands a time.

    Says how many; the last seal over them stays, and the chain still holds.
    """
    raise NotImplementedError
