"""Backups of a server's database keep the promises of those of a file."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import event

from lencana.backups import BackupRefused, manifest, restoring, server
from lencana.backups.restoring import RestoreRequest
from lencana.backups.targets import Target
from lencana.settings import Settings
from tests.cast import Cast, Invite, SettableClock, stage, url_of
from tests.visits.audit.tampering import minutes, verified
from visits import visit_state
from visits.erasure import erasing
from visits.store import key_check
from visits.store.database import Database
from visits.visit_state import Stage
from visits.vocabulary import actors
from visits.vocabulary.refusals import NotFound

pytestmark = pytest.mark.parametrize("kind_of_store", ["postgresql"], indirect=True)


@pytest.fixture
def settings(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    monkeypatch.setenv("LENCANA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LENCANA_KEYS", str(database.keys.keyring.folder))
    monkeypatch.setenv("LENCANA_DATABASE_URL", url_of(database))
    with database.transaction() as store:
        key_check.claim(store)
    return Settings()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "copy.dump"


def restored(
    database: Database, settings: Settings, file: Path, clock: SettableClock
) -> restoring.Restored:
    # As a server that was stopped: nobody has the database open.
    database.engine.dispose()
    return restoring.restore(settings, RestoreRequest(file, replace=True), clock)


def test_a_backup_brings_back_who_was_invited_and_not_who_was_erased_since(
    database: Database, cast: Cast, invite: Invite, clock: SettableClock, settings: Settings, file: Path
) -> None:  # fmt: skip
    kept, erased = invite(), invite(email="other@example.org")
    minutes(database, clock, 2)
    size = server.back_up(database, settings, Target(file))
    later = invite(email="later@example.org")
    with database.transaction() as store:
        erasing.erase(store, visit_state.of(store, erased.id), actors.member(cast.dewi.id))  # fmt: skip

    done = restored(database, settings, file, clock)

    assert (done.erased_again, file.stat().st_size) == (1, size)
    assert file.stat().st_mode & 0o777 == 0o600
    assert stage(database, kept) is Stage.EXPECTED
    for gone in (erased, later):
        with database.reading() as store, pytest.raises(NotFound):
            visit_state.of(store, gone.id)
    # No number is given twice: the audit log names visits by it.
    assert invite(email="new@example.org").id > later.id
    assert verified(database).seals == 1


def test_a_backup_whose_log_is_another_than_its_manifest_says_is_refused(
    database: Database, clock: SettableClock, settings: Settings, file: Path, invite: Invite
) -> None:  # fmt: skip
    visit = invite()
    minutes(database, clock, 2)
    server.back_up(database, settings, Target(file))
    beside = manifest.beside(file)
    beside.write_bytes(beside.read_bytes().replace(b'"entries": ', b'"entries": 1'))

    with pytest.raises(BackupRefused, match="does not end as"):
        restored(database, settings, file, clock)
    assert stage(database, visit) is Stage.EXPECTED


def test_the_transaction_that_is_copied_stays_open_however_long_that_takes(
    database: Database, settings: Settings, file: Path
) -> None:
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *about: asked.append(about[2]))  # fmt: skip

    server.back_up(database, settings, Target(file))

    exported = asked.index("SELECT pg_export_snapshot()")
    assert asked[exported - 1] == "SET LOCAL idle_in_transaction_session_timeout = 0"


@pytest.mark.parametrize("cut", [3000])
def test_a_damaged_backup_leaves_the_database_as_it_is(
    database: Database, clock: SettableClock, settings: Settings, file: Path, invite: Invite, cut: int
) -> None:  # fmt: skip
    visit = invite()
    server.back_up(database, settings, Target(file))
    file.write_bytes(file.read_bytes()[:cut])

    with pytest.raises(BackupRefused):
        restored(database, settings, file, clock)
    assert stage(database, visit) is Stage.EXPECTED


def test_a_database_that_is_open_is_not_replaced(
    database: Database, clock: SettableClock, settings: Settings, file: Path, invite: Invite
) -> None:  # fmt: skip
    visit = invite()
    server.back_up(database, settings, Target(file))

    with database.reading() as store:
        store.connection()
        with pytest.raises(BackupRefused, match="another program"):
            restoring.restore(settings, RestoreRequest(file, replace=True), clock)
    assert stage(database, visit) is Stage.EXPECTED


def test_a_server_that_does_not_answer_is_one_sentence(
    settings: Settings, tmp_path: Path, clock: SettableClock, file: Path
) -> None:
    away = SecretStr(f"postgresql+psycopg://lencana:secret@/lencana?host={tmp_path}")
    elsewhere = settings.model_copy(update={"database_url": away})
    with pytest.raises(BackupRefused, match="OperationalError") as refused:
        restoring.restore(elsewhere, RestoreRequest(file), clock)
    assert "secret" not in str(refused.value)
    assert str(tmp_path) not in str(refused.value)
