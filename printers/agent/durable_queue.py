"""A queue that remembers: what was begun before a crash, what nobody heard, and what the printers can do."""

from collections.abc import Sequence

from printers.agent.capability_cache import CapabilityCache
from printers.agent.journal import AttemptJournal
from printers.agent.queue import DrivenPrinter, PrinterReport, Queue
from printers.badge import BadgeContent
from printers.vocabulary import (
    Attempt,
    JobLost,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
)


class DurableQueue:
    """Another queue, a journal of what was said to it, and the abilities that were said."""

    def __init__(
        self, queue: Queue, journal: AttemptJournal, abilities: CapabilityCache
    ) -> None:
        self._queue = queue
        self._abilities = abilities
        self._journal = journal
        self._before = dict(journal.untold)

    def roster(self) -> Sequence[DrivenPrinter]:
        self._tell_what_was_before()
        return self._abilities.of(self._queue.roster())

    def announce(self, printers: Sequence[PrinterReport]) -> None:
        self._abilities.learn(one.machine for one in printers)
        self._queue.announce(printers)

    def poll(
        self, printers: Sequence[PrinterReport], patience: float
    ) -> Sequence[Attempt]:
        return self._queue.poll(printers, patience)

    def badge(self, attempt: Attempt) -> BadgeContent:
        return self._queue.badge(attempt)

    def started(self, attempt: Attempt) -> None:
        """Written first: whoever crashes after it was heard knows that it was begun."""
        self._journal.began(attempt)
        try:
            self._queue.started(attempt)
        except JobLost:
            self._journal.told(attempt)
            raise

    def waits(self, attempt: Attempt, condition: PrinterCondition) -> None:
        self._queue.waits(attempt, condition)

    def report(
        self,
        attempt: Attempt,
        outcome: Outcome,
        problem: PrintProblemKind | None = None,
    ) -> None:
        self._journal.came(attempt, outcome, problem)
        self._queue.report(attempt, outcome, problem)
        self._journal.told(attempt)

    def _tell_what_was_before(self) -> None:
        """Nobody else knows it; what is not heard now is told in the next round."""
        while self._before:
            attempt = next(iter(self._before))
            known = self._before[attempt]
            self._queue.report(attempt, *known)
            self._journal.told(attempt)
            del self._before[attempt]
