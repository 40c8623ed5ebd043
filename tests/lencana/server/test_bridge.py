"""What the application is told of a request, and what the client gets of its response."""

import base64
import json
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import WSGIEnvironment

import h2.config
import h2.connection
import h2.events
import pytest
from flask import Flask, send_file

from lencana.server.bridge import Bridge
from lencana.server.serving import running

Ask = Callable[[str, bytes], bytes]
CLOSE = b"Host: lobby\r\nConnection: close\r\n"


def variables(ask: Ask, url: str, headers: bytes) -> dict[str, str]:
    reply = ask(url, b"GET /variables HTTP/1.1\r\n" + CLOSE + headers + b"\r\n")
    found: dict[str, str] = json.loads(reply.partition(b"\r\n\r\n")[2])
    return found


def test_a_head_request_tells_the_length_and_brings_no_body(url: str, ask: Ask) -> None:
    reply = ask(url, b"HEAD / HTTP/1.1\r\n" + CLOSE + b"\r\n")
    assert reply.startswith(b"HTTP/1.1 200")
    assert b"content-length: 5\r\n" in reply
    assert reply.endswith(b"\r\n\r\n")


def test_a_flask_page_tells_a_head_request_the_length_of_the_get(
    tmp_path: Any, ask: Ask
) -> None:
    app, page = Flask("desk"), tmp_path / "page.txt"
    page.write_text("welcome")
    app.add_url_rule("/", view_func=lambda: send_file(page))
    with running(Bridge(app)) as url:
        head = ask(url, b"HEAD / HTTP/1.1\r\n" + CLOSE + b"\r\n")
        get = ask(url, b"GET / HTTP/1.1\r\n" + CLOSE + b"\r\n")
    assert b"content-length: 7\r\n" in head
    assert head.endswith(b"\r\n\r\n")
    assert get.endswith(b"\r\n\r\nwelcome")


def test_what_is_known_to_be_unchanged_is_answered_without_a_thread(ask: Ask) -> None:
    def no_page(*_request: object) -> list[bytes]:
        raise AssertionError("a thread made a page")

    def known(request: WSGIEnvironment) -> list[tuple[str, str]] | None:
        return [("ETag", '"3"')] if request["PATH_INFO"] == "/board" else None

    with running(Bridge(no_page, not_modified=known)) as url:
        idle = ask(url, b"GET /board HTTP/1.1\r\n" + CLOSE + b"\r\n")
        other = ask(url, b"GET /page HTTP/1.1\r\n" + CLOSE + b"\r\n")
    assert idle.startswith(b"HTTP/1.1 304")
    assert b'etag: "3"\r\n' in idle
    assert idle.endswith(b"\r\n\r\n")
    assert other.startswith(b"HTTP/1.1 500")


@pytest.mark.parametrize(
    ("path", "status"), [(b"/nothing", b"204"), (b"/unchanged", b"304")]
)
def test_a_status_without_a_body_has_neither_body_nor_length(
    url: str, ask: Ask, path: bytes, status: bytes
) -> None:
    reply = ask(url, b"GET " + path + b" HTTP/1.1\r\n" + CLOSE + b"\r\n")
    assert reply.startswith(b"HTTP/1.1 " + status)
    assert b"content-length" not in reply
    assert reply.endswith(b"\r\n\r\n")


def test_two_requests_are_answered_on_one_connection(url: str) -> None:
    client = HTTPConnection(urlsplit(url).netloc, timeout=300)
    for body in ("first", "second"):
        client.request("POST", "/", body=body)
        assert client.getresponse().read() == b"echo:" + body.encode()
    client.close()


def test_a_bodiless_answer_leaves_the_connection_in_step(url: str) -> None:
    client = HTTPConnection(urlsplit(url).netloc, timeout=300)
    for method, path in (("HEAD", "/"), ("GET", "/nothing"), ("GET", "/unchanged")):
        client.request(method, path)
        assert client.getresponse().read() == b""
    client.request("GET", "/")
    assert client.getresponse().read() == b"echo:"
    client.close()


@pytest.mark.parametrize("path", [b"/failure", b"/exit", b"/broken-header"])
def test_the_words_of_a_failure_reach_neither_client_nor_log(
    url: str, ask: Ask, path: bytes, capfd: Any, caplog: Any
) -> None:
    reply = ask(url, b"GET " + path + b"?name=Canary HTTP/1.1\r\n" + CLOSE + b"\r\n")
    afterwards = ask(url, b"GET / HTTP/1.1\r\n" + CLOSE + b"\r\n")
    logged = caplog.text + "".join(capfd.readouterr())
    assert reply.startswith(b"HTTP/1.1 500")
    assert afterwards.startswith(b"HTTP/1.1 200")
    assert b"Canary" not in reply
    assert "Error" in logged or "SystemExit" in logged
    assert "Canary" not in logged


def test_a_header_with_an_underscore_does_not_pass_for_one_with_a_dash(
    url: str, ask: Ask
) -> None:
    found = variables(ask, url, b"X_Real_IP: 10.0.0.1\r\nX-Lobby: yes\r\n")
    assert found["HTTP_X_LOBBY"] == "yes"
    assert "HTTP_X_REAL_IP" not in found


def test_repeated_headers_are_joined_and_cookies_with_their_own_sign(
    url: str, ask: Ask
) -> None:
    found = variables(
        ask, url, b"Accept: a\r\nCookie: b=1\r\nAccept: c\r\nCookie: d=2\r\n"
    )
    assert found["HTTP_ACCEPT"] == "a,c"
    assert found["HTTP_COOKIE"] == "b=1; d=2"


def test_nobody_becomes_somebody_else_by_a_forwarded_header(url: str, ask: Ask) -> None:
    found = variables(
        ask, url, b"X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: https\r\n"
    )
    assert found["REMOTE_ADDR"] == "127.0.0.1"
    assert found["wsgi.url_scheme"] == "http"
    assert f"{found['SERVER_NAME']}:{found['SERVER_PORT']}" == urlsplit(url).netloc


def test_hostile_bytes_of_a_path_arrive_as_they_are(
    url: str, ask: Ask, desk: Any
) -> None:
    reply = ask(
        url, b"GET /%ff%00%0d%0a%C3%A9/../%2e?q=%ff HTTP/1.1\r\n" + CLOSE + b"\r\n"
    )
    assert reply.startswith(b"HTTP/1.1 200")
    assert desk.seen[0]["PATH_INFO"].encode("latin-1") == b"/\xff\x00\r\n\xc3\xa9/../."
    assert desk.seen[0]["QUERY_STRING"] == "q=%ff"


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"TRACE / HTTP/1.1", b"405"),
        (b"GET http://elsewhere/ HTTP/1.1", b"400"),
        (b"CONNECT elsewhere:443 HTTP/1.1", b"400"),
        (b"OPTIONS * HTTP/1.1", b"400"),
        (b"GET /\xff HTTP/1.1", b"400"),
    ],
)
def test_a_request_that_no_page_needs_is_refused(
    url: str, ask: Ask, desk: Any, request_line: bytes, status: bytes
) -> None:
    reply = ask(url, request_line + b"\r\nHost: lobby\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 " + status)
    assert desk.seen == []


@pytest.mark.parametrize("host", [b"a" * 64, b"a..b", b".", b"x" * 300 + b":80"])
def test_a_host_that_is_no_name_is_refused(
    url: str, ask: Ask, desk: Any, host: bytes
) -> None:
    reply = ask(url, b"GET / HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
    assert reply.startswith(b"HTTP/1.1 400")
    assert desk.seen == []


def test_a_websocket_is_refused(url: str, ask: Ask, desk: Any) -> None:
    key = base64.b64encode(bytes(16))
    upgrade = (
        b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    )
    reply = ask(
        url,
        b"GET / HTTP/1.1\r\nHost: lobby\r\n"
        + upgrade
        + b"Sec-WebSocket-Key: "
        + key
        + b"\r\n\r\n",
    )
    assert reply.startswith(b"HTTP/1.1 403")
    assert desk.seen == []


@pytest.mark.parametrize("offer", [b"h2c", b"H2C", b"websocket, h2c"])
def test_an_upgrade_to_http_2_is_refused_in_http_1(
    url: str, ask: Ask, desk: Any, offer: bytes
) -> None:
    reply = ask(
        url,
        b"GET / HTTP/1.1\r\nHost: lobby\r\nConnection: Upgrade, HTTP2-Settings\r\n"
        b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\nUpgrade: " + offer + b"\r\n\r\n",
    )
    assert reply.startswith(b"HTTP/1.1 505")
    assert b"upgrade" not in reply.lower()
    assert desk.seen == []


def test_http_2_that_slips_past_a_proxy_reaches_no_page(
    url: str, connect: Any, desk: Any
) -> None:
    client, protocol = (
        connect(url),
        h2.connection.H2Connection(h2.config.H2Configuration()),
    )
    protocol.initiate_connection()
    names = {":method": "GET", ":path": "/", ":scheme": "http", ":authority": "lobby"}
    protocol.send_headers(1, list(names.items()), end_stream=True)
    client.sendall(protocol.data_to_send())
    events: list[h2.events.Event] = []
    while not any(isinstance(event, h2.events.StreamEnded) for event in events):
        events += protocol.receive_data(client.recv(65536))
    answers = [
        event for event in events if isinstance(event, h2.events.ResponseReceived)
    ]
    assert dict(answers[0].headers or [])[b":status"] == b"505"
    assert desk.seen == []
