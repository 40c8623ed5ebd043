"""Doors.

Without a token nothing opens but pairing and the description, and nothing is said of why.
"""

import pytest
from flask import Flask

from tests.api.machine import DESCRIBED, Machine
from visits.store.database import Database
from web.static_files import is_static

OPEN = {"agents.pair", "description.show"}
ADDRESS = {"job": "0" * 26, "attempt": 1}


def doors(app: Flask) -> list[tuple[str, str, str]]:
    """Every endpoint that is not open, with its method and an address of it."""
    build = app.url_map.bind("localhost").build
    return [
        (
            rule.endpoint,
            method,
            build(rule.endpoint, {name: ADDRESS[name] for name in rule.arguments}),
        )
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
        if rule.endpoint not in OPEN and not is_static(rule.endpoint)
    ]


@pytest.mark.parametrize(
    "token", ["", "Bearer", "Bearer nobody", "Basic nobody", f"Bearer {'x' * 10_000}"]
)
def test_nothing_opens_without_a_token(
    face: Flask, stranger: Machine, token: str
) -> None:
    headers = {"Authorization": token} if token else {}
    for _, method, path in doors(face):
        answer = stranger.ask(method, path, headers=headers)
        assert (answer.status_code, (answer.json or {})["code"]) == (
            401,
            "token_refused",
        )
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_every_view_but_the_open_ones_is_handed_its_agent(face: Flask) -> None:
    closed = {
        name
        for name, view in face.view_functions.items()
        if hasattr(view, "asks_for_a_token")
    }

    assert closed == {name for name, _, _ in doors(face)}


def test_another_host_is_not_ours(stranger: Machine) -> None:
    answer = stranger.client.get("/openapi.json", headers={"Host": "elsewhere.example"})

    assert (answer.status_code, (answer.json or {})["code"]) == (400, "bad_request")


def test_a_failure_says_nothing(
    stranger: Machine, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database.backend, "reading", None)

    answer = stranger.client.post("/polls", headers={"Authorization": "Bearer nobody"})

    assert (answer.status_code, (answer.json or {})["code"]) == (500, "failed")
    assert "engine" not in answer.text


def test_the_description_and_the_face_have_the_same_doors(face: Flask) -> None:
    real = {
        (method, rule.rule.replace("string(length=26):", "").replace("number:", ""))
        for rule in face.url_map.iter_rules()
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
        if not is_static(rule.endpoint)
    }
    described = {
        (method.upper(), path.replace("{", "<").replace("}", ">"))
        for path, item in DESCRIBED["paths"].items()
        for method in item
        if method != "parameters"
    }

    assert real == described
