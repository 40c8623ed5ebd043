"""Rolls on paper: asked for by an alarm, read when a printer takes one, and never called printed unless it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlmodel import col, select

from printers.roll import RollContent
from printers.vocabulary import (
    JobLost,
    Outcome,
    PrinterCondition,
    PrintKind,
    PrintProblemKind,
)
from tests import cast as casting
from tests.cast import NAME, Cast, Invite, SettableClock
from tests.visits.printing.manual_agent import (
    bring_out,
    claim_all,
    claimed,
    job,
    report,
    start,
)
from visits import alarms, marshals, visit_state
from visits.erasure import short_lived
from visits.lobby import departures
from visits.marshals import MarshalReport, NewMark
from visits.policy.register import register
from visits.printing import (
    agents,
    leasing,
    print_jobs,
    printers,
    rolls,
    scheduling,
)
from visits.printing.printers import PrinterSetup, Sighting
from visits.printing.rolls import RollCopy
from visits.rights import restricting
from visits.store.alarms import Alarm
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.store.sites import Printer, PrinterGroup, Site
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.actors import Disclosure
from visits.vocabulary.audit import Act
from visits.vocabulary.policy import Period, Purpose, Reader
from visits.vocabulary.printing import CancelReason, PrintState
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.visits import AlarmKind

Inside = Callable[..., Visit]


@pytest.fixture
def inside(database: Database, cast: Cast, invite: Invite) -> Inside:
    """Returns a function that lets a guest of this name in, whose badge is out."""

    def come(name: str = NAME) -> Visit:
        visit = invite(
            name=name, email=f"{name.split(maxsplit=1)[0].lower()}@example.org"
        )
        casting.check_in(database, cast.kiosk, visit)
        bring_out(database)
        return visit

    return come


def add(database: Database, cast: Cast, name: str, group_id: int | None = None) -> int:
    with database.transaction() as store:
        address = "tcp://127.0.0.1:9101"
        setup = PrinterSetup(name=name, address=address, width=384, group_id=group_id)
        return printers.add(store, cast.senopati.id, setup).id


def find(database: Database, printer_id: int, condition: PrinterCondition) -> None:
    with database.transaction() as store:
        printer = store.get_one(Printer, printer_id)
        printers.record_sighting(store, printer, Sighting(condition))


def raised(database: Database, cast: Cast, kind: AlarmKind = AlarmKind.REAL) -> Alarm:
    with database.transaction() as store:
        return rolls.raise_alarm(store, cast.senopati.id, kind, cast.dewi.id)


def again(database: Database, cast: Cast, alarm: Alarm, copies: int) -> None:
    with database.transaction() as store:
        shown = alarm.id, copies
        rolls.print_again(store, cast.senopati.id, *shown, cast.dewi.id)


def end(database: Database, cast: Cast, alarm: Alarm) -> None:
    with database.transaction() as store:
        alarms.end(store, cast.senopati.id, alarm.id, cast.dewi.id)


def of_rolls(database: Database) -> list[PrintJob]:
    with database.reading() as store:
        is_roll = col(PrintJob.alarm_id).is_not(None)
        found = select(PrintJob).where(is_roll).order_by(col(PrintJob.queued_at))
        return list(store.exec(found))


def states(database: Database) -> list[PrintState]:
    return [one.state for one in of_rolls(database)]


def copies(database: Database, alarm: Alarm) -> list[RollCopy]:
    with database.reading() as store:
        return rolls.copies(store, alarm)[1]


def content(database: Database, alarm: Alarm) -> RollContent:
    with database.reading() as store:
        return rolls.content(store, alarm.id)


@pytest.mark.usefixtures("inside")
def test_an_alarm_prints_at_every_main_printer_that_is_fit(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        group = PrinterGroup(site_id=cast.senopati.id, name="Garden")
        store.add(group)
        store.flush()
    add(database, cast, "Garden", group.id)
    back, empty = add(database, cast, "Back"), add(database, cast, "Empty")
    find(database, empty, PrinterCondition.PAPER_OUT)

    alarm = raised(database, cast)

    asked = {one.asked_printer_id for one in of_rolls(database)}
    assert asked == {cast.printer.id, back}
    assert {one.printer for one in claim_all(database)} == {
        copy.printer.public_id for copy in copies(database, alarm) if copy.job
    }
    [missing] = [copy for copy in copies(database, alarm) if copy.job is None]
    assert missing.printer.id == empty
    assert missing.problem is not None
    assert missing.problem.kind is PrintProblemKind.PAPER_OUT


def test_where_all_printers_stand_in_groups_all_of_them_print(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        group = PrinterGroup(site_id=cast.senopati.id, name="Garden")
        store.add(group)
        store.flush()
        store.execute(update(Printer).values(group_id=group.id))

    raised(database, cast)

    assert len(claim_all(database)) == 1


def test_a_roll_comes_before_badges_that_were_queued_before(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    casting.check_in(database, cast.kiosk, invite())
    clock.forward(seconds=5)
    raised(database, cast)

    kinds = []
    for _ in range(2):
        kinds.append(claimed(database).kind)
        with database.transaction() as store:
            store.execute(
                update(PrintJob)
                .where(col(PrintJob.state) == PrintState.CLAIMED)
                .values(state=PrintState.PRINTED)
            )
    assert kinds == [PrintKind.ROLL, PrintKind.BADGE]


def test_an_agent_that_knows_no_rolls_is_given_badges_only(
    database: Database, cast: Cast, invite: Invite
) -> None:
    casting.check_in(database, cast.kiosk, invite())
    raised(database, cast)

    with database.reading() as store:
        due = scheduling.due_jobs(store, [cast.printer.id], rolls=False).jobs
    assert [one.alarm_id for one in due] == [None]


def test_a_roll_says_who_is_looked_for_where_and_of_what_kind_it_is(
    database: Database, cast: Cast, inside: Inside, clock: SettableClock
) -> None:
    andi, gita = inside("Andi Gunawan"), inside("Gita Pramesti")
    inside("Budi Santoso")
    clock.at("2026-11-23 20:05")
    with database.transaction() as store:
        departures.check_out_at_closing_time(store, [andi.id])
    alarm = raised(database, cast, AlarmKind.DRILL)
    clock.forward(minutes=3)
    with database.transaction() as store:
        found = NewMark(1, gita.public_id, is_found=True, age=timedelta(0))
        marshals.note(
            store, store.get_one(Alarm, alarm.id), MarshalReport("a" * 26, 0, [found])
        )

    printed = content(database, alarm)

    assert (printed.title, printed.site, printed.since) == (
        "Drill",
        "Senopati",
        "since 20:05",
    )
    assert printed.notice.startswith("Guests only: 3, as of 20:08. Destroy")
    assert [(one.name, one.place, one.is_found) for one in printed.guests] == [
        ("Budi Santoso", "Langit Studio", False),
        ("Gita Pramesti", "Langit Studio", True),
        ("Andi Gunawan", "Perhaps gone: Langit Studio", False),
    ]
    assert printed.guests[0].about.startswith("Host Hana Wijaya · ")
    assert NAME not in repr(printed)


@pytest.mark.parametrize(
    ("language", "title"), [("id", "Alarm"), ("ar", "إنذار"), ("de", "Alarm")]
)
def test_a_roll_speaks_the_sites_language(
    database: Database, cast: Cast, inside: Inside, language: str, title: str
) -> None:
    inside()
    with database.transaction() as store:
        store.get_one(Site, cast.senopati.id).language = language

    assert content(database, raised(database, cast)).title == title


def test_a_roll_names_who_restricted_their_data_and_the_reading_is_logged(
    database: Database, cast: Cast, inside: Inside
) -> None:
    gita = inside()
    with database.transaction() as store:
        restricting.by_guest(store, visit_state.of(store, gita.id), actors.GUEST)
    alarm = raised(database, cast)

    with database.reading() as store:
        [guest] = rolls.content(store, alarm.id).guests
        [told] = [one for one in store.later if isinstance(one, Disclosure)]
    assert guest.name == NAME
    asking = told.asking
    assert (asking.reader, asking.purpose) == (Reader.PRINTING, Purpose.PROTECT)


def test_a_job_keeps_nothing_of_a_guest(
    database: Database, cast: Cast, inside: Inside
) -> None:
    gita = inside()
    raised(database, cast)
    claim_all(database)

    with database.reading() as store:
        rows = store.execute(text("SELECT * FROM printjob WHERE alarm_id IS NOT NULL"))
        [row] = rows.all()
    assert gita.public_id not in str(row)
    assert NAME.split()[0] not in str(row)


def test_who_raises_again_prints_nothing_and_a_drill_that_becomes_real_prints_anew(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    raised(database, cast, AlarmKind.DRILL)
    bring_out(database)
    clock.forward(seconds=2)
    raised(database, cast, AlarmKind.DRILL)
    assert states(database) == [PrintState.PRINTED]

    real = raised(database, cast)

    assert states(database) == [PrintState.PRINTED, PrintState.QUEUED]
    assert content(database, real).title == "Alarm"


def test_a_drills_roll_that_waits_is_not_printed_once_it_is_real(
    database: Database, cast: Cast
) -> None:
    raised(database, cast, AlarmKind.DRILL)
    raised(database, cast)

    assert sorted(states(database)) == [PrintState.CANCELLED, PrintState.QUEUED]


def test_it_is_printed_again_when_asked_and_not_by_a_second_tap(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    alarm = raised(database, cast)
    bring_out(database)
    clock.forward(minutes=2)
    again(database, cast, alarm, copies=1)
    bring_out(database)
    again(database, cast, alarm, copies=1)

    assert states(database) == [PrintState.PRINTED] * 2
    [copy] = copies(database, alarm)
    assert copy.job is not None
    assert copy.job.queued_at == clock.now
    with pytest.raises(NotFound), database.transaction() as store:
        rolls.print_again(store, cast.mitte.id, alarm.id, 2, cast.dieter.id)


def test_a_printer_where_a_copy_waits_gets_no_other(
    database: Database, cast: Cast
) -> None:
    alarm = raised(database, cast)

    again(database, cast, alarm, copies=1)

    assert states(database) == [PrintState.QUEUED]
    with database.reading() as store:
        acts = store.exec(select(AuditEntry.act)).all()
    assert Act.ROLL_PRINTED not in acts


def test_the_copy_of_a_printer_that_is_retired_comes_out_of_no_other(
    database: Database, cast: Cast
) -> None:
    garden = add(database, cast, "Garden")
    find(database, garden, PrinterCondition.READY)
    raised(database, cast)

    with database.transaction() as store:
        retired = store.get_one(Printer, garden)
        printers.retire(store, cast.senopati.id, retired.public_id, actors.OPERATOR)

    assert sorted(states(database)) == [PrintState.EXPIRED, PrintState.QUEUED]


def test_nothing_is_printed_of_an_alarm_that_is_over(
    database: Database, cast: Cast, inside: Inside
) -> None:
    inside()
    alarm = raised(database, cast)
    end(database, cast, alarm)

    assert states(database) == [PrintState.CANCELLED]
    assert claim_all(database) == []
    with pytest.raises(NotFound):
        content(database, alarm)
    with pytest.raises(NotFound):
        again(database, cast, alarm, copies=1)


def test_a_roll_that_an_agent_has_not_begun_when_the_alarm_ends_is_given_to_nobody(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        offered = agents.offer_pairing(store, cast.senopati.id, "Basement")
        agent_id = agents.pair(store, offered)[0].id
    alarm = raised(database, cast)
    attempt = claimed(database, agent_id)
    end(database, cast, alarm)
    # It found no roll, and polls with nothing in hand.
    with database.transaction() as store:
        leasing.attend(store, [], agent_id)

    assert claim_all(database, agent_id) == []
    assert states(database) == [PrintState.CANCELLED]
    assert job(database).settled_at is not None
    with pytest.raises(JobLost), database.transaction() as store:
        print_jobs.started(store, attempt, agent_id)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.PRINTED, PrintState.PRINTED),
        (Outcome.NOT_SENT, PrintState.CANCELLED),
        (Outcome.CUT_SHORT, PrintState.CANCELLED),
        (Outcome.UNKNOWN, PrintState.CANCELLED),
    ],
)
def test_what_a_printer_has_begun_when_the_alarm_ends_is_not_tried_again(
    database: Database, cast: Cast, outcome: Outcome, state: PrintState
) -> None:
    alarm = raised(database, cast)
    attempt = claimed(database)
    start(database, attempt)
    end(database, cast, alarm)
    assert states(database) == [PrintState.STARTED]

    report(database, attempt, outcome, PrintProblemKind.RESET)

    assert (states(database), job(database).cancelled_because) == (
        [state],
        CancelReason.ROLL_OVER,
    )
    # What lies in the printer is put out before the next guest's badge.
    is_left = outcome in {Outcome.CUT_SHORT, Outcome.UNKNOWN}
    assert (job(database).stub_printer_id is not None) == is_left


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.PRINTED, PrintState.PRINTED),
        (Outcome.SENT_UNCONFIRMED, PrintState.SENT_UNCONFIRMED),
        (Outcome.CUT_SHORT, PrintState.QUEUED),
        (Outcome.UNKNOWN, PrintState.NEEDS_HUMAN),
    ],
)
def test_what_is_said_of_a_roll_is_what_is_known(
    database: Database, cast: Cast, outcome: Outcome, state: PrintState
) -> None:
    alarm = raised(database, cast)
    attempt = bring_out(database, outcome)

    [copy] = copies(database, alarm)
    assert copy.job is not None
    assert copy.job.state is state
    with pytest.raises(JobLost), database.reading() as store:
        print_jobs.badge_of(store, attempt)


def test_a_roll_that_waited_for_five_minutes_is_of_no_use(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    raised(database, cast)
    clock.forward(minutes=5)

    assert claim_all(database) == []
    assert states(database) == [PrintState.EXPIRED]


def test_jobs_go_with_the_report_of_their_alarm(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    end(database, cast, raised(database, cast))
    clock.now += register().retention_classes[Period.AUDIT_LOG].keeps

    with database.transaction() as store:
        for step in short_lived.all_steps():
            step(store, 25)

    assert of_rolls(database) == []
