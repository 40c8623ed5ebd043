"""Alarms: one for each site at a time, raised and ended at its desk; what stays is counts.

Who was looked for, and what marshals said of them, is erased when it ends (ADR 44).
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, exists, update
from sqlmodel import col, select

from visits import codes, roll_calls, sites
from visits.audit import entries
from visits.store import locks
from visits.store.alarms import Alarm, Mark, Marshal
from visits.store.database import Store
from visits.store.printing import PrintJob
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.printing import CancelReason, PrintState
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.visits import AlarmKind

LASTS = timedelta(hours=12)
"""Unless somebody ends it before: no roll outlives the working day."""
RAISED = {AlarmKind.REAL: Act.ALARM_RAISED, AlarmKind.DRILL: Act.DRILL_RAISED}
SHOWN = 10
AT_NO_PRINTER = (PrintState.QUEUED, PrintState.CLAIMED, PrintState.NEEDS_HUMAN)
"""In these states no printer has the roll at this moment."""


def raise_at(store: Store, site_id: int, kind: AlarmKind, member_id: int) -> Alarm:
    """Raise the site's alarm; while one is raised that goes on, and a drill may become real.

    Its link stays, and everybody who is on site by then is looked for anew.
    """
    locks.site(store, site_id)
    alarm = _newest(store, site_id)
    if alarm and alarm.expires_at <= store.now:
        _close(store, alarm, actors.CLOCK)
        alarm = None
    if alarm is None:
        alarm = _new(store, site_id, kind, member_id)
    elif alarm.kind is AlarmKind.REAL or kind is AlarmKind.DRILL:
        return alarm
    else:
        # Whoever was found in the drill may have gone back in.
        _forget_roll(store, alarm.id)
        alarm.kind, alarm.raised_by = kind, member_id
        alarm.raised_at, alarm.expires_at = store.now, store.now + LASTS
    alarm.on_roll = roll_calls.begin(store, sites.of(store, site_id), alarm.id)
    who, count = actors.member(member_id), alarm.on_roll
    entries.record_many(store, who, RAISED[kind], count, site_id)
    sites.changed(store, site_id)
    return alarm


def current(store: Store, site_id: int) -> Alarm | None:
    """Return the alarm that is raised at the site, if one is."""
    alarm = _newest(store, site_id)
    return alarm if alarm and alarm.expires_at > store.now else None


def raised(store: Store, site_id: int, alarm_id: int) -> Alarm:
    """Return the site's alarm of this number (`NotFound` unless it is raised)."""
    locks.site(store, site_id)
    alarm = current(store, site_id)
    if alarm is None or alarm.id != alarm_id:
        raise NotFound
    return alarm


def past(store: Store, site_id: int) -> Sequence[Alarm]:
    """Return the reports of the site's last alarms, newest first."""
    over = (col(Alarm.site_id) == site_id, col(Alarm.ended_at).is_not(None))
    newest_first = col(Alarm.raised_at).desc(), col(Alarm.id).desc()
    newest = select(Alarm).where(*over).order_by(*newest_first)
    return store.exec(newest.limit(SHOWN)).all()


def link(store: Store, alarm: Alarm) -> str:
    """Return the end of the address by which marshals open the roll."""
    return codes.link(store.keys.secrets, "roll call", alarm.id, alarm.generation)


def by_link(store: Store, token: str) -> Alarm:
    """Return the alarm whose roll this opens (`NotFound` once it is over, or has another link).

    Whoever writes is the only writer of its site from then on.
    """
    has_link = col(Alarm.link) == codes.digest(token)
    for site_id in store.exec(select(Alarm.site_id).where(has_link)):
        locks.site(store, site_id)
    # Asked again under the lock: another desk may just have ended it.
    alarm = store.exec(select(Alarm).where(has_link)).first()
    if alarm is None or alarm.expires_at <= store.now:
        raise NotFound
    return alarm


def renew_link(
    store: Store, site_id: int, alarm_id: int, generation: int, by: int
) -> None:
    """Make a new link in place of the one of this generation, which opens nothing any more.

    Telephones that have marked and counted nobody are forgotten. A second call changes nothing.
    Refuses `NotFound` unless it is the site's alarm, and raised.
    """
    alarm = raised(store, site_id, alarm_id)
    if alarm.generation == generation:
        _new_link(store, alarm)
        # Strangers may have used up the telephones that one alarm may have.
        idle = (col(Marshal.alarm_id) == alarm.id, col(Marshal.unlisted) == 0)
        has_marked = exists().where(col(Mark.marshal_id) == col(Marshal.id))
        store.execute(delete(Marshal).where(*idle, ~has_marked))
        entries.record_about(store, actors.member(by), Act.ROLL_LINK_RENEWED, site_id)


def end(store: Store, site_id: int, alarm_id: int, member_id: int) -> None:
    """End the alarm: its report stays, its roll goes. A second call changes nothing."""
    locks.site(store, site_id)
    alarm = _newest(store, site_id)
    if alarm and alarm.id == alarm_id:
        _close(store, alarm, actors.member(member_id))


def end_overdue(store: Store, most: int) -> int:
    """End up to `most` alarms that nobody has ended; return how many."""
    due = (col(Alarm.ended_at).is_(None), col(Alarm.expires_at) <= store.now)
    overdue = store.exec(select(Alarm.site_id).where(*due).limit(most)).all()
    for site_id in sorted(overdue):
        locks.site(store, site_id)
        alarm = _newest(store, site_id)
        if alarm and alarm.expires_at <= store.now:
            _close(store, alarm, actors.CLOCK)
    return len(overdue)


def end_all(store: Store) -> None:
    """End every alarm that a restored copy holds: it may be over since, or have another link."""
    for alarm in store.exec(select(Alarm).where(col(Alarm.ended_at).is_(None))).all():
        _close(store, alarm, actors.OPERATOR)


def _newest(store: Store, site_id: int) -> Alarm | None:
    is_open = (col(Alarm.site_id) == site_id, col(Alarm.ended_at).is_(None))
    return store.exec(select(Alarm).where(*is_open)).first()


def _new(store: Store, site_id: int, kind: AlarmKind, member_id: int) -> Alarm:
    alarm = Alarm(
        site_id=site_id,
        kind=kind,
        raised_at=store.now,
        raised_by=member_id,
        generation=0,
        expires_at=store.now + LASTS,
        on_roll=0,
    )
    store.add(alarm)
    store.flush()
    _new_link(store, alarm)
    return alarm


def _new_link(store: Store, alarm: Alarm) -> None:
    alarm.generation = codes.generation()
    alarm.link = codes.digest(link(store, alarm))


def _close(store: Store, alarm: Alarm, actor: Actor) -> None:
    roll = roll_calls.read(store, alarm)
    # Of those whose data was not erased meanwhile.
    alarm.on_roll, alarm.found = len(roll.lines), roll.found
    alarm.unlisted, alarm.last_found_at = roll.unlisted, roll.last_found_at
    alarm.ended_at, alarm.ended_by, alarm.link = store.now, actor.id, None
    _forget_roll(store, alarm.id)
    store.execute(delete(Marshal).where(col(Marshal.alarm_id) == alarm.id))
    entries.record_many(store, actor, Act.ALARM_ENDED, roll.found, alarm.site_id)
    sites.changed(store, alarm.site_id)


def _forget_roll(store: Store, alarm_id: int) -> None:
    """Forget the roll; what waits to be printed of it is not, and what is begun not tried again."""
    roll_calls.forget(store, alarm_id)
    of_alarm = update(PrintJob).where(col(PrintJob.alarm_id) == alarm_id)
    store.execute(of_alarm.values(cancelled_because=CancelReason.ROLL_OVER))
    # One that an agent has leased it would ask for again and again, before any badge.
    ended = of_alarm.where(col(PrintJob.state).in_(AT_NO_PRINTER))
    over = {"state": PrintState.CANCELLED, "settled_at": store.now}
    store.execute(ended.values(over | {"leased_until": None}))
