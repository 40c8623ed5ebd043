"""A host invites several guests at once, and thinks again about one of them or the party."""

from typing import Any

import pytest
from sqlmodel import col
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.host_portal import invitation_form
from tests.host_portal.invitation_form import filled, send
from tests.web.cast import Browser
from visits import visit_state
from visits.store.database import Database
from visits.store.visits import Visit
from visits.visit_state import Stage, VisitState
from visits.vocabulary.visits import MOST_GUESTS

BUDI = {"name": "Budi Santoso", "email": "budi@example.org"}
CITRA = {"name": "Citra Lestari", "phone": "0812 3456 7891"}


def kept(database: Database) -> list[VisitState]:
    with database.reading() as store:
        return visit_state.every(store, col(Visit.id).is_not(None))


def shown(answer: TestResponse) -> str:
    """The words with a hyphen that lines may break at, as they are written in the code."""
    return invitation_form.shown(answer).replace("\u2011", "-")


def rows(*guests: dict[str, str]) -> dict[str, str]:
    """The rows as a browser sends them: all of them, most of them empty."""
    filled: dict[str, str] = {}
    for number in range(MOST_GUESTS - 1):
        guest = guests[number] if number < len(guests) else {}
        for name in ("name", "email", "phone"):
            filled[f"others-{number}-{name}"] = guest.get(name, "")
    return filled


def invite(hana: Browser, cast: Cast, **changes: Any) -> str:
    answer = send(hana, cast, **rows(BUDI, {}, CITRA), **changes)
    assert answer.status_code == 303
    return str(answer.location)


def test_several_guests_are_invited_at_once_and_the_host_sees_them_together(
    hana: Browser, cast: Cast, database: Database
) -> None:
    page = shown(hana.get(invite(hana, cast)))

    assert page.count("Without an e-mail: pass on the link on their page.") == 1
    assert {one.invitation.party_id for one in kept(database)} == {1}
    for one in kept(database):
        its_page = shown(hana.get(f"/invitations/{one.visit.public_id}"))
        names = ("Gita Pramesti", "Budi Santoso", "Citra Lestari")
        assert [name in its_page for name in names] == [True] * 3


def test_of_a_party_those_are_named_who_are_invited_already_for_the_same_time(
    hana: Browser, cast: Cast, database: Database
) -> None:
    send(hana, cast, **BUDI)

    typed = filled(cast, nonce="other", **rows(BUDI, CITRA))
    page = shown(hana.post("/invitations", **typed))

    assert "<li><bdi>Budi Santoso</bdi>, Mon, 23 Nov</li>" in page
    assert "<bdi>Gita Pramesti</bdi>" not in page
    assert 'value="1/2026-11-23"' in page
    assert len(kept(database)) == 1


def test_who_stands_in_a_party_twice_is_refused_and_who_shares_an_address_is_not(
    hana: Browser, cast: Cast, database: Database
) -> None:
    twice = send(hana, cast, **rows(BUDI, BUDI | {"name": "budi SANTOSO"}))
    assert twice.status_code == 422
    words = "Your guest is already invited for this time."
    assert f'id="others-1-email-error">{words}' in shown(twice)
    assert kept(database) == []

    wife = BUDI | {"name": "Sinta Santoso"}
    assert send(hana, cast, **rows(BUDI, wife)).status_code == 303


def test_a_form_with_empty_rows_invites_one_guest_alone(
    hana: Browser, cast: Cast, database: Database
) -> None:
    assert send(hana, cast, **rows({"name": "  "})).status_code == 303

    assert [one.invitation.party_id for one in kept(database)] == [None]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "Who is coming? Write their name."),
        ({"name": "\u200b"}, "name", "Give a name with letters in it."),
        ({"name": "N" * 5000}, "name", "At most"),
        ({"email": ""}, "email", "Give an e-mail address or a phone number"),
        ({"email": "budi at home"}, "email", "Give an e-mail address, such as"),
        ({"email": "", "phone": "12"}, "phone", "Give a phone number, such as"),
    ],
)
@pytest.mark.parametrize("number", [0, 8])
def test_a_bad_row_is_told_at_its_place_and_nobody_is_invited(
    hana: Browser,
    cast: Cast,
    database: Database,
    changes: dict[str, str],
    field: str,
    words: str,
    *,
    number: int,
) -> None:
    guests: list[dict[str, str]] = [{}] * number + [BUDI | changes]

    answer = send(hana, cast, **rows(*guests))

    page = shown(answer)
    assert answer.status_code == 422
    assert f'id="others-{number}-{field}-error">{words}' in page
    assert f'href="#others-{number}-{field}">Guest {number + 2}: ' in page
    # Nothing is lost, and the rows stay open.
    assert ('value="Budi Santoso"' in page) == ("name" not in changes)
    assert 'value="Gita Pramesti"' in page
    assert page.count('<details class="more" open>') == (2 if number == 8 else 1)
    assert kept(database) == []


def test_all_bad_rows_are_told_at_once(hana: Browser, cast: Cast) -> None:
    answer = send(hana, cast, **rows({"name": "Budi"}, BUDI, {"name": "Citra"}))

    missing = [f'id="others-{row}-email-error"' in shown(answer) for row in range(3)]
    assert missing == [True, False, True]


def test_a_guest_who_was_written_to_too_often_is_named_by_their_row(
    hana: Browser, cast: Cast, database: Database
) -> None:
    for turn in range(10):
        send(hana, cast, nonce=f"tap {turn}", **BUDI)

    answer = send(hana, cast, **rows({}, CITRA, BUDI))

    assert 'id="others-2-email-error">Nothing was changed: you have' in shown(answer)
    assert 'href="#others-2-email">Guest 4: e-mail' in shown(answer)
    assert len(kept(database)) == 10


def test_a_party_on_several_days_is_refused_at_the_last_day(
    hana: Browser, cast: Cast, database: Database
) -> None:
    week = {"last_day": "2026-11-25", "weekdays": ["0", "1", "2"]}

    answer = send(hana, cast, **rows(BUDI), **week)

    words = 'id="last_day-error">Several guests can be invited for one day only.'
    assert words in shown(answer)
    assert kept(database) == []


def test_one_guest_or_the_whole_party_is_withdrawn(
    hana: Browser, cast: Cast, database: Database
) -> None:
    invite(hana, cast)
    first, second, _ = kept(database)
    place = f"/invitations/{first.visit.public_id}/withdrawal"
    assert "Withdraw the whole party" in shown(hana.get(place))
    one = shown(hana.get(hana.post(place).location))
    assert "The code stays good for the other guests." in one

    rest = f"/invitations/{second.visit.public_id}/withdrawal"
    everybody = shown(hana.get(hana.post(rest, rest="yes").location))

    assert "Its code no longer works." in everybody
    assert {guest.stage for guest in kept(database)} == {Stage.WITHDRAWN}


def test_one_guest_or_the_whole_party_moves(
    hana: Browser, cast: Cast, database: Database
) -> None:
    invite(hana, cast)
    place = f"/invitations/{kept(database)[0].visit.public_id}/schedule"
    typed = {"day": "2026-11-24", "starts": "09:00", "ends": "10:00"}
    assert "Move the other guests as far" in shown(hana.get(place))

    hana.post(place, **typed)
    alone = sorted(one.invitation.starts_at.day for one in kept(database))
    hana.post(place, **typed | {"day": "2026-11-25", "rest": "yes"})

    assert alone == [23, 23, 24]
    days = sorted(one.invitation.starts_at.day for one in kept(database))
    assert days == [24, 24, 25]


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        (rows(BUDI, CITRA), "Budi Santoso"),
        ({"last_day": "2026-11-25", "weekdays": ["0", "1", "2"]}, "Gita Pramesti"),
    ],
    ids=["party", "series"],
)
def test_a_form_that_is_gone_back_to_after_one_was_withdrawn_makes_nothing_new(
    hana: Browser, cast: Cast, database: Database, changes: dict[str, Any], left: str
) -> None:
    send(hana, cast, **changes)
    hana.post(f"/invitations/{kept(database)[0].visit.public_id}/withdrawal")
    made = len(kept(database))

    again = send(hana, cast, **changes)

    assert f"<bdi>{left}</bdi> is invited" in shown(hana.get(again.location))
    assert (made, len(kept(database))) == (3, 3)
