"""Marshals: telephones on which an alarm's roll is called, and what each says of the guests.

What they send comes again when its answer was lost, and late when they were offline: of one
marshal's words on a guest the latest counts (ADR 44).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from visits import codes
from visits.store.alarms import Alarm, Mark, Marshal, RollEntry
from visits.store.database import Store
from visits.store.visits import Visit
from visits.vocabulary.refusals import TooManyMarshals

MOST_MARSHALS = 50
"""Of one alarm: whoever reads the QR code over a shoulder cannot fill the store."""
MOST_UNLISTED = 999
HEARD_EVERY = timedelta(seconds=20)


@dataclass(frozen=True)
class NewMark:
    """What a marshal says of a guest, so long before it is sent."""

    turn: int
    public_id: str
    is_found: bool
    age: timedelta


@dataclass(frozen=True)
class MarshalReport:
    """What a telephone sends: who it is, what is new, and how many it has seen in all unlisted."""

    phone: str
    unlisted: int = 0
    marks: Sequence[NewMark] = ()
    roll: str = ""
    """The kind of alarm it is about, as a drill becomes real; empty before it was told any."""


def note(store: Store, alarm: Alarm, report: MarshalReport) -> Marshal:
    """Write down what a telephone sends; the same again changes nothing (`TooManyMarshals`).

    A guest who is not on the roll, or was erased since, is passed over, and so is what was said
    in the drill that the alarm was. Whoever calls it is the only writer of the alarm's site.
    """
    marshal = _marshal(store, alarm, report.phone)
    if report.roll not in {"", alarm.kind}:
        report = MarshalReport(report.phone, marshal.unlisted)
    # Telephones ask every few seconds: written each time, they would queue for the one writer.
    if store.now - marshal.heard_at >= HEARD_EVERY:
        marshal.heard_at = store.now
    marshal.unlisted = min(report.unlisted, MOST_UNLISTED)
    asked = {mark.public_id for mark in report.marks}
    is_asked = col(RollEntry.alarm_id) == alarm.id, col(Visit.public_id).in_(asked)
    on_roll = select(Visit.public_id, Visit.id).join(RollEntry).where(*is_asked)
    ids = dict(store.exec(on_roll).all())
    for mark in report.marks:
        if mark.public_id in ids:
            _merge(store, alarm, (marshal.id, ids[mark.public_id]), mark)
    store.flush()
    return marshal


def of_alarm(store: Store, alarm: Alarm) -> list[Marshal]:
    """Return the telephones that were heard in the alarm, the first first."""
    theirs = select(Marshal).where(col(Marshal.alarm_id) == alarm.id)
    return list(store.exec(theirs.order_by(col(Marshal.number))))


def _merge(store: Store, alarm: Alarm, key: tuple[int, int], new: NewMark) -> None:
    before = store.get(Mark, key)
    # What was sent before comes again when its answer was lost.
    if before and before.turn >= new.turn:
        return
    # By how long ago it was: a telephone's own clock may be wrong.
    at = max(store.now - new.age, alarm.raised_at)
    mark = before or Mark(
        marshal_id=key[0], visit_id=key[1], turn=0, is_found=False, at=at
    )
    mark.turn, mark.is_found, mark.at = new.turn, new.is_found, at
    store.add(mark)


def _marshal(store: Store, alarm: Alarm, phone: str) -> Marshal:
    marshals = of_alarm(store, alarm)
    for marshal in marshals:
        if marshal.phone == phone:
            return marshal
    if len(marshals) >= MOST_MARSHALS:
        raise TooManyMarshals
    number = max((marshal.number for marshal in marshals), default=0) + 1
    # The access log tells telephones apart by the id: no later one may have it again.
    new = Marshal(
        id=codes.generation(),
        alarm_id=alarm.id,
        phone=phone,
        number=number,
        heard_at=store.now,
    )
    store.add(new)
    store.flush()
    return new
