"""A party at the kiosk: one code, and each guest tells which one they are."""

from dataclasses import replace

import pytest

from tests.cast import Cast, announcement, invitation_code
from tests.kiosk.tablet import Tablet, sent_digits
from visits import house_rules, party_invitations, sites
from visits.store.database import Database
from visits.store.visits import Visit


@pytest.fixture
def code(database: Database, cast: Cast) -> str:
    """That of Gita and Budi, who come together."""
    gita = announcement()
    budi = replace(gita, name="Budi Santoso", email="budi@example.org")
    with database.transaction() as store:
        place = cast.hana.id, cast.senopati.id
        first = party_invitations.invite(store, *place, [gita, budi], "nonce")
        visit = store.get_one(Visit, first.id)
    return invitation_code(database, visit)


def test_one_after_the_other_scans_the_code_and_tells_a_name(
    tablet: Tablet, database: Database, code: str
) -> None:
    tablet.scan(code)
    assert (tablet.step, "Which of them are you?" in tablet.shown) == (
        "family_name",
        True,
    )
    assert not any(name in tablet.shown for name in ("Gita", "Budi", "Santoso"))
    tablet.do("family-name", family_name="Santoso")
    assert tablet.step == "enter_code"
    tablet.do("confirmation", code=sent_digits(database))
    assert "Also expected from your party: 1. They scan the same code." in tablet.shown
    assert ("data-party" in tablet.shown, "Gita" in tablet.shown) == (True, False)

    tablet.scan(code)
    assert tablet.step == "family_name"
    tablet.do("family-name", family_name="Pramesti")
    tablet.do("confirmation", code=sent_digits(database))
    assert ("Also expected" in tablet.shown, "data-party" in tablet.shown) == (
        False,
        False,
    )


def test_wrong_names_count_and_the_fifth_leads_to_the_desk(
    tablet: Tablet, code: str
) -> None:
    tablet.scan(code)
    said = []
    for _ in range(5):
        tablet.do("family-name", family_name="Wibowo")
        said.append(tablet.step)

    assert said == ["family_name"] * 4 + ["see_desk"]


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

    assert "Accept rules and check in" in tablet.shown
