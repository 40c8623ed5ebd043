"""A host invites a guest for several days, and thinks again about one of them or the rest."""

import re

import pytest
from flask import Flask
from sqlmodel import col, select
from werkzeug.test import TestResponse

from tests.cast import Cast, SettableClock, send_emails
from tests.host_portal.invitation_form import filled, looked_at, send, shown
from tests.web.cast import Browser, signed_in
from visits import visit_state
from visits.lobby import arrivals
from visits.store.database import Database
from visits.store.visits import Invitation, Visit
from visits.visit_state import Stage, VisitState
from visits.vocabulary.visits import MOST_DAYS

WORKDAYS = ["0", "1", "2", "3", "4"]
DAYS = "2026-11-23 2026-12-07 2026-12-21"


def kept(database: Database) -> list[VisitState]:
    with database.reading() as store:
        return visit_state.every(store, col(Visit.id).is_not(None))


def ticked(answer: TestResponse) -> list[str]:
    """The days of the week that are."""
    boxes = re.findall(r"<input[^>]*name=\"weekdays\"[^>]*>", shown(answer))
    on = [box for box in boxes if "checked" in box]
    return [found[1] for box in on if (found := re.search(r'value="(\d)"', box))]


def days(database: Database) -> list[int]:
    return [day.invitation.starts_at.day for day in kept(database)]


def invite(hana: Browser, cast: Cast) -> None:
    """From Monday to Wednesday."""
    assert send(hana, cast, last_day="2026-11-25", weekdays=WORKDAYS).status_code == 303


@pytest.mark.parametrize(
    ("last_day", "weekdays", "weeks", "expected"),
    [
        ("", WORKDAYS, "1", [23]),
        ("2026-11-23", WORKDAYS, "1", [23]),
        ("2026-11-25", WORKDAYS, "1", [23, 24, 25]),
        ("2026-11-30", WORKDAYS, "1", [23, 24, 25, 26, 27, 30]),
        ("2026-12-07", ["0"], "1", [23, 30, 7]),
        # The first day is meant, whichever days are chosen after it.
        ("2026-11-29", ["5"], "1", [23, 28]),
        ("2026-12-11", ["0", "4"], "2", [23, 27, 7, 11]),
        ("2027-02-15", ["0"], "4", [23, 21, 18, 15]),
    ],
)
def test_a_guest_is_invited_for_the_chosen_days(
    hana: Browser,
    cast: Cast,
    database: Database,
    last_day: str,
    weekdays: list[str],
    weeks: str,
    expected: list[int],
) -> None:
    answer = send(hana, cast, last_day=last_day, weekdays=weekdays, weeks=weeks)

    assert answer.status_code == 303
    assert days(database) == expected
    page = shown(hana.get(answer.location))
    assert page.count("14:00") == (1 if len(expected) == 1 else 1 + len(expected))


def test_the_weekday_of_the_first_day_alone_is_ticked_at_first(hana: Browser) -> None:
    """A Monday; so six weeks are six days, and not 36."""
    assert ticked(hana.get("/invitations/new")) == ["0"]


def test_of_a_guest_who_is_invited_again_it_is_that_of_the_new_day(
    portal: Flask, hana: Browser, cast: Cast, database: Database, clock: SettableClock
) -> None:
    assert send(hana, cast).status_code == 303
    [past] = kept(database)
    clock.at("2026-11-24 10:00")
    later = signed_in(portal, cast.hana.id)
    answer = later.get(f"/invitations/{past.visit.public_id}/again")
    assert ticked(answer) == ["1"]


@pytest.mark.parametrize(
    ("last_day", "words"),
    [
        ("2026-11-22", "Choose a last day that is not before the first."),
        ("2027-11-23", "Choose a day within the next 90 days."),
        (
            "2026-12-24",
            "One invitation has at most 26 days. Tick fewer days of the week, or choose",
        ),
        ("9999-12-31", "Choose a day within the next 90 days."),
    ],
)
def test_days_that_cannot_be_are_said_at_the_last_day(
    hana: Browser, cast: Cast, database: Database, last_day: str, words: str
) -> None:
    answer = send(
        hana, cast, last_day=last_day, weekdays=["0", "1", "2", "3", "4", "5"]
    )

    assert answer.status_code == 422
    assert f'id="last_day-error">{words}' in shown(answer)
    assert kept(database) == []


@pytest.mark.parametrize("weekdays", [[], ["0"]])
def test_a_last_day_up_to_which_no_day_is_chosen_is_refused(
    hana: Browser, cast: Cast, database: Database, weekdays: list[str]
) -> None:
    answer = send(hana, cast, last_day="2026-11-29", weekdays=weekdays)

    assert answer.status_code == 422
    assert 'id="last_day-error">No day up to the last one' in shown(answer)
    assert kept(database) == []


def test_several_days_are_shown_before_anything_is_sent(
    hana: Browser, cast: Cast, database: Database
) -> None:
    hana.get("/invitations/new")
    typed = filled(cast, last_day="2026-12-21", weekdays=["0"], weeks="2")

    looked = hana.post("/invitations", **typed)
    page = shown(looked)
    other = hana.post(
        "/invitations", **typed | {"days": DAYS, "last_day": "2027-01-04"}
    )

    assert (looked.status_code, other.status_code) == (200, 200)
    assert "from 14:00 to 15:00 on these days (3):" in page
    assert re.findall(r"<li>(\w+, \d+ \w+)</li>", page) == [
        "Mon, 23 Nov", "Mon, 7 Dec", "Mon, 21 Dec"
    ]  # fmt: skip
    assert f'value="{DAYS}"' in page
    # Other days than were shown are shown again.
    assert "on these days (4):" in shown(other)
    assert kept(database) == []
    assert hana.post("/invitations", **typed | {"days": DAYS}).status_code == 303
    assert days(database) == [23, 7, 21]


def test_two_days_of_every_week_for_a_quarter_are_one_invitation(
    hana: Browser, cast: Cast, database: Database
) -> None:
    answer = send(hana, cast, last_day="2027-02-18", weekdays=["0", "3"])

    assert answer.status_code == 303
    assert len(days(database)) == MOST_DAYS == 26


def test_weeks_are_counted_from_the_monday_before_the_first_day(
    hana: Browser, cast: Cast, database: Database
) -> None:
    """A Thursday: the Monday after it is of the week that is left out."""
    send(
        hana, cast, day="2026-11-26", last_day="2026-12-10", weekdays=["0", "3"], weeks="2"
    )  # fmt: skip

    assert days(database) == [26, 7, 10]


def test_one_day_or_the_rest_is_withdrawn(
    hana: Browser, cast: Cast, database: Database
) -> None:
    invite(hana, cast)
    first, second, _ = kept(database)
    place = f"/invitations/{first.visit.public_id}/withdrawal"
    assert "Withdraw this day and all after it" in shown(hana.get(place))
    one = shown(hana.get(hana.post(place).location))
    assert "The code stays good for the other days." in one
    assert [day.stage for day in kept(database)].count(Stage.WITHDRAWN) == 1

    rest = f"/invitations/{second.visit.public_id}/withdrawal"
    all_of_it = shown(hana.get(hana.post(rest, rest="yes").location))

    assert "Its code no longer works." in all_of_it
    assert {day.stage for day in kept(database)} == {Stage.WITHDRAWN}


def test_one_day_or_the_rest_moves_and_never_onto_another_day(
    hana: Browser, cast: Cast, database: Database
) -> None:
    invite(hana, cast)
    place = f"/invitations/{kept(database)[1].visit.public_id}/schedule"
    hana.get(place)
    typed = {"starts": "09:00", "ends": "10:00"}

    taken = hana.post(place, day="2026-11-25", **typed)
    hana.post(place, day="2026-11-26", rest="yes", **typed)

    assert "Your guest is expected on that day already." in shown(taken)
    assert days(database) == [23, 26, 27]


def test_a_co_host_is_named_for_one_day_and_the_page_says_so(
    hana: Browser, cast: Cast, database: Database
) -> None:
    invite(hana, cast)
    send(hana, cast, name="Budi", email="budi@example.org")
    alone, first = (kept(database)[number].visit.public_id for number in (1, 0))
    assert "This counts for this day only." in shown(hana.get(f"/invitations/{first}"))
    assert "This counts" not in shown(hana.get(f"/invitations/{alone}"))


def test_the_e_mail_about_a_withdrawn_day_is_called_that(
    hana: Browser, cast: Cast, database: Database
) -> None:
    invite(hana, cast)
    send_emails(database)
    first, second, _ = kept(database)
    place = f"/invitations/{first.visit.public_id}"
    hana.get(place)
    hana.post(f"{place}/withdrawal")

    page = shown(hana.get(f"/invitations/{second.visit.public_id}"))
    assert "That a day is cancelled" in page
    assert "The new time" not in page


def test_a_guest_is_not_invited_twice_for_the_same_time_unless_that_is_meant(
    hana: Browser, cast: Cast, database: Database
) -> None:
    """By e-mail or phone, however it is written; of a series each day is named."""
    send(hana, cast, day="2026-11-24", phone="0812 3456 7890")
    again = {"nonce": "other", "email": "", "phone": "+62 812-3456-7890"}
    typed = filled(cast, last_day="2026-11-25", weekdays=["1", "2"], **again)
    hana.get("/invitations/new")

    answer = hana.post("/invitations", **typed)
    page, said = shown(answer), looked_at(answer)

    assert "Is this the same guest again?" in page
    assert "<li><bdi>Gita Pramesti</bdi>, Tue, 24 Nov</li>" in page
    assert said["known"] == "0/2026-11-24"
    assert len(kept(database)) == 1
    assert hana.post("/invitations", **typed | said).status_code == 303
    assert len(kept(database)) == 4
    # A second tap on it is no third invitation.
    assert hana.post("/invitations", **typed | said).status_code == 303
    assert len(kept(database)) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"starts": "13:00"},
        {"day": "2026-11-25"},
        {"email": "other@example.org"},
        {"withdrawn": "yes"},
    ],
)
def test_another_time_or_guest_or_one_who_is_not_expected_any_more_is_no_repeat(
    hana: Browser, cast: Cast, database: Database, changes: dict[str, str]
) -> None:
    send(hana, cast)
    if changes.pop("withdrawn", ""):
        [first] = kept(database)
        hana.post(f"/invitations/{first.visit.public_id}/withdrawal")

    other = filled(cast, nonce="other", **changes)
    assert hana.post("/invitations", **other).status_code == 303


def test_anothers_guest_is_nobodys_repeat(
    hana: Browser, raka: Browser, cast: Cast
) -> None:
    send(hana, cast)
    raka.get("/invitations/new")
    assert raka.post("/invitations", **filled(cast, nonce="other")).status_code == 303


def test_the_page_of_a_day_leads_to_the_others(
    hana: Browser, cast: Cast, database: Database, clock: SettableClock
) -> None:
    invite(hana, cast)
    clock.at("2026-11-23 10:00")
    first, *others = kept(database)

    page = shown(hana.get(f"/invitations/{first.visit.public_id}"))

    assert [f'/invitations/{day.visit.public_id}"' in page for day in others] == [
        True,
        True,
    ]
    with database.reading() as store:
        assert len(store.exec(select(Visit)).all()) == 3


def test_how_a_day_stands_that_a_colleague_took_over_is_the_colleagues(
    hana: Browser, cast: Cast, database: Database
) -> None:
    invite(hana, cast)
    first, second, _ = kept(database)
    place = f"/invitations/{second.visit.public_id}"
    with database.transaction() as store:
        at = cast.senopati.id, first.visit.public_id, cast.dewi.id
        arrivals.check_in_at_desk(store, *at)
    assert "Arrived at" in shown(hana.get(place))
    with database.transaction() as store:
        for table in (Visit, Invitation):
            store.get_one(table, first.id).host_id = cast.raka.id

    assert "Arrived at" not in shown(hana.get(place))
