"""Where another transaction was first, a request is answered by doing the same once more."""

import pytest
from flask import Flask
from sqlalchemy import text

from tests.web.cast import Browser
from web.access import open_to_everyone
from web.face import database

pytestmark = pytest.mark.parametrize("kind_of_store", ["postgresql"], indirect=True)
DEADLOCK, FAULT = "40P01", "22012"


def hindered(app: Flask, state: str, times: int) -> list[str]:
    """Add a page whose transaction the server ends in this way, so often; return each turn."""
    turns: list[str] = []

    @app.get("/hindered")
    @open_to_everyone
    def _answer() -> str:
        turns.append("turn")
        with database().transaction() as store:
            if len(turns) <= times:
                store.execute(
                    text(f"DO $$ BEGIN RAISE 'met' USING ERRCODE = '{state}'; END $$")
                )
        return "done"

    return turns


def test_a_request_in_whose_way_another_was_is_answered_all_the_same(
    app: Flask,
) -> None:
    turns = hindered(app, DEADLOCK, times=1)
    answer = Browser(app).get("/hindered")
    assert (answer.status_code, answer.text, len(turns)) == (200, "done", 2)


@pytest.mark.parametrize(("state", "turns"), [(DEADLOCK, 2), (FAULT, 1)])
def test_what_fails_again_or_for_another_reason_is_a_failure(
    app: Flask, state: str, turns: int
) -> None:
    counted = hindered(app, state, times=3)
    assert Browser(app).get("/hindered").status_code == 500
    assert len(counted) == turns
