"""Members by command: another link when the first is lost, and an end of the account."""

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from sqlmodel import select

from lencana import installation
from lencana.command_line import main
from lencana.settings import Settings
from visits.people import password_links, second_factors, sessions, welcome_links
from visits.people.sessions import SessionData
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.people import FaceSession, Member
from visits.store.sites import Site
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import LinkExpired

EMAIL = ["--email", "hana@example.org"]


@pytest.fixture
def database(data: Path) -> Iterator[Database]:
    """An installation in which Hana has an account."""
    del data
    site = [
        "--name",
        "Senopati",
        "--time-zone",
        "Asia/Jakarta",
        "--privacy-contact",
        "p@example.org",
    ]
    member = [
        *EMAIL,
        "--name",
        "Hana",
        "--site",
        "Senopati",
        "--company",
        "Kopi Pagi",
        "--role",
        "host",
    ]
    company = ["company", "add", "--name", "Kopi Pagi"]
    commands = (["site", "add", *site], company, ["member", "add", *member])
    assert [main(command) for command in commands] == [0, 0, 0]
    with installation.open_database(Settings()) as opened:
        yield opened


def link_in_force(database: Database) -> str:
    with database.reading() as store:
        return welcome_links.welcome_link(store, 1)


def test_a_new_link_voids_the_one_before(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    first = link_in_force(database)

    assert main(["member", "link", *EMAIL]) == 0

    assert "an older link is void" in capsys.readouterr().out
    assert link_in_force(database) != first
    with database.reading() as store, pytest.raises(LinkExpired):
        password_links.find(store, first)


def test_a_closed_account_has_no_link_and_gets_none(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["member", "close", *EMAIL]) == 0
    assert "is closed" in capsys.readouterr().out
    with pytest.raises(LinkExpired):
        link_in_force(database)

    assert main(["member", "link", *EMAIL]) == 1
    assert main(["member", "close", *EMAIL]) == 1
    assert (
        capsys.readouterr().err.count("there is no open account with this address") == 2
    )


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("verb", ["link", "close"])
def test_an_unknown_address_is_answered_with_a_sentence(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["member", verb, "--email", "nobody@example.org"]) == 1
    assert "there is no open account with this address" in capsys.readouterr().err


def test_an_operator_takes_a_lost_factor_away_and_ends_the_sessions(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.transaction() as store:
        hana = store.exec(select(Member)).one()
        second_factors.begin(store, hana.id)
        app = pyotp.TOTP(second_factors.secret(store, hana.id))
        second_factors.confirm(store, hana.id, app.at(store.now))
        sessions.open(store, "hosts", SessionData(member_id=hana.id))
    for said in ("It is gone", "There was none"):
        assert main(["member", "second-factor", *EMAIL, "--remove"]) == 0
        assert said in capsys.readouterr().out
    with database.reading() as store:
        assert not second_factors.is_on(store, hana.id)
        assert store.exec(select(FaceSession)).all() == []


def added_at_mitte(*more: str) -> int:
    zone = ["--time-zone", "Europe/Berlin", "--privacy-contact", "p@example.org"]
    main(["site", "add", "--name", "Mitte", *zone])
    place = ["--site", "Mitte", "--company", "Kopi Pagi", "--role", "desk"]
    return main(["member", "add", *EMAIL, "--name", "H.", *place, *more])


def test_an_address_with_an_account_is_added_at_another_place(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert added_at_mitte() == 0
    assert "They have an account and keep its name" in capsys.readouterr().out
    assert added_at_mitte() == 1
    with database.reading() as store:
        first, second = store.exec(select(Member)).all()
    assert first.account_id == second.account_id


def test_of_several_places_the_one_that_is_meant_is_closed(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    added_at_mitte()
    assert main(["member", "close", *EMAIL]) == 1
    assert (
        "--site 'Senopati' --company 'Kopi Pagi'; --site 'Mitte' --company 'Kopi Pagi'"
        in capsys.readouterr().err
    )
    assert main(["member", "close", *EMAIL, "--site", "Elsewhere"]) == 1

    assert main(["member", "close", *EMAIL, "--site", "Senopati"]) == 0

    assert "keep their account with their other places" in capsys.readouterr().out
    with database.reading() as store:
        first, second = store.exec(select(Member)).all()
    assert (first.closed_at is None, second.closed_at is None) == (False, True)
    assert main(["member", "close", *EMAIL]) == 0
    assert "The account is closed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("choice", "is_required"), [([], True), (["--offered"], False)]
)
def test_an_operator_requires_a_second_factor_of_a_sites_desk(
    database: Database, choice: list[str], *, is_required: bool
) -> None:
    assert main(["site", "second-factor", "--site", "Senopati", *choice]) == 0
    with database.reading() as store:
        assert store.exec(select(Site)).one().second_factor is is_required


def test_a_role_is_given_and_taken_away_and_the_last_one_stays(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    admin = ["member", "role", *EMAIL, "--role", "company_admin"]
    for command, said in (
        (admin, "company_admin, host"),
        (admin, "company_admin, host"),
        ([*admin, "--remove"], "as: host"),
    ):
        assert main(command) == 0
        assert said in capsys.readouterr().out
    with database.reading() as store:
        changed = select(AuditEntry).where(AuditEntry.act == Act.ROLES_CHANGED)
        assert len(store.exec(changed).all()) == 2

    assert main(["member", "role", *EMAIL, "--role", "host", "--remove"]) == 1
    assert "close the account" in capsys.readouterr().err
