"""Holds: who waits for news costs no thread, hears of it at once, and is let go in the end."""

import json
import select
import socket
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPConnection
from threading import Event, Lock, Semaphore, Thread
from threading import enumerate as enumerate_threads
from time import monotonic
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from api.long_poll import AGAIN, HEADER
from lencana.server.bridge import Bridge, Capacity
from lencana.server.long_poll import LongPolls
from lencana.server.serving import running

Connect = Callable[[str], socket.socket]
THREADS = 4


class Post:
    """Letters for whoever asks; a request that finds none would wait for one."""

    def __init__(self) -> None:
        self.letters: dict[str, int] = {}
        self.asked: list[str] = []
        self.held = Event()

    def __call__(
        self, request: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        who, _, seconds = request["wsgi.input"].read().decode().partition(" ")
        self.asked.append(f"{who} again" if AGAIN in request else who)
        has_letter = self.letters.get(who, 0) > 0
        start(
            "200 OK",
            [] if has_letter or not seconds else [(HEADER, f"{seconds} {who} {who}")],
        )
        return [b"a letter" if has_letter else b"nothing"]

    def look(self) -> dict[str, int]:
        self.held.set()
        return dict(self.letters)


class Crowd:
    """The same office, where whoever is asked again stays until they may go on."""

    def __init__(self) -> None:
        self.post = Post()
        self.entered, self.go_on, self.lock = Semaphore(0), Event(), Lock()
        self.inside = self.most = 0

    def __call__(
        self, request: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        if AGAIN not in request:
            return self.post(request, start)
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.entered.release()
        assert self.go_on.wait(300)
        with self.lock:
            self.inside -= 1
        return self.post(request, start)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def long_polls(post: Post) -> LongPolls:
    return LongPolls(post.look)


@pytest.fixture
def url(post: Post, long_polls: LongPolls) -> Iterator[str]:
    with running(
        Bridge(post, capacity=Capacity(threads=THREADS), long_polls=long_polls)
    ) as base:
        yield base


def ask(url: str, body: str) -> HTTPConnection:
    client = HTTPConnection(urlsplit(url).netloc, timeout=300)
    client.request("POST", "/", body=body)
    return client


def heard(client: HTTPConnection) -> tuple[bytes, dict[str, str]]:
    answer = client.getresponse()
    try:
        return answer.read(), {name.title(): text for name, text in answer.getheaders()}
    finally:
        client.close()


def test_news_ends_the_waiting_and_only_of_those_it_is_for(
    url: str, post: Post, long_polls: LongPolls
) -> None:
    gita, raka = ask(url, "gita 300"), ask(url, "raka 300")
    assert post.held.wait(300)

    post.letters["gita"] = 1
    long_polls.nudge()

    body, headers = heard(gita)
    assert (body, HEADER in headers) == (b"a letter", False)
    assert post.asked.count("gita again") == 1
    assert "raka again" not in post.asked
    raka.close()


def test_news_that_is_none_for_it_wakes_a_waiter_once(
    url: str, post: Post, long_polls: LongPolls
) -> None:
    post.letters["gita"] = 0
    client = ask(url, "gita 300")
    _until(lambda: "gita again" in post.asked)

    for _ in range(3):
        post.held.clear()
        long_polls.nudge()
        assert post.held.wait(300)

    assert post.asked == ["gita", "gita again"]
    client.close()


def test_news_from_another_process_is_heard_within_a_second(
    url: str, post: Post
) -> None:
    gita = ask(url, "gita 300")
    assert post.held.wait(300)

    post.letters["gita"] = 1

    assert heard(gita)[0] == b"a letter"


def test_without_news_the_time_runs_out(url: str) -> None:
    body, headers = heard(ask(url, "gita 0.2"))

    assert (body, HEADER in headers, "Retry-After" in headers) == (
        b"nothing",
        False,
        False,
    )


def test_two_hundred_who_wait_cost_no_thread_and_pages_stay_quick(
    url: str, post: Post, long_polls: LongPolls
) -> None:
    others = set(enumerate_threads())
    waiting = [ask(url, f"guest{number} 300") for number in range(200)]
    quick = []
    for number in range(50):
        began = monotonic()
        assert heard(ask(url, f"page{number}"))[0] == b"nothing"
        long_polls.nudge()
        quick.append(monotonic() - began)
    ours = set(enumerate_threads()) - others
    assert len([one for one in ours if one.name.startswith("request")]) <= THREADS
    print(f"page among 200 held: median {sorted(quick)[25] * 1000:.1f} ms")  # noqa: T201 - a figure

    post.letters = {f"guest{number}": 1 for number in range(200)}
    long_polls.nudge()

    assert {heard(client)[0] for client in waiting} == {b"a letter"}


def test_more_than_may_wait_are_answered_and_told_when_to_come_again(
    post: Post,
) -> None:
    with running(Bridge(post, long_polls=LongPolls(post.look, most=1))) as url:
        first = ask(url, "gita 300")
        assert post.held.wait(300)
        body, headers = heard(ask(url, "raka 300"))
        first.close()

    assert (body, headers["Retry-After"]) == (b"nothing", "5")


def test_of_one_holder_the_newest_two_are_held_and_the_oldest_is_answered_and_calmed(
    url: str, post: Post, long_polls: LongPolls
) -> None:
    oldest = ask(url, "gita 300")
    _until(lambda: _waiting(long_polls) == 1)
    others = [ask(url, "raka 300"), ask(url, "gita 300")]
    _until(lambda: _waiting(long_polls) == 3)
    others.append(ask(url, "gita 300"))

    body, headers = heard(oldest)
    _until(lambda: _waiting(long_polls) == 3)

    assert (body, headers["Retry-After"], HEADER in headers) == (b"nothing", "5", False)
    assert "gita again" not in post.asked
    for client in others:
        client.close()


def test_one_holder_that_asks_a_hundred_times_takes_no_place_of_another(
    post: Post,
) -> None:
    long_polls = LongPolls(post.look, most=10)
    with running(Bridge(post, long_polls=long_polls)) as url:
        many = [ask(url, "gita 300") for _ in range(100)]
        _until(lambda: len(_answered(many)) == 98)
        answered = [heard(client) for client in _answered(many)]
        raka = ask(url, "raka 300")
        assert post.held.wait(300)
        post.letters["raka"] = 1
        long_polls.nudge()
        assert heard(raka)[0] == b"a letter"
        for client in many:
            client.close()

    assert {body for body, _ in answered} == {b"nothing"}


def test_after_news_a_few_are_asked_at_a_time_and_a_page_goes_first() -> None:
    crowd = Crowd()
    long_polls = LongPolls(crowd.post.look)
    with running(
        Bridge(crowd, capacity=Capacity(threads=8), long_polls=long_polls)
    ) as url:
        waiting = [ask(url, f"guest{number} 300") for number in range(20)]
        _until(lambda: _waiting(long_polls) == 20)
        crowd.post.letters = {f"guest{number}": 1 for number in range(20)}
        long_polls.nudge()
        for _ in range(4):
            assert crowd.entered.acquire(timeout=300)

        assert heard(ask(url, "page"))[0] == b"nothing"
        crowd.go_on.set()
        assert {heard(client)[0] for client in waiting} == {b"a letter"}

    assert crowd.most == 4


def test_a_client_that_hangs_up_is_asked_for_no_more(
    url: str, post: Post, long_polls: LongPolls, connect: Connect
) -> None:
    left = connect(url)
    left.sendall(b"POST / HTTP/1.1\r\nHost: lobby\r\nContent-Length: 8\r\n\r\ngita 300")
    assert post.held.wait(300)
    left.close()
    _until(lambda: _waiting(long_polls) == 0)

    post.letters["gita"] = 1
    long_polls.nudge()

    assert heard(ask(url, "raka 0.2"))[0] == b"nothing"
    assert "gita again" not in post.asked


def test_the_end_of_the_server_is_the_end_of_the_waiting(
    post: Post, long_polls: LongPolls
) -> None:
    answers: list[bytes] = []
    with running(Bridge(post, long_polls=long_polls)) as url:
        client = ask(url, "gita 300")
        listener = Thread(target=lambda: answers.append(heard(client)[0]))
        listener.start()
        assert post.held.wait(300)
    listener.join(300)

    assert answers == [b"nothing"]


def test_a_look_that_fails_keeps_nobody_from_an_answer(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    failing = LongPolls(lambda: json.loads("Gita Canary"))
    with running(Bridge(post, long_polls=failing)) as url:
        assert heard(ask(url, "gita 0.2"))[0] == b"nothing"
    assert "a look for news failed: JSONDecodeError" in caplog.text
    assert "Canary" not in caplog.text


def test_without_holds_nothing_is_held_and_nothing_is_said_of_it(post: Post) -> None:
    with running(Bridge(post)) as url:
        body, headers = heard(ask(url, "gita 300"))
    assert (body, HEADER in headers) == (b"nothing", False)


def _until(is_so: Callable[[], bool]) -> None:
    end = monotonic() + 60
    while not is_so():
        assert monotonic() < end


def _answered(clients: Iterable[HTTPConnection]) -> list[HTTPConnection]:
    """Those for whom there is something to read, or nothing any more."""
    of = {client.sock: client for client in clients if client.sock}
    return [of[readable] for readable in select.select(list(of), [], [], 0.01)[0]]


def _waiting(long_polls: Any) -> int:
    return len(long_polls._waiting)  # noqa: SLF001 - nothing outside shows it
