"""Bodies arrive whole, in time and within their limit, or the application never hears of them."""

import select
import socket
from collections.abc import Callable
from typing import Any

import pytest

from lencana.server.bridge import Bridge, Capacity
from lencana.server.serving import ListenSettings, running

Ask = Callable[[str, bytes], bytes]
Connect = Callable[[str], socket.socket]

POST = b"POST / HTTP/1.1\r\nHost: lobby\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
AT_ONCE = ListenSettings(grace_seconds=0)
LAST_CHUNK = b"0\r\n\r\n"


def chunk(length: int) -> bytes:
    return b"%x\r\n" % length + b"g" * length + b"\r\n"


def rest(client: socket.socket) -> bytes:
    return b"".join(iter(lambda: client.recv(65536), b""))


def test_a_chunked_body_arrives_whole(url: str, ask: Ask, desk: Any) -> None:
    closing = CHUNKED.replace(b"Host", b"Connection: close\r\nHost")
    reply = ask(url, closing + chunk(1000) * 60 + LAST_CHUNK)
    assert reply.endswith(b"\r\n\r\necho:" + b"g" * 60_000)
    assert desk.seen[0]["CONTENT_LENGTH"] == "60000"
    assert "HTTP_TRANSFER_ENCODING" not in desk.seen[0]


def test_a_chunked_body_over_the_limit_is_refused(
    url: str, ask: Ask, desk: Any
) -> None:
    reply = ask(url, CHUNKED + chunk(1024) * 65)
    assert reply.startswith(b"HTTP/1.1 413")
    assert desk.seen == []


def test_a_body_announced_too_long_is_refused_before_any_of_it_came(
    url: str, ask: Ask, desk: Any
) -> None:
    reply = ask(url, POST + b"Content-Length: 1000000000\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 413")
    assert b"connection: close\r\n" in reply
    assert desk.seen == []


def test_a_client_in_the_middle_of_a_long_upload_still_reads_the_refusal(
    url: str, connect: Connect
) -> None:
    client = connect(url)
    client.sendall(POST + b"Content-Length: 8000000\r\n\r\n" + b"g" * 8_000_000)
    reply = rest(client)
    assert reply.startswith(b"HTTP/1.1 413")
    assert reply.endswith(b"\r\n\r\nRequest Entity Too Large\n")


def test_a_client_that_will_not_stop_sending_is_cut_off(
    desk: Any, connect: Connect
) -> None:
    with running(Bridge(desk, capacity=Capacity(linger_seconds=0.1))) as url:
        client = connect(url)
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            keep_sending(client)


def keep_sending(client: socket.socket) -> None:
    client.sendall(CHUNKED)
    while True:
        client.sendall(chunk(65536))


def test_a_route_may_have_a_limit_of_its_own(desk: Any, ask: Ask) -> None:
    body = b"Connection: close\r\nContent-Length: 100000\r\n\r\n" + b"g" * 100_000
    with running(
        Bridge(desk, lambda path: 200_000 if path == "/imports" else 1000)
    ) as url:
        allowed = ask(url, POST.replace(b"/ ", b"/imports ", 1) + body)
        refused = ask(url, POST + body)
    assert allowed.startswith(b"HTTP/1.1 200")
    assert refused.startswith(b"HTTP/1.1 413")


def test_a_dripping_body_is_closed_with_408(desk: Any, connect: Connect) -> None:
    with running(Bridge(desk, capacity=Capacity(body_seconds=0.3))) as url:
        client = connect(url)
        client.sendall(POST + b"Content-Length: 60000\r\n\r\n")
        while not select.select([client], [], [], 0.02)[0]:
            client.sendall(b"g")
        assert rest(client).startswith(b"HTTP/1.1 408")
    assert desk.seen == []


@pytest.mark.parametrize(
    "head", [CHUNKED + chunk(10), POST + b"Content-Length: 20\r\n\r\n0123456789"]
)
def test_a_body_cut_off_by_its_client_never_reaches_the_application(
    url: str, connect: Connect, desk: Any, head: bytes
) -> None:
    client = connect(url)
    client.sendall(head)
    client.shutdown(socket.SHUT_WR)
    assert b"200" not in rest(client)
    assert desk.seen == []


def test_a_body_of_two_lengths_is_refused(url: str, ask: Ask, desk: Any) -> None:
    reply = ask(
        url, CHUNKED.replace(b"Host", b"Content-Length: 3\r\nHost") + LAST_CHUNK
    )
    assert reply.startswith(b"HTTP/1.1 400")
    assert desk.seen == []


def test_when_bodies_fill_their_common_room_the_oldest_gives_way_and_the_honest_one_passes(
    desk: Any, ask: Ask, connect: Connect
) -> None:
    honest = (
        POST + b"Connection: close\r\nContent-Length: 50000\r\n\r\n" + b"g" * 50_000
    )
    with running(
        Bridge(desk, capacity=Capacity(bodies_bytes=300_000, body_seconds=60)), AT_ONCE
    ) as url:
        dripping = [connect(url) for _ in range(10)]
        for client in dripping:
            client.sendall(POST + b"Content-Length: 60000\r\n\r\n" + b"g" * 59_000)
        evicted = [rest(client)[:12] for client in dripping[:4]]
        assert ask(url, honest).startswith(b"HTTP/1.1 200")
    assert evicted == [b"HTTP/1.1 408"] * 4
