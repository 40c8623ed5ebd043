"""The proof of erasure on a server says what it says of a file."""

from pathlib import Path

import pytest
from sqlalchemy import text

from lencana.backups import server
from lencana.backups.targets import Target
from lencana.proof.files import FileRole, Folder
from lencana.proof.proving import Proof, prove
from lencana.settings import Settings
from tests.cast import Invite, SettableClock, url_of
from visits.erasure import purge
from visits.store import key_check
from visits.store.database import Database

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


def proved(database: Database, settings: Settings, backups: Path) -> Proof:
    return prove(database, settings, [Folder(backups, FileRole.BACKUPS)])


def sentences(proof: Proof) -> str:
    return "\n".join(map(str, proof.problems))


def test_guests_are_readable_until_their_day_ends_in_the_database_and_in_its_backup(
    database: Database, invite: Invite, clock: SettableClock, settings: Settings, tmp_path: Path
) -> None:  # fmt: skip
    invite()
    backups = tmp_path / "backups"
    backups.mkdir()
    server.back_up(database, settings, Target(backups / "yesterday"))
    before = proved(database, settings, backups)
    clock.forward(days=3)
    purge.purge(database)
    after = proved(database, settings, backups)

    assert (sentences(before), sentences(after)) == ("", "")
    assert before.files.kinds["archive of the database"] == 1
    assert before.structure.rows["envelope"] == 2
    assert (before.envelopes.readable.total(), before.envelopes.noise) == (2, 0)
    assert before.copies["backup 1"].readable.total() == 2
    assert (after.envelopes.readable.total(), after.counted.visits) == (0, 0)
    copy = after.copies["backup 1"]
    assert (copy.readable.total(), copy.noise) == (0, 2)
    # The draft in which a backup is read is gone.
    with database.engine.connect() as connection:
        drafts = "SELECT count(*) FROM pg_database WHERE datname LIKE '%proving'"
        assert connection.execute(text(drafts)).scalar_one() == 0


WEAKNESSES = {
    "CREATE TABLE diary (note TEXT)": "it has a table that nobody declared",
    "CREATE SCHEMA own CREATE VIEW guests AS SELECT 1 AS n": "it has a view that nobody declared",
    "CREATE RULE tell AS ON INSERT TO visit DO ALSO NOTIFY told": "it has a rule that nobody declared",
    "SELECT lo_create(0)": "it has a large object that nobody declared",
    "ALTER TABLE visit ADD COLUMN note TEXT": "visit has 1 columns that nobody declared",
    "UPDATE envelope SET body = 'Gita Pramesti Gita Pramesti Gita Pramesti'": (
        "2 values of envelope.body are not what is declared"
    ),
    "UPDATE member SET key_day = '2026-11-01', closed_at = now(), profile = 'Hana'": (
        "values of member.profile are not what is declared"
    ),
}


def test_whatever_nobody_declared_is_found(
    database: Database, invite: Invite, settings: Settings, tmp_path: Path
) -> None:
    invite()
    (tmp_path / "cut").write_bytes(b"PGDMP")
    with database.engine.begin() as connection:
        for weakness in WEAKNESSES:
            connection.execute(text(weakness))

    said = sentences(proved(database, settings, tmp_path))

    assert [sentence for sentence in WEAKNESSES.values() if sentence not in said] == []
    assert "backup 1: it cannot be read as a database" in said
