"""The desk allows a host more guests than the plan, for a day and a reason."""

import html

import pytest
from flask import Flask
from sqlmodel import select

from tests.cast import TODAY, Cast
from tests.web.cast import Browser, signed_in
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.people import QuotaDay
from visits.vocabulary.audit import Act

FORM = {"search": "hana", "day": "2026-11-23", "guests": "20", "reason": "agreed"}


def allow(dewi: Browser, **typed: str) -> str:
    """Send the form; return the page that says why it was not taken, else nothing."""
    assert dewi.get("/more-guests").status_code == 200
    answer = dewi.post("/more-guests", **FORM | typed)
    return "" if answer.status_code == 303 else html.unescape(answer.text)


def extra(database: Database) -> dict[int, int]:
    with database.reading() as store:
        return {row.host_id: row.extra for row in store.exec(select(QuotaDay))}


def test_the_board_leads_there_and_the_host_may_invite_more(
    dewi: Browser, database: Database, cast: Cast
) -> None:
    assert 'href="/more-guests"' in dewi.get("/").text
    assert f'value="{TODAY}"' in dewi.get("/more-guests").text
    assert allow(dewi) == ""
    assert "The host can invite them now." in dewi.get("/").text
    assert extra(database) == {cast.hana.id: 20}
    with database.reading() as store:
        acts = [entry.act for entry in store.exec(select(AuditEntry))]
    assert acts[-1] is Act.QUOTA_RAISED_AS_AGREED


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"search": "nobody"}, "No host of this site is called so."),
        # Of another site.
        ({"search": "dieter"}, "No host of this site is called so."),
        ({"day": "2026-11-22"}, "That is over already."),
        ({"day": "9999-12-31"}, "Choose a day within the next 90 days."),
        ({"day": ""}, "Choose a day."),
        ({"guests": ""}, "Write a number, such as 20."),
        ({"guests": "-1"}, "Write a number from 0 to 5000."),
        ({"guests": "5001"}, "Write a number from 0 to 5000."),
        ({"guests": "many"}, "Give a whole number."),
        ({"reason": "because"}, "Choose one from the list."),
        ({"reason": ""}, "Choose one from the list."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    dewi: Browser, database: Database, typed: dict[str, str], said: str
) -> None:
    assert said in allow(dewi, **typed)
    assert extra(database) == {}


def test_a_host_does_not_allow_it_to_themselves(front_desk: Flask, cast: Cast) -> None:
    hana = signed_in(front_desk, cast.hana.id)
    assert hana.get("/more-guests").status_code == 403
    hana.get("/account")
    assert hana.post("/more-guests", **FORM).status_code == 403
