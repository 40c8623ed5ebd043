"""Claims.

One agent has a job, a lost agent is told from a failure, and printers stand in for each other.
"""

from datetime import time

import pytest
from sqlmodel import col, select

from printers.vocabulary import (
    Attempt,
    JobLost,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
)
from tests.cast import Cast, Invite, SettableClock, check_in
from tests.visits.printing.manual_agent import (
    bring_out,
    claim,
    claim_all,
    claimed,
    job,
    report,
    start,
    states,
)
from visits import visit_state
from visits.lobby import departures
from visits.printing import agents, badges, leasing, print_jobs, printers, scheduling
from visits.printing.agents import AnnouncedPrinter
from visits.printing.badges import Reprint
from visits.printing.printers import PrinterSetup, Sighting
from visits.printing.scheduling import due_jobs
from visits.rights import restricting
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.store.sites import Kiosk, Printer, PrinterGroup
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.printing import CancelReason, PrintState, ReprintReason


def add(
    database: Database, cast: Cast, name: str, group_id: int | None = None
) -> Printer:
    with database.transaction() as store:
        machine = PrinterSetup(
            name=name, address="tcp://127.0.0.1:9101", width=384, group_id=group_id
        )
        return printers.add(store, cast.senopati.id, machine)


def find(database: Database, printer: Printer, condition: PrinterCondition) -> None:
    with database.transaction() as store:
        printers.record_sighting(
            store, store.get_one(Printer, printer.id), Sighting(condition)
        )


@pytest.mark.usefixtures("visit")
def test_two_agents_do_not_get_the_same_job(database: Database) -> None:
    assert [len(claim_all(database)), len(claim_all(database))] == [1, 0]


def test_a_restricted_badge_keeps_no_printer_and_is_due_once_it_is_lifted(
    database: Database, cast: Cast, visit: Visit
) -> None:
    with database.transaction() as store:
        found = visit_state.of(store, visit.id)
        restricting.restrict(store, found, actors.member(cast.dewi.id))
    assert claim_all(database) == []
    with database.reading() as store:
        assert scheduling.due_by_site(store) == {}

    with database.transaction() as store:
        restricting.lift(store, found, actors.member(cast.dewi.id))

    assert len(claim_all(database)) == 1


@pytest.mark.usefixtures("visit")
def test_what_is_printed_is_not_due(database: Database, cast: Cast) -> None:
    bring_out(database)

    with database.reading() as store:
        assert not due_jobs(store, [cast.printer.id]).jobs
        assert not leasing.any_overdue(store)


@pytest.mark.usefixtures("visit")
def test_an_agent_lost_before_the_first_byte_loses_the_job_after_a_minute(
    database: Database, clock: SettableClock
) -> None:
    first = claimed(database)
    clock.forward(seconds=60)

    second = claimed(database)

    assert (second.job, second.number) == (first.job, 2)
    with pytest.raises(JobLost):
        start(database, first)
    start(database, second)


@pytest.mark.usefixtures("visit")
def test_an_agent_lost_after_the_first_byte_leaves_a_question_for_a_person(
    database: Database, clock: SettableClock
) -> None:
    start(database, claimed(database))
    assert claim_all(database) == []
    assert states(database) == [PrintState.STARTED]
    clock.forward(seconds=60)

    assert claim_all(database) == []
    assert (job(database).state, job(database).problem) == (
        PrintState.NEEDS_HUMAN,
        PrintProblemKind.AGENT_LOST,
    )


@pytest.mark.usefixtures("visit")
def test_a_lease_that_is_renewed_lasts(
    database: Database, clock: SettableClock
) -> None:
    mine = claimed(database)
    start(database, mine)
    clock.forward(seconds=50)
    with database.transaction() as store:
        leasing.renew(store, [mine.job])
    clock.forward(seconds=50)

    assert claim_all(database) == []
    assert states(database) == [PrintState.STARTED]


@pytest.mark.usefixtures("visit")
def test_nobody_renews_anothers_lease(database: Database, clock: SettableClock) -> None:
    mine = claimed(database)
    clock.forward(seconds=50)
    with database.transaction() as store:
        leasing.renew(store, [mine.job], agent_id=7)
    clock.forward(seconds=10)

    assert claimed(database).number == 2


@pytest.mark.usefixtures("visit")
def test_the_fit_printer_of_the_lowest_rank_prints(
    database: Database, cast: Cast
) -> None:
    second = add(database, cast, "Back office")
    find(database, cast.printer, PrinterCondition.PAPER_OUT)

    assert claimed(database).printer == second.public_id


def test_a_printer_that_is_busy_is_waited_for_and_one_without_paper_is_not(
    database: Database, cast: Cast, visit: Visit, invite: Invite
) -> None:
    second = add(database, cast, "Back office")
    first = claimed(database)
    start(database, first)
    check_in(database, cast.kiosk, invite())
    assert claim_all(database) == []

    with database.transaction() as store:
        print_jobs.waits(store, first, PrinterCondition.PAPER_OUT)

    assert claimed(database).printer == second.public_id
    with database.reading() as store:
        assert (
            badges.newest(store, [visit.id])[visit.id][1].state
            is PrintState.WAITING_PRINTER
        )


@pytest.mark.usefixtures("visit")
def test_where_nothing_was_sent_the_next_printer_has_it_at_once(
    database: Database, cast: Cast
) -> None:
    second = add(database, cast, "Back office")
    first = claimed(database)

    report(database, first, Outcome.NOT_SENT, PrintProblemKind.REFUSED)

    assert [first.printer, claimed(database).printer] == [
        cast.printer.public_id,
        second.public_id,
    ]


@pytest.mark.usefixtures("visit")
def test_where_a_part_was_sent_the_same_printer_ejects_it_first(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    add(database, cast, "Back office")
    bring_out(database, Outcome.CUT_SHORT)
    clock.forward(seconds=1)

    again = claimed(database)

    assert (again.printer, again.eject) == (cast.printer.public_id, True)


@pytest.mark.usefixtures("visit")
def test_a_printer_nobody_hears_of_gets_no_badge(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    find(database, cast.printer, PrinterCondition.READY)
    clock.forward(minutes=3)
    assert claim_all(database) == []

    find(database, cast.printer, PrinterCondition.READY)
    assert claimed(database).printer == cast.printer.public_id


def test_a_kiosks_badges_come_out_of_its_group(
    database: Database, cast: Cast, invite: Invite
) -> None:
    with database.transaction() as store:
        group = PrinterGroup(site_id=cast.senopati.id, name="North lobby")
        store.add(group)
        store.flush()
        store.get_one(Kiosk, cast.kiosk.id).group_id = group.id
    north = add(database, cast, "North", group.id)
    check_in(database, cast.kiosk, invite())

    assert claimed(database).printer == north.public_id


@pytest.mark.usefixtures("visit")
def test_one_printer_prints_one_badge_at_a_time(
    database: Database, cast: Cast, invite: Invite
) -> None:
    check_in(database, cast.kiosk, invite())
    first = claimed(database)
    assert claim_all(database) == []

    report(database, first, Outcome.PRINTED)

    assert claimed(database).job != first.job


def test_ten_printers_get_a_badge_each(
    database: Database, cast: Cast, invite: Invite
) -> None:
    for number in range(9):
        with database.transaction() as store:
            group = PrinterGroup(site_id=cast.senopati.id, name=f"Lobby {number}")
            store.add(group)
            store.flush()
            store.get_one(Kiosk, cast.kiosk.id).group_id = group.id
        add(database, cast, f"Printer {number}", group.id)
        check_in(database, cast.kiosk, invite())

    assert len({attempt.printer for attempt in claim_all(database)}) == 9


def test_a_site_without_a_printer_keeps_no_other_waiting(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    clock.at("2026-11-23 15:30")
    abroad, here = invite(site=cast.mitte), invite(ends=time(18))
    check_in(database, cast.kiosk_in_mitte, abroad)
    check_in(database, cast.kiosk, here)

    assert claimed(database).printer == cast.printer.public_id


@pytest.mark.usefixtures("visit")
def test_a_badge_older_than_half_an_hour_is_of_no_use(
    database: Database, clock: SettableClock
) -> None:
    clock.forward(minutes=30, seconds=1)

    assert claim_all(database) == []
    assert states(database) == [PrintState.EXPIRED]


def test_who_has_left_needs_no_badge(
    database: Database, cast: Cast, visit: Visit
) -> None:
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)

    assert claim_all(database) == []
    assert states(database) == [PrintState.EXPIRED]


def test_a_replaced_badge_is_not_printed_and_its_copy_is(
    database: Database, cast: Cast, visit: Visit
) -> None:
    with database.transaction() as store:
        again = Reprint(ReprintReason.NOT_PRINTED, cast.dewi.id)
        copy = badges.reprint(store, cast.senopati.id, visit.public_id, again)

    assert claimed(database).job == copy.public_id
    assert states(database) == [PrintState.CANCELLED, PrintState.CLAIMED]
    with database.reading() as store:
        jobs = store.exec(select(PrintJob).order_by(col(PrintJob.badge_id))).all()
    assert jobs[0].cancelled_because is CancelReason.REPLACED


@pytest.mark.usefixtures("visit")
def test_a_claim_that_finds_nothing_wakes_nobody(
    database: Database, cast: Cast
) -> None:
    find(database, cast.printer, PrinterCondition.COVER_OPEN)
    before = database.commits

    assert claim_all(database) == []

    assert database.commits == before


@pytest.mark.usefixtures("visit")
def test_a_house_that_begins_anew_waits_for_no_lease_of_its_own(
    database: Database,
) -> None:
    first = claimed(database)
    with database.transaction() as store:
        assert leasing.take_back(store) == 1

    again = claimed(database)
    start(database, again)
    with database.transaction() as store:
        leasing.take_back(store)

    assert again.number == first.number + 1
    assert states(database) == [PrintState.NEEDS_HUMAN]


@pytest.mark.usefixtures("visit")
def test_a_house_that_begins_anew_leaves_far_agents_their_jobs(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        agent, _token = agents.pair(
            store, agents.offer_pairing(store, cast.senopati.id, "Cellar")
        )
    start_by(database, claimed(database, agent.id), agent.id)

    with database.transaction() as store:
        assert leasing.take_back(store) == 0

    assert states(database) == [PrintState.STARTED]


def start_by(database: Database, attempt: Attempt, agent_id: int) -> None:
    with database.transaction() as store:
        print_jobs.started(store, attempt, agent_id)


@pytest.mark.usefixtures("visit")
def test_a_printer_that_cut_a_badge_short_stands_behind_the_others(
    database: Database, cast: Cast, invite: Invite
) -> None:
    second = add(database, cast, "Back office")
    first = claimed(database)
    start(database, first)
    report(database, first, Outcome.CUT_SHORT, PrintProblemKind.STALLED)
    check_in(database, cast.kiosk, invite())

    assert claimed(database).printer == second.public_id


@pytest.mark.usefixtures("visit")
def test_a_badge_that_waits_for_a_slow_printer_goes_to_an_idle_one(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    second = add(database, cast, "Back office")
    start(database, claimed(database))
    check_in(database, cast.kiosk, invite())
    assert claim_all(database) == []
    clock.forward(seconds=4)

    assert claimed(database).printer == second.public_id


@pytest.mark.usefixtures("visit")
def test_a_badge_does_not_wait_long_for_an_agent_that_is_gone(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    with database.transaction() as store:
        agent, _token = agents.pair(
            store, agents.offer_pairing(store, cast.senopati.id, "Cellar")
        )
        agents.record_announcement(
            store, agent, [AnnouncedPrinter("Cellar", 576, PrinterCondition.READY)]
        )
        cellar = printers.named(store, cast.senopati.id, "Cellar")
        assert cellar is not None
        printers.put_first(store, cast.senopati.id, cellar.public_id)
    assert claim_for(database, cast.printer.id) == []
    clock.forward(seconds=4)

    assert [one.printer for one in claim_for(database, cast.printer.id)] == [
        cast.printer.public_id
    ]


@pytest.mark.usefixtures("visit")
def test_a_revoked_agents_printers_get_nothing_more(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        agent, _token = agents.pair(
            store, agents.offer_pairing(store, cast.senopati.id, "Cellar")
        )
        agents.record_announcement(
            store, agent, [AnnouncedPrinter("Cellar", 576, PrinterCondition.READY)]
        )
        cellar = printers.named(store, cast.senopati.id, "Cellar")
        assert cellar is not None
        printers.put_first(store, cast.senopati.id, cellar.public_id)
        agents.revoke(store, cast.senopati.id, agent.public_id, cast.dewi.id)

    assert [one.printer for one in claim_for(database, cast.printer.id)] == [
        cast.printer.public_id
    ]


def claim_for(database: Database, printer_id: int) -> list[Attempt]:
    with database.transaction() as store:
        return claim(store, [printer_id])
