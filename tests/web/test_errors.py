"""When something goes wrong.

People hear what to do, the journal where it was, nobody what was said.
"""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.web.cast import Browser, Stage, signed_in
from tests.web.page_rules import check_page
from tests.web.sample_face import CANARY


def test_a_failure_says_nothing_of_what_it_was_about(
    app: Flask,
    stage: Stage,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("DEBUG")
    browser = signed_in(app, stage.id_of("Hana"))
    answer = browser.get(
        f"/fail?name={CANARY}", headers={"Referer": f"http://localhost/{CANARY}"}
    )
    told = answer.text + caplog.text + "".join(capfd.readouterr())
    assert answer.status_code == 500
    assert not any(word in told for word in CANARY.split())


def test_a_failure_is_found_by_its_number(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    answer = Browser(app).get("/fail")
    line = json.loads(caplog.records[-1].getMessage())
    assert line["request"] in answer.text
    assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)
    assert line["exception"] == "RuntimeError"
    assert line["endpoint"] == "sample.fail"
    assert "from KeyError" in line["at"]
    assert "/" not in "".join(line["at"])


def test_the_page_of_a_failure_asks_nothing_of_the_database(
    app: Flask, stage: Stage
) -> None:
    browser = signed_in(app, stage.id_of("Hana"))
    asked: list[Any] = []
    event.listen(stage.database.engine, "begin", asked.append)
    check_page(browser.get("/fail").text)
    assert asked == []


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing", 404), ("/others", 404), ("/unmarked", 403), ("/sign-out", 405)],
)
def test_a_refusal_is_a_page_of_the_face(app: Flask, path: str, status: int) -> None:
    answer = Browser(app).get(path)
    assert answer.status_code == status
    check_page(answer.text)


def test_too_much_at_once_is_refused(app: Flask) -> None:
    browser = Browser(app)
    browser.get("/guest")
    answer = browser.post("/guest", name="a" * 70_000)
    assert answer.status_code == 413
    check_page(answer.text)
