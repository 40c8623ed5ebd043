"""An agent: collects jobs for its printers and hands each to the worker beside that printer."""

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
LAST_BADGE = 20.0
LAST_POLL = 2.0

logger = logging.getLogger(__name__)


class Agent:
    """Works from `run` until it is told to stop; of two machines under one key the newer is driven."""

    def __init__(self, queue: Queue, pace: WorkerPace = USUAL) -> None:
        self._queue = queue
        self._pace = pace
        self._workers: dict[str, Worker] = {}
        self._leaving: list[Worker] = []
        self._trouble = ""
        self._busy = self._ready = False

    def run(self, stop: Event) -> None:
        """Badges come out until `stop`; `finish` waits for the last ones."""
        while not stop.is_set():
            try:
                self._round()
                self._get_ready()
            except QueueAway as away:
                self._say_once(str(away))
                stop.wait(self._pace.after(away))
            except Exception as problem:  # noqa: BLE001 - the next round may go well
                # Only the kind of the problem: its text may hold what nobody should read in a log.
                logger.error("the print agent stumbled: %s", type(problem).__name__)  # noqa: TRY400 - no traceback
                stop.wait(self._pace.away)
            else:
                self._say_once("")

    def finish(self) -> None:
        """Badges that are under way have come out, or were given up."""
        self._dismiss(list(self._workers))
        end = monotonic() + LAST_BADGE
        for worker in self._leaving:
            worker.join(max(end - monotonic(), 0))

    def announcements(self) -> list[PrinterReport]:
        """How the printers are, as far as each was looked at."""
        said = (worker.announcement() for worker in self._workers.values())
        last = (worker.announcement() for worker in self._leaving)
        return [one for one in said if one is not None] + [
            one for one in last if one and one.job
        ]

    def _round(self) -> None:
        if not self._busy:
            self._hire(self._queue.roster())
        known = self.announcements()
        patience = (
            self._pace.patience
            if len(known) >= len(self._workers)
            else self._pace.blind
        )
        attempts = self._queue.poll(known, min(patience, self._pace.patience))
        # Whoever has just been given a badge must not wait for a look at the roster.
        self._busy = bool(attempts)
        for attempt in attempts:
            worker = self._workers.get(attempt.printer)
            if worker is not None:
                worker.take(attempt)
            else:
                self._queue.report(attempt, Outcome.NOT_SENT)

    def _get_ready(self) -> None:
        """Read fonts before the first badge needs them, and after everything else has started."""
        if not self._ready:
            self._ready = True
            layout.prepare()

    def _hire(self, roster: Sequence[DrivenPrinter]) -> None:
        wanted = {machine.key: machine for machine in roster}
        self._dismiss(
            [
                key
                for key, worker in self._workers.items()
                if not _same(worker.machine, wanted.get(key))
            ]
        )
        for key in wanted.keys() - self._workers.keys():
            self._workers[key] = Worker(
                wanted[key], self._queue, self._pace, self._tell
            )
            self._workers[key].start()

    def _dismiss(self, keys: Sequence[str]) -> None:
        for key in keys:
            worker = self._workers.pop(key)
            worker.let_go()
            self._leaving.append(worker)

    def _say_once(self, trouble: str) -> None:
        if trouble != self._trouble:
            logger.warning("%s", trouble or "the server answers again")
        self._trouble = trouble

    def _tell(self, announcement: PrinterReport) -> None:
        try:
            self._queue.announce([announcement])
        except Exception as problem:  # noqa: BLE001 - whatever it is, the next poll says it
            kind = type(problem).__name__
            logger.info(
                "nobody heard how printer %s is: %s", announcement.machine.key, kind
            )


@contextmanager
def at_work(
    queue: Queue, pace: WorkerPace = USUAL, stop: Event | None = None
) -> Iterator[Agent]:
    """An agent works in a thread of its own while the block does; its end waits for what is under way.

    It does not wait for the answer of a queue far away, to which nobody listens any more.
    """
    agent, stop = Agent(queue, pace), stop or Event()
    thread = Thread(target=agent.run, args=[stop], name="print agent", daemon=True)
    thread.start()
    try:
        yield agent
    finally:
        stop.set()
        if pace.patience < LAST_POLL:
            thread.join(LAST_POLL)
        agent.finish()


def _same(driven: DrivenPrinter, wanted: DrivenPrinter | None) -> bool:
    """Whether a worker drives what is wanted; what it has found out by itself is no difference."""
    if wanted is None:
        return False
    ours, theirs = driven.device, wanted.device
    return (ours.address, ours.width, ours.cutter) == (
        theirs.address,
        theirs.width,
        theirs.cutter,
    )
