"""The agent: polls for attempts and hands each to the worker of its printer."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

from printers.agent.queue import DrivenPrinter, PrinterReport, Queue, QueueAway
from printers.agent.worker import Worker, WorkerPace
from printers.drawing import layout
from printers.vocabulary import Outcome

USUAL = WorkerPace()
# Seconds that `finish` waits for badges under way: longer than the 15 s for a confirmation.
LAST_BADGE = 20.0
# Seconds to wait for a poll at the end; a long poll takes longer and is left behind.
LAST_POLL = 2.0

logger = logging.getLogger(__name__)


class Agent:
    """Runs one worker thread for each printer of the queue, from `run` until it is told to stop."""

    def __init__(self, queue: Queue, pace: WorkerPace = USUAL) -> None:
        self._queue = queue
        self._pace = pace
        self._workers: dict[str, Worker] = {}
        self._leaving: list[Worker] = []
        self._problem = ""
        self._busy = self._ready = False

    def run(self, stop: Event) -> None:
        """Poll and print until `stop`; `finish` waits for the last badges."""
        while not stop.is_set():
            try:
                self._round()
                self._get_ready()
            except QueueAway as away:
                self._log_once(str(away))
                stop.wait(self._pace.after(away))
            except Exception as problem:  # noqa: BLE001 - the next round may go well
                # Only the type of the error: its text may hold what no log should.
                kind = type(problem).__name__
                logger.error("the print agent: unexpected %s, retrying", kind)  # noqa: TRY400 - no traceback
                stop.wait(self._pace.away)
            else:
                self._log_once("")

    def finish(self) -> None:
        """Wait for the badges that are under way, 20 s at most."""
        self._dismiss(list(self._workers))
        end = monotonic() + LAST_BADGE
        for worker in self._leaving:
            worker.join(max(end - monotonic(), 0))

    def announcements(self) -> list[PrinterReport]:
        """Return the reports of the printers that were looked at."""
        current = (worker.announcement() for worker in self._workers.values())
        leaving = (worker.announcement() for worker in self._leaving)
        return [report for report in current if report is not None] + [
            # One that leaves keeps the lease of its last badge.
            report
            for report in leaving
            if report and report.job
        ]

    def _round(self) -> None:
        if not self._busy:
            self._update_workers(self._queue.roster())
        announcements = self.announcements()
        patience = (
            self._pace.patience
            if len(announcements) >= len(self._workers)
            else self._pace.blind
        )
        attempts = self._queue.poll(announcements, min(patience, self._pace.patience))
        # The next poll of a busy agent must not wait for a look at the roster.
        self._busy = bool(attempts)
        for attempt in attempts:
            worker = self._workers.get(attempt.printer)
            if worker is not None:
                worker.take(attempt)
            else:
                # Its printer left the roster meanwhile: another may print it at once.
                self._queue.report(attempt, Outcome.NOT_SENT)

    def _get_ready(self) -> None:
        """Read the fonts once the agent is at work, before the first badge needs them."""
        if not self._ready:
            self._ready = True
            layout.prepare()

    def _update_workers(self, roster: Sequence[DrivenPrinter]) -> None:
        listed = {machine.key: machine for machine in roster}
        self._dismiss(
            [
                key
                for key, worker in self._workers.items()
                if not _same(worker.machine, listed.get(key))
            ]
        )
        for key in listed.keys() - self._workers.keys():
            self._workers[key] = Worker(
                listed[key], self._queue, self._pace, self._announce
            )
            self._workers[key].start()

    def _dismiss(self, keys: Sequence[str]) -> None:
        for key in keys:
            worker = self._workers.pop(key)
            worker.let_go()
            self._leaving.append(worker)

    def _log_once(self, problem: str) -> None:
        if problem != self._problem:
            logger.warning("%s", problem or "the server answers again")
        self._problem = problem

    def _announce(self, announcement: PrinterReport) -> None:
        try:
            self._queue.announce([announcement])
        except Exception as problem:  # noqa: BLE001 - whatever it is, the next poll says it
            kind = type(problem).__name__
            logger.info(
                "printer %s: condition could not be reported: %s",
                announcement.machine.key,
                kind,
            )


@contextmanager
def at_work(
    queue: Queue, pace: WorkerPace = USUAL, stop: Event | None = None
) -> Iterator[Agent]:
    """Run an agent in a thread while the block runs; then wait for what is under way.

    It does not wait for a long poll's answer, to which nobody listens any more.
    """
    agent, stop = Agent(queue, pace), stop or Event()
    thread = Thread(target=agent.run, args=[stop], name="print agent", daemon=True)
    thread.start()
    try:
        yield agent
    finally:
        stop.set()
        # A long poll over HTTP cannot be interrupted; its thread is a daemon.
        if pace.patience < LAST_POLL:
            thread.join(LAST_POLL)
        agent.finish()


def _same(driven: DrivenPrinter, listed: DrivenPrinter | None) -> bool:
    """True if the worker's printer is the wanted one; what was probed makes no difference."""
    if listed is None:
        return False
    device, other = driven.device, listed.device
    return (device.address, device.width, device.cutter) == (
        other.address,
        other.width,
        other.cutter,
    )
