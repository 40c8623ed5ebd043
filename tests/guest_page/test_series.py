"""One page for several days: it lists them, and what is asked there is asked for all of them."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from tests.cast import TODAY, Cast, Invite, SettableClock, check_in, stage
from tests.guest_page.conftest import LinkOf
from tests.guest_page.own_browser import do, send, words
from tests.guest_page.test_confirmation import BUTTON, CONFIRMED, confirm
from visits import series, visit_state
from visits.lobby import departures
from visits.store.database import Database
from visits.store.visits import Visit
from visits.visit_state import Stage

NEXT_DAYS = tuple(TODAY + timedelta(days=number) for number in (1, 2))
DATES = [
    "Monday, 23 November 2026",
    "Tuesday, 24 November 2026",
    "Wednesday, 25 November 2026",
]


@pytest.fixture
def days(database: Database, invite: Invite) -> list[Visit]:
    """Gita is expected today and on the next two days."""
    visit = invite(more_days=NEXT_DAYS)
    with database.reading() as store:
        found = series.days(store, visit_state.of(store, visit.id))
        return [day.visit for day in found]


@pytest.fixture
def page(days: list[Visit], link_of: LinkOf) -> str:
    """The link in Gita's e-mail."""
    return link_of(days[-1])


def leave(database: Database, cast: Cast, visit: Visit) -> None:
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)


def listed(shown: str) -> str:
    return shown.partition('id="days"')[2].partition("</section>")[0]


def test_the_page_lists_every_day_and_turns_to_the_next_one(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    clock: SettableClock,
    days: list[Visit],
    page: str,
) -> None:
    shown = words(anybody.get(page))
    assert [day in listed(shown) for day in DATES] == [True] * 3
    check_in(database, cast.kiosk, days[0])
    assert "You are here" in listed(words(anybody.get(page)))
    leave(database, cast, days[0])
    clock.at("2026-11-23 21:00")
    assert f"This code works again on {DATES[1]}." in words(anybody.get(page))

    clock.at("2026-11-24 09:00")

    shown = words(anybody.get(page))
    assert "You were here" in listed(shown)
    assert f'<span class="pass-day">{DATES[1]}' in shown
    assert anybody.get(f"{page}/code.png").status_code == 200


def test_the_link_to_pass_on_lists_what_is_to_come_and_not_who_came(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    days: list[Visit],
    shared_link_of: LinkOf,
) -> None:
    check_in(database, cast.kiosk, days[0])

    shown = words(anybody.get(shared_link_of(days[2])))

    assert f"It works again on {DATES[1]}." in shown
    assert [day in listed(shown) for day in DATES] == [False, True, True]
    assert "You were here" not in shown
    assert "You are here" not in shown


def test_a_guest_cancels_another_day_than_the_one_that_is_shown(
    anybody: FlaskClient, database: Database, days: list[Visit], page: str
) -> None:
    told = do(anybody, page, f"{page}/cancellation", visit=days[1].public_id)

    assert "Your host knows that you cannot come." in told
    assert "Cancelled" in listed(told)
    assert "code.png" in told
    assert [stage(database, day) for day in days] == [
        Stage.EXPECTED,
        Stage.WITHDRAWN,
        Stage.EXPECTED,
    ]


def test_a_guest_cancels_every_day(
    anybody: FlaskClient, database: Database, days: list[Visit], page: str
) -> None:
    chosen = {"visit": days[1].public_id, "every": "yes"}
    told = do(anybody, page, f"{page}/cancellation", **chosen)

    assert "code.png" not in told
    assert {stage(database, day) for day in days} == {Stage.WITHDRAWN}


def test_nobody_cancels_a_visit_of_another_series(
    anybody: FlaskClient, database: Database, invite: Invite, page: str
) -> None:
    other = invite(email="budi@example.org")

    answer = send(anybody, page, f"{page}/cancellation", visit=other.public_id)

    assert answer.status_code == 404
    assert stage(database, other) is Stage.EXPECTED


def test_the_copy_has_every_day(
    anybody: FlaskClient, days: list[Visit], page: str
) -> None:
    copy = anybody.get(f"{page}/copy.json").get_json()

    assert [one["visit"] for one in copy["visits"]] == [day.public_id for day in days]
    names = [
        next(item["value"] for item in one["kept"] if item["name"] == "name")
        for one in copy["visits"]
    ]
    assert names == ["Gita Pramesti"] * 3


def test_a_confirmed_page_is_confirmed_for_its_day(
    anybody: FlaskClient, database: Database, clock: SettableClock, page: str
) -> None:
    confirmed = confirm(anybody, database, page)
    assert CONFIRMED in words(anybody.get(page, follow_redirects=True))

    clock.at("2026-11-24 09:00")

    assert anybody.get(confirmed).status_code == 404
    assert BUTTON in words(anybody.get(page))


def test_what_is_kept_of_every_day_is_erased_at_once(
    anybody: FlaskClient, database: Database, page: str
) -> None:
    erasing = f"{page}/erasure"
    assert "all of your days" in words(anybody.get(erasing))

    send(anybody, erasing, erasing)

    assert anybody.get(page).status_code == 404
    with database.reading() as store:
        assert list(store.exec(select(Visit))) == []
