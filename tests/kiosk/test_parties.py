"""A party at the kiosk: one code, and each guest tells which one they are."""

import pytest
from sqlmodel import col

from tests.cast import TODAY, Cast, Invite, invitation_code, party_code
from tests.kiosk.tablet import Tablet, sent_digits, settle_printing
from tests.kiosk.test_neutral_answers import UNKNOWN, without_ids
from visits import house_rules, invitations, place_texts, sites, visit_state
from visits.store.database import Database
from visits.store.visits import Invitation
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.printing import PrintState


@pytest.fixture
def code(database: Database, cast: Cast) -> str:
    """That of Gita and Budi, who come together."""
    return party_code(database, cast)


def test_one_after_the_other_scans_the_code_and_tells_a_name(
    tablet: Tablet, database: Database, code: str
) -> None:
    tablet.scan(code)
    assert (tablet.step, "Which of them are you?" in tablet.shown) == (
        "family_name",
        True,
    )
    assert not any(name in tablet.shown for name in ("Gita", "Budi", "Santoso"))
    assert "data-done>Back</button>" in tablet.shown
    tablet.do("family-name", family_name="Santoso")
    assert tablet.step == "enter_code"
    tablet.do("confirmation", code=sent_digits(database))
    assert "1 more of your party can scan this code." in tablet.shown
    assert ("data-party" in tablet.shown, "Gita" in tablet.shown) == (True, False)

    tablet.scan(code)
    assert tablet.step == "family_name"
    tablet.do("family-name", family_name="Pramesti")
    tablet.do("confirmation", code=sent_digits(database))
    assert ("of your party" in tablet.shown, "data-party" in tablet.shown) == (
        False,
        False,
    )


@pytest.mark.parametrize(
    ("note", "fits"),
    [
        ("Wi-Fi is “Menara Guest”; please take a seat by the window.", True),
        ("Sit down. " * 9, False),
    ],
)
def test_beside_what_is_said_of_the_party_stands_a_note_that_fits(
    tablet: Tablet, database: Database, cast: Cast, code: str, note: str, *, fits: bool
) -> None:
    with database.transaction() as store:
        kind, floor = PlaceTextKind.ARRIVAL_NOTE, PlaceTextKind.FLOOR
        place_texts.write(store, cast.senopati, kind, "en", note.strip())
        place_texts.write(store, cast.langit, floor, "en", "Floor 3")
    tablet.scan(code)
    tablet.do("family-name", family_name="Santoso")
    tablet.do("confirmation", code=sent_digits(database))
    settle_printing(database, PrintState.PRINTED)
    tablet.get(tablet.place)

    assert "1 more of your party can scan this code." in tablet.shown
    assert "Find Langit Studio here: Floor 3" in tablet.shown
    assert (note.strip() in tablet.shown) is fits


def test_wrong_names_count_and_the_fifth_leads_to_the_desk(
    tablet: Tablet, code: str
) -> None:
    tablet.scan(code)
    said = []
    for _ in range(5):
        tablet.do("family-name", family_name="Wibowo")
        said.append(tablet.step)

    assert said == ["family_name"] * 4 + ["see_desk"]


def test_a_name_that_is_told_already_costs_no_try(
    tablet: Tablet, database: Database, code: str
) -> None:
    tablet.scan(code)
    for _ in range(7):
        tablet.do("family-name", family_name="Santoso")
        assert tablet.step == "enter_code"

    tablet.do("confirmation", code=sent_digits(database))

    assert tablet.step == "arrived"


def test_why_a_partys_code_opens_nothing_is_promised_no_digits(
    tablet: Tablet, database: Database, cast: Cast, code: str, invite: Invite
) -> None:
    alone = invitation_code(database, invite(day=TODAY.replace(day=TODAY.day + 1)))
    with database.transaction() as store:
        for guest in visit_state.every(store, col(Invitation.party_id).is_not(None)):
            invitations.withdraw(store, cast.hana.id, guest.visit.public_id)
    said = []
    for dead in (code, alone, UNKNOWN):
        tablet.post("/explanations", code=dead)
        asked = without_ids(tablet.shown)
        tablet.do("sendings", sendings="1")
        said.append((asked, without_ids(tablet.shown)))

    for text, condition in zip(said[0], ("if any.", "if possible"), strict=True):
        assert condition in text
    assert said[0] == said[1] == said[2]


def test_nobody_vouches_and_no_digits_are_sent_before_the_name(
    tablet: Tablet, code: str
) -> None:
    tablet.scan(code)
    place = tablet.place

    tablet.get(f"{place}/vouching")
    assert tablet.step == "family_name"
    tablet.post(f"{place}/sendings")

    assert tablet.step == "see_desk"


def test_the_house_rules_are_accepted_after_the_name(
    tablet: Tablet, database: Database, cast: Cast, code: str
) -> None:
    with database.transaction() as store:
        words = {"en": "Wear your badge."}
        house_rules.write(store, sites.of(store, cast.senopati.id), words)
    tablet.scan(code)
    assert "house rules" not in tablet.shown
    tablet.do("family-name", family_name="Santoso")

    assert "Accept rules, check in" in tablet.shown
