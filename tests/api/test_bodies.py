"""Bodies: what is not described is refused, at its place, without a word of what was sent."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lencana.app import longest_body
from tests.api.machine import DESCRIBED, PRINTER, Machine
from tests.web.hostile import MISLEADING

CANARY = "Gita Canary"
POLLS: list[tuple[Any, str]] = [
    ([], "/"),
    ({}, "/printers"),
    ({"printers": [], CANARY: 1}, "/"),
    ({"printers": [PRINTER | {CANARY: 1}]}, "/printers/0"),
    ({"printers": [PRINTER | {"name": ""}]}, "/printers/0/name"),
    ({"printers": [PRINTER | {"name": "n" * 41}]}, "/printers/0/name"),
    ({"printers": [PRINTER | {"name": "a\nb"}]}, "/printers/0/name"),
    ({"printers": [PRINTER | {"name": 7}]}, "/printers/0/name"),
    ({"printers": [PRINTER | {"width": "576"}]}, "/printers/0/width"),
    ({"printers": [PRINTER | {"width": 380}]}, "/printers/0/width"),
    ({"printers": [PRINTER | {"width": 10**30}]}, "/printers/0/width"),
    ({"printers": [PRINTER | {"width": True}]}, "/printers/0/width"),
    ({"printers": [PRINTER | {"condition": CANARY}]}, "/printers/0/condition"),
    ({"printers": [PRINTER | {"confirm": CANARY}]}, "/printers/0/confirm"),
    ({"printers": [PRINTER | {"job": CANARY}]}, "/printers/0/job"),
    ({"printers": [PRINTER, PRINTER]}, "/"),
    (
        {"printers": [PRINTER | {"name": str(number)} for number in range(33)]},
        "/printers",
    ),
    ({"printers": [], "wait": 26}, "/wait"),
    ({"printers": [], "wait": -1}, "/wait"),
    ({"printers": [], "wait": "5"}, "/wait"),
]
OUTCOMES: list[tuple[Any, str]] = [
    ({}, "/outcome"),
    ({"outcome": CANARY}, "/outcome"),
    ({"outcome": "printed", "problem": "agent_lost"}, "/problem"),
    ({"outcome": "printed", "problem": ""}, "/problem"),
]
SOMEWHERE = f"/print-jobs/{'0' * 26}/attempts/1"


@pytest.mark.sampled(8)
@pytest.mark.parametrize(("body", "at"), POLLS)
def test_a_poll_that_is_not_described_is_refused(
    agent: Machine, caplog: pytest.LogCaptureFixture, body: Any, at: str
) -> None:
    answer = agent.ask("POST", "/polls", json=body)

    assert (answer.status_code, (answer.json or {})["at"]) == (422, at)
    assert CANARY not in answer.text + caplog.text


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", MISLEADING)
def test_a_name_that_misleads_its_readers_is_refused(agent: Machine, name: str) -> None:
    answer = agent.ask(
        "POST", "/announcements", json={"printers": [PRINTER | {"name": name}]}
    )

    assert (answer.status_code, (answer.json or {})["at"]) == (422, "/printers/0/name")


@pytest.mark.parametrize(("body", "at"), OUTCOMES)
def test_an_outcome_that_is_not_described_is_refused(
    agent: Machine, body: Any, at: str
) -> None:
    answer = agent.ask("PUT", f"{SOMEWHERE}/outcome", json=body)

    assert (answer.status_code, (answer.json or {})["at"]) == (422, at)


@pytest.mark.parametrize(
    ("sent", "kind", "status"),
    [
        (b'{"printers": [', "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b'{"printers": [], "wait": NaN}', "application/json", 422),
        (b"[" * 16_000, "application/json", 422),
        (b"{}", "text/plain", 415),
        (b"printers=", "application/x-www-form-urlencoded", 415),
        (b"[" * 17_000, "application/json", 413),
    ],
)
def test_a_body_that_is_none_is_refused(
    agent: Machine, sent: bytes, kind: str, status: int
) -> None:
    assert (
        agent.ask("POST", "/polls", data=sent, content_type=kind).status_code == status
    )


BODIES = [
    ("POST", "/agents", {"code": ...}),
    ("POST", "/announcements", {"printers": [PRINTER | {"name": ...}]}),
    ("POST", "/polls", {"printers": [PRINTER | {"job": ...}]}),
    ("PUT", f"{SOMEWHERE}/condition", {"condition": ...}),
    ("PUT", f"{SOMEWHERE}/outcome", {"outcome": ...}),
]
TEXTS = [
    json.dumps(CANARY + "a" * 10_000),
    json.dumps("a\u0345\u0301\u0316\u0334" * 500 + CANARY),
    f'"{CANARY}\\u0000"',
    f'"{CANARY}\\ud800"',
    f'"\\u202e{CANARY}"',
    "9" * 5_000,
    "1e9999",
    '{"a": ' * 500 + "1" + "}" * 500,
    "[" * 1_000 + "]" * 1_000,
    "true",
    f'"{CANARY}',
]


@pytest.mark.parametrize(("method", "path", "body"), BODIES)
def test_no_text_in_a_body_is_a_failure_or_is_repeated(
    agent: Machine,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    body: dict[str, Any],
) -> None:
    written = json.dumps(body, default=lambda _: "here")
    sent = [written.replace('"here"', text) for text in TEXTS]
    # The last of two counts, as in most readers of JSON.
    twice = written.replace('"here"', '"x"')[:-1] + "," + sent[3][1:]
    for text in [*sent, twice]:
        answer = agent.ask(method, path, data=text, content_type="application/json")
        assert answer.status_code == 422
        assert CANARY not in answer.text + caplog.text


def test_thirty_two_printers_with_long_names_fit_into_a_body(agent: Machine) -> None:
    named = [
        PRINTER
        | {"name": f"{number:02d}{'字' * 38}", "confirm": "process_id", "job": "0" * 26}
        for number in range(32)
    ]
    answer = agent.ask(
        "POST",
        "/polls",
        data=json.dumps({"printers": named}),
        content_type="application/json",
    )

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/print-jobs/x/attempts/1/badge",
        f"/print-jobs/{'0' * 26}/attempts/{10**30}/badge",
        "/print-jobs",
        "/",
    ],
)
def test_an_address_that_is_none_is_not_found(agent: Machine, path: str) -> None:
    assert agent.ask("GET", path).status_code == 404


def test_a_method_that_is_none_is_said_so(agent: Machine) -> None:
    answer = agent.client.get("/polls")

    assert (answer.status_code, (answer.json or {})["code"]) == (
        405,
        "method_not_allowed",
    )
    assert "POST" in answer.headers["Allow"]


def test_what_is_refused_is_what_the_description_refuses() -> None:
    schema = {
        "$ref": "#/components/schemas/PollBody",
        "components": DESCRIBED["components"],
    }
    described = Draft202012Validator(schema)
    not_said_there = [{"printers": [PRINTER, PRINTER]}]

    assert [body for body, _ in POLLS if described.is_valid(body)] == not_said_there


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/api/polls", 16_384),
        ("/api", 16_384),
        ("/apis", 65_536),
        ("/kiosk/api/polls", 65_536),
        ("/hosts/invitations", 65_536),
        ("/hosts/guest-lists/preview", 2_097_152),
        ("/kiosk/guest-lists", 65_536),
    ],
)
def test_the_server_collects_no_longer_body_than_machines_may_send(
    path: str, most: int
) -> None:
    assert longest_body(path) == most
