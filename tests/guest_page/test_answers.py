"""Late, or not coming: two buttons on the guest's page, which host and desk are told of."""

from datetime import timedelta

from flask.testing import FlaskClient

from tests.cast import TODAY, Cast, Invite, check_in, stage
from tests.guest_page.conftest import LinkOf
from tests.guest_page.own_browser import do, words
from visits.store.database import Database
from visits.visit_state import Stage


def test_a_guest_says_how_late_they_are_and_the_page_says_it_back(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf
) -> None:
    page = link_of(invite())

    told = do(anybody, page, f"{page}/lateness", minutes=30)

    assert "Your host and the front desk know." in told
    assert "Your host and the front desk know: 30 minutes late." in told
    assert "code.png" in told


def test_of_a_day_that_is_not_today_the_answer_names_it(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf
) -> None:
    visit = invite(day=TODAY + timedelta(days=2))
    page = link_of(visit)
    late = "30 minutes late, Wednesday, 25 November"

    assert f"know: {late} 2026." in do(anybody, page, f"{page}/lateness", minutes=30)


def test_another_number_of_minutes_is_nobodys_answer(
    anybody: FlaskClient, invite: Invite, link_of: LinkOf
) -> None:
    page = link_of(invite())

    for minutes in ("29", "", "x", "-30"):
        told = do(anybody, page, f"{page}/lateness", minutes=minutes)
        assert "Your host and the front desk are told." in told


def test_who_cannot_come_needs_do_no_more(
    anybody: FlaskClient, database: Database, invite: Invite, link_of: LinkOf
) -> None:
    visit = invite()
    page = link_of(visit)

    told = do(anybody, page, f"{page}/cancellation")

    assert "Your host knows that you cannot come." in told
    assert "You have said that you cannot come. Hana Wijaya knows" in told.replace(
        "<bdi>", ""
    ).replace("</bdi>", "")
    assert "code.png" not in told
    assert "by you<" in told
    assert stage(database, visit) is Stage.WITHDRAWN


def test_an_answer_of_an_old_page_changes_nothing_and_shows_what_is_so(
    anybody: FlaskClient,
    database: Database,
    cast: Cast,
    invite: Invite,
    link_of: LinkOf,
) -> None:
    visit = invite()
    page = link_of(visit)
    before = anybody.get(page).get_data(as_text=True)
    check_in(database, cast.kiosk, visit)

    for action in ("lateness", "cancellation"):
        form = before.partition(f'action="{page}/{action}"')[2]
        token = form.partition('value="')[2].partition('"')[0]
        answer = anybody.post(
            f"{page}/{action}",
            data={"csrf_token": token, "minutes": "15"},
            headers={"Origin": "http://localhost"},
        )
        assert answer.status_code == 303
        told = words(anybody.get(answer.headers["Location"]))
        assert "Welcome, you are checked in" in told
    assert stage(database, visit) is Stage.ON_SITE
