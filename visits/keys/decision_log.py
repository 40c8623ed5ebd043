"""The decision log: decisions that a restore of an older backup must carry out again.

It lies beside the keys, outside the database and its backups. An entry is on the
disk before the decision is committed, so that none that was committed is ever missing; a
restore replays the entries that the backup does not hold yet. What is logged here names
visits by digests, and holds a guest's words only sealed under a day key, as the database
does. An entry goes when no older copy could need it any more.

Each entry says how things stand after the decision, so that of several about the same
subject only the last one counts, and replaying one twice changes nothing.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.policy import RetentionClass
from visits.vocabulary.rights import RequestChannel, RequestOutcome, Right
from visits.vocabulary.visits import Lookup, WatchReason

NEVER = date.max
"""The last day of an entry that stays for good, as a revoked device must never come back."""


class LoggedDecision(BaseModel):
    """An entry: `number` grows with each decision; `last_day` is the last that may need it.

    A database stores the last number that it holds. After `last_day` no older copy of the
    database can be opened where the entry would matter.
    """

    # No input in errors: the text of a validation error could quote an entry into a log.
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        ser_json_bytes="hex",
        val_json_bytes="hex",
        hide_input_in_errors=True,
    )
    names: ClassVar[tuple[str, ...]] = ("visit",)
    """The fields that tell one subject from another."""
    number: int = 0
    last_day: date

    @property
    def subject(self) -> tuple[object, ...]:
        """What the decision is about; a later entry about the same replaces it."""
        return (type(self), *(getattr(self, name) for name in self.names))


class LoggedErasure(LoggedDecision):
    """A visit is gone, or (with a retention class) one envelope of it."""

    names = ("visit", "retention_class")
    kind: Literal["erasure"] = "erasure"
    visit: bytes
    retention_class: RetentionClass | None = None


class LoggedErasureRequest(LoggedDecision):
    """A guest who is inside asked to be erased when they leave."""

    kind: Literal["erasure_request"] = "erasure_request"
    visit: bytes
    at: datetime


class LoggedRestriction(LoggedDecision):
    """The guest's data is restricted since `at`, or (without it) not any more."""

    kind: Literal["restriction"] = "restriction"
    visit: bytes
    at: datetime | None = None


class LoggedCorrection(LoggedDecision):
    """One item of a guest reads otherwise; the value lies sealed under the visit's day key."""

    names = ("visit", "item")
    kind: Literal["correction"] = "correction"
    visit: bytes
    retention_class: RetentionClass
    item: str
    key_day: date
    body: bytes


class LoggedHold(LoggedDecision):
    """A legal hold, in force or released."""

    names = ("public_id",)
    kind: Literal["hold"] = "hold"
    public_id: str
    visit: bytes
    reason: HoldReason
    placed_at: datetime
    review_at: datetime
    placed_by: str | None = None
    """The member's public id; None is the operator."""
    released_at: datetime | None = None


class LoggedRequest(LoggedDecision):
    """A right that somebody used, and what came of it."""

    names = ("public_id",)
    kind: Literal["request"] = "request"
    public_id: str
    site_id: int
    visit: bytes | None = None
    contact_digest: bytes | None = None
    right: Right
    channel: RequestChannel
    received_at: datetime
    noted_by: str | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    outcome: RequestOutcome | None = None


class LoggedSuppression(LoggedDecision):
    """An address, by its digest, wants no mail since then, or (without it) wants it again."""

    names = ("contact_digest",)
    kind: Literal["suppression"] = "suppression"
    contact_digest: bytes
    since: datetime | None = None


class LoggedAddress(BaseModel):
    """What a watch list has of an address, which is a digest."""

    model_config = LoggedDecision.model_config
    site_id: int
    item: Lookup
    digest: bytes
    reason: WatchReason
    first_at: datetime
    proposed_at: datetime
    proposed_by: str | None
    """The member's public id, as below."""
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    review_at: datetime


class LoggedWatch(LoggedDecision):
    """An entry of a site's watch list, as it is now, or (without it) taken off."""

    names = ("public_id",)
    kind: Literal["watch"] = "watch"
    public_id: str
    entry: LoggedAddress | None = None


class LoggedClosure(LoggedDecision):
    """A member's account is closed; name and address are kept until the end of `key_day`."""

    names = ("public_id",)
    kind: Literal["closure"] = "closure"
    public_id: str
    closed_at: datetime
    key_day: date | None = None


class LoggedRevocation(LoggedDecision):
    """A tablet or a print agent is revoked."""

    names = ("device", "public_id")
    kind: Literal["revocation"] = "revocation"
    device: Literal["kiosk", "agent"]
    public_id: str
    at: datetime


AnyDecision = (
    LoggedErasure
    | LoggedErasureRequest
    | LoggedRestriction
    | LoggedCorrection
    | LoggedHold
    | LoggedRequest
    | LoggedSuppression
    | LoggedWatch
    | LoggedClosure
    | LoggedRevocation
)
_ANY: TypeAdapter[AnyDecision] = TypeAdapter(
    Annotated[AnyDecision, Field(discriminator="kind")]
)


def digest_of(public_id: str) -> bytes:
    """Return the log's name for a visit, which only those who know its public id can match."""
    # Without a key: a public id is random and long, so guessing is hopeless.
    return hashlib.sha256(public_id.encode()).digest()


def as_line(entry: AnyDecision) -> str:
    """Return the entry as one line of JSON, without a line break."""
    return entry.model_dump_json(exclude_none=True)


def from_line(line: str | bytes) -> AnyDecision | None:
    """Return the entry in this line; None if a crash cut it short, or it is no entry."""
    try:
        return _ANY.validate_json(line)
    except ValidationError:
        return None


class DecisionLog(ABC):
    """The log of one installation, which several processes write to."""

    @abstractmethod
    def append(self, entries: Sequence[AnyDecision]) -> None:
        """Write these entries; they are on the disk itself when this returns."""

    @abstractmethod
    def withdraw(self, number: int) -> None:
        """Take out the entries of this number: the database refused to commit what they say."""

    @abstractmethod
    def merge(self, entries: Iterable[AnyDecision]) -> None:
        """Add the entries of another log that are missing here, in the order of their numbers."""

    @abstractmethod
    def entries(self) -> list[AnyDecision]:
        """Return every entry once, in the order in which they were decided."""

    @abstractmethod
    def compact(self, through: date = date.min) -> int:
        """Drop entries that no backup needs any more; return how many.

        They are past their last day, replaced by a later one, or of an erased visit.
        """

    @abstractmethod
    def drop_sealed_of(self, visits: Collection[bytes]) -> None:
        """Drop the sealed corrections of these erased visits now, not at the next purge."""

    def erased(self) -> frozenset[bytes]:
        """Return the digests of every visit that must not come back."""
        return frozenset(_erased(self.entries()))


def merged(
    logged: Iterable[AnyDecision], others: Iterable[AnyDecision]
) -> list[AnyDecision]:
    """Return the entries of two logs, each once, in the order of their numbers."""
    # Entries of equal number belong to one transaction, and keep their order.
    return sorted(dict.fromkeys([*logged, *others]), key=lambda entry: entry.number)


def needed(entries: Sequence[AnyDecision], through: date) -> Iterator[AnyDecision]:
    """Yield, each once, the entries that an older copy may need after the day `through`."""
    last = {entry.subject: entry for entry in entries}
    erased_visits = _erased(entries)
    erased = {
        (entry.visit, entry.retention_class)
        for entry in entries
        if isinstance(entry, LoggedErasure)
    }
    for entry in dict.fromkeys(entries):
        if entry.last_day <= through or last[entry.subject] != entry:
            continue
        match entry:
            case LoggedErasure(retention_class=None) | LoggedRequest():
                yield entry  # a request for a data right outlives its visit
            case LoggedCorrection() if (entry.visit, entry.retention_class) in erased:
                continue
            case _ if getattr(entry, "visit", None) not in erased_visits:
                yield entry


def _erased(entries: Iterable[AnyDecision]) -> set[bytes]:
    return {
        entry.visit
        for entry in entries
        if isinstance(entry, LoggedErasure) and entry.retention_class is None
    }
