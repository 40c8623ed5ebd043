"""Rows about the lobby: a guest at a kiosk, and who waits at the front desk."""

from datetime import datetime

from sqlmodel import Field, Index, Integer, SQLModel

from visits.store.columns import Code, Digest, column, index_where_set
from visits.store.patterns import PUBLIC_ID
from visits.vocabulary.visits import Lookup, WaitReason, WatchReason


class Encounter(SQLModel, table=True):
    """One person at one kiosk, from the first touch until done; a stranger's has no visit.

    Of each of the last three one-time codes stands here until when it is good, and how many tries
    it has seen. Its digits are derived when needed, never stored.
    """

    __table_args__ = (Index("encounter_open", "kiosk_id", "ended_at"),)

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    kiosk_id: int = Field(foreign_key="kiosk.id")
    visit_id: int | None = column(Integer(), to="visit.id", nullable=True, index=True)
    contact_digest: bytes | None = column(Digest(), nullable=True)
    """The blind index of what was typed, or the digest of a code: a party's, or one that opens
    nothing now.

    Only it tells one stranger from another.
    """
    by_scan: bool
    typed: Lookup | None = column(Code(Lookup), nullable=True)
    """What was typed, if anything was."""
    confirmed: bool = False
    rules_version: int | None = None
    """The house rules that were accepted before somebody else lets the guest in."""
    rules_accepted_at: datetime | None = None
    sendings: int = 0
    tries: int = 0
    code_expires_at: datetime | None = None
    second_tries: int = 0
    second_expires_at: datetime | None = None
    third_tries: int = 0
    third_expires_at: datetime | None = None
    started_at: datetime
    touched_at: datetime
    ended_at: datetime | None = None


class Wait(SQLModel, table=True):
    """Somebody stands at the front desk, and why, until staff settle it."""

    __table_args__ = (Index("wait_open", "site_id", "settled_at"),)

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    site_id: int = Field(foreign_key="site.id")
    kiosk_id: int | None = Field(default=None, foreign_key="kiosk.id")
    visit_id: int | None = column(Integer(), to="visit.id", nullable=True, index=True)
    reason: WaitReason = column(Code(WaitReason))
    at: datetime
    settled_at: datetime | None = None


class WatchEntry(SQLModel, table=True):
    """Somebody of whom the desk alone hears before they come in; it names nobody.

    In force once a second member has confirmed it, and until its review.
    """

    __table_args__ = (index_where_set("watch_entry_confirmed", "confirmed_by"),)

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    item: Lookup = column(Code(Lookup))
    digest: bytes = column(Digest(), index=True)
    reason: WatchReason = column(Code(WatchReason))
    first_at: datetime
    """When the address was first put on the list, which it was not off since."""
    proposed_at: datetime
    proposed_by: int | None = Field(foreign_key="member.id", index=True)
    """None if a database that was restored does not know them."""
    confirmed_at: datetime | None = None
    confirmed_by: int | None = Field(default=None, foreign_key="member.id")
    review_at: datetime
