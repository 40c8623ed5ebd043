"""The queue of a server far away, as its description says: asked over HTTPS, with the agent's token."""

import logging
import re
from collections.abc import Sequence
from dataclasses import fields
from threading import Event
from time import monotonic
from typing import Any, TypeVar, get_type_hints

from printers.agent.http_client import HttpClient
from printers.agent.queue import (
    DrivenPrinter,
    PrinterReport,
    QueueRefuses,
    Ticket,
)
from printers.badge import BadgeContent, BadgeLabels
from printers.vocabulary import JobLost, Outcome, PrinterCondition, PrintProblemKind

LONGEST_WAIT = 25.0
AT_ONCE = 1.0
"""An empty answer that came sooner than that was not waited for: who asks on at once asks for ever."""
JOB = re.compile("[0-9a-z]{26}")
NOT_OURS = "the server says what this agent does not understand: one of them is too old"

logger = logging.getLogger(__name__)
Words = TypeVar("Words", BadgeContent, BadgeLabels)


class ServerQueue:
    """Jobs for these machines, from a server; a machine's key there is its name."""

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
            "POST", "/announcements", {"printers": [_said(one) for one in printers]}
        )

    def poll(
        self, printers: Sequence[PrinterReport], patience: float
    ) -> Sequence[Ticket]:
        began, wait = monotonic(), min(patience, LONGEST_WAIT)
        asked = {"printers": [_said(one) for one in printers], "wait": wait}
        answer = self._caller.ask("POST", "/polls", asked, patience=wait)
        tickets = _tickets(answer.said)
        if not tickets and wait > AT_ONCE > monotonic() - began:
            self._stop.wait(max(answer.retry_after, AT_ONCE))
        return tickets

    def badge(self, ticket: Ticket) -> BadgeContent:
        return _badge(self._caller.ask("GET", _path(ticket, "badge")).said)

    def started(self, ticket: Ticket) -> None:
        self._caller.ask("POST", _path(ticket, "start"))

    def waits(self, ticket: Ticket, condition: PrinterCondition) -> None:
        self._caller.ask("PUT", _path(ticket, "condition"), {"condition": condition})

    def report(
        self, ticket: Ticket, outcome: Outcome, problem: PrintProblemKind | None = None
    ) -> None:
        try:
            self._caller.ask(
                "PUT",
                _path(ticket, "outcome"),
                {"outcome": outcome, "problem": problem},
            )
        except JobLost:
            logger.info("job %s is settled already", ticket.job)
        except QueueRefuses as refusal:
            if refusal.code != "not_valid":
                raise
            # Said again it would be refused again; the lease runs out, and a person is asked.
            logger.warning("what became of job %s was not understood", ticket.job)


def _said(one: PrinterReport) -> dict[str, Any]:
    return {
        "name": one.machine.key,
        "width": one.machine.device.width,
        "condition": one.condition,
        "confirm": one.confirm,
        "job": one.job,
    }


def _path(ticket: Ticket, noun: str) -> str:
    return f"/print-jobs/{ticket.job}/attempts/{ticket.attempt}/{noun}"


def _tickets(said: Any) -> list[Ticket]:  # noqa: ANN401 - JSON
    try:
        return [_ticket(one) for one in said["tickets"]]
    except (KeyError, TypeError, ValueError):
        raise QueueRefuses(NOT_OURS) from None


def _ticket(said: Any) -> Ticket:  # noqa: ANN401 - JSON
    job, attempt, printer, eject = (
        said[name] for name in ("job", "attempt", "printer", "eject")
    )
    # These stand in addresses and in the journal.
    if not JOB.fullmatch(job) or type(attempt) is not int or type(eject) is not bool:
        raise ValueError(NOT_OURS)
    return Ticket(job, attempt, str(printer), eject)


def _badge(said: Any) -> BadgeContent:  # noqa: ANN401 - JSON
    try:
        return _words(
            BadgeContent, said | {"labels": _words(BadgeLabels, said["labels"])}
        )
    except (KeyError, TypeError):
        raise QueueRefuses(NOT_OURS) from None


def _words(kind: type[Words], said: dict[str, Any]) -> Words:
    """The fields that we know, each of its own type; a newer server may say more."""
    types = get_type_hints(kind)
    known = {
        field.name: said[field.name] for field in fields(kind) if field.name in said
    }
    if any(type(value) is not types[name] for name, value in known.items()):
        raise TypeError(NOT_OURS)
    return kind(**known)
