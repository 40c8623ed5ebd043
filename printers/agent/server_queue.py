"""The queue of a server elsewhere: its API, called over HTTPS with the agent's token."""

import logging
import re
from collections.abc import Sequence
from dataclasses import fields
from threading import Event
from time import monotonic
from typing import Any, TypeVar, get_origin, get_type_hints

from printers.agent.http_client import HttpClient
from printers.agent.queue import DrivenPrinter, PrinterReport, QueueRefuses
from printers.badge import BadgeContent, BadgeLabels
from printers.roll import PrintContent, PrintedGuest, RollContent
from printers.vocabulary import (
    Attempt,
    JobLost,
    Outcome,
    PrinterCondition,
    PrintKind,
    PrintProblemKind,
)

# Seconds, as the API allows: proxies commonly cut a request at 30 or 60 s.
LONGEST_WAIT = 25.0
# Seconds: a server that answers an empty poll sooner did not wait, so the agent pauses.
AT_ONCE = 1.0
JOB = re.compile("[0-9a-z]{26}")
NOT_OURS = "the server says what this agent does not understand: one of them is too old"

logger = logging.getLogger(__name__)
# What this agent prints beside badges; a server that knows no rolls passes over the question.
POLLS = f"/polls?prints={PrintKind.ROLL}"
Words = TypeVar("Words", BadgeContent, BadgeLabels, RollContent, PrintedGuest)


class ServerQueue:
    """Jobs for these printers from a server, which knows each by its name."""

    def __init__(
        self, caller: HttpClient, machines: Sequence[DrivenPrinter], stop: Event
    ) -> None:
        self._caller = caller
        self._machines = machines
        self._stop = stop

    def roster(self) -> Sequence[DrivenPrinter]:
        return self._machines

    def announce(self, printers: Sequence[PrinterReport]) -> None:
        self._caller.ask(
            "POST",
            "/announcements",
            {"printers": [_json(report) for report in printers]},
        )

    def poll(
        self, printers: Sequence[PrinterReport], patience: float
    ) -> Sequence[Attempt]:
        began, wait = monotonic(), min(patience, LONGEST_WAIT)
        request = {"printers": [_json(printer) for printer in printers], "wait": wait}
        answer = self._caller.ask("POST", POLLS, request, patience=wait)
        attempts = _attempts(answer.document)
        if not attempts and wait > AT_ONCE > monotonic() - began:
            self._stop.wait(max(answer.retry_after, AT_ONCE))
        return attempts

    def content(self, attempt: Attempt) -> PrintContent:
        document = self._caller.ask("GET", _path(attempt, attempt.kind)).document
        return _content(attempt.kind, document)

    def started(self, attempt: Attempt) -> None:
        self._caller.ask("POST", _path(attempt, "start"))

    def waits(self, attempt: Attempt, condition: PrinterCondition) -> None:
        self._caller.ask("PUT", _path(attempt, "condition"), {"condition": condition})

    def report(
        self,
        attempt: Attempt,
        outcome: Outcome,
        problem: PrintProblemKind | None = None,
    ) -> None:
        try:
            self._caller.ask(
                "PUT",
                _path(attempt, "outcome"),
                {"outcome": outcome, "problem": problem},
            )
        except JobLost:
            logger.info("job %s is settled already", attempt.job)
        except QueueRefuses as refusal:
            if refusal.code != "not_valid":
                raise
            # Reported again it would be refused again; the lease ends, and a person is asked.
            logger.warning("job %s: the server did not accept its outcome", attempt.job)


def _json(report: PrinterReport) -> dict[str, Any]:
    return {
        "name": report.machine.key,
        "width": report.machine.device.width,
        "condition": report.condition,
        "confirm": report.confirm,
        "job": report.job,
    }


def _path(attempt: Attempt, noun: str) -> str:
    return f"/print-jobs/{attempt.job}/attempts/{attempt.number}/{noun}"


def _attempts(document: Any) -> list[Attempt]:  # noqa: ANN401 - JSON
    try:
        return [_attempt(attempt) for attempt in document["attempts"]]
    except (KeyError, TypeError, ValueError):
        raise QueueRefuses(NOT_OURS) from None


def _attempt(document: Any) -> Attempt:  # noqa: ANN401 - JSON
    job, number, printer, eject = (
        document[name] for name in ("job", "number", "printer", "eject")
    )
    # These become part of URLs and of the journal's lines.
    if not JOB.fullmatch(job) or type(number) is not int or type(eject) is not bool:
        raise ValueError(NOT_OURS)
    kind = PrintKind(document.get("kind", PrintKind.BADGE))
    return Attempt(job, number, str(printer), eject, kind)


def _content(kind: PrintKind, document: Any) -> PrintContent:  # noqa: ANN401 - JSON
    try:
        if kind is PrintKind.ROLL:
            guests = tuple(_words(PrintedGuest, one) for one in document["guests"])
            return _words(RollContent, document | {"guests": guests})
        labels = _words(BadgeLabels, document["labels"])
        return _words(BadgeContent, document | {"labels": labels})
    except (KeyError, TypeError):
        raise QueueRefuses(NOT_OURS) from None


def _words(kind: type[Words], document: dict[str, Any]) -> Words:
    """Build `kind` of the fields that it has, each of its type; a newer server may send more."""
    types = get_type_hints(kind)
    fields_we_know = {
        field.name: document[field.name]
        for field in fields(kind)
        if field.name in document
    }
    if any(
        type(value) is not (get_origin(types[name]) or types[name])
        for name, value in fields_we_know.items()
    ):
        raise TypeError(NOT_OURS)
    return kind(**fields_we_know)
