"""Addresses: a guest without their code types an e-mail or phone, and nobody learns who is expected."""

from collections.abc import Mapping
from datetime import date, time

import pytest
from sqlmodel import SQLModel, func, select

from tests.cast import (
    BERLIN,
    EMAIL,
    PHONE,
    TODAY,
    Cast,
    Invite,
    SettableClock,
    check_in,
    confirm,
    go_away,
    sent_digits,
    stage,
    step,
    waits,
)
from visits.lobby import check_in as reception
from visits.lobby import encounters, verification
from visits.lobby.encounters import Step
from visits.store.database import Database
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk
from visits.visit_state import Stage
from visits.vocabulary.refusals import NoMoreTries, WrongCode
from visits.vocabulary.visits import WaitReason


def type_in(
    database: Database, kiosk: Kiosk, value: str, item: str = "email"
) -> Encounter:
    with database.transaction() as store:
        return reception.announce_address(store, kiosk, item, value)


def tell_name(
    database: Database, kiosk: Kiosk, encounter: Encounter, typed: str
) -> None:
    with database.transaction() as store:
        found = encounters.of(store, kiosk, encounter.public_id)
        verification.tell_family_name(store, kiosk, found, typed)


def row_counts(database: Database) -> Mapping[str, int]:
    with database.reading() as store:
        tables = SQLModel.metadata.sorted_tables
        return {
            table.name: store.execute(
                select(func.count()).select_from(table)
            ).scalar_one()
            for table in tables
        }


@pytest.mark.parametrize(
    "spelling",
    [EMAIL, "GITA@example.org", "  gita@Example.ORG ", "\uff47ita@example.org"],
)
def test_every_spelling_of_an_email_finds_the_guest(
    database: Database, cast: Cast, invite: Invite, spelling: str
) -> None:
    visit = invite()

    assert type_in(database, cast.kiosk, spelling).visit_id == visit.id


@pytest.mark.parametrize(
    "spelling",
    [PHONE, "+62 812-3456-7890", "0812 3456 7890", "(0812) 34567890", "٠٨١٢٣٤٥٦٧٨٩٠"],
)
def test_every_spelling_of_a_phone_finds_the_guest(
    database: Database, cast: Cast, invite: Invite, spelling: str
) -> None:
    visit = invite(phone="0812 3456 7890")

    assert type_in(database, cast.kiosk, spelling, "phone").visit_id == visit.id


def test_the_digits_sent_to_the_address_let_the_guest_in(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    encounter = type_in(database, cast.kiosk, EMAIL)

    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))

    assert stage(database, visit) is Stage.ON_SITE
    assert step(database, encounter) is Step.ARRIVED


def test_a_stranger_leaves_the_same_rows_and_gets_the_same_answers(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite()
    before = row_counts(database)
    guest = type_in(database, cast.kiosk, EMAIL)
    between = row_counts(database)
    stranger = type_in(database, cast.kiosk, "nobody@example.org")
    after = row_counts(database)

    assert {name: between[name] - before[name] for name in before} == {
        name: after[name] - between[name] for name in before
    }
    assert stranger.visit_id is None
    assert step(database, guest) is step(database, stranger) is Step.ENTER_CODE


def test_a_stranger_is_refused_as_a_guest_is(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite()

    for address in (EMAIL, "nobody@example.org"):
        encounter = type_in(database, cast.kiosk, address)
        with pytest.raises(WrongCode):
            confirm(database, cast.kiosk, encounter, "12345x")
        for _ in range(2):
            go_away(database, encounter)
            encounter = type_in(database, cast.kiosk, address)
        go_away(database, encounter)
        with pytest.raises(NoMoreTries):
            type_in(database, cast.kiosk, address)


def test_even_the_digits_a_stranger_would_be_sent_let_nobody_in(
    database: Database, cast: Cast
) -> None:
    encounter = type_in(database, cast.kiosk, "nobody@example.org")

    with pytest.raises(WrongCode):
        confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))


def test_an_address_is_expected_at_its_own_site_only(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite()

    assert type_in(database, cast.kiosk_in_mitte, EMAIL).visit_id is None


@pytest.mark.parametrize("moment", ["2026-10-25 00:00", "2026-10-25 23:59"])
def test_an_address_is_expected_on_its_whole_day_even_one_of_25_hours(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite, moment: str
) -> None:
    clock.at("2026-10-20 09:00", BERLIN)
    invite(site=cast.mitte, day=date(2026, 10, 25))
    clock.at(moment, BERLIN)

    assert type_in(database, cast.kiosk_in_mitte, EMAIL).visit_id is not None


@pytest.mark.parametrize("moment", ["2026-10-24 23:59", "2026-10-26 00:00"])
def test_an_address_is_expected_on_no_other_day(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite, moment: str
) -> None:
    clock.at("2026-10-20 09:00", BERLIN)
    invite(site=cast.mitte, day=date(2026, 10, 25))
    clock.at(moment, BERLIN)

    assert type_in(database, cast.kiosk_in_mitte, EMAIL).visit_id is None


def test_the_last_minutes_before_a_day_of_23_hours_are_not_that_day(
    database: Database, cast: Cast, clock: SettableClock, invite: Invite
) -> None:
    clock.at("2027-03-20 09:00", BERLIN)
    invite(site=cast.mitte, day=date(2027, 3, 28))
    clock.at("2027-03-27 23:30", BERLIN)

    assert type_in(database, cast.kiosk_in_mitte, EMAIL).visit_id is None


def test_a_guest_who_is_in_is_a_stranger_to_who_types_their_address(
    database: Database, cast: Cast, invite: Invite
) -> None:
    check_in(database, cast.kiosk, invite())

    assert type_in(database, cast.kiosk, EMAIL).visit_id is None


def test_who_typed_anothers_address_learns_nothing_of_their_arrival(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite()
    with database.transaction() as store:
        second = Kiosk(
            public_id="b" * 26,
            site_id=cast.senopati.id,
            name="Side door",
            paired_at=store.now,
            last_seen_at=store.now,
        )
        store.add(second)
    nosy = type_in(database, second, EMAIL)

    check_in(database, cast.kiosk, visit)

    assert step(database, nosy) is Step.ENTER_CODE


def test_a_guest_with_a_phone_only_is_the_desks(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(email="", phone=PHONE)

    encounter = type_in(database, cast.kiosk, PHONE, "phone")

    assert encounter.visit_id == visit.id
    assert waits(database, cast.senopati) == [WaitReason.NO_WAY_TO_SEND]


def test_two_guests_of_one_address_are_told_apart_by_family_name(
    database: Database, cast: Cast, invite: Invite
) -> None:
    gita, budi = invite(), invite(name="Budi Santoso", starts=time(10, 15))
    encounter = type_in(database, cast.kiosk, EMAIL)
    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))
    assert step(database, encounter) is Step.FAMILY_NAME

    tell_name(database, cast.kiosk, encounter, " SANTOSO ")

    assert [stage(database, visit) for visit in (gita, budi)] == [
        Stage.EXPECTED,
        Stage.ON_SITE,
    ]


@pytest.mark.parametrize("typed", ["", "Wijaya", "esti", "Pra", "Santoso"])
def test_a_name_that_is_not_exactly_one_guests_lets_nobody_in(
    database: Database, cast: Cast, invite: Invite, typed: str
) -> None:
    for name in ("Gita Pramesti", "Budi Santoso", "Ani Santoso"):
        invite(name=name)
    encounter = type_in(database, cast.kiosk, EMAIL)
    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))

    with pytest.raises(WrongCode):
        tell_name(database, cast.kiosk, encounter, typed)


def test_a_family_name_before_any_digits_is_wrong(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite()
    invite(name="Budi Santoso")
    encounter = type_in(database, cast.kiosk, EMAIL)

    with pytest.raises(WrongCode):
        tell_name(database, cast.kiosk, encounter, "Santoso")


def test_a_family_name_told_twice_is_told_once(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite()
    invite(name="Budi Santoso")
    encounter = type_in(database, cast.kiosk, EMAIL)
    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))

    for _ in range(2):
        tell_name(database, cast.kiosk, encounter, "Pramesti")

    assert step(database, encounter) is Step.ARRIVED


@pytest.mark.parametrize("email", ["budi@example.org", ""])
def test_a_phone_of_guests_who_read_other_mail_sends_to_nobody_and_rings_the_desk(
    database: Database, cast: Cast, invite: Invite, email: str
) -> None:
    invite(phone=PHONE)
    invite(name="Budi Santoso", email=email, phone=PHONE)
    encounter = type_in(database, cast.kiosk, PHONE, "phone")

    with pytest.raises(WrongCode):
        confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))
    assert encounter.visit_id is None
    assert step(database, encounter) is Step.ENTER_CODE
    assert waits(database, cast.senopati) == [WaitReason.NO_WAY_TO_SEND]


def test_a_shared_phone_is_clear_again_once_the_other_is_in(
    database: Database, cast: Cast, invite: Invite
) -> None:
    check_in(database, cast.kiosk, invite(phone=PHONE))
    budi = invite(name="Budi Santoso", email="budi@example.org", phone=PHONE)
    encounter = type_in(database, cast.kiosk, PHONE, "phone")

    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))

    assert stage(database, budi) is Stage.ON_SITE


def test_an_invitation_for_tomorrow_shares_nothing_today(
    database: Database, cast: Cast, invite: Invite
) -> None:
    invite(day=TODAY)
    invite(day=date(2026, 11, 24), name="Budi Santoso")
    encounter = type_in(database, cast.kiosk, EMAIL)

    confirm(database, cast.kiosk, encounter, sent_digits(database, encounter))

    assert step(database, encounter) is Step.ARRIVED
