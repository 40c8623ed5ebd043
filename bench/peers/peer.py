"""A peer that is checked in at over HTTP with one request, by a token of its own API."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from typing import NamedTuple

from bench.peers.system import Desk, NotMeasuredError

TIMEOUT, SAID = 120, 200
"""Seconds, as a worker imports its application before it answers first; and bytes of a refusal."""


class Request(NamedTuple):
    """A check-in as the peer's API takes it."""

    method: str
    path: str
    body: str


@dataclass
class ApiDesk:
    """A client with a connection of its own, renewed whenever the server closes it."""

    connection: HTTPConnection
    headers: dict[str, str]
    request: Callable[[str], Request]
    accepted: bytes
    """What stands in the answer to an attendee who is in."""

    def check_in(self, attendee: str) -> None:
        """Raise RuntimeError unless the peer says that the attendee is in."""
        asked = self.request(attendee)
        self.connection.request(asked.method, asked.path, asked.body, self.headers)
        answer = self.connection.getresponse()
        said = answer.read()
        is_in = answer.status < HTTPStatus.BAD_REQUEST and self.accepted in said
        if not is_in:
            raise RuntimeError(f"answered {answer.status}: {said[:SAID]!r}")


@dataclass
class Peer:
    """A peer's desks, and how all its attendees become expected again."""

    name: str
    desks: list[Desk]
    everybody: list[str]
    forget: Callable[[], None]

    def __post_init__(self) -> None:
        self.attendees = deque(self.everybody)

    def refill(self) -> None:
        self.forget()
        self.attendees = deque(self.everybody)

    def settle(self) -> None:
        """Nothing: what a peer leaves for later nobody does, as no worker of its queue runs."""

    def try_out(self) -> None:
        """Raise NotMeasuredError unless every desk can check somebody in."""
        try:
            for desk in self.desks:
                desk.check_in(self.attendees.popleft())
        except (OSError, RuntimeError) as problem:
            raise NotMeasuredError(f"a check-in was {problem}") from None


@contextmanager
def desks(
    port: int,
    clients: int,
    headers: dict[str, str],
    request: Callable[[str], Request],
    accepted: bytes,
) -> Iterator[list[Desk]]:
    """Connections to a peer, closed after the block."""
    sent = headers | {"Content-Type": "application/json", "Accept": "application/json"}
    with ExitStack() as opened:
        yield [
            ApiDesk(
                opened.enter_context(
                    closing(HTTPConnection("127.0.0.1", port, timeout=TIMEOUT))
                ),
                sent,
                request,
                accepted,
            )
            for _ in range(clients)
        ]
