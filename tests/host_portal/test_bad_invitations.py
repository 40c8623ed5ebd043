"""What a host may mistype, and what is said to it: at its field, with nothing lost."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from tests.cast import Cast, SettableClock
from tests.host_portal.invitation_form import send, shown
from tests.web.cast import Browser, signed_in
from visits.store.database import Database
from visits.store.visits import Visit
from visits.vocabulary.visits import Level

BAD = [
    ("name", "", "Who is coming?"),
    ("name", "   ", "Who is coming?"),
    ("name", "\u202e\u200b", "Give a name"),
    ("name", "x" * 300, "At most 80"),
    ("name", "=HYPERLINK(1)", "A name cannot begin with"),
    ("name", "\u200b @gita", "A name cannot begin with"),
    ("badge_name", "\x07\x00", "Give a name"),
    ("email", "gita", "Give an e\N{NON-BREAKING HYPHEN}mail address"),
    (
        "email",
        "gita@example.org, evil@example.org",
        "Give an e\N{NON-BREAKING HYPHEN}mail address",
    ),
    (
        "email",
        "gita@example.org;evil@example.org",
        "Give an e\N{NON-BREAKING HYPHEN}mail address",
    ),
    (
        "email",
        "gita@example.org\r\nBcc: evil@example.org",
        "Give an e\N{NON-BREAKING HYPHEN}mail address",
    ),
    ("email", f"{'x' * 300}@example.org", "At most 254"),
    ("email", "", "Give an e\N{NON-BREAKING HYPHEN}mail address or a phone number"),
    ("phone", "12", "Give a phone number"),
    ("phone", "call me", "Give a phone number"),
    ("site", "999", "Choose"),
    ("site", "'; --", "Choose"),
    ("day", "", "Choose a day"),
    ("day", "tomorrow", "Choose a day"),
    ("day", "2026-02-30", "Choose a day"),
    ("day", "2026-11-22", "over already"),
    ("day", "0001-01-01", "90 days"),
    ("day", "9999-12-31", "90 days"),
    ("day", "2027-11-23", "90 days"),
    ("starts", "", "Choose a time"),
    ("starts", "25:00", "Choose a time"),
    ("ends", "13:00", "later than the start"),
    ("ends", "14:00", "later than the start"),
    ("purpose", "revenge", "Choose"),
    ("language", "xx", "Choose"),
    ("least_level", "0", "Choose"),
    ("least_level", "seven", "Choose"),
]


@pytest.mark.sampled(10)
@pytest.mark.parametrize(("field", "value", "words"), BAD)
def test_a_mistake_is_told_at_its_field_and_nothing_is_lost(
    hana: Browser, cast: Cast, field: str, value: str, words: str
) -> None:
    typed = {"badge_name": "Gita"} | {field: value}
    answer = send(hana, cast, **typed)
    page = shown(answer)
    assert answer.status_code == 422
    assert words in page.split(f'id="{field}-error"')[1].split("</p>")[0]
    kept = {
        "name": "Gita Pramesti",
        "badge_name": "Gita",
        "email": "gita@example.org",
        "nonce": "tap",
    }
    assert all(
        f'value="{words}"' in page for name, words in kept.items() if name != field
    )


def test_nobody_is_invited_by_mistake(
    hana: Browser, cast: Cast, database: Database
) -> None:
    for field, value, _words in BAD:
        send(hana, cast, **{field: value})
    with database.reading() as store:
        assert store.exec(select(Visit)).all() == []


def test_a_level_below_the_sites_is_refused_at_its_field(
    hana: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        mitte = store.merge(cast.mitte)
        mitte.least_level = Level.INVITED
    answer = send(hana, cast, least_level="2")
    assert answer.status_code == 303
    with database.transaction() as store:
        store.merge(cast.senopati).least_level = Level.ID_SEEN
    answer = send(hana, cast, nonce="other", least_level="2")
    assert answer.status_code == 422
    assert (
        "asks for more"
        in shown(answer).split('id="least_level-error"')[1].split("</p>")[0]
    )


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("starts", {"day": "2027-03-28", "starts": "02:30", "ends": "05:00"}),
        ("ends", {"day": "2027-03-28", "starts": "01:30", "ends": "02:30"}),
        ("ends", {"day": "2027-03-27", "starts": "22:00", "ends": "02:30"}),
    ],
)
def test_a_time_that_the_clock_skips_is_refused_at_its_field_with_the_nearest(
    portal: Flask,
    cast: Cast,
    clock: SettableClock,
    field: str,
    typed: dict[str, str],
) -> None:
    clock.at("2027-03-01 09:00")
    hana = signed_in(portal, cast.hana.id)
    answer = send(hana, cast, site=str(cast.mitte.id), **typed)
    assert answer.status_code == 422
    told = shown(answer).split(f'id="{field}-error"')[1].split("</p>")[0]
    assert "clocks change" in told
    assert "01:59, 03:00" in told


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "name",
    [
        "{{7*7}}",
        "=cmd|'/c calc'!A1",
        "<script>alert(1)</script>",
        "Gi\"ta'; --",
        "محمد",
        "佐藤",
    ],
)
def test_a_hostile_name_is_a_name_and_nothing_more(
    hana: Browser, cast: Cast, name: str
) -> None:
    answer = send(hana, cast, name=name)
    assert answer.status_code == 303
    raw = hana.get(answer.location).get_data(as_text=True)
    assert "<script>alert" not in raw
    assert name in shown(hana.get("/"))


def test_what_could_mislead_a_reader_is_left_out(hana: Browser, cast: Cast) -> None:
    answer = send(hana, cast, name="Gita\x00 \u202eatiG\r\nX: y")
    page = shown(hana.get(answer.location))
    assert "Gita atiG X: y" in page
    assert "\u202e" not in page


ANY = st.text(max_size=400)
FIELDS = [
    "nonce",
    "name",
    "badge_name",
    "email",
    "phone",
    "site",
    "day",
    "starts",
    "ends",
    "purpose",
    "language",
]


@given(
    typed=st.fixed_dictionaries(
        {}, optional=dict.fromkeys([*FIELDS, "least_level"], ANY)
    )
)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_answer_to_the_form_is_a_failure(
    hana: Browser, cast: Cast, typed: dict[str, str]
) -> None:
    assert send(hana, cast, **typed).status_code in {303, 422}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
@pytest.mark.parametrize("row", ["", "others-0-"])
def test_no_guests_name_is_a_formula_and_the_refusal_stands_at_its_field(
    hana: Browser, cast: Cast, row: str, sign: str
) -> None:
    other = {"others-0-email": "budi@example.org", "others-0-name": "Budi"}
    answer = send(hana, cast, **other | {f"{row}name": f" {sign}SUM(A1)"})
    assert answer.status_code == 422
    told = shown(answer).split(f'id="{row}name-error"')[1].split("</p>")[0]
    assert "A name cannot begin with =, +, - or @." in told


@pytest.mark.parametrize(
    ("name", "badge_name"),
    [
        ("Anne-Marie O'Neill", "@anne"),
        ("'Abd al-Rahman", "+1"),
        ("d'Arc (Jeanne)", "-J-"),
        ("Łukasz = Luke", "=L="),
        ("ـمحمد", ""),
        ("X Æ A-12", ""),
    ],
)
def test_names_of_people_and_what_they_like_to_be_called_are_taken(
    hana: Browser, cast: Cast, name: str, badge_name: str
) -> None:
    answer = send(hana, cast, name=name, badge_name=badge_name)
    assert answer.status_code == 303
