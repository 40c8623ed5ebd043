"""Alarms: one at a time, who is looked for, several marshals' marks as one, and counts that stay."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func
from sqlmodel import SQLModel, col, select

from tests import cast as casting
from tests.cast import NAME, Cast, Invite, SettableClock
from visits import alarms, marshals, roll_calls, visit_state
from visits.erasure import after_restore, erasing, purge, short_lived
from visits.lobby import departures
from visits.marshals import MOST_MARSHALS, MarshalReport, NewMark
from visits.policy.register import register
from visits.rights import facts, restricting
from visits.roll_calls import RollState
from visits.store.alarms import Alarm
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.actors import Disclosure
from visits.vocabulary.audit import Act, ActorKind
from visits.vocabulary.policy import Period
from visits.vocabulary.refusals import NotFound, TooManyMarshals
from visits.vocabulary.rights import RequestOutcome
from visits.vocabulary.visits import AlarmKind, RollPart

Inside = Callable[[str], Visit]
ANDI, BIMA = "a" * 26, "b" * 26
OF_ROLL = ("rollentry", "marshal", "mark")


@pytest.fixture
def inside(database: Database, cast: Cast, invite: Invite) -> Inside:
    """Returns a function that lets a guest of this name in."""

    def come(name: str) -> Visit:
        visit = invite(
            name=name, email=f"{name.split(maxsplit=1)[0].lower()}@example.org"
        )
        casting.check_in(database, cast.kiosk, visit)
        return visit

    return come


def raised(
    database: Database, cast: Cast, kind: AlarmKind = AlarmKind.REAL
) -> tuple[Alarm, str]:
    """Dewi raises the alarm; it, and the link of its roll."""
    with database.transaction() as store:
        alarm = alarms.raise_at(store, cast.senopati.id, kind, cast.dewi.id)
        return alarm, alarms.link(store, alarm)


def end(database: Database, cast: Cast, alarm: Alarm) -> None:
    with database.transaction() as store:
        alarms.end(store, cast.senopati.id, alarm.id, cast.dewi.id)


def send(
    database: Database,
    link: str,
    phone: str,
    *marks: NewMark,
    extra: int = 0,
    on: str = "",
) -> int:
    """A telephone is heard; the number of its marshal."""
    with database.transaction() as store:
        report = MarshalReport(phone, extra, marks, on)
        return marshals.note(store, alarms.by_link(store, link), report).number


def roll(database: Database, alarm: Alarm) -> RollState:
    with database.reading() as store:
        return roll_calls.read(store, store.get_one(Alarm, alarm.id))


def found(visit: Visit, turn: int = 1, **ago: float) -> NewMark:
    return NewMark(turn, visit.public_id, is_found=True, age=timedelta(**ago))


def missing(visit: Visit, turn: int = 1, **ago: float) -> NewMark:
    return NewMark(turn, visit.public_id, is_found=False, age=timedelta(**ago))


def counted(database: Database, *names: str) -> dict[str, int]:
    with database.reading() as store:
        tables = [SQLModel.metadata.tables[name] for name in names]
        return {
            t.name: store.execute(select(func.count()).select_from(t)).scalar_one()
            for t in tables
        }


def acts(database: Database) -> list[tuple[Act, int | None, int]]:
    """What was done to alarms, by whom, and of how many."""
    of_alarms = {Act.ALARM_RAISED, Act.DRILL_RAISED, Act.ALARM_ENDED}
    with database.reading() as store:
        logged = store.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
        return [(e.act, e.actor_id, e.count) for e in logged if e.act in of_alarms]


def test_everybody_who_may_be_on_site_is_on_the_roll_and_nobody_else(
    database: Database, cast: Cast, invite: Invite, inside: Inside, clock: SettableClock
) -> None:
    gita, budi, gone = inside("Gita Pramesti"), inside("Budi Santoso"), inside("Citra")
    invite(email="expected@example.org")
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, gone.public_id, cast.dewi.id)
    clock.at("2026-11-23 20:05")
    with database.transaction() as store:
        departures.check_out_at_closing_time(store, [budi.id])

    alarm, _ = raised(database, cast)

    lines = roll(database, alarm).lines
    assert {line.public_id: line.part for line in lines} == {
        gita.public_id: RollPart.OVERDUE,
        budi.public_id: RollPart.LEFT_BY_CLOCK,
    }
    assert alarm.on_roll == 2


def test_who_comes_or_leaves_later_changes_no_roll(
    database: Database, cast: Cast, inside: Inside
) -> None:
    gita = inside("Gita Pramesti")
    alarm, _ = raised(database, cast)
    inside("Budi Santoso")
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, gita.public_id, cast.dewi.id)

    [line] = roll(database, alarm).lines
    assert (line.public_id, line.part) == (gita.public_id, RollPart.INSIDE)


def test_two_desks_that_raise_have_one_alarm_and_a_drill_becomes_real(
    database: Database, cast: Cast
) -> None:
    drill, link = raised(database, cast, AlarmKind.DRILL)
    again, _ = raised(database, cast, AlarmKind.DRILL)
    real, same = raised(database, cast)
    late, _ = raised(database, cast, AlarmKind.DRILL)

    assert {one.id for one in (drill, again, real, late)} == {drill.id}
    assert (late.kind, same) == (AlarmKind.REAL, link)
    dewi = cast.dewi.id
    assert acts(database) == [
        (Act.DRILL_RAISED, dewi, 0),
        (Act.ALARM_RAISED, dewi, 0),
    ]


def test_a_drill_that_becomes_real_looks_anew_for_everybody_who_is_on_site_then(
    database: Database, cast: Cast, inside: Inside, clock: SettableClock
) -> None:
    gita, gone = inside("Gita Pramesti"), inside("Citra")
    _, link = raised(database, cast, AlarmKind.DRILL)
    send(database, link, ANDI, found(gita))
    clock.forward(minutes=40)
    budi = inside("Budi Santoso")
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, gone.public_id, cast.dewi.id)

    alarm, _ = raised(database, cast)

    lines = {line.public_id: line.found_at for line in roll(database, alarm).lines}
    assert lines == dict.fromkeys((gita.public_id, budi.public_id))
    assert (alarm.on_roll, alarm.raised_at) == (2, clock.now)
    send(database, link, ANDI, found(gita, turn=2), found(budi, turn=3))
    assert (roll(database, alarm).found, counted(database, "marshal")) == (
        2,
        {"marshal": 1},
    )


def test_what_was_marked_offline_in_a_drill_says_nothing_of_the_alarm(
    database: Database, cast: Cast, inside: Inside, clock: SettableClock
) -> None:
    gita, budi = inside("Gita Pramesti"), inside("Budi Santoso")
    _, link = raised(database, cast, AlarmKind.DRILL)
    of_drill = AlarmKind.DRILL
    send(database, link, ANDI, extra=2, on=of_drill)
    clock.forward(minutes=40)
    alarm, _ = raised(database, cast)

    # Marked while no server answered, and sent once the alarm is real.
    late = found(gita, minutes=20), missing(budi, turn=2, minutes=20)
    send(database, link, ANDI, *late, extra=3, on=of_drill)

    told = roll(database, alarm)
    assert {line.found_at for line in told.lines} == {None}
    assert {line.missed_by for line in told.lines} == {()}
    assert told.unlisted == 0
    send(database, link, ANDI, found(gita, turn=3), extra=1, on=AlarmKind.REAL)
    assert (roll(database, alarm).found, roll(database, alarm).unlisted) == (1, 1)


def test_marks_of_two_marshals_are_merged_whenever_they_arrive(
    database: Database, cast: Cast, inside: Inside, clock: SettableClock
) -> None:
    gita, budi = inside("Gita Pramesti"), inside("Budi Santoso")
    alarm, link = raised(database, cast)
    began = clock.now
    assert [send(database, link, phone) for phone in (ANDI, BIMA)] == [1, 2]
    clock.forward(minutes=9)
    # Bima was offline: found in the third minute, and heard of in the ninth.
    send(database, link, ANDI, found(gita, minutes=4), missing(budi, turn=2), extra=1)
    late = [found(gita, minutes=6), found(budi, turn=2, minutes=2)]
    for _ in range(2):
        send(database, link, BIMA, *late, extra=2)

    merged = roll(database, alarm)
    by_guest = {line.public_id: line for line in merged.lines}
    assert by_guest[gita.public_id].found_by == (1, 2)
    assert by_guest[gita.public_id].found_at == began + timedelta(minutes=3)
    assert by_guest[budi.public_id].found_by == (2,)
    assert by_guest[budi.public_id].missed_by == (1,)
    assert (merged.found, merged.unlisted) == (2, 3)
    assert merged.last_found_at == began + timedelta(minutes=7)


def test_of_one_marshals_words_the_latest_counts_in_whatever_order_they_come(
    database: Database, cast: Cast, inside: Inside
) -> None:
    gita = inside("Gita Pramesti")
    alarm, link = raised(database, cast)
    send(database, link, ANDI, missing(gita, turn=2))
    send(database, link, ANDI, found(gita, turn=1))

    [line] = roll(database, alarm).lines
    assert (line.found_at, line.missed_by) == (None, (1,))


def test_a_mark_is_never_older_than_the_alarm_and_never_of_a_stranger(
    database: Database, cast: Cast, inside: Inside
) -> None:
    gita = inside("Gita Pramesti")
    alarm, link = raised(database, cast)
    stranger = inside("Budi Santoso")
    send(database, link, ANDI, found(gita, days=3), found(stranger, turn=2))

    [line] = roll(database, alarm).lines
    assert line.found_at == alarm.raised_at
    assert counted(database, "mark") == {"mark": 1}


def test_an_end_leaves_counts_and_nothing_about_anybody(
    database: Database, cast: Cast, inside: Inside, clock: SettableClock
) -> None:
    gita, _ = inside("Gita Pramesti"), inside("Budi Santoso")
    alarm, link = raised(database, cast)
    clock.forward(minutes=4)
    send(database, link, ANDI, found(gita), extra=3)
    clock.forward(minutes=2)

    for _ in range(2):
        end(database, cast, alarm)

    assert counted(database, *OF_ROLL) == dict.fromkeys(OF_ROLL, 0)
    with database.reading() as store:
        [report] = alarms.past(store, cast.senopati.id)
        assert alarms.current(store, cast.senopati.id) is None
    assert (report.on_roll, report.found, report.unlisted) == (2, 1, 3)
    assert report.last_found_at == report.raised_at + timedelta(minutes=4)
    dewi = cast.dewi.id
    assert acts(database) == [(Act.ALARM_RAISED, dewi, 2), (Act.ALARM_ENDED, dewi, 1)]
    with pytest.raises(NotFound):
        send(database, link, ANDI)


def test_an_old_tab_ends_no_other_alarm(database: Database, cast: Cast) -> None:
    first, _ = raised(database, cast)
    end(database, cast, first)
    second, _ = raised(database, cast)

    end(database, cast, first)
    with database.transaction() as store:
        alarms.end(store, cast.mitte.id, second.id, cast.dieter.id)

    with database.reading() as store:
        assert alarms.current(store, cast.senopati.id) is not None


def test_a_new_link_takes_the_old_ones_place_and_keeps_the_marks(
    database: Database, cast: Cast, inside: Inside
) -> None:
    gita = inside("Gita Pramesti")
    alarm, link = raised(database, cast)
    send(database, link, ANDI, found(gita))
    for _ in range(2):
        with database.transaction() as store:
            place = cast.senopati.id, alarm.id, alarm.generation
            alarms.renew_link(store, *place, cast.dewi.id)

    with pytest.raises(NotFound):
        send(database, link, ANDI)
    with database.reading() as store:
        now = alarms.current(store, cast.senopati.id)
        assert now is not None
        other = alarms.link(store, now)
    assert send(database, other, ANDI) == 1
    assert roll(database, alarm).found == 1


def test_a_new_link_keeps_how_many_a_marshal_met_who_marked_nobody(
    database: Database, cast: Cast
) -> None:
    alarm, link = raised(database, cast)
    send(database, link, ANDI, extra=3)
    send(database, link, BIMA)
    with database.transaction() as store:
        place = cast.senopati.id, alarm.id, alarm.generation
        alarms.renew_link(store, *place, cast.dewi.id)

    merged = roll(database, alarm)
    assert (merged.unlisted, len(merged.marshals)) == (3, 1)


def test_an_alarm_that_nobody_ends_is_over_after_twelve_hours(
    database: Database, cast: Cast, inside: Inside, clock: SettableClock
) -> None:
    inside("Gita Pramesti")
    alarm, link = raised(database, cast)
    clock.forward(hours=12)
    with pytest.raises(NotFound):
        send(database, link, ANDI)

    purge.purge(database)

    assert counted(database, *OF_ROLL) == dict.fromkeys(OF_ROLL, 0)
    assert acts(database)[-1] == (Act.ALARM_ENDED, None, 0)
    assert raised(database, cast)[0].id != alarm.id


def test_an_overdue_alarm_gives_way_to_a_new_one_before_any_purge(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    alarm, _ = raised(database, cast)
    clock.forward(hours=13)

    assert raised(database, cast, AlarmKind.DRILL)[0].kind is AlarmKind.DRILL
    assert acts(database)[1] == (Act.ALARM_ENDED, None, 0)
    assert counted(database, "alarm") == {"alarm": 2}
    assert alarm.kind is AlarmKind.REAL


def test_a_report_goes_with_the_audit_log(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    alarm, _ = raised(database, cast)
    end(database, cast, alarm)
    keeps = register().retention_classes[Period.AUDIT_LOG].keeps
    for ahead, left in ((keeps - timedelta(days=1), 1), (timedelta(days=1), 0)):
        clock.now += ahead
        with database.transaction() as store:
            for step in short_lived.all_steps():
                step(store, 25)
        assert counted(database, "alarm") == {"alarm": left}


def test_a_guest_who_is_erased_meanwhile_is_on_no_roll(
    database: Database, cast: Cast, inside: Inside
) -> None:
    gita, budi = inside("Gita Pramesti"), inside("Budi Santoso")
    alarm, link = raised(database, cast)
    send(database, link, ANDI, found(gita), found(budi, turn=2))
    with database.transaction() as store:
        state = visit_state.of(store, gita.id)
        assert erasing.erase(store, state, actors.GUEST) is RequestOutcome.DEFERRED
    assert len(roll(database, alarm).lines) == 2

    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, gita.public_id, cast.dewi.id)

    assert [line.public_id for line in roll(database, alarm).lines] == [budi.public_id]
    send(database, link, ANDI, found(gita, turn=3))
    end(database, cast, alarm)
    with database.reading() as store:
        [report] = alarms.past(store, cast.senopati.id)
    assert (report.on_roll, report.found) == (1, 1)


def test_marshals_read_the_names_of_those_who_restricted_them_too_and_it_is_logged(
    database: Database, cast: Cast, inside: Inside
) -> None:
    gita = inside("Gita Pramesti")
    with database.transaction() as store:
        restricting.by_guest(store, visit_state.of(store, gita.id), actors.GUEST)
    alarm, link = raised(database, cast)
    number = send(database, link, ANDI)

    with database.reading() as store:
        marshal = actors.as_marshal(number)
        [guest] = roll_calls.guests(store, alarm, "en", marshal)
        told = [one for one in store.later if isinstance(one, Disclosure)]
        assert [one.asking for one in told] == [marshal]
    assert guest.name.reveal() == NAME
    assert (guest.host, guest.company) == ("Hana Wijaya", "Langit Studio")
    assert marshal.actor.kind is ActorKind.MARSHAL
    assert NAME not in repr(guest)


def test_a_guest_reads_that_they_were_looked_for(
    database: Database, cast: Cast, inside: Inside
) -> None:
    gita = inside("Gita Pramesti")
    alarm, link = raised(database, cast)
    send(database, link, ANDI, found(gita))

    with database.reading() as store:
        told = facts.of(store, visit_state.of(store, gita.id))["roll_call"]

    at = alarm.raised_at
    assert told == [{"raised_at": at, "found_at": at}]


def test_a_telephone_that_only_asks_is_written_down_now_and_then(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    alarm, link = raised(database, cast)
    send(database, link, ANDI)
    heard = []
    for seconds in (5, 20):
        clock.forward(seconds=seconds)
        send(database, link, ANDI)
        heard.append(clock.now - roll(database, alarm).marshals[0].heard_at)

    assert heard == [timedelta(seconds=5), timedelta()]


def test_telephones_are_bounded(database: Database, cast: Cast) -> None:
    alarm, link = raised(database, cast)
    for number in range(MOST_MARSHALS):
        send(database, link, f"{number:026}")

    with pytest.raises(TooManyMarshals):
        send(database, link, ANDI)

    assert send(database, link, f"{0:026}") == 1
    with database.transaction() as store:
        place = cast.senopati.id, alarm.id, alarm.generation
        alarms.renew_link(store, *place, cast.dewi.id)
    assert roll(database, alarm).marshals == []


def test_a_restored_copy_raises_no_alarm_again_and_opens_no_roll(
    database: Database, cast: Cast, inside: Inside
) -> None:
    gita = inside("Gita Pramesti")
    alarm, link = raised(database, cast)
    send(database, link, ANDI, found(gita))

    with database.transaction() as store:
        after_restore.sign_everybody_out(store)

    with database.reading() as store:
        assert alarms.current(store, cast.senopati.id) is None
        with pytest.raises(NotFound):
            alarms.by_link(store, link)
        assert (alarm.ended_by, store.get_one(Alarm, alarm.id).found) == (None, 1)
    assert counted(database, *OF_ROLL) == dict.fromkeys(OF_ROLL, 0)


def test_no_telephone_has_the_name_in_the_access_log_of_one_that_was_forgotten(
    database: Database, cast: Cast
) -> None:
    alarm, link = raised(database, cast)
    send(database, link, ANDI)
    ids = {one.id for one in roll(database, alarm).marshals}
    with database.transaction() as store:
        site = cast.senopati.id
        alarms.renew_link(store, site, alarm.id, alarm.generation, cast.dewi.id)
        link = alarms.link(store, store.get_one(Alarm, alarm.id))
    send(database, link, BIMA)
    assert ids.isdisjoint(one.id for one in roll(database, alarm).marshals)
