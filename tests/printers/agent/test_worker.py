"""A worker.

Outlives whatever befalls its queue, and lets nobody hear of a printer what it does not know.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from threading import Condition as Signal

import pytest

from printers.addresses import parse_address
from printers.agent.agent import at_work
from printers.agent.queue import DrivenPrinter, PrinterReport
from printers.agent.worker import WorkerPace
from printers.badge import BadgeContent
from printers.delivery.deadlines import Deadlines
from printers.device import Device
from printers.virtual import Fault, VirtualPrinter
from printers.vocabulary import (
    Attempt,
    JobLost,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
)

QUICK = WorkerPace(
    patience=0.05,
    away=0.05,
    blind=0.05,
    unfit=0.05,
    fit=0.2,
    deadlines=Deadlines(connect=30, status=30, confirm=60, goodbye=0.2),
)

SOON = replace(
    QUICK,
    deadlines=Deadlines(connect=30, status=1, confirm=2, attention=2, goodbye=0.2),
)

IN_THE_BADGE = 500
"""Bytes: the questions before a badge are some dozens, a badge is thousands."""


class Desk:
    """A queue of one printer, whose attempts a test hands out; what it is told it keeps."""

    def __init__(self, machine: DrivenPrinter, badge: BadgeContent) -> None:
        self.machine = machine
        self.attempts: list[Attempt] = []
        self.told: list[tuple[str, Outcome, PrintProblemKind | None]] = []
        self.heard: list[PrinterCondition] = []
        self.mishaps: list[Exception] = []
        self.lost: set[str] = set()
        self._badge = badge
        self._changed = Signal()

    def roster(self) -> Sequence[DrivenPrinter]:
        return [self.machine]

    def announce(self, printers: Sequence[PrinterReport]) -> None:
        self._note(printers)
        self._mishap()

    def poll(
        self, printers: Sequence[PrinterReport], patience: float
    ) -> Sequence[Attempt]:
        self._note(printers)
        with self._changed:
            self._changed.wait_for(lambda: self.attempts, patience)
            due, self.attempts = self.attempts, []
        return due

    def badge(self, attempt: Attempt) -> BadgeContent:
        if attempt.job in self.lost:
            raise JobLost
        return self._badge

    def started(self, attempt: Attempt) -> None:  # noqa: ARG002 - as the protocol has it
        self._mishap()

    def waits(self, attempt: Attempt, condition: PrinterCondition) -> None:  # noqa: ARG002 - the same
        self.heard.append(condition)

    def report(
        self,
        attempt: Attempt,
        outcome: Outcome,
        problem: PrintProblemKind | None = None,
    ) -> None:
        self._mishap()
        with self._changed:
            self.told.append((attempt.job, outcome, problem))
            self._changed.notify_all()

    def hand_out(self, *jobs: str) -> None:
        with self._changed:
            self.attempts += [Attempt(job, 1, self.machine.key) for job in jobs]
            self._changed.notify_all()

    def outcomes(self, count: int) -> list[tuple[str, Outcome]]:
        """Those of the first jobs, once they are told."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.told) >= count, 300)
        return [(job, outcome) for job, outcome, _ in self.told]

    def next_heard(self) -> PrinterCondition:
        """How the printer is said to be, the next time it is said."""
        with self._changed:
            self.heard.clear()
            assert self._changed.wait_for(lambda: self.heard, 300)
            return self.heard[0]

    def hear(self, condition: PrinterCondition) -> bool:
        """Whether the printer is said to be like this, sooner or later."""
        with self._changed:
            self.heard.clear()
            return self._changed.wait_for(lambda: condition in self.heard, 300)

    def _note(self, printers: Sequence[PrinterReport]) -> None:
        with self._changed:
            self.heard += [one.condition for one in printers]
            self._changed.notify_all()

    def _mishap(self) -> None:
        if self.mishaps:
            raise self.mishaps.pop()


@contextmanager
def desk_of(
    address: str, badge: BadgeContent, pace: WorkerPace = QUICK
) -> Iterator[Desk]:
    desk = Desk(
        DrivenPrinter("counter", "Counter", Device(address=parse_address(address))),
        badge,
    )
    with at_work(desk, pace):
        yield desk


@pytest.mark.parametrize("mishap", [OSError("disk full"), RuntimeError("a bug")])
def test_a_queue_that_stumbles_costs_no_printer_its_worker(
    badge: BadgeContent, mishap: Exception
) -> None:
    with VirtualPrinter() as printer, desk_of(printer.address, badge) as desk:
        desk.hand_out("first")
        assert desk.outcomes(1) == [("first", Outcome.PRINTED)]
        desk.mishaps = [mishap, mishap]
        desk.hand_out("second")
        desk.outcomes(2)
        desk.hand_out("third")

        assert desk.outcomes(3)[2] == ("third", Outcome.PRINTED)


def test_what_is_known_of_a_badge_is_said_until_somebody_takes_it(
    badge: BadgeContent,
) -> None:
    with VirtualPrinter() as printer, desk_of(printer.address, badge) as desk:
        desk.hand_out("first")
        desk.outcomes(1)
        desk.mishaps = [OSError("disk full")] * 3
        desk.hand_out("second")

        assert desk.outcomes(2)[1][0] == "second"


def test_a_lost_job_keeps_nobody_from_the_next(badge: BadgeContent) -> None:
    with VirtualPrinter() as printer, desk_of(printer.address, badge) as desk:
        desk.lost = {"first"}
        desk.hand_out("first", "second")

        assert desk.outcomes(1) == [("second", Outcome.PRINTED)]
        assert printer.badges == 1


def test_after_a_failure_nobody_hears_that_all_is_well_before_it_was_looked_at(
    badge: BadgeContent,
) -> None:
    with VirtualPrinter() as printer, desk_of(printer.address, badge) as desk:
        desk.hand_out("first")
        desk.outcomes(1)
        printer.offline()
        desk.hand_out("second")
        desk.outcomes(2)

        assert desk.next_heard() is PrinterCondition.UNREACHABLE


@pytest.mark.parametrize("fault", [Fault.MUTE, Fault.GARBAGE_STATUS])
def test_a_printer_that_gives_no_clear_answer_for_a_while_confirms_again_afterwards(
    badge: BadgeContent, fault: Fault
) -> None:
    with VirtualPrinter() as printer, desk_of(printer.address, badge, SOON) as desk:
        desk.hand_out("first")
        desk.outcomes(1)
        printer.switches.turn_on(fault, after=IN_THE_BADGE)
        desk.hand_out("second")
        assert desk.outcomes(2)[1] == ("second", Outcome.UNKNOWN)
        assert desk.hear(PrinterCondition.OFFLINE)
        printer.switches.turn_off(fault)
        desk.hand_out("third")

        assert desk.outcomes(3)[2] == ("third", Outcome.PRINTED)


def test_a_printer_that_no_longer_confirms_is_at_last_believed(
    badge: BadgeContent,
) -> None:
    pace = replace(SOON, silences=2)
    with VirtualPrinter() as printer, desk_of(printer.address, badge, pace) as desk:
        desk.hand_out("first")
        desk.outcomes(1)
        printer.switches.turn_on(Fault.MUTE, after=IN_THE_BADGE)
        desk.hand_out("second")
        desk.outcomes(2)
        assert desk.hear(PrinterCondition.OFFLINE)
        assert desk.hear(PrinterCondition.READY)
        desk.hand_out("third")

        assert desk.outcomes(3)[2] == ("third", Outcome.SENT_UNCONFIRMED)
