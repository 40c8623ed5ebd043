"""Roll calls: who is looked for in an alarm, and what several marshals say of each, as one.

Marks merge whenever they arrive: of one marshal's words on a guest the latest counts, and of
several marshals' the first who has found them (ADR 44).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, delete, func, insert, literal, or_
from sqlalchemy import select as columns
from sqlmodel import col, select, update

from visits import marshals, place_texts, sites
from visits.people import profiles
from visits.store.alarms import Alarm, Mark, Marshal, RollEntry
from visits.store.database import Store
from visits.store.printing import Badge
from visits.store.sites import Company, Site
from visits.store.visits import Arrival, Departure, Invitation, Visit
from visits.vault import envelopes
from visits.vault.personal import Personal
from visits.vocabulary.actors import AccessContext
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.visits import LeftBy, RollPart


class _Said(NamedTuple):
    """What one marshal last said of a guest."""

    marshal: int
    is_found: bool
    at: datetime


@dataclass(frozen=True)
class RollLine:
    """What is known of one guest, without a name."""

    public_id: str
    part: RollPart
    found_at: datetime | None
    """When somebody first found them; by the marshals of these numbers."""
    found_by: tuple[int, ...]
    missed_by: tuple[int, ...]
    """The marshals who say that they are missing."""


@dataclass(frozen=True)
class RollState:
    """An alarm, the guests who are looked for, and the telephones that were heard."""

    alarm: Alarm
    lines: Sequence[RollLine]
    marshals: Sequence[Marshal]

    @property
    def found(self) -> int:
        return sum(1 for line in self.lines if line.found_at)

    @property
    def unlisted(self) -> int:
        return sum(marshal.unlisted for marshal in self.marshals)

    @property
    def last_found_at(self) -> datetime | None:
        found_at = (line.found_at for line in self.lines if line.found_at)
        return max(found_at, default=None)


@dataclass(frozen=True)
class RollGuest:
    """By what a marshal knows a guest: whom they visit, and where, comes first."""

    public_id: str
    company: str
    floor: str
    host: str = field(repr=False)
    name: Personal
    badge: str


def begin(store: Store, site: Site, alarm_id: int) -> int:
    """Put everybody who is, or may be, on site on the alarm's roll; return how many."""
    day = sites.day_of(site, store.now)
    part = columns(literal(alarm_id), col(Visit.id), _part(store.now))
    entries = (
        part.join(Arrival, col(Arrival.visit_id) == col(Visit.id))
        .join(Invitation, col(Invitation.visit_id) == col(Visit.id))
        .outerjoin(Departure, col(Departure.visit_id) == col(Visit.id))
        .where(col(Visit.site_id) == site.id)
        .where(_may_be_inside(site, sites.day_start(site, day)))
    )
    into = insert(RollEntry).from_select(["alarm_id", "visit_id", "part"], entries)
    store.execute(into)
    on_roll = columns(func.count()).where(col(RollEntry.alarm_id) == alarm_id)
    count: int = store.execute(on_roll).scalar_one()
    return count


def forget(store: Store, alarm_id: int) -> None:
    """Forget who is on the alarm's roll, and who was found or counted; telephones stay."""
    of_alarm = col(Marshal.alarm_id) == alarm_id
    phones = select(Marshal.id).where(of_alarm)
    store.execute(delete(Mark).where(col(Mark.marshal_id).in_(phones)))
    store.execute(update(Marshal).where(of_alarm).values(unlisted=0))
    store.execute(delete(RollEntry).where(col(RollEntry.alarm_id) == alarm_id))


def take_off(store: Store, visit_id: int) -> None:
    """Look no more for a guest who has not come, whatever was said of them."""
    for rows in (Mark, RollEntry):
        store.execute(delete(rows).where(col(rows.visit_id) == visit_id))


def read(store: Store, alarm: Alarm) -> RollState:
    """Return how the roll stands, merged from what every telephone has sent."""
    marks = defaultdict[int, list[_Said]](list)
    for row in store.prepared(_MARKS, alarm=alarm.id):
        marks[row.visit_id].append(_Said(row.number, row.is_found, row.at))
    on_roll = columns(col(Visit.id), col(Visit.public_id), col(RollEntry.part))
    of_alarm = on_roll.join(RollEntry).where(col(RollEntry.alarm_id) == alarm.id)
    lines = [
        _line(public_id, part, marks[visit_id])
        for visit_id, public_id, part in store.execute(of_alarm)
    ]
    return RollState(alarm, lines, marshals.of_alarm(store, alarm))


def guests(
    store: Store, alarm: Alarm, language: str, asking: AccessContext
) -> list[RollGuest]:
    """Return who they are; recorded as read, though restricted."""
    values = {"alarm": alarm.id, "language": language}
    rows = store.execute(_GUESTS, values).all()
    named = envelopes.read(store, [row.id for row in rows], ["name"], asking)
    hosts = profiles.names(store, {row.host_id for row in rows})
    return [
        RollGuest(
            public_id=row.public_id,
            company=row.company,
            floor=row.floor,
            host=hosts[row.host_id],
            name=named[row.id].name,
            badge=row.badge or "",
        )
        for row in rows
    ]


def _line(public_id: str, part: RollPart, said: Sequence[_Said]) -> RollLine:
    return RollLine(
        public_id=public_id,
        part=part,
        found_at=min((one.at for one in said if one.is_found), default=None),
        found_by=tuple(one.marshal for one in said if one.is_found),
        missed_by=tuple(one.marshal for one in said if not one.is_found),
    )


def _part(now: datetime) -> Any:  # noqa: ANN401 - a column of sqlalchemy's
    is_gone = col(Departure.visit_id).is_not(None)
    is_late = col(Invitation.ends_at) <= now
    return case(
        (is_gone, RollPart.LEFT_BY_CLOCK.value),
        (is_late, RollPart.OVERDUE.value),
        else_=RollPart.INSIDE.value,
    )


def _may_be_inside(site: Site, since: datetime) -> Any:  # noqa: ANN401 - a condition
    by_clock = and_(
        col(Departure.by) == LeftBy.CLOSING_TIME, col(Departure.at) >= since
    )
    return or_(col(Arrival.inside_site_id) == site.id, by_clock)


# As columns: fifty marshals who mark hundreds are more rows than one should make objects of.
_MARKS = (
    columns(col(Mark.visit_id), col(Marshal.number), col(Mark.is_found), col(Mark.at))
    .join(Marshal, col(Marshal.id) == col(Mark.marshal_id))
    .where(col(Marshal.alarm_id) == bindparam("alarm"))
    .order_by(col(Marshal.number))
)
_NUMBER = (
    select(col(Badge.number))
    .where(col(Badge.visit_id) == col(Visit.id))
    .where(col(Badge.copy_number).is_not(None))
    .order_by(col(Badge.copy_number).desc())
    .limit(1)
    .scalar_subquery()
)
_GUESTS: Any = (
    columns(
        col(Visit.id),
        col(Visit.public_id),
        col(Visit.host_id),
        col(Company.name).label("company"),
        place_texts.asked_along(PlaceTextKind.FLOOR).label("floor"),
        _NUMBER.label("badge"),
    )
    .select_from(RollEntry)
    .join(Visit, col(Visit.id) == col(RollEntry.visit_id))
    .join(Site, col(Site.id) == col(Visit.site_id))
    .join(Company, col(Company.id) == col(Visit.company_id))
    .where(col(RollEntry.alarm_id) == bindparam("alarm"))
)
