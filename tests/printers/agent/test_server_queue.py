"""The queue of a server far away.

Certificates count, nobody is followed elsewhere, rubbish is no badge.
"""

import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from printers.agent.http_client import LARGEST, HttpClient
from printers.agent.queue import Queue, QueueAway, QueueRefuses
from printers.agent.server_queue import ServerQueue
from printers.badge import BadgeContent
from printers.roll import PrintedGuest, RollContent
from printers.vocabulary import (
    Attempt,
    JobLost,
    Outcome,
    PrintKind,
    PrintProblemKind,
)
from tests.printers.agent.far_server import Far, serving

ATTEMPT = Attempt("1" * 26, 2, "Counter")
LABELS = {"host": "Host", "valid_until": "Valid until", "copy": "Copy"}
BADGE: dict[str, Any] = {
    name: name
    for name in (
        "word",
        "name",
        "host",
        "company",
        "site",
        "day",
        "valid_until",
        "number",
        "code",
    )
} | {"day_number": 1, "copy": 1, "labels": LABELS}


ROLL: dict[str, Any] = {
    name: name for name in ("title", "site", "since", "notice", "language")
} | {"guests": [{"place": "place", "name": "name", "about": "", "is_found": True}]}
ROLL_ATTEMPT = Attempt("1" * 26, 2, "Counter", kind=PrintKind.ROLL)


@pytest.fixture
def far() -> Far:
    return Far()


@pytest.fixture
def queue(far: Far) -> Iterator[Queue]:
    with serving(far) as url, closing(HttpClient(url, "a token")) as caller:
        yield ServerQueue(caller, [], Event())


def test_it_asks_with_its_token_at_the_addresses_that_are_described(
    far: Far, queue: Queue
) -> None:
    far.said = BADGE
    queue.content(ATTEMPT)
    queue.started(ATTEMPT)
    queue.report(ATTEMPT, Outcome.CUT_SHORT, PrintProblemKind.RESET)

    place = f"/api/print-jobs/{ATTEMPT.job}/attempts/2"
    assert [(method, path) for method, path, _ in far.heard] == [
        ("GET", f"{place}/badge"),
        ("POST", f"{place}/start"),
        ("PUT", f"{place}/outcome"),
    ]
    assert far.heard[-1][2] == {"outcome": "cut_short", "problem": "reset"}
    assert far.tokens == {"Bearer a token"}


def test_a_badge_comes_through_and_what_a_newer_server_says_besides_is_left(
    far: Far, queue: Queue
) -> None:
    far.said = BADGE | {"shoe_size": 43}

    badge = queue.content(ATTEMPT)

    assert isinstance(badge, BadgeContent)
    assert (badge.name, badge.labels.copy, badge.private) == ("name", "Copy", False)


@pytest.mark.parametrize(
    "said",
    [
        b"<html>",
        b"[",
        {},
        [],
        BADGE | {"name": 7},
        BADGE | {"day_number": True},
        BADGE | {"labels": None},
        {key: value for key, value in BADGE.items() if key != "code"},
    ],
)
def test_rubbish_is_no_badge(far: Far, queue: Queue, said: Any) -> None:
    far.said = said

    with pytest.raises(QueueRefuses, match="too old"):
        queue.content(ATTEMPT)


def test_a_roll_is_asked_for_by_who_prints_them_and_comes_through(
    far: Far, queue: Queue
) -> None:
    found = {"job": "1" * 26, "number": 2, "printer": "Counter", "eject": False}
    far.said = {"attempts": [found | {"kind": "roll"}]}
    [attempt] = queue.poll([], 0)
    far.said = ROLL | {"shoe_size": 43}

    roll = queue.content(attempt)

    assert isinstance(roll, RollContent)
    assert roll.guests == (
        PrintedGuest(place="place", name="name", about="", is_found=True),
    )
    place = f"/api/print-jobs/{ATTEMPT.job}/attempts/2/roll"
    asked = [(method, path) for method, path, _ in far.heard]
    assert asked == [("POST", "/api/polls?prints=roll"), ("GET", place)]


@pytest.mark.parametrize(
    "said",
    [
        {},
        ROLL | {"guests": None},
        ROLL | {"guests": [7]},
        ROLL | {"guests": [{"name": "name"}]},
        ROLL | {"guests": [ROLL["guests"][0] | {"is_found": 1}]},
        ROLL | {"title": None},
    ],
)
def test_rubbish_is_no_roll(far: Far, queue: Queue, said: Any) -> None:
    far.said = said

    with pytest.raises(QueueRefuses, match="too old"):
        queue.content(ROLL_ATTEMPT)


@pytest.mark.parametrize(
    "attempt",
    [
        {"job": "../" * 9, "number": 1, "printer": "Counter", "eject": False},
        {"job": "1" * 26 + "\n", "number": 1, "printer": "Counter", "eject": False},
        {"job": "1" * 26, "number": "1", "printer": "Counter", "eject": False},
        {"job": "1" * 26, "number": 1, "printer": "Counter"},
        {"job": "1" * 26, "number": 1, "printer": "", "eject": False, "kind": "pass"},
        "attempt",
    ],
)
def test_rubbish_is_no_attempt(far: Far, queue: Queue, attempt: Any) -> None:
    far.said = {"attempts": [attempt]}

    with pytest.raises(QueueRefuses, match="too old"):
        queue.poll([], 0)


@pytest.mark.parametrize(
    ("status", "said", "meaning"),
    [
        (404, {"code": "job_lost", "title": "No."}, JobLost),
        (401, {"code": "token_refused", "title": "Pair again."}, QueueRefuses),
        (409, {"code": "name_taken", "title": "Taken."}, QueueRefuses),
        (404, b"nothing here", QueueRefuses),
        (302, b"", QueueRefuses),
        (500, b"", QueueAway),
        (503, {"code": "failed", "title": "Later."}, QueueAway),
        (429, {"code": "too_many_tries", "title": "Later."}, QueueAway),
        (200, b"x" * (LARGEST + 1), QueueAway),
    ],
)
def test_every_refusal_has_its_meaning(
    far: Far, queue: Queue, status: int, said: Any, meaning: type[Exception]
) -> None:
    far.status, far.said = status, said
    far.headers = {"Location": "http://localhost:1/"}

    with pytest.raises(meaning) as refusal:
        queue.started(ATTEMPT)
    assert type(refusal.value) is meaning
    assert len(far.heard) == 1


def test_an_outcome_that_is_not_understood_is_reported_once(
    far: Far, queue: Queue
) -> None:
    far.status, far.said = 422, {"code": "not_valid", "title": "No."}

    queue.report(ATTEMPT, Outcome.PRINTED)

    assert [body for _, _, body in far.heard] == [
        {"outcome": "printed", "problem": None}
    ]


def test_a_server_that_does_not_answer_is_away() -> None:
    with (
        closing(HttpClient("http://127.0.0.1:1")) as caller,
        pytest.raises(QueueAway) as away,
    ):
        caller.ask("GET", "/openapi.json")
    assert type(away.value) is QueueAway


def test_a_certificate_counts_only_if_its_authority_is_trusted(
    far: Far, certificate: tuple[Path, Path]
) -> None:
    chain, key = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    with serving(far, context) as url:
        with (
            closing(HttpClient(url)) as stranger,
            pytest.raises(QueueRefuses, match="certificate"),
        ):
            stranger.ask("GET", "/openapi.json")
        with closing(HttpClient(url, authority=chain)) as caller:
            assert caller.ask("GET", "/openapi.json").document == {}
        with (
            closing(
                HttpClient(url.replace("localhost", "127.0.0.1"), authority=chain)
            ) as elsewhere,
            pytest.raises(QueueRefuses, match="certificate"),
        ):
            elsewhere.ask("GET", "/openapi.json")
