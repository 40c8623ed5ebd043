"""The first run: whoever reads the console founds the house, once."""

import pytest
from sqlmodel import select

from visits.people import accounts, credentials, first_run, passwords
from visits.people.first_run import FirstRunDetails
from visits.store.database import Database
from visits.store.sites import Company, Site
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import FirstRunRefused
from visits.vocabulary.visits import Level

PASSWORD = "three quiet lamps"


def first_run_details() -> FirstRunDetails:
    site = Site(
        name="Senopati",
        time_zone="Asia/Jakarta",
        region="ID",
        language="id",
        closes_at=1200,
        least_level=Level.ADDRESS_CONFIRMED,
        accent="#2a6f97",
        privacy_contact="privacy@example.org",
    )
    return FirstRunDetails(
        site=site,
        company="Langit Studio",
        name="Hana Wijaya",
        email="hana@example.com",
        password_hash=passwords.hashed(PASSWORD),
    )


def found(database: Database, code: str) -> None:
    with database.transaction() as store:
        first_run.open_lobby(store, code, first_run_details())


@pytest.fixture
def code(database: Database) -> str:
    with database.reading() as store:
        return first_run.first_run_code(store)


def test_the_code_is_the_same_until_it_is_used(database: Database, code: str) -> None:
    with database.reading() as store:
        assert first_run.first_run_code(store) == code
    assert [len(group) for group in code.split("-")] == [4, 4, 2]


def test_the_first_member_is_host_and_desk_and_signs_in(
    database: Database, code: str
) -> None:
    found(database, code)
    with database.reading() as store:
        member = credentials.sign_in(store, "hana@example.com", PASSWORD)
        assert accounts.roles(store, member.id) == {Role.HOST, Role.DESK}


def test_a_house_is_founded_once(database: Database, code: str) -> None:
    found(database, code)
    with pytest.raises(FirstRunRefused):
        found(database, code)


@pytest.mark.parametrize("wrong", ["", "0000-0000-00", "%", "7K3M", "é" * 10])
def test_another_code_founds_nothing(database: Database, wrong: str) -> None:
    with pytest.raises(FirstRunRefused):
        found(database, wrong)
    with database.reading() as store:
        assert not accounts.any_member(store)


def test_the_code_may_be_typed_as_people_type(database: Database, code: str) -> None:
    found(
        database,
        f" {code.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} ",
    )


def test_a_company_that_is_there_already_is_taken_as_it_is(
    database: Database, code: str
) -> None:
    with database.transaction() as store:
        store.add(Company(name="Langit Studio"))

    found(database, code)

    with database.reading() as store:
        assert len(store.exec(select(Company)).all()) == 1
