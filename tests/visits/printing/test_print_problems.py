"""Obstacles: what is known of a badge that is not out, of which printer, and since when."""

from datetime import timedelta
from typing import Any

import pytest

from printers.vocabulary import PrinterCondition, PrintProblemKind
from tests.cast import Cast, SettableClock
from visits.printing.print_problems import (
    PrintProblem,
    is_moving,
    needs_the_desk,
    problem,
)
from visits.store.printing import PrintJob
from visits.store.sites import Printer
from visits.vocabulary.printing import PrintState


@pytest.fixture
def counter(cast: Cast, clock: SettableClock) -> Printer:
    """The printer at the counter, which has been well for an hour."""
    since = clock.now - timedelta(hours=1)
    return Printer(
        id=cast.printer.id,
        public_id="x",
        site_id=1,
        name="Counter",
        width=576,
        condition=PrinterCondition.READY,
        condition_since=since,
        last_seen_at=clock.now,
    )


def job(
    clock: SettableClock, state: PrintState = PrintState.QUEUED, **so: Any
) -> PrintJob:
    return PrintJob(
        badge_id=1,
        site_id=1,
        state=state,
        queued_at=clock.now,
        not_before=clock.now,
        **so,
    )


def test_a_printer_out_of_paper_stands_in_the_way_since_it_is(
    clock: SettableClock, counter: Printer
) -> None:
    counter.condition = PrinterCondition.PAPER_OUT
    found = problem(job(clock), [counter], clock.now)
    assert found == PrintProblem(
        PrintProblemKind.PAPER_OUT, counter, counter.condition_since
    )


def test_a_fit_printer_of_the_group_is_no_obstacle_whatever_the_first_one_is(
    clock: SettableClock, counter: Printer
) -> None:
    gate = counter.model_copy(
        update={"id": 99, "condition": PrinterCondition.UNREACHABLE}
    )
    assert problem(job(clock), [gate, counter], clock.now) is None
    assert problem(
        job(clock, asked_printer_id=99), [gate, counter], clock.now
    ) == PrintProblem(PrintProblemKind.UNREACHABLE, gate, gate.condition_since)


def test_a_silent_printer_stands_in_the_way_since_it_was_last_heard(
    clock: SettableClock, counter: Printer
) -> None:
    found = problem(job(clock), [counter], clock.now + timedelta(minutes=3))
    assert found == PrintProblem(
        PrintProblemKind.AGENT_LOST, counter, counter.last_seen_at
    )


def test_a_group_without_a_printer_is_an_obstacle_of_nobody(
    clock: SettableClock, counter: Printer
) -> None:
    assert problem(job(clock, group_id=7), [counter], clock.now) == PrintProblem(
        PrintProblemKind.NO_PRINTER
    )


def test_what_went_wrong_once_stands_in_the_way_of_no_badge_that_came_out(
    clock: SettableClock, counter: Printer
) -> None:
    said: dict[str, Any] = {"problem": PrintProblemKind.RESET, "printer_id": counter.id}
    assert problem(job(clock, PrintState.PRINTED, **said), [counter], clock.now) is None
    assert problem(
        job(clock, PrintState.NEEDS_HUMAN, **said), [counter], clock.now
    ) == PrintProblem(PrintProblemKind.RESET, counter)


@pytest.mark.parametrize("state", list(PrintState))
def test_the_desk_sees_to_what_is_late_or_lost_and_to_nothing_else(
    clock: SettableClock, state: PrintState
) -> None:
    lost = state in {
        PrintState.WAITING_PRINTER,
        PrintState.NEEDS_HUMAN,
        PrintState.EXPIRED,
    }
    going = state in {PrintState.QUEUED, PrintState.CLAIMED, PrintState.STARTED}
    this = job(clock, state)
    assert needs_the_desk(this, None, clock.now) is lost
    assert needs_the_desk(this, None, clock.now + timedelta(seconds=11)) is (
        lost or going
    )
    assert needs_the_desk(
        this, PrintProblem(PrintProblemKind.PAPER_OUT), clock.now
    ) is (lost or going)
    assert is_moving(this, None) is going
