"""What a link that nobody gave out says: nothing."""

import html

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from tests.cast import Invite
from tests.guest_page.conftest import LinkOf
from tests.web.page_rules import check_page
from visits.store.database import Database
from visits.store.people import FaceSession
from visits.store.visits import Visit

UNKNOWN = "/" + "0" * 26


@pytest.mark.parametrize(
    "path",
    [
        "/x",
        "/" + "0" * 25,
        "/" + "0" * 27,
        "/" + "A" * 26,
        "/" + "u" * 26,
        f"{UNKNOWN}/code.png",
        f"{UNKNOWN}/visit",
        "/../../etc/passwd",
        "/%00",
        "/{{7*7}}",
    ],
)
def test_whatever_is_no_link_gets_the_same_neutral_page(
    anybody: FlaskClient, path: str
) -> None:
    neutral, answer = anybody.get(UNKNOWN), anybody.get(path)
    assert (answer.status_code, answer.data) == (404, neutral.data)
    assert "There is no visit behind this link" in html.unescape(
        answer.get_data(as_text=True)
    )


def test_a_forgotten_visit_is_as_if_it_had_never_been(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf, database: Database
) -> None:
    visit = invite()
    link = link_of(visit)
    with database.transaction() as store:
        store.delete(store.get_one(Visit, visit.id))
    assert anybody.get(link).data == anybody.get(UNKNOWN).data


def test_the_neutral_page_speaks_the_readers_language(anybody: FlaskClient) -> None:
    answer = anybody.get(UNKNOWN, headers={"Accept-Language": "id"})
    assert "Kunjungan tidak ditemukan" in answer.get_data(as_text=True)


def test_trying_links_leaves_nothing_behind(
    anybody: FlaskClient, database: Database
) -> None:
    assert {anybody.get(UNKNOWN).status_code for _ in range(40)} == {404}
    assert database.commits == 0


def test_addresses_stay_with_the_guest(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf, database: Database
) -> None:
    link = link_of(invite())
    for path in (link, f"{link}/code.png", UNKNOWN):
        headers = anybody.get(path).headers
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "Set-Cookie" not in headers
    with database.reading() as store:
        assert store.exec(select(FaceSession)).all() == []


def test_looking_is_all_one_can_do(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf
) -> None:
    link = link_of(invite())
    assert anybody.post(link).status_code in {400, 405}
    assert anybody.delete(link).status_code in {400, 405}


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_page_is_sound(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf, language: str
) -> None:
    for path in (UNKNOWN, link_of(invite(name="محمد <b>عبد", badge_name="محمد"))):
        check_page(anybody.get(f"{path}?language={language}").get_data(as_text=True))
