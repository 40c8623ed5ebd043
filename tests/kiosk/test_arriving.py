"""Arriving: every step between the first screen and the badge."""

import re

import pytest
from sqlmodel import select

from tests.cast import (
    EMAIL,
    PHONE,
    Cast,
    Invite,
    SettableClock,
    invitation_code,
    party_code,
)
from tests.kiosk.tablet import LANGUAGE, STEP, Tablet, sent_digits
from visits import house_rules, invitations, sites
from visits.languages import OWN_NAMES
from visits.lobby import desk_queue, verification
from visits.printing import badges
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.visits import Arrival
from visits.vocabulary.visits import CODE_DIGITS, Level, WaitReason

FIRST_STEPS = ("/welcome", "/address", "/walk-ins/new", "/walk-ins/name")
SWITCH = re.compile(r'data-language="(\w+)" data-go="([^"]+)"')


def arrivals(database: Database) -> list[Arrival]:
    with database.reading() as store:
        return list(store.exec(select(Arrival)))


def reasons(database: Database, cast: Cast) -> set[WaitReason]:
    with database.reading() as store:
        return {wait.reason for wait in desk_queue.at_desk(store, cast.senopati.id)}


def test_a_scanned_code_and_the_digits_sent_let_the_guest_in(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    tablet.scan(invitation_code(database, invite()))
    assert tablet.step == "enter_code"
    tablet.do("confirmation", code=sent_digits(database))
    assert tablet.step == "arrived"
    assert arrivals(database)[0].level is Level.ADDRESS_CONFIRMED


def test_a_typed_address_and_the_digits_sent_let_the_guest_in(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    invite()
    tablet.post("/encounters", address=EMAIL.upper())
    assert tablet.step == "enter_code"
    tablet.do("confirmation", code=sent_digits(database))
    assert tablet.step == "arrived"


def test_a_phone_number_is_an_address_too(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    invite(phone=PHONE)
    tablet.post("/encounters", address="0812 3456 7890")
    tablet.do("confirmation", code=sent_digits(database))
    assert tablet.step == "arrived"


def test_where_the_code_is_enough_the_guest_only_agrees(
    tablet: Tablet, database: Database, invite: Invite, cast: Cast
) -> None:
    with database.transaction() as store:
        store.merge(cast.senopati).least_level = Level.INVITED
    tablet.scan(invitation_code(database, invite(least_level=Level.INVITED)))
    assert tablet.step == "agree"
    tablet.do("agreement")
    assert tablet.step == "arrived"


def test_where_an_id_is_to_be_seen_the_desk_is_rung(
    tablet: Tablet, database: Database, invite: Invite, cast: Cast
) -> None:
    tablet.scan(invitation_code(database, invite(least_level=Level.ID_SEEN)))
    assert tablet.step == "see_desk"
    assert reasons(database, cast) == {WaitReason.ID_CHECK}


def test_guests_who_share_an_address_tell_their_family_name(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    invite()
    budi = invite(name="Budi Santoso")
    tablet.post("/encounters", address=EMAIL)
    tablet.do("confirmation", code=sent_digits(database))
    assert tablet.step == "family_name"
    assert "problem" in tablet.do("family-name", family_name="Nobody").text
    tablet.do("family-name", family_name="santoso")
    assert tablet.step == "arrived"
    assert [arrival.visit_id for arrival in arrivals(database)] == [budi.id]


def test_a_wrong_code_is_said_and_remembered(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    tablet.scan(invitation_code(database, invite()))
    answer = tablet.do("confirmation", code=other_than(sent_digits(database)))
    assert (answer.status_code, tablet.step) == (422, "enter_code")
    assert "The e\N{NON-BREAKING HYPHEN}mail has other digits." in answer.text
    with database.reading() as store:
        assert [encounter.tries for encounter in store.exec(select(Encounter))] == [1]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1" * (CODE_DIGITS - 1),
        "1" * (CODE_DIGITS + 1),
        "1" * (CODE_DIGITS - 1) + "a",
        "\u00b2" * CODE_DIGITS,
    ],
)
def test_what_are_not_as_many_digits_costs_no_try(
    tablet: Tablet, database: Database, invite: Invite, typed: str
) -> None:
    tablet.scan(invitation_code(database, invite()))
    assert f"{CODE_DIGITS} digits" in tablet.do("confirmation", code=typed).text
    with database.reading() as store:
        assert [encounter.tries for encounter in store.exec(select(Encounter))] == [0]


@pytest.mark.parametrize("zero", ["\u0660", "\uff10", "\u0966"])
def test_digits_of_any_script_are_the_digits(
    tablet: Tablet, database: Database, invite: Invite, zero: str
) -> None:
    tablet.scan(invitation_code(database, invite()))
    typed = "".join(chr(ord(zero) + int(digit)) for digit in sent_digits(database))

    tablet.do("confirmation", code=f" {typed[:3]} {typed[3:]}")

    assert tablet.step == "arrived"


def test_after_five_wrong_codes_only_the_desk_helps(
    tablet: Tablet, database: Database, invite: Invite, cast: Cast
) -> None:
    tablet.scan(invitation_code(database, invite()))
    place = tablet.place
    for _ in range(5):
        assert tablet.step == "enter_code"
        tablet.do("confirmation", code=other_than(sent_digits(database)))
    assert tablet.step == "see_desk"
    assert (
        tablet.post(f"{place}/confirmation", code=sent_digits(database)).status_code
        == 422
    )
    assert reasons(database, cast) == {WaitReason.WRONG_CODE}


def test_the_first_digits_that_come_are_good_after_another_sending(
    tablet: Tablet, database: Database, invite: Invite, clock: SettableClock
) -> None:
    clock.at("2026-11-23 09:31")
    tablet.scan(invitation_code(database, invite()))
    first = sent_digits(database)
    tablet.do("sendings")
    shown = " ".join(tablet.shown.split())
    assert "Sent again at 09:31, if we have your" in shown
    assert "Older digits work." in shown
    tablet.do("confirmation", code=first)
    assert tablet.step == "arrived"


@pytest.mark.parametrize("expected", [True, False])
def test_whoever_types_a_phone_number_hears_that_none_is_sent_anything(
    tablet: Tablet, invite: Invite, *, expected: bool
) -> None:
    if expected:
        invite(phone=PHONE)
    tablet.post("/encounters", address=PHONE)
    assert "none to phones." in tablet.shown
    tablet.post("/encounters", address=EMAIL)
    assert "none to phones." not in tablet.shown


def test_the_fourth_sending_is_the_desks(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    tablet.scan(invitation_code(database, invite()))
    for _ in range(3):
        tablet.do("sendings")
    assert tablet.step == "see_desk"


def test_who_left_for_lunch_comes_back_by_their_badge(
    tablet: Tablet, database: Database, invite: Invite, clock: SettableClock
) -> None:
    clock.at("2026-11-23 09:45")
    visit = invite()
    tablet.scan(invitation_code(database, visit))
    tablet.do("confirmation", code=sent_digits(database))
    assert "old badge" not in tablet.shown
    with database.reading() as store:
        code = badges.code(store, badges.newest(store, [visit.id])[visit.id][0])
    tablet.scan(code)
    assert tablet.step == "goodbye"
    assert "Coming back today? Scan this badge or your code" in tablet.shown
    clock.forward(hours=2)

    tablet.scan(code)
    assert tablet.step == "enter_code"
    tablet.do("confirmation", code=sent_digits(database))

    assert tablet.step == "arrived"
    assert "Your old badge no longer works: please leave it here." in tablet.shown
    clock.forward(minutes=5)
    assert tablet.scan(code).status_code == 422
    # A finder learns nothing by it, and its guest what to do.
    assert "Have you got a newer badge?" in tablet.shown
    with database.reading() as store:
        code = badges.code(store, badges.newest(store, [visit.id])[visit.id][0])
    clock.at("2026-11-23 13:00")
    tablet.scan(code)
    assert tablet.step == "goodbye"
    # Two hours after the planned end it would not be true.
    assert "Coming back" not in tablet.shown
    assert "Please leave your badge here." in tablet.shown


def test_a_host_beside_their_guest_vouches(
    tablet: Tablet, database: Database, invite: Invite, cast: Cast
) -> None:
    tablet.scan(invitation_code(database, invite()))
    page = tablet.get(f"{tablet.place}/vouching").text
    digits = (
        page.partition('class="digits" aria-label="')[2]
        .partition('"')[0]
        .replace(" ", "")
    )
    with database.transaction() as store:
        verification.vouch(store, cast.hana.id, digits)
    tablet.get(f"{tablet.place}/vouching")
    assert tablet.step == "arrived"
    assert "our host" not in tablet.shown, "the host stands beside them"


def test_double_taps_get_the_same_answer(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    tablet.scan(invitation_code(database, invite()))
    digits = sent_digits(database)
    place = tablet.place
    first = tablet.do("confirmation", code=digits)
    second = tablet.post(f"{place}/confirmation", code=digits)
    assert first.data == second.data
    assert len(arrivals(database)) == 1


def test_the_screen_speaks_the_invitations_language_once_its_code_was_read(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    answer = tablet.scan(invitation_code(database, invite(language="id")))
    assert LANGUAGE.findall(answer.text) == ["id"]
    assert "Masukkan kode" in answer.text


def test_every_screen_after_it_speaks_that_language_too(
    tablet: Tablet, database: Database, cast: Cast, invite: Invite
) -> None:
    with database.transaction() as store:
        house_rules.write(store, sites.of(store, cast.senopati.id), {"en": "Be kind."})
    tablet.scan(invitation_code(database, invite(language="id")))
    place, right = tablet.place, sent_digits(database)
    wrong = f"{(int(right) + 1) % 10**6:06}"
    said = [tablet.get(f"{place}/vouching").text]
    said += [tablet.post(f"{place}/rules", rules=shown).text for shown in "01"]
    said += [tablet.post(f"{place}/confirmation", code="1").text]
    said += [tablet.post(f"{place}/confirmation", code=right, rules="0").text]
    said += [tablet.post(f"{place}/confirmation", code=wrong).text for _ in range(5)]

    assert [LANGUAGE.findall(one) for one in said] == [["id"]] * 10
    new = "Tata tertibnya baru."
    words = ["Setuju", new, "Apakah pengundang", "Kodenya 6", new]
    words += ["Angka di email berbeda."] * 4 + ["meja resepsionis"]
    assert [
        word for word, one in zip(words, said, strict=True) if word not in one
    ] == []


def test_a_refusal_after_it_speaks_that_language_too(
    tablet: Tablet, database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(language="id")
    tablet.scan(invitation_code(database, visit))
    place = tablet.place
    said = [tablet.post(f"{place}/sendings") for _ in range(3)]
    wrong = f"{(int(sent_digits(database)) + 1) % 10**6:06}"
    said += [tablet.post(f"{place}/confirmation", code=wrong) for _ in range(6)]

    assert [LANGUAGE.findall(one.text) for one in said] == [["id"]] * 9
    refusals = "meja resepsionis" in said[2].text, "meja resepsionis" in said[8].text
    assert refusals == (True, True)
    tablet.post(f"{place}/end")
    assert tablet.post(f"{place}/confirmation", code=wrong).status_code == 422
    # A code that is refused at once has shown nothing yet, not even a language.
    with database.transaction() as store:
        invitations.withdraw(store, cast.hana.id, visit.public_id)
    refused = tablet.scan(invitation_code(database, visit))
    assert LANGUAGE.findall(refused.text) == ["en"]


def test_a_missing_badge_is_told_in_that_language(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    tablet.scan(invitation_code(database, invite(language="id")))
    tablet.do("confirmation", code=sent_digits(database))

    assert LANGUAGE.findall(tablet.do("missing-badge").text) == ["id"]


def test_the_tablet_offers_every_language_and_keeps_the_offline_words_of_each(
    tablet: Tablet,
) -> None:
    said = tablet.get("/").text
    for code in OWN_NAMES:
        assert f'data-language="{code}"' in said
        assert f'<template lang="{code}">' in said
    assert 'lang="ar" dir="rtl"' in said


def test_a_language_that_the_guest_chose_outlasts_the_scan(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    tablet.chosen = tablet.language = "ar"
    answer = tablet.scan(invitation_code(database, invite(language="id")))
    assert LANGUAGE.findall(answer.text) == ["ar"]
    assert 'dir="rtl"' in answer.text
    assert "كتابة الرمز" in answer.text


def test_the_screen_keeps_to_the_language_that_the_guest_has_chosen(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    tablet.chosen = "en"
    answer = tablet.scan(invitation_code(database, invite(language="id")))
    assert LANGUAGE.findall(answer.text) == ["en"]
    answer = tablet.do("confirmation", code=sent_digits(database))
    assert (LANGUAGE.findall(answer.text), tablet.step) == (["en"], "arrived")
    tablet.chosen = "xx"
    assert LANGUAGE.findall(tablet.get(tablet.place).text) == ["id"]


def test_who_began_in_the_wrong_language_changes_it_at_any_step(
    tablet: Tablet, database: Database, cast: Cast, invite: Invite
) -> None:
    seen = {change_language(tablet, address) for address in FIRST_STEPS}
    tablet.scan(invitation_code(database, invite()))
    seen |= {change_language(tablet, tablet.place)}
    seen |= {change_language(tablet, f"{tablet.place}/vouching")}
    with database.transaction() as store:
        site = sites.of(store, cast.senopati.id)
        house_rules.write(store, site, {"en": "Wear your badge."})
        site.least_level = Level.INVITED
    seen |= {change_language(tablet, f"{tablet.place}/vouching")}
    by_code = invite(email="budi@example.org", least_level=Level.INVITED)
    for code in (invitation_code(database, by_code), party_code(database, cast)):
        tablet.scan(code)
        seen |= {change_language(tablet, tablet.place)}

    later = {"enter_code", "vouching", "rules", "agree", "family_name"}
    assert seen == {"welcome", "address", "walk_in", "walk_in_name", *later}


def change_language(tablet: Tablet, address: str) -> str:
    """The same step comes again in each language; return which one it is."""
    step = STEP.findall(tablet.get(address).text)
    switch = SWITCH.findall(tablet.shown)
    assert [code for code, _ in switch] == list(OWN_NAMES), step
    for code, again in switch:
        # As the page does, whose own language changes with the tap.
        tablet.language = tablet.chosen = code
        assert STEP.findall(tablet.get(again).text) == step
        assert LANGUAGE.findall(tablet.shown) == [tablet.chosen]
    return str(step[0])


def test_a_typed_address_does_not_give_its_language_away(
    tablet: Tablet, invite: Invite
) -> None:
    invite(language="id")
    assert LANGUAGE.findall(tablet.post("/encounters", address=EMAIL).text) == ["en"]


def test_after_three_minutes_without_a_touch_everything_begins_again(
    tablet: Tablet, database: Database, invite: Invite, clock: SettableClock
) -> None:
    tablet.scan(invitation_code(database, invite()))
    clock.forward(minutes=2)
    assert tablet.do("touches").status_code == 204
    clock.forward(minutes=2)
    assert tablet.get(tablet.place).status_code == 200
    clock.forward(minutes=2)
    place = tablet.place
    assert tablet.get(place).status_code == 422
    assert "Please begin again." in tablet.shown


def test_whoever_is_done_is_gone(
    tablet: Tablet, database: Database, invite: Invite
) -> None:
    tablet.scan(invitation_code(database, invite()))
    place = tablet.place
    tablet.do("end")
    assert tablet.step == "welcome"
    assert tablet.get(place).status_code == 422


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("o'brien+r&d/=!#$%^*?_{|}~-`@example.org",) * 2,
        ("info@b\u00fccher.example", "info@b\u00fccher.example"),
        ("info@b\u00fccher.example", "info@xn--bcher-kva.example"),
        ("gita@example.org", "gita\uff20example\u3002org"),
        ("gita@example.org", "\u00a0Gita@Example.org\u3000"),
    ],
)
def test_every_address_that_a_host_may_give_is_taken(
    tablet: Tablet, database: Database, invite: Invite, kept: str, typed: str
) -> None:
    visit = invite(email=kept)
    tablet.post("/encounters", address=typed)
    assert tablet.step == "enter_code"
    with database.reading() as store:
        [encounter] = store.exec(select(Encounter))
    assert encounter.visit_id == visit.id


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "gita@",
        "gita@example",
        "+62",
        "' OR 1=1 --",
        "@" * 300,
        "a b@c.example",
    ],
)
def test_what_cannot_be_an_address_is_asked_for_again(
    tablet: Tablet, address: str
) -> None:
    answer = tablet.post("/encounters", address=address)
    assert (answer.status_code, tablet.step) == (422, "address")


def other_than(digits: str) -> str:
    return str((int(digits) + 1) % 10**CODE_DIGITS).zfill(CODE_DIGITS)
