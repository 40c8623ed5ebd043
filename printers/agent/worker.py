"""A worker: prints the badges of one printer, one after another, and watches its condition."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic

from printers.agent.inspector import InspectionPace, Inspector
from printers.agent.queue import (
    DrivenPrinter,
    PrinterReport,
    Queue,
    QueueAway,
    QueueRefuses,
)
from printers.delivery.deadlines import DEFAULT, Deadlines
from printers.errors import PrinterError
from printers.print_badge import print_badge
from printers.vocabulary import (
    Attempt,
    JobLost,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
    SentAmount,
)

INSPECTION = InspectionPace()
AFTER_FAILURE = {
    SentAmount.NOTHING: Outcome.NOT_SENT,
    SentAmount.PART: Outcome.CUT_SHORT,
    SentAmount.EVERYTHING: Outcome.UNKNOWN,
}
# A loose cover can change many times a second, and each change is a write of the store.
FLUTTER_CHANGES, FLUTTER_SECONDS = 6, 6.0
# Problems of the badge or the installation: no printer can help.
IN_VAIN = frozenset(
    {PrintProblemKind.BAD_CODE, PrintProblemKind.BAD_IMAGE, PrintProblemKind.NO_FONTS}
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class WorkerPace:
    """Seconds to wait: for jobs, for a server that is away, before looking again at a printer."""

    patience: float = 25.0
    away: float = 2.0
    refused: float = 60.0
    blind: float = 0.25
    """The long poll while some printer was not looked at yet, which cannot be given a job."""
    unfit: float = 1.0
    fit: float = 30.0
    deadlines: Deadlines = DEFAULT
    inspection: InspectionPace = INSPECTION

    def after(self, away: QueueAway) -> float:
        """Return the seconds until a server that does not answer, or refuses, is called again."""
        return self.refused if isinstance(away, QueueRefuses) else self.away


class Worker:
    """A thread for one printer; when let go, it settles what it has in hand and ends."""

    def __init__(
        self,
        machine: DrivenPrinter,
        queue: Queue,
        pace: WorkerPace,
        changed: Callable[[PrinterReport], None],
    ) -> None:
        self.machine = machine
        self._queue = queue
        self._pace = pace
        self._changed = changed
        self._condition: PrinterCondition | None = None
        self._attempts: SimpleQueue[Attempt | None] = SimpleQueue()
        self._in_hand: Attempt | None = None
        self._stop = Event()
        self._done = False
        self._inspector = Inspector(machine.name, machine.device, pace.inspection)
        self._thread = Thread(
            target=self._work, name=f"printer {machine.key}", daemon=True
        )

    def start(self) -> None:
        """Look at the printer, then take attempts."""
        self._thread.start()

    def take(self, attempt: Attempt) -> None:
        """Print the attempt's badge next."""
        # Its lease must last while the one before is still being reported.
        self._in_hand = attempt
        self._attempts.put(attempt)

    def let_go(self) -> None:
        """Take no more attempts; `join` waits for what is under way."""
        self._stop.set()
        self._attempts.put(None)

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def announcement(self) -> PrinterReport | None:
        """Return the printer's condition at the last look, and the job in hand; None before one."""
        if self._condition is None:
            return None
        in_hand = self._in_hand
        return PrinterReport(
            self.machine, self._condition, in_hand.job if in_hand else None
        )

    def _work(self) -> None:
        while not self._done:
            try:
                self._step()
            except Exception as problem:  # noqa: BLE001 - a printer without its worker would stand still unnoticed
                # Only the kind of the problem: its text may hold a word of the badge.
                logger.error(  # noqa: TRY400 - no traceback
                    "printer %s: unexpected %s, retrying",
                    self.machine.key,
                    type(problem).__name__,
                )
                # Never looked at with success, it would make the agent wait for that.
                if self._condition is None:
                    self._update_condition(PrinterCondition.UNREACHABLE)
                self._stop.wait(self._pace.away)

    def _step(self) -> None:
        if self._condition is None:
            self._look()
        is_fit = self._condition is not None and self._condition.fit_to_print
        pause = (
            min(self._pace.fit, self._inspector.next_probe_in)
            if is_fit
            else self._pace.unfit
        )
        try:
            attempt = self._attempts.get(timeout=pause)
        except Empty:
            self._look()
        else:
            self._done = attempt is None
            while attempt is not None:
                attempt = self._print(attempt)

    def _look(self) -> None:
        """Look at the printer's condition, and learn what it can do where that is not known."""
        condition = self._inspector.look()
        confirmation = self.machine.device.confirm
        self.machine = replace(self.machine, device=self._inspector.device)
        is_learnt = confirmation is not self.machine.device.confirm
        if condition is not self._condition or is_learnt:
            self._condition = condition
            self._say()

    def _update_condition(self, condition: PrinterCondition) -> None:
        if condition is not self._condition:
            self._condition = condition
            self._say()

    def _say(self) -> None:
        announcement = self.announcement()
        if announcement is not None:
            self._changed(announcement)

    def _print(self, attempt: Attempt) -> Attempt | None:
        """Print the attempt's badge; return what to print after it, if that is known already."""
        next_attempt = None
        try:
            outcome, problem = self._outcome_of(attempt)
            if outcome not in {Outcome.PRINTED, Outcome.SENT_UNCONFIRMED}:
                self._doubt(problem)
            next_attempt = self._report(attempt, outcome, problem)
        except JobLost:
            pass
        finally:
            if self._in_hand is attempt:
                self._in_hand = next_attempt
        return next_attempt

    def _doubt(self, problem: PrintProblemKind | None) -> None:
        """Report nothing of the printer until the next look: the last condition may be wrong."""
        self._condition = None
        # Perhaps it never could confirm like that: probe it again.
        if problem is PrintProblemKind.UNCONFIRMED:
            self._inspector.doubt()

    def _outcome_of(self, attempt: Attempt) -> tuple[Outcome, PrintProblemKind | None]:
        watch = _Watch(self._queue, attempt, self._update_condition)
        try:
            content = self._queue.content(attempt)
            outcome = print_badge(
                content,
                self.machine.device,
                deadlines=self._pace.deadlines,
                eject=attempt.eject,
                observer=watch,
            )
        except JobLost:
            raise
        except QueueAway:
            return Outcome.NOT_SENT, None
        except PrinterError as error:
            in_vain = error.kind in IN_VAIN and error.sent is SentAmount.NOTHING
            return (
                Outcome.IMPOSSIBLE if in_vain else AFTER_FAILURE[error.sent]
            ), error.kind
        except Exception as error:  # noqa: BLE001 - whatever it is, the printer's other badges go on
            logger.error("job %s failed: %s", attempt.job, type(error).__name__)  # noqa: TRY400 - no traceback
            return Outcome.IMPOSSIBLE, PrintProblemKind.BAD_IMAGE
        return outcome, None

    def _report(
        self, attempt: Attempt, outcome: Outcome, problem: PrintProblemKind | None
    ) -> Attempt | None:
        """Report until somebody hears it: nobody else knows the outcome.

        Return what to print next; once let go, that is given back.
        """
        while True:
            try:
                next_attempt = self._queue.report(attempt, outcome, problem)
            except QueueAway as away:
                pause = self._pace.after(away)
            except Exception as error:  # noqa: BLE001 - what is known of a badge must not be lost
                logger.error(  # noqa: TRY400 - no traceback
                    "job %s: outcome could not be reported: %s",
                    attempt.job,
                    type(error).__name__,
                )
                pause = self._pace.away
            else:
                return self._unless_let_go(next_attempt)
            if self._stop.wait(pause):
                return None

    def _unless_let_go(self, attempt: Attempt | None) -> Attempt | None:
        if attempt is not None and self._stop.is_set():
            return self._report(attempt, Outcome.NOT_SENT, None)
        return attempt


class _Watch:
    """Reports, while a badge is printed, what must not wait for its end."""

    def __init__(
        self,
        queue: Queue,
        attempt: Attempt,
        condition: Callable[[PrinterCondition], None],
    ) -> None:
        self._queue = queue
        self._attempt = attempt
        self._condition = condition
        self._changes: list[float] = []

    def started(self) -> None:
        self._queue.started(self._attempt)

    def waits(self, condition: PrinterCondition) -> None:
        """Report at most six changes in six seconds: the conditions of some printers flutter."""
        now = monotonic()
        self._changes = [at for at in self._changes if at > now - FLUTTER_SECONDS]
        if len(self._changes) >= FLUTTER_CHANGES:
            return
        self._changes.append(now)
        self._condition(condition)
        try:
            self._queue.waits(self._attempt, condition)
        except (JobLost, QueueAway):
            # The printer holds the badge whatever the server believes: the outcome follows.
            logger.info("job %s: waiting could not be reported", self._attempt.job)
