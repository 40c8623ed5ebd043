"""A queue that remembers: what was begun before a crash, what nobody heard, and what the printers can do."""

from collections.abc import Sequence

from printers.agent.capability_cache import CapabilityCache
from printers.agent.journal import AttemptJournal
from printers.agent.queue import DrivenPrinter, PrinterReport, Queue, Ticket
from printers.badge import BadgeContent
from printers.vocabulary import JobLost, Outcome, PrinterCondition, PrintProblemKind


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
    ) -> Sequence[Ticket]:
        return self._queue.poll(printers, patience)

    def badge(self, ticket: Ticket) -> BadgeContent:
        return self._queue.badge(ticket)

    def started(self, ticket: Ticket) -> None:
        """Written first: whoever crashes after it was heard knows that it was begun."""
        self._journal.began(ticket)
        try:
            self._queue.started(ticket)
        except JobLost:
            self._journal.told(ticket)
            raise

    def waits(self, ticket: Ticket, condition: PrinterCondition) -> None:
        self._queue.waits(ticket, condition)

    def report(
        self, ticket: Ticket, outcome: Outcome, problem: PrintProblemKind | None = None
    ) -> None:
        self._journal.came(ticket, outcome, problem)
        self._queue.report(ticket, outcome, problem)
        self._journal.told(ticket)

    def _tell_what_was_before(self) -> None:
        """Nobody else knows it; what is not heard now is told in the next round."""
        while self._before:
            attempt = next(iter(self._before))
            ticket, known = Ticket(*attempt, printer=""), self._before[attempt]
            self._queue.report(ticket, *known)
            self._journal.told(ticket)
            del self._before[attempt]
