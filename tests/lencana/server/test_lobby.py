"""A lobby full of hostile sockets, in which everybody else is still served."""

from collections.abc import Callable
from http.client import HTTPConnection
from select import select
from socket import socket
from threading import Event
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import pytest

from lencana.server import connections
from lencana.server.bridge import Bridge, Capacity
from lencana.server.serving import ListenSettings, running

Connect = Callable[[str], socket]


def test_five_people_are_served_among_four_hundred_slow_sockets(
    url: str, connect: Connect
) -> None:
    for _ in range(200):
        connect(url).sendall(b"GET / HTTP/1.1\r\nHost: lob")
        connect(url).sendall(
            b"POST / HTTP/1.1\r\nHost: lobby\r\nContent-Length: 1000\r\n\r\nslow"
        )
    answers = []
    for guest in range(5):
        client = HTTPConnection(urlsplit(url).netloc, timeout=300)
        client.request("POST", "/", body=f"guest {guest}")
        answers.append(client.getresponse().read())
        client.close()
    assert answers == [f"echo:guest {guest}".encode() for guest in range(5)]


def test_a_head_that_never_ends_is_closed(desk: Any, connect: Connect) -> None:
    with running(Bridge(desk), ListenSettings(idle_seconds=1)) as url:
        client = connect(url)
        client.sendall(b"GET / HTTP/1.1\r\nHost: lob")
        assert client.recv(100) == b""
    assert desk.seen == []


def test_a_tablet_keeps_its_connection_between_two_heartbeats(
    desk: Any, connect: Connect
) -> None:
    with running(Bridge(desk), ListenSettings(idle_seconds=1)) as url:
        tablet = used_connection(connect, url)
        # Begun later than the tablet's pause, and closed after the same seconds.
        assert connect(url).recv(100) == b""
        tablet.sendall(b"GET / HTTP/1.1\r\nHost: lobby\r\n\r\n")
        assert b"200" in tablet.recv(1000)


def test_a_used_connection_is_closed_where_many_are_kept(
    desk: Any, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_KEPT", 1)
    listening = ListenSettings(idle_seconds=1, stalled_seconds=300)
    with running(Bridge(desk), listening) as url:
        used = [used_connection(connect, url) for _ in range(2)]
        closed, _, _ = select(used, [], [], 60)
    assert len(closed) == 1


def test_a_head_that_never_ends_is_closed_on_a_used_connection_too(
    desk: Any, connect: Connect
) -> None:
    listening = ListenSettings(idle_seconds=1, stalled_seconds=300)
    with running(Bridge(desk), listening) as url:
        client = used_connection(connect, url)
        client.sendall(b"GET / HTTP/1.1\r\nHost: lob")
        assert client.recv(100) == b""


def used_connection(connect: Connect, url: str) -> socket:
    client = connect(url)
    client.sendall(b"HEAD / HTTP/1.1\r\nHost: lobby\r\n\r\n")
    while not (answer := client.recv(1000)).endswith(b"\r\n\r\n"):
        assert answer
    return client


def test_a_client_that_left_does_not_keep_its_page_from_ending(
    connect: Connect,
) -> None:
    arrived, left, ended = Event(), Event(), Event()

    def page(_request: Any, start: Any) -> list[bytes]:
        arrived.set()
        assert left.wait(300)
        start("200 OK", [])
        ended.set()
        return [b"x" * 1_000_000]

    with running(Bridge(page)) as url:
        client = connect(url)
        client.sendall(b"GET / HTTP/1.1\r\nHost: lobby\r\n\r\n")
        assert arrived.wait(300)
        client.close()
        left.set()
        assert ended.wait(300)
        assert b"200" in connect_and_ask(connect, url)


def test_more_requests_than_may_wait_are_turned_away(connect: Connect) -> None:
    arrived, go_on = Event(), Event()

    def page(_request: Any, start: Any) -> list[bytes]:
        arrived.set()
        assert go_on.wait(300)
        start("200 OK", [])
        return [b"done"]

    with running(Bridge(page, capacity=Capacity(threads=1, waiting=0))) as url:
        first = connect(url)
        first.sendall(b"GET / HTTP/1.1\r\nHost: lobby\r\n\r\n")
        assert arrived.wait(300)
        assert b"503" in connect_and_ask(connect, url)
        go_on.set()
        assert b"200" in first.recv(100)


def test_pages_that_nobody_takes_are_given_up(desk: Any, connect: Connect) -> None:
    with running(Bridge(desk), ListenSettings(stalled_seconds=1)) as url:
        client = connect(url)
        client.sendall(b"GET /large HTTP/1.1\r\nHost: lobby\r\n\r\n")
        given_up = monotonic() + 60
        while is_open(url, client):
            assert monotonic() < given_up
            assert b"200" in connect_and_ask(connect, url)


def is_open(url: str, client: socket) -> bool:
    ours, theirs = (
        f":{port:04X}" for port in (urlsplit(url).port or 0, client.getsockname()[1])
    )
    with open("/proc/net/tcp", encoding="ascii") as connections:  # noqa: PTH123 - a table, not a file
        ends = [line.split()[1:4] for line in connections]
    return any(
        here.endswith(ours) and there.endswith(theirs) for here, there, _state in ends
    )


def connect_and_ask(connect: Connect, url: str) -> bytes:
    client = connect(url)
    client.sendall(b"GET / HTTP/1.1\r\nHost: lobby\r\nConnection: close\r\n\r\n")
    return client.recv(100)
