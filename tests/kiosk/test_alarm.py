"""While everybody has to leave, tablets say where to go, in every language, and check nobody in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from tests.cast import Cast, Invite, SettableClock, check_in, invitation_code
from tests.kiosk.fitting import fits
from tests.kiosk.lobby import Lobby
from tests.kiosk.tablet import Tablet
from visits import alarms, place_texts
from visits.printing import badges
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.visits import Arrival
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.visits import AlarmKind

STRANGERS = f"LC1:{'Z' * 26}"


def ring(database: Database, cast: Cast, kind: AlarmKind = AlarmKind.REAL) -> int:
    with database.transaction() as store:
        place = PlaceTextKind.ASSEMBLY_POINT
        for language, words in {"en": "Car park B", "id": "Parkiran B"}.items():
            place_texts.write(store, cast.senopati, place, language, words)
        return alarms.raise_at(store, cast.senopati.id, kind, cast.dewi.id).id


def end(database: Database, cast: Cast, alarm: int) -> None:
    with database.transaction() as store:
        alarms.end(store, cast.senopati.id, alarm, cast.dewi.id)


def begun(database: Database) -> int:
    with database.reading() as store:
        return len(store.exec(select(Encounter)).all())


def test_the_first_screen_says_where_to_go_in_every_language(
    database: Database, cast: Cast, tablet: Tablet, tablet_in_mitte: Tablet
) -> None:
    alarm = ring(database, cast)

    assert tablet.get("/status").get_json()["state"] == "alarm-real"
    tablet.get("/welcome")
    assert tablet.step == "alarm"
    for words in (
        "Assembly point: Car park B",
        "Titik kumpul: Parkiran B",
        "Alarm: silakan keluar",
        "إنذار",
    ):
        assert words in tablet.shown
    tablet_in_mitte.get("/welcome")
    assert tablet_in_mitte.step == "welcome"

    end(database, cast, alarm)
    assert tablet.get("/status").get_json()["state"] == "open"
    tablet.get("/welcome")
    assert tablet.step == "welcome"


def test_a_drill_says_that_it_is_one_until_it_becomes_real(
    database: Database, cast: Cast, tablet: Tablet
) -> None:
    ring(database, cast, AlarmKind.DRILL)
    tablet.get("/welcome")
    assert "Drill: please leave the building" in tablet.shown
    ring(database, cast)
    assert tablet.get("/status").get_json()["state"] == "alarm-real"


def test_nobody_begins_to_check_in_and_a_guests_code_is_answered_as_a_strangers(
    database: Database, cast: Cast, invite: Invite, tablet: Tablet
) -> None:
    code = invitation_code(database, invite())
    ring(database, cast)

    answers = [tablet.scan(one) for one in (code, STRANGERS)]
    answers += [
        tablet.post("/encounters", address="gita@example.org"),
        tablet.post("/explanations", code=code),
        tablet.post(
            "/walk-ins",
            name="Sekar Ayu",
            host=cast.hana.public_id,
            purpose="tour",
            nonce="n" * 26,
        ),
    ]

    assert [answer.status_code for answer in answers] == [422] * 5
    assert ['data-step="alarm"' in answer.text for answer in answers] == [True] * 5
    assert answers[0].text == answers[1].text
    assert begun(database) == 0


def test_a_guest_may_check_out_with_the_badge(
    database: Database, cast: Cast, invite: Invite, tablet: Tablet
) -> None:
    visit = invite()
    check_in(database, cast.kiosk, visit)
    ring(database, cast)
    with database.reading() as store:
        badge = badges.newest(store, [visit.id])[visit.id][0]
        code = badges.code(store, badge)

    tablet.scan(code)

    with database.reading() as store:
        assert store.exec(select(Arrival)).one().inside_site_id is None


def test_an_alarm_that_nobody_ended_opens_the_tablets_again(
    database: Database, cast: Cast, tablet: Tablet, clock: SettableClock
) -> None:
    ring(database, cast)
    clock.forward(hours=12)

    tablet.get("/welcome")
    assert tablet.step == "welcome"
    tablet.scan(STRANGERS)
    assert tablet.step == "see_desk"


@pytest.fixture
def page(served: Lobby, blind_browser: Browser) -> Iterator[Page]:
    opened = served.open(blind_browser)
    opened.clock.install()
    opened.reload()
    yield opened
    opened.context.close()


def test_a_tablet_in_use_turns_to_the_alarm_and_back(
    database: Database, cast: Cast, page: Page
) -> None:
    page.get_by_role("button", name="I have no code").click()
    expect(page.locator("[data-step=address]")).to_be_visible()

    alarm = ring(database, cast)
    page.clock.run_for(17_000)
    fits(page, "alarm")

    end(database, cast, alarm)
    page.clock.run_for(17_000)
    expect(page.locator("[data-step=welcome]")).to_be_visible()
