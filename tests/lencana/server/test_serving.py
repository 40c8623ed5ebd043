"""The server listens where it was told, stops when it is told, and logs nothing of a guest."""

import logging
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import pytest

from lencana.server.bridge import Bridge
from lencana.server.serving import AddressInUse, ListenSettings, running, serve

Ask = Callable[[str, bytes], bytes]
Connect = Callable[[str], socket.socket]

SLOW = b"Content-Length: 1000\r\n\r\nslow"
PROGRAM = """
import sys
from wsgiref.simple_server import demo_app
from lencana.server.bridge import Bridge, Capacity
from lencana.server.serving import ListenSettings, serve
settings = ListenSettings(idle_seconds=600, stalled_seconds=600, grace_seconds=int(sys.argv[1]))
bridge = Bridge(demo_app, capacity=Capacity(body_seconds=600))
serve(bridge, settings, lambda url: print(url, flush=True))
print("ended", flush=True)
"""


@pytest.mark.sampled(1)
@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_though_connections_are_kept_alive(
    connect: Connect, told: signal.Signals
) -> None:
    with program(grace_seconds=600) as server:
        assert server.stdout
        url = server.stdout.readline().strip()
        kept = [connect(url) for _ in range(20)]
        for client in kept:
            client.sendall(b"GET / HTTP/1.1\r\nHost: lobby\r\n\r\n")
            assert client.recv(10) == b"HTTP/1.1 2"
        server.send_signal(told)
        assert server.wait(300) == 0
        assert server.stdout.read() == "ended\n"


def test_a_slow_body_does_not_hold_the_server_longer_than_its_grace(
    connect: Connect,
) -> None:
    with program(grace_seconds=1) as server:
        assert server.stdout
        connect(server.stdout.readline().strip()).sendall(
            b"POST / HTTP/1.1\r\nHost: lobby\r\n" + SLOW
        )
        server.terminate()
        assert server.wait(300) == 0


@contextmanager
def program(grace_seconds: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PROGRAM, str(grace_seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server
        finally:
            server.kill()


def test_a_request_under_way_at_the_end_is_answered(connect: Connect) -> None:
    stop, idle, asking = Event(), Queue[socket.socket](), Queue[socket.socket]()

    def page(_request: Any, start: Any) -> list[bytes]:
        stop.set()
        assert idle.get().recv(1) == b""
        start("200 OK", [])
        return [b"done"]

    def ready(url: str) -> None:
        idle.put(connect(url))
        asking.put(client := connect(url))
        client.sendall(b"GET / HTTP/1.1\r\nHost: lobby\r\n\r\n")

    # In a thread of its own: browser tests leave an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(serve, Bridge(page), ListenSettings(), ready, stop).result()
    assert asking.get().recv(100).startswith(b"HTTP/1.1 200")


def test_an_address_in_use_is_named(url: str, desk: Any) -> None:
    port = urlsplit(url).port or 0
    with (
        pytest.raises(AddressInUse, match=str(port)),
        running(Bridge(desk), ListenSettings(port=port)),
    ):
        pass


def test_the_port_is_free_again_at_once(desk: Any, ask: Ask) -> None:
    with running(Bridge(desk)) as first:
        ask(first, b"GET / HTTP/1.1\r\nHost: lobby\r\nConnection: close\r\n\r\n")
    with running(
        Bridge(desk), ListenSettings(port=urlsplit(first).port or 0)
    ) as second:
        assert second == first


def test_an_unusable_certificate_is_found_before_anything_is_served(
    tmp_path: Path, desk: Any
) -> None:
    missing = ListenSettings(
        certificate=tmp_path / "none.pem", key=tmp_path / "none.key"
    )
    with pytest.raises(FileNotFoundError), running(Bridge(desk), missing):
        pass


def test_the_server_does_not_tell_what_it_is(url: str, ask: Ask) -> None:
    reply = ask(url, b"GET / HTTP/1.1\r\nHost: lobby\r\nConnection: close\r\n\r\n")
    assert b"server:" not in reply.lower()


def test_nothing_is_logged_of_a_request_unless_asked_for(
    url: str, ask: Ask, capfd: Any
) -> None:
    ask(url, b"GET /?name=Canary HTTP/1.1\r\nHost: lobby\r\nConnection: close\r\n\r\n")
    assert capfd.readouterr() == ("", "")


def test_an_access_log_is_written_one_line_for_each_request(
    desk: Any, ask: Ask, capfd: Any
) -> None:
    request = b"GET /?name=Canary HTTP/1.1\r\nHost: lobby\r\nConnection: close\r\n\r\n"
    # Twice: a second server of one process writes no line twice.
    for _ in range(2):
        with running(Bridge(desk), ListenSettings(access_log=True)) as url:
            ask(url, request)
            ask(url, request)
        lines = capfd.readouterr().out.splitlines()
        assert [" GET / 200 " in line for line in lines] == [True, True]
        assert not [line for line in lines if "Canary" in line]


def test_an_access_log_has_the_path_as_it_was_sent_and_neither_query_nor_referer(
    desk: Any, ask: Ask, caplog: Any
) -> None:
    headers = b"Host: lobby\r\nReferer: /?name=Canary\r\nConnection: close\r\n\r\n"
    with (
        caplog.at_level(logging.INFO),
        running(Bridge(desk), ListenSettings(access_log=True)) as url,
    ):
        ask(url, b"GET /a%0Ab?name=Canary HTTP/1.1\r\n" + headers)
        ask(
            url,
            b"GET /guest/7hx19fv80nqd2579s7t2ebfjj9/code.png HTTP/1.1\r\n" + headers,
        )
        both = b"7hx19fv80nqd2579s7t2ebfjj9-0hx19fv80nqd2579s7t2ebfjj9"
        ask(url, b"GET /guest/" + both + b"/erasure HTTP/1.1\r\n" + headers)
    assert "GET /a%0Ab 200" in caplog.text
    assert "GET /guest/*/code.png 200" in caplog.text
    assert "GET /guest/*/erasure 200" in caplog.text
    assert "Canary" not in caplog.text
