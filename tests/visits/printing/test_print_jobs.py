"""Print jobs: what an agent says becomes a state, once, and never more than is known."""

import pytest

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
    claim_all,
    claimed,
    job,
    report,
    start,
    states,
)
from visits.printing import badges, print_jobs, printers
from visits.printing.printers import Sighting
from visits.store.database import Database
from visits.store.sites import Printer
from visits.store.visits import Visit
from visits.vocabulary.printing import PrintState


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.PRINTED, PrintState.PRINTED),
        (Outcome.SENT_UNCONFIRMED, PrintState.SENT_UNCONFIRMED),
        (Outcome.NOT_SENT, PrintState.QUEUED),
        (Outcome.CUT_SHORT, PrintState.QUEUED),
        (Outcome.UNKNOWN, PrintState.NEEDS_HUMAN),
        (Outcome.IMPOSSIBLE, PrintState.NEEDS_HUMAN),
    ],
)
def test_what_the_agent_says_is_what_is_known(
    database: Database, outcome: Outcome, state: PrintState
) -> None:
    bring_out(database, outcome)

    assert states(database) == [state]


@pytest.mark.usefixtures("visit")
def test_what_is_said_twice_is_said_once(database: Database) -> None:
    claim = bring_out(database, Outcome.PRINTED)

    report(database, claim, Outcome.UNKNOWN, PrintProblemKind.RESET)

    assert (job(database).state, job(database).problem) == (PrintState.PRINTED, None)


@pytest.mark.usefixtures("visit")
def test_a_late_answer_is_still_an_answer(
    database: Database, clock: SettableClock
) -> None:
    claim = claimed(database)
    start(database, claim)
    clock.forward(seconds=60)
    claim_all(database)
    assert states(database) == [PrintState.NEEDS_HUMAN]

    report(database, claim, Outcome.PRINTED)

    assert states(database) == [PrintState.PRINTED]


@pytest.mark.usefixtures("visit")
def test_an_answer_about_an_earlier_attempt_is_none(
    database: Database, clock: SettableClock
) -> None:
    first = claimed(database)
    clock.forward(seconds=60)
    start(database, claimed(database))

    report(database, first, Outcome.NOT_SENT, PrintProblemKind.REFUSED)

    assert states(database) == [PrintState.STARTED]


@pytest.mark.usefixtures("visit")
def test_starting_again_is_no_other_start(database: Database) -> None:
    claim = claimed(database)
    start(database, claim)
    at = job(database).started_at

    start(database, claim)

    assert job(database).started_at == at


@pytest.mark.usefixtures("visit")
def test_an_agent_sees_only_the_badge_that_it_has(database: Database) -> None:
    mine = claimed(database)

    with database.reading() as store:
        assert print_jobs.badge_of(store, mine) == job(database).badge_id
        for stranger, agent_id in (
            (Attempt(mine.job, mine.number + 1), None),
            (mine, 7),
        ):
            with pytest.raises(JobLost):
                print_jobs.badge_of(store, stranger, agent_id)


@pytest.mark.usefixtures("visit")
def test_a_settled_badge_is_seen_by_no_agent(database: Database) -> None:
    claim = bring_out(database)

    with database.reading() as store, pytest.raises(JobLost):
        print_jobs.badge_of(store, claim)


@pytest.mark.usefixtures("visit")
def test_a_failure_of_a_fit_printer_is_tried_again_after_a_growing_pause(
    database: Database, clock: SettableClock
) -> None:
    for seconds in (1, 2, 5):
        bring_out(database, Outcome.CUT_SHORT)
        clock.forward(seconds=seconds - 0.001)
        assert claim_all(database) == []
        clock.forward(seconds=0.001)

    bring_out(database, Outcome.CUT_SHORT)
    assert states(database) == [PrintState.NEEDS_HUMAN]


def test_a_failure_says_what_troubles_job_and_printer(
    database: Database, cast: Cast, visit: Visit
) -> None:
    report(database, claimed(database), Outcome.NOT_SENT, PrintProblemKind.COVER_OPEN)

    with database.reading() as store:
        assert (
            badges.newest(store, [visit.id])[visit.id][1].problem
            is PrintProblemKind.COVER_OPEN
        )
        printer = store.get_one(Printer, cast.printer.id)
    assert (printer.problem, printer.condition) == (
        PrintProblemKind.COVER_OPEN,
        PrinterCondition.COVER_OPEN,
    )


@pytest.mark.usefixtures("visit")
def test_a_printer_that_waits_for_paper_goes_on_by_itself(
    database: Database, cast: Cast
) -> None:
    claim = claimed(database)
    start(database, claim)
    said = []
    for condition in (PrinterCondition.PAPER_OUT, PrinterCondition.READY):
        with database.transaction() as store:
            print_jobs.waits(store, claim, condition)
        said.append((job(database).state, job(database).problem))

    assert said == [
        (PrintState.WAITING_PRINTER, PrintProblemKind.PAPER_OUT),
        (PrintState.STARTED, None),
    ]
    with database.reading() as store:
        assert (
            store.get_one(Printer, cast.printer.id).condition is PrinterCondition.READY
        )


@pytest.mark.usefixtures("visit")
def test_a_failure_that_tells_nothing_of_the_printer_leaves_it_fit_and_waits(
    database: Database, cast: Cast
) -> None:
    report(database, claimed(database), Outcome.NOT_SENT, PrintProblemKind.STALLED)

    assert claim_all(database) == []
    with database.reading() as store:
        assert store.get_one(Printer, cast.printer.id).condition is None


@pytest.mark.usefixtures("visit")
def test_a_printer_that_flutters_is_not_tried_again_at_once(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    for seconds in (1, 2, 5):
        report(database, claimed(database), Outcome.NOT_SENT, PrintProblemKind.OFFLINE)
        with database.transaction() as store:
            printers.record_sighting(
                store,
                store.get_one(Printer, cast.printer.id),
                Sighting(PrinterCondition.READY),
            )
        assert claim_all(database) == []
        clock.forward(seconds=seconds)


@pytest.mark.usefixtures("visit")
def test_a_late_answer_clears_no_stub_but_its_own(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock
) -> None:
    late = claimed(database)
    start(database, late)
    clock.forward(seconds=60)
    claim_all(database)
    check_in(database, cast.kiosk, invite())
    bring_out(database, Outcome.CUT_SHORT)

    report(database, late, Outcome.PRINTED)
    clock.forward(seconds=5)

    assert claimed(database).eject


@pytest.mark.usefixtures("visit")
def test_what_was_never_sent_leaves_no_stub_however_late_that_is_said(
    database: Database, clock: SettableClock
) -> None:
    late = claimed(database)
    start(database, late)
    clock.forward(seconds=60)
    claim_all(database)

    report(database, late, Outcome.NOT_SENT, PrintProblemKind.OFFLINE)

    assert (job(database).state, job(database).stub_printer_id) == (
        PrintState.QUEUED,
        None,
    )
