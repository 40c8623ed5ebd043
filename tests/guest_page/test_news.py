"""News: the open page learns how the visit stands, in the words of the tablet, and asks cheaply."""

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from tests.cast import Cast, Invite, SettableClock, check_in
from tests.guest_page.conftest import LinkOf
from tests.guest_page.own_browser import words
from visits import host_answers, invitations, place_texts
from visits.lobby import departures
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.visits import Visit
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.visits import Answer

TOLD = {
    Answer.COMING: "Your host is on the way to you.",
    Answer.SEND_UP: "Please go up: Langit Studio, Level 12.",
    Answer.FIVE_MINUTES: "Your host comes in about five minutes.",
    Answer.WAIT: "Your host asks you to wait a little.",
    Answer.SOMEBODY_ELSE: "A colleague of your host comes to you.",
    Answer.NOBODY_EXPECTED: "Please see the front desk.",
}
"""As in tests/kiosk/test_badge_status.py."""


def answer(database: Database, visit: Visit, given: Answer) -> None:
    with database.transaction() as store:
        asked = host_answers.of_host(store, visit.host_id, visit.public_id)
        host_answers.answer(store, asked, given)


def news(browser: FlaskClient, page: str) -> tuple[str, str]:
    told = browser.get(f"{page}/news.json").get_json()
    return told["state"], told["said"]


def test_an_answer_is_on_the_page_and_in_its_next_question_word_for_word(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
) -> None:
    with database.transaction() as store:
        place_texts.write(store, cast.langit, PlaceTextKind.FLOOR, "en", "Level 12")
    visit = invite()
    page = link_of(visit)
    assert news(anybody, page) == ("coming", "")
    check_in(database, cast.kiosk, visit)
    assert news(anybody, page) == ("here", "We are telling your host.")
    for given in Answer:
        answer(database, visit, given)

        assert news(anybody, page) == ("here", TOLD[given])
        shown = words(anybody.get(page))
        assert [said for said in TOLD.values() if f">{said}<" in shown] == [TOLD[given]]


def test_it_is_in_the_language_of_the_page(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
) -> None:
    visit = invite(language="id")
    page = link_of(visit)
    check_in(database, cast.kiosk, visit)

    answer(database, visit, Answer.COMING)

    english, indonesian = (
        anybody.get(f"{page}/news.json{asked}").get_json()["said"]
        for asked in ("?language=en", "")
    )
    assert english == TOLD[Answer.COMING]
    assert indonesian not in TOLD.values()
    assert f"{page}/news.json?language=en" in words(anybody.get(f"{page}?language=en"))


def test_nothing_is_sent_or_written_until_there_is_news(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    link_of: LinkOf,
) -> None:
    visit = invite()
    page = link_of(visit)
    check_in(database, cast.kiosk, visit)
    known = {"If-None-Match": anybody.get(f"{page}/news.json").headers["ETag"]}
    # That somebody else is expected at the site is nobody's news here.
    invite(email="budi@example.org")
    with database.reading() as store:
        before = len(store.exec(select(AuditEntry)).all())
    commits = database.commits

    clock.forward(minutes=1)
    same = anybody.get(f"{page}/news.json", headers=known)

    assert (same.status_code, same.data) == (304, b"")
    assert database.commits == commits
    with database.reading() as store:
        assert len(store.exec(select(AuditEntry)).all()) == before
    answer(database, visit, Answer.WAIT)
    assert anybody.get(f"{page}/news.json", headers=known).status_code == 200


@pytest.mark.parametrize("end", ["left", "withdrawn", "over"])
def test_a_page_whose_visit_stands_otherwise_hears_it(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    link_of: LinkOf,
    end: str,
) -> None:
    visit = invite()
    page = link_of(visit)
    if end == "left":
        check_in(database, cast.kiosk, visit)
        answer(database, visit, Answer.COMING)
        with database.transaction() as store:
            departures.check_out(store, visit.site_id, visit.public_id, cast.dewi.id)
    elif end == "withdrawn":
        with database.transaction() as store:
            invitations.withdraw(store, cast.hana.id, visit.public_id)
    else:
        clock.at("2026-11-24 00:00")

    # Who left may come back; nothing of the host is said any more.
    assert news(anybody, page) == ("back" if end == "left" else end, "")
