"""`lencana prove-erasure`: what is left of guests, and that anything else fails it."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from lencana.command_line import main
from lencana.demo.store import MARK
from lencana.proof.files import FileRole, Folder
from lencana.proof.proving import Proof, prove
from lencana.settings import Settings
from tests.cast import NAME, TODAY, Cast, Invite, SettableClock, check_in
from tests.visits.audit.tampering import seal, tamper
from visits.audit.access_log import AccessLog
from visits.erasure import purge
from visits.keys.keyring import open_keys
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.people import Member
from visits.vocabulary.audit import Act

Ask = Callable[..., Proof]


@pytest.fixture
def database(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    migrated: Path,
    clock: SettableClock,
) -> Iterator[Database]:
    """The operator's installation."""
    monkeypatch.setenv("LENCANA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LENCANA_KEYS", str(tmp_path / "keys"))
    (tmp_path / "data").mkdir()
    shutil.copy(migrated / "lencana.db", Settings().database_file)
    opened = Database(
        Settings().database, open_keys(tmp_path / "keys"), clock, AccessLog().add
    )
    yield opened
    opened.close()


@pytest.fixture
def ask(database: Database) -> Ask:
    """Proves what there is now."""

    def asked(backups: Path | None = None) -> Proof:
        others = [Folder(backups, FileRole.BACKUPS)] if backups else []
        return prove(database, Settings(), others)

    return asked


def sentences(proof: Proof) -> list[str]:
    return [str(problem) for problem in proof.problems]


def statement(*said: str) -> None:
    """Somebody with a SQL shell does this."""
    with closing(
        sqlite3.connect(Settings().database_file, isolation_level=None)
    ) as shell:
        for one in said:
            shell.execute(one)


def test_an_installation_with_guests_is_clean(
    database: Database, cast: Cast, invite: Invite, ask: Ask
) -> None:
    check_in(database, cast.kiosk, invite())
    proof = ask()
    assert sentences(proof) == []
    assert proof.counted.visits == 1
    assert proof.counted.envelopes == {"contact": 1, "log": 1}
    assert sum(proof.envelopes.readable.values()) == 2
    assert proof.audit_log


def test_an_erased_guest_is_counted_and_nothing_else_is_left(
    database: Database, cast: Cast, invite: Invite, ask: Ask, clock: SettableClock
) -> None:
    check_in(database, cast.kiosk, invite())
    for _ in range(32):
        clock.forward(days=1)
        purge.purge(database)
    proof = ask()
    assert sentences(proof) == []
    assert (proof.counted.visits, proof.counted.erased, proof.counted.envelopes) == (
        0,
        1,
        {},
    )
    assert (proof.living_days, proof.destroyed_through) == (
        [],
        TODAY + timedelta(days=30),
    )


def test_the_audit_log_says_that_erasure_was_proved(
    database: Database, ask: Ask
) -> None:
    ask()
    with database.reading() as store:
        assert Act.ERASURE_PROVED in [
            entry.act for entry in store.exec(select(AuditEntry))
        ]


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("weakness", "sentence"),
    [
        (
            "CREATE TABLE diary (note TEXT)",
            "database: it has a table that nobody declared",
        ),
        (
            "CREATE VIEW guests AS SELECT * FROM visit",
            "database: it has a view that nobody declared",
        ),
        (
            "ALTER TABLE visit ADD COLUMN note TEXT",
            "visit has 1 columns that nobody declared",
        ),
        (
            "UPDATE visit SET language = 'Gita'",
            "1 values of visit.language are not what is declared",
        ),
        (
            "UPDATE visit SET notice = 'Gita'",
            "1 values of visit.notice are not what is declared",
        ),
        (
            "UPDATE visit SET nonce = X'47697461'",
            "1 values of visit.nonce are not what is declared",
        ),
        (
            "UPDATE invitation SET purpose = 'dentist'",
            "1 values of invitation.purpose are not",
        ),
        (
            "UPDATE invitation SET starts_at = 'soon'",
            "1 values of invitation.starts_at are not",
        ),
        (
            "UPDATE site SET name = zeroblob(9) WHERE id = 1",
            "1 values of site.name are not what is declared",
        ),
        (
            "UPDATE envelope SET key_day = 'Monday'",
            "values of envelope.key_day are not what is declared",
        ),
        (
            'UPDATE envelope SET body = CAST(\'{"name":"Gita, who is expected"}\' AS BLOB)',
            "2 values of envelope.body are not what is declared",
        ),
    ],
)
def test_a_value_that_no_column_declares_is_found(
    invite: Invite, ask: Ask, weakness: str, sentence: str
) -> None:
    invite()
    statement(weakness)
    assert sentence in "\n".join(sentences(ask()))


def test_an_erased_member_has_no_name_and_nobody_else_has_none(
    database: Database, cast: Cast, invite: Invite, ask: Ask
) -> None:
    invite()
    statement("UPDATE member SET profile = X'' WHERE id IN (SELECT host_id FROM visit)")
    assert sentences(ask()) == [
        "database: 1 values of member.profile are not what is declared"
    ]
    with database.transaction() as store:
        member = store.get_one(Member, cast.hana.id)
        member.closed_at, member.key_day = store.now, TODAY - timedelta(days=1)
    assert sentences(ask()) == []


def test_an_envelope_that_was_exchanged_is_found(invite: Invite, ask: Ask) -> None:
    invite()
    statement("UPDATE envelope SET body = randomblob(90) WHERE retention_class = 'log'")
    assert "1 envelopes do not open with their own day's key" in sentences(ask())[0]


def test_an_envelope_that_opens_after_its_last_day_is_found(
    invite: Invite, ask: Ask, clock: SettableClock
) -> None:
    invite()
    clock.forward(days=3)
    said = "\n".join(sentences(ask()))
    assert "2 envelopes open after their last day" in said
    assert "2 envelopes are due and still there" in said
    assert "keys of days that are over are still there" in said


def test_a_key_of_a_dead_day_that_came_back_is_found(
    database: Database, tmp_path: Path, ask: Ask
) -> None:
    database.keys.keyring.destroy_through(TODAY - timedelta(days=1))
    day = tmp_path / "keys" / "days" / "2026-11-02.key"
    day.parent.mkdir(exist_ok=True)
    day.write_bytes(os.urandom(32))
    assert "1 keys of days are there again" in sentences(ask())[0]


@pytest.mark.parametrize(
    "place", ["data/notes.txt", "data/lencana.db.old", "keys/days/2026-11-30.key~"]
)
def test_a_file_of_unknown_kind_fails(
    tmp_path: Path, invite: Invite, ask: Ask, place: str
) -> None:
    invite()
    (tmp_path / place).write_bytes(b"")
    assert ["no file of this kind" in sentence for sentence in sentences(ask())] == [
        True
    ]


def test_the_demos_own_mark_is_a_known_kind(
    tmp_path: Path, invite: Invite, ask: Ask
) -> None:
    invite()
    (tmp_path / "data" / MARK).write_text("Made anew whenever the demo starts.\n")
    assert sentences(ask()) == []


def test_a_backup_is_walked_and_tried_as_well(
    database: Database, invite: Invite, ask: Ask, tmp_path: Path, clock: SettableClock
) -> None:
    invite()
    backup = tmp_path / "backups" / "yesterday"
    backup.parent.mkdir()
    statement(f"VACUUM INTO '{backup}'")
    assert sum(ask(backups=backup.parent).copies["backup 1"].readable.values()) == 2
    clock.forward(days=3)
    purge.purge(database)
    after = ask(backups=backup.parent)
    assert sentences(after) == []
    assert (after.copies["backup 1"].noise, after.copies["backup 1"].readable) == (
        2,
        {},
    )


def test_a_broken_audit_log_is_found(
    database: Database, cast: Cast, invite: Invite, ask: Ask
) -> None:
    check_in(database, cast.kiosk, invite())
    seal(database)
    tamper(database, "UPDATE auditentry SET visit_id = 77 WHERE id = 1")
    proof = ask()
    assert "audit log: it is broken: seal 1" in sentences(proof)[0]
    assert proof.audit_log is None


@pytest.mark.usefixtures("database")
def test_the_command_fails_and_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data" / "notes.txt").write_text(f"hello {NAME}\n")
    assert main(["prove-erasure"]) == 1
    out = capsys.readouterr().out
    assert "WRONG  data/'notes.txt': the product writes no file of this kind" in out
    assert "All is clean." not in out
    assert NAME not in out


@pytest.mark.usefixtures("database")
def test_the_command_ends_well_when_all_is_clean(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["prove-erasure"]) == 0
    assert capsys.readouterr().out.endswith("All is clean.\n")


@pytest.mark.usefixtures("database")
def test_the_command_checks_the_folder_of_an_agent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "agent").mkdir()
    (tmp_path / "agent" / "token").write_text("")
    command = ["prove-erasure", "--agent", str(tmp_path / "agent")]
    assert main(command) == 0
    (tmp_path / "agent" / "core").write_text("")
    assert main(command) == 1
    assert "agent/'core': the product writes no file" in capsys.readouterr().out


@pytest.mark.usefixtures("database")
def test_a_folder_that_is_none_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prove-erasure", "--backups", str(tmp_path / "nowhere")]) == 1
    assert "nowhere is no folder" in capsys.readouterr().err
