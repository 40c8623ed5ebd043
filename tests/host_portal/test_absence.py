"""A host who is away names a colleague, or is told of no guest: the front desk is."""

import pytest

from tests.cast import TODAY, Cast
from tests.web.cast import Browser
from visits.lobby import host_search
from visits.people import delegates
from visits.people.delegates import NamedDelegate
from visits.store.database import Database

DAYS = {"first": "2026-11-23", "last": "2026-11-25"}


def named(database: Database, cast: Cast) -> NamedDelegate | None:
    with database.reading() as store:
        return delegates.of(store, cast.hana.id)


def test_a_host_names_a_colleague_and_ends_it(
    database: Database, cast: Cast, hana: Browser
) -> None:
    said = hana.get("/absence").get_data(as_text=True)
    assert "Dieter Vogel" in said
    assert "Raka" not in said

    told = hana.post("/absence/delegate", colleague=cast.dieter.public_id, **DAYS)

    assert (told.status_code, told.location) == (303, "/absence")
    delegate = named(database, cast)
    assert delegate
    assert (delegate.name, delegate.absence.first) == ("Dieter Vogel", TODAY)
    said = hana.get("/absence").get_data(as_text=True)
    assert "Your colleague is told of your guests on these days." in said
    assert "Monday, 23 November to Wednesday, 25 November" in said
    assert "Dieter Vogel" in hana.get("/account").get_data(as_text=True)

    hana.get("/absence")
    assert hana.post("/absence/delegate/end").status_code == 303
    assert named(database, cast) is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"first": "2026-11-25", "last": "2026-11-24"}, "not before the first"),
        ({"first": "2026-11-01", "last": "2026-11-02"}, "Choose a day to come."),
        ({"last": "9999-12-31"}, "within the next year"),
        ({"last": "tomorrow"}, "Choose a day."),
        ({"last": ""}, "Choose a day."),
        ({"colleague": "raka"}, "Choose one from the list."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    database: Database, cast: Cast, hana: Browser, typed: dict[str, str], told: str
) -> None:
    hana.get("/absence")
    colleague = {"raka": cast.raka.public_id}.get(
        typed.get("colleague", ""), cast.dieter.public_id
    )

    answer = hana.post("/absence/delegate", **DAYS | typed | {"colleague": colleague})

    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert named(database, cast) is None


def test_a_host_of_a_company_of_one_is_told_that_there_is_nobody(raka: Browser) -> None:
    said = raka.get("/absence").get_data(as_text=True)

    assert "No colleague of your company can be told." in said
    assert '"/absence/delegate"' not in said


def test_a_host_wants_no_e_mails_and_wants_them_again(
    database: Database, cast: Cast, hana: Browser
) -> None:
    for wanted, told in (
        ("no", "the front desk hears at once."),
        ("yes", "You are told of your guests again."),
    ):
        hana.get("/absence")
        assert hana.post("/absence/emails", wanted=wanted).status_code == 303

        assert told in hana.get("/absence").get_data(as_text=True)
        with database.reading() as store:
            assert delegates.is_told(store, cast.hana.id) is (wanted == "yes")


def test_a_host_lets_nobody_ask_for_them_and_lets_them_again(
    database: Database, cast: Cast, hana: Browser
) -> None:
    for wanted, told in (
        ("no", "The kiosk does not show you to anybody any more."),
        ("yes", "Guests without an invitation may ask for you again."),
    ):
        hana.get("/absence")
        assert hana.post("/absence/walk-ins", wanted=wanted).status_code == 303

        assert told in hana.get("/absence").get_data(as_text=True)
        with database.reading() as store:
            found = host_search.at_kiosk(store, cast.senopati.id, "hana")
        assert bool(found) is (wanted == "yes")
