"""Closed by default, and open only to whom it says."""

import json

import pytest
from flask import Flask

from tests.web.cast import Browser, Stage, signed_in
from tests.web.sample_face import CANARY
from web import access


def test_a_view_that_says_nothing_is_closed_even_to_members(
    app: Flask, stage: Stage
) -> None:
    for browser in (Browser(app), signed_in(app, stage.id_of("Hana"))):
        answer = browser.get("/unmarked")
        assert answer.status_code == 403
        assert CANARY not in answer.text


def test_a_stranger_is_asked_who_they_are_and_brought_back(app: Flask) -> None:
    answer = Browser(app).get("/")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/"


def test_a_member_without_the_role_is_told_so(app: Flask, stage: Stage) -> None:
    answer = signed_in(app, stage.id_of("Dewi")).get("/")
    assert answer.status_code == 403
    assert "not for you" in answer.text


def test_a_closed_door_is_logged_by_address_and_role_and_not_by_name(
    app: Flask, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    signed_in(app, stage.id_of("Dewi")).get(f"/?name={CANARY}")
    (line,) = [json.loads(record.getMessage()) for record in caplog.records]
    assert {line[key] for key in ("event", "endpoint", "level")} == {
        "closed",
        "sample.today",
        "warning",
    }
    assert (line["status"], line["roles"]) == (403, ["desk"])
    assert not any(word in caplog.text for word in (*CANARY.split(), "Dewi", "dewi@"))


def test_whoever_is_not_signed_in_fills_no_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("/", "/unmarked", "/others", "/nothing"):
        Browser(app).get(path)
    assert caplog.records == []


def test_a_member_with_the_role_comes_in(app: Flask, stage: Stage) -> None:
    assert signed_in(app, stage.id_of("Hana")).get("/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "evil",
        "",
        "/\t/evil.example",
    ],
)
def test_nobody_is_brought_back_to_another_place(path: str) -> None:
    assert access.safe_path(path) == "/"


def test_static_files_are_open(app: Flask) -> None:
    assert Browser(app).get("/web/tokens.css").status_code == 200
