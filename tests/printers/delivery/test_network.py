"""A name that stands for several places.

One that is dead, or no place for this machine, starves no other.
"""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from printers.addresses import Network
from printers.errors import PrinterError
from printers.transports.network import call
from printers.vocabulary import PrintProblemKind

LOBBY = Network("printer.lobby.example")
PATIENCE = 1.0
# As where there is no IPv6.
NO_FAMILY = 99
Place = tuple[str, int]


@pytest.fixture
def fit() -> Iterator[Place]:
    with socket.create_server(("127.0.0.1", 0)) as printer:
        yield printer.getsockname()


@pytest.fixture
def dead() -> Iterator[Place]:
    """Nobody answers there: too many wait already."""
    with ExitStack() as waiting, socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        for _ in range(2):
            caller = waiting.enter_context(socket.socket())
            caller.settimeout(0)
            caller.connect_ex(busy.getsockname())
        yield busy.getsockname()


@pytest.fixture
def patiences(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that each call was given."""
    given: list[float] = []

    class Noting(socket.socket):
        def settimeout(self, value: float | None) -> None:
            given.append(value or 0)
            super().settimeout(value)

    monkeypatch.setattr(socket, "socket", Noting)
    return given


def stands_for(monkeypatch: pytest.MonkeyPatch, *places: tuple[int, Place]) -> None:
    ways = [(family, socket.SOCK_STREAM, 0, "", place) for family, place in places]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: ways)


def test_a_dead_place_leaves_the_next_its_share_of_the_time(
    monkeypatch: pytest.MonkeyPatch, dead: Place, fit: Place, patiences: list[float]
) -> None:
    stands_for(monkeypatch, (socket.AF_INET, dead), (socket.AF_INET, fit))

    call(LOBBY, PATIENCE).close()

    assert patiences[0] <= PATIENCE / 2


def test_a_place_that_this_machine_cannot_call_is_passed_by(
    monkeypatch: pytest.MonkeyPatch, fit: Place
) -> None:
    stands_for(monkeypatch, (NO_FAMILY, fit), (socket.AF_INET, fit))

    call(LOBBY, PATIENCE).close()


def test_a_printer_is_unreachable_where_no_socket_is_to_be_had(
    monkeypatch: pytest.MonkeyPatch, fit: Place
) -> None:
    stands_for(monkeypatch, (NO_FAMILY, fit))

    with pytest.raises(PrinterError) as refusal:
        call(LOBBY, PATIENCE)

    assert refusal.value.kind is PrintProblemKind.UNREACHABLE
