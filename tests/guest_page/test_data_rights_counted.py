"""Deeds counted: behind one link there are only so many an hour, whatever they leave behind."""

import pytest
from flask.testing import FlaskClient
from sqlmodel import func, select

from tests.cast import Invite, SettableClock
from tests.guest_page.conftest import LinkOf
from tests.guest_page.own_browser import send, token, words
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.rights import RightsRequest

MOST = 20


@pytest.fixture
def link(invite: Invite, link_of: LinkOf) -> str:
    return link_of(invite())


def rows(database: Database) -> tuple[int, int]:
    with database.reading() as store:
        audit_log = store.exec(select(func.count()).select_from(AuditEntry)).one()
        return store.exec(
            select(func.count()).select_from(RightsRequest)
        ).one(), audit_log


def to_and_fro(browser: FlaskClient, link: str, times: int) -> list[int]:
    """The data is left alone and used again, in turn."""
    said = []
    for number in range(times):
        deed = "restriction/lifting" if number % 2 else "restriction"
        said.append(send(browser, link, f"{link}/{deed}").status_code)
    return said


def test_no_more_than_twenty_are_done_in_an_hour(
    anybody: FlaskClient, database: Database, link: str, clock: SettableClock
) -> None:
    assert to_and_fro(anybody, link, MOST) == [303] * MOST
    before = rows(database)
    answer = send(anybody, link, f"{link}/restriction")
    assert (answer.status_code, "wait a while" in words(answer)) == (429, True)
    assert rows(database) == before
    clock.forward(minutes=61)
    assert send(anybody, link, f"{link}/restriction").status_code == 303


def test_every_deed_counts_and_looking_does_not(
    anybody: FlaskClient, link: str
) -> None:
    form = token(anybody, f"{link}/erasure", f"{link}/erasure")
    click = {"List-Unsubscribe": "One-Click"}
    assert {
        anybody.post(f"{link}/emails", data=click).status_code for _ in range(MOST)
    } == {204}
    assert anybody.post(f"{link}/emails", data=click).status_code == 429
    assert anybody.post(f"{link}/erasure", data={"csrf_token": form}).status_code == 429
    assert anybody.get(link).status_code == 200


def test_anothers_deeds_count_against_nobody_else(
    anybody: FlaskClient, link: str, invite: Invite, link_of: LinkOf
) -> None:
    to_and_fro(anybody, link, MOST)
    assert to_and_fro(anybody, link_of(invite()), 1) == [303]
