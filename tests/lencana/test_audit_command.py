"""`lencana audit`: the log is verified and shown, and holds the last reading at the end."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from lencana import installation
from lencana.command_line import main
from lencana.settings import Settings
from tests import cast as casting
from tests.cast import EMAIL, NAME, Cast, SettableClock
from tests.visits.audit.tampering import seal, tamper
from visits import invitations
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.visits import Visit
from visits.vault import envelopes
from visits.vocabulary.actors import as_desk
from visits.vocabulary.audit import Act


@pytest.fixture
def database(data: Path, clock: SettableClock) -> Iterator[Database]:
    """An installation of the cast."""
    del data
    with installation.open_database(Settings(), clock) as opened:
        yield opened


@pytest.fixture
def said(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> pytest.CaptureFixture[str]:
    """What is said once the installation is there."""
    del database
    capsys.readouterr()
    return capsys


@pytest.fixture
def visit(database: Database, cast: Cast) -> Visit:
    """Gita was invited, and the desk has read her name; it is sealed."""
    with database.transaction() as store:
        invited = invitations.invite(
            store, cast.hana.id, cast.senopati.id, casting.announcement(), "nonce"
        )
        envelopes.read_one(store, invited.id, ["name"], as_desk(cast.dewi.id))
    seal(database)
    return invited


def lines(said: pytest.CaptureFixture[str], *options: str) -> list[str]:
    assert main(["audit", "show", *options]) == 0
    return said.readouterr().out.splitlines()


@pytest.mark.usefixtures("visit")
def test_a_whole_audit_log_is_said_to_be_whole(
    said: pytest.CaptureFixture[str],
) -> None:
    assert main(["audit", "verify"]) == 0

    out = said.readouterr().out
    assert "The audit log is whole: " in out
    assert "under 1 seals" in out
    assert "Head: " in out


@pytest.mark.usefixtures("visit")
def test_a_broken_audit_log_is_an_error_that_says_where(
    database: Database, said: pytest.CaptureFixture[str]
) -> None:
    tamper(database, "UPDATE auditentry SET visit_id = 77 WHERE id = 1")

    assert main(["audit", "verify"]) == 1
    assert (
        "the audit log is broken: seal 1 over the entries 1 to "
        in said.readouterr().err
    )


@pytest.mark.usefixtures("visit")
def test_a_head_that_was_noted_must_still_be_there(
    database: Database, said: pytest.CaptureFixture[str]
) -> None:
    main(["audit", "verify"])
    head = said.readouterr().out.split()[-1]
    assert main(["audit", "verify", "--head", head]) == 0
    tamper(database, "DELETE FROM auditseal")
    tamper(database, "DELETE FROM auditentry")

    assert main(["audit", "verify"]) == 0
    assert main(["audit", "verify", "--head", head]) == 1
    assert "this head is not in the chain" in said.readouterr().err


def test_an_auditor_sees_one_visit_and_no_word_of_the_guest(
    visit: Visit, cast: Cast, said: pytest.CaptureFixture[str]
) -> None:
    rows = [
        json.loads(line)
        for line in lines(said, "--visit", visit.public_id, "--format", "jsonl")
    ]

    assert [row["act"] for row in rows] == [Act.INVITED, Act.AUDIT_LOG_SHOWN]
    assert rows[0]["actor"] == f"member {cast.hana.id}"
    assert {row["visit"] for row in rows} == {visit.id}
    assert not any(
        word in json.dumps(rows) for word in (NAME, EMAIL, cast.hana.public_id)
    )


def test_a_visit_that_is_erased_is_found_by_its_number(
    database: Database, visit: Visit, said: pytest.CaptureFixture[str]
) -> None:
    tamper(database, "DELETE FROM visit")

    assert len(lines(said, "--visit", str(visit.id))) == 3
    assert main(["audit", "show", "--visit", visit.public_id]) == 1
    assert "there is no visit with this id" in said.readouterr().err


@pytest.mark.usefixtures("visit")
def test_an_auditor_chooses_the_day_and_the_act(
    said: pytest.CaptureFixture[str],
) -> None:
    assert len(lines(said, "--act", "invited")) == 2
    assert len(lines(said, "--act", "invited", "--since", "2026-11-24")) == 1
    heading, row = lines(said, "--act", "invited", "--since", "2026-11-23")
    assert heading.split()[:3] == ["at", "actor", "act"]
    assert row.startswith("2026-11-23 02:30:00  member")


@pytest.mark.parametrize(
    "asked",
    [
        ["verify", "--head", "abc"],
        ["show", "--since", "May"],
        ["show", "--act", "stole"],
    ],
)
def test_what_cannot_be_is_refused(
    asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", *asked]) == 2

    assert "Error: Invalid value for" in capsys.readouterr().err


def test_what_was_read_last_is_written_when_the_house_closes(
    database: Database, visit: Visit, clock: SettableClock
) -> None:
    with (
        installation.open_database(Settings(), clock) as again,
        again.reading() as store,
    ):
        envelopes.read_one(store, visit.id, ["name"], as_desk(1))

    with database.reading() as store:
        assert (
            len(
                store.exec(
                    select(AuditEntry).where(AuditEntry.act == Act.DISCLOSED)
                ).all()
            )
            == 1
        )


def test_a_house_that_cannot_say_it_closes_all_the_same(
    visit: Visit,
    clock: SettableClock,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with (
        installation.open_database(Settings(), clock) as again,
        again.reading() as store,
    ):
        envelopes.read_one(store, visit.id, ["name"], as_desk(1))
        again.engine.dispose()
        tamper(database, "ALTER TABLE auditentry RENAME TO gone")

    assert (
        "1 reads of guests' data and failed sign-ins are missing in the audit log: OperationalError"
        in caplog.text
    )
