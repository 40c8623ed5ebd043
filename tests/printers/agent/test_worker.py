"""A worker.

Outlives whatever befalls its queue, and lets nobody hear of a printer what it does not know.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from socket import SHUT_WR, create_connection, socket
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Condition as Signal
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest

from printers.addresses import Device, Network, parse_address
from printers.agent.agent import at_work
from printers.agent.inspector import InspectionPace
from printers.agent.queue import DrivenPrinter, PrinterReport
from printers.agent.worker import Worker, WorkerPace
from printers.badge import BadgeContent
from printers.delivery.deadlines import Deadlines
from printers.roll import PrintContent
from printers.virtual import Build, Fault, VirtualPrinter
from printers.vocabulary import (
    Attempt,
    Confirmation,
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

BRIEF = Deadlines(connect=30, status=0.3, goodbye=0.2)
EAGER = InspectionPace(look=BRIEF, probe=BRIEF, soon=0.05)
SOON = replace(
    QUICK,
    deadlines=Deadlines(connect=30, status=1, confirm=2, attention=2, goodbye=0.2),
    inspection=EAGER,
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
        self.confirms: Confirmation | None = None
        self.others: list[DrivenPrinter] = []
        self.mishaps: list[Exception] = []
        self.lost: set[str] = set()
        self.next: list[Attempt] = []
        self.before_report: Callable[[], None] = lambda: None
        self._badge = badge
        self._changed = Signal()

    def roster(self) -> Sequence[DrivenPrinter]:
        return [self.machine, *self.others]

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

    def content(self, attempt: Attempt) -> PrintContent:
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
    ) -> Attempt | None:
        self._mishap()
        self.before_report()
        with self._changed:
            self.told.append((attempt.job, outcome, problem))
            self._changed.notify_all()
            is_sent = outcome is Outcome.PRINTED
            return self.next.pop() if self.next and is_sent else None

    def hand_out(self, *jobs: str) -> None:
        with self._changed:
            self.attempts += [Attempt(job, 1, self.machine.key) for job in jobs]
            self._changed.notify_all()

    def outcomes(self, count: int) -> list[tuple[str, Outcome]]:
        """Those of the first jobs, once they are told."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.told) >= count, 300)
        return [(job, outcome) for job, outcome, _ in self.told]

    def printed_at_last(self) -> bool:
        """Hand out badges, as a site's queue does, until one is printed; True if one was."""
        for number in range(1, 20):
            self.hand_out(str(number))
            if self.outcomes(number)[-1][1] is Outcome.PRINTED:
                return True
        return False

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

    def learn(self, confirm: Confirmation) -> None:
        """Wait until the printer is said to confirm like this."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.confirms is confirm, 300)

    def _note(self, printers: Sequence[PrinterReport]) -> None:
        with self._changed:
            self.heard += [one.condition for one in printers]
            for one in printers:
                self.confirms = one.confirm
            self._changed.notify_all()

    def _mishap(self) -> None:
        if self.mishaps:
            raise self.mishaps.pop()


@contextmanager
def slow_line(address: str, seconds: float) -> Iterator[str]:
    """Reach the printer by a line on which its answers arrive so many seconds late."""
    parts = urlsplit(address)
    over = Event()

    class Relay(BaseRequestHandler):
        def handle(self) -> None:
            with create_connection((str(parts.hostname), parts.port or 0)) as line:
                back = Thread(target=self.carry_back, args=[line])
                back.start()
                with suppress(OSError):
                    while piece := self.request.recv(4096):
                        line.sendall(piece)
                with suppress(OSError):
                    line.shutdown(SHUT_WR)
                back.join()

        def carry_back(self, line: socket) -> None:
            with suppress(OSError):
                while piece := line.recv(4096):
                    over.wait(seconds)
                    self.request.sendall(piece)

    with ThreadingTCPServer(("127.0.0.1", 0), Relay) as server:
        thread = Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        try:
            yield f"tcp://127.0.0.1:{server.server_address[1]}"
        finally:
            over.set()
            server.shutdown()
            thread.join()


@contextmanager
def desk_of(
    address: str,
    badge: BadgeContent,
    pace: WorkerPace = QUICK,
    confirm: Confirmation | None = None,
) -> Iterator[Desk]:
    device = Device(address=parse_address(address), confirm=confirm)
    desk = Desk(DrivenPrinter("counter", "Counter", device), badge)
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


def test_what_the_outcome_leads_to_is_printed_at_once(badge: BadgeContent) -> None:
    with VirtualPrinter() as printer, desk_of(printer.address, badge) as desk:
        desk.next = [Attempt("second", 1, desk.machine.key)]
        desk.hand_out("first")

        assert desk.outcomes(2)[1] == ("second", Outcome.PRINTED)


def test_a_worker_that_is_let_go_gives_back_what_its_outcome_leads_to(
    badge: BadgeContent,
) -> None:
    with VirtualPrinter() as printer:
        machine = DrivenPrinter(
            "1", "Counter", Device(address=parse_address(printer.address), width=576)
        )
        desk = Desk(machine, badge)
        worker = Worker(machine, desk, QUICK, lambda _: None)
        desk.next = [Attempt("second", 1, "1")]
        desk.before_report = worker.let_go
        worker.take(Attempt("first", 1, "1"))
        worker.start()

        assert desk.outcomes(2) == [
            ("first", Outcome.PRINTED),
            ("second", Outcome.NOT_SENT),
        ]
        worker.join(300)
        assert printer.badges == 1


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
    pace = replace(SOON, inspection=replace(EAGER, silences=2))
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


@pytest.mark.parametrize("known", [None, Confirmation.PROCESS_ID])
def test_a_printer_that_answers_late_is_given_the_time_it_needs(
    badge: BadgeContent, known: Confirmation | None
) -> None:
    usual = Deadlines(connect=30, status=0.1, confirm=60, goodbye=0.2)
    patient = InspectionPace(look=usual, probe=usual, soon=0.05)
    pace = replace(QUICK, deadlines=usual, inspection=patient)
    with (
        VirtualPrinter() as printer,
        slow_line(printer.address, 0.15) as address,
        desk_of(address, badge, pace, known) as desk,
    ):
        desk.learn(Confirmation.PROCESS_ID)
        assert desk.hear(PrinterCondition.READY)

        assert desk.printed_at_last()


def test_a_printer_that_was_silent_when_it_was_added_is_asked_until_it_answers(
    badge: BadgeContent,
) -> None:
    quick = Deadlines(connect=30, status=0.1, confirm=60, goodbye=0.2)
    inspection = InspectionPace(
        look=quick, probe=quick, soon=0.05, late=0.1, silences=2
    )
    pace = replace(QUICK, fit=60, inspection=inspection)
    with VirtualPrinter() as printer:
        printer.switches.turn_on(Fault.MUTE)
        with desk_of(printer.address, badge, pace) as desk:
            desk.learn(Confirmation.NONE)
            printer.switches.turn_off(Fault.MUTE)
            desk.learn(Confirmation.PROCESS_ID)
            desk.hand_out("first")

            assert desk.outcomes(1) == [("first", Outcome.PRINTED)]


def test_a_model_that_prints_no_badge_is_sent_none(
    badge: BadgeContent,
) -> None:
    needles = VirtualPrinter(build=Build(model="TM-U220"))
    with needles as printer, desk_of(printer.address, badge) as desk:
        assert desk.hear(PrinterCondition.FAULT)
        assert PrinterCondition.READY not in desk.heard


def test_a_printer_whose_name_stands_for_nothing_keeps_no_other_from_printing(
    badge: BadgeContent, caplog: pytest.LogCaptureFixture
) -> None:
    with VirtualPrinter() as printer, desk_of(printer.address, badge) as desk:
        lost = Device(address=Network("nobody.invalid"))
        desk.others = [DrivenPrinter("lost", "Lost", lost)]
        desk.hand_out("first")

        assert desk.outcomes(1) == [("first", Outcome.PRINTED)]
        assert desk.hear(PrinterCondition.UNREACHABLE)
    assert "printer Lost: nothing in this network has that name now" in caplog.text
