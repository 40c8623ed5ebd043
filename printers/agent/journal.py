"""The journal of an agent: which attempts it began and what became of them, by ids only, on the disk."""

import os
import re
from pathlib import Path
from threading import Lock

from printers.agent import disk
from printers.agent.queue import Ticket
from printers.vocabulary import Outcome, PrintProblemKind

LINE = re.compile(
    rf"(began|told|{'|'.join(Outcome)}) ([0-9a-z]{{26}}) ([0-9]{{1,7}}) (-|{'|'.join(PrintProblemKind)})\n"
)
ENOUGH = 64 * 1024
"""Bytes, after which it begins anew as soon as there is nothing to tell."""
Attempt = tuple[str, int]
Known = tuple[Outcome, PrintProblemKind | None]
LOST: Known = (Outcome.UNKNOWN, None)


class AttemptJournal:
    """What was begun and not told yet survives a crash, the machine's too; a line that was cut is none."""

    def __init__(self, path: Path) -> None:
        self.untold = _read(path)
        self._lock = Lock()
        disk.replace(
            path,
            "".join(_line(was, told, why) for told, (was, why) in self.untold.items()),
        )
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND)

    def began(self, ticket: Ticket) -> None:
        """From here on a crash leaves a question."""
        with self._lock:
            self.untold[ticket.job, ticket.attempt] = LOST
            self._append("began", ticket)

    def came(
        self, ticket: Ticket, outcome: Outcome, problem: PrintProblemKind | None
    ) -> None:
        """This became of it; somebody must be told."""
        with self._lock:
            self.untold[ticket.job, ticket.attempt] = outcome, problem
            self._append(outcome, ticket, problem)

    def told(self, ticket: Ticket) -> None:
        """Whoever must know knows."""
        with self._lock:
            if self.untold.pop((ticket.job, ticket.attempt), None) is None:
                return
            self._append("told", ticket)
            if not self.untold and os.fstat(self._file).st_size > ENOUGH:
                os.ftruncate(self._file, 0)

    def close(self) -> None:
        """Nothing more is written."""
        os.close(self._file)

    def _append(
        self, word: str, ticket: Ticket, problem: PrintProblemKind | None = None
    ) -> None:
        os.write(
            self._file, _line(word, (ticket.job, ticket.attempt), problem).encode()
        )
        os.fsync(self._file)


def _read(path: Path) -> dict[Attempt, Known]:
    untold: dict[Attempt, Known] = {}
    lines = (
        path.read_text("ascii", "replace").splitlines(keepends=True)
        if path.exists()
        else []
    )
    for word, job, attempt, problem in (
        found.groups() for found in map(LINE.fullmatch, lines) if found
    ):
        if word == "told":
            untold.pop((job, int(attempt)), None)
        elif word == "began":
            untold[job, int(attempt)] = LOST
        else:
            untold[job, int(attempt)] = (
                Outcome(word),
                None if problem == "-" else PrintProblemKind(problem),
            )
    return untold


def _line(word: str, attempt: Attempt, problem: PrintProblemKind | None) -> str:
    return f"{word} {attempt[0]} {attempt[1]} {problem or '-'}\n"
