"""The keys of several machines in a database: found, refused, examined, copied and proved."""

import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
import pytest
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from lencana import doctor, installation, servers
from lencana.backups import BackupRefused, restoring, server
from lencana.backups import key_copies as key_files
from lencana.backups.restoring import RestoreRequest
from lencana.backups.targets import Target
from lencana.proof import keyring_check
from lencana.proof.proving import prove
from lencana.servers import NotReadyError
from lencana.settings import Settings
from tests import cast as casting
from tests.cast import Cast, SettableClock, url_of
from tests.keyring_databases import KeyringDatabases
from visits import invitations, visit_state
from visits.audit.access_log import AccessLog
from visits.erasure import purge
from visits.keys import key_copies
from visits.keys.decision_log import LoggedRestriction
from visits.keys.keyring import Keyring, find_keys, keys_under
from visits.rights import restricting
from visits.store import key_check
from visits.store.backends import postgresql
from visits.store.database import Database
from visits.store.visits import Envelope
from visits.vault import envelopes
from visits.vocabulary import actors

WORDS = "fifteen letters"
Sql = Callable[[str], None]


@dataclass
class Machines:
    """Application machines that share a database and a keyring; each has a folder of its own."""

    top: Path
    root: bytes
    database: str
    keyring: str

    def settings(self, name: str) -> Settings:
        """The settings of the machine of this name, which has the root secret."""
        keys = self.top / name / "keys"
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        (keys / "root.key").touch(0o600)
        (keys / "root.key").write_bytes(self.root)
        return Settings.model_validate(
            {
                "data": self.top / name / "data",
                "keys": keys,
                "database_url": self.database,
                "keyring_url": self.keyring,
            }
        )


@pytest.fixture
def kind_of_store() -> str:
    return "postgresql"


@pytest.fixture
def machines(
    database: Database, cast: Cast, keyring_databases: KeyringDatabases, tmp_path: Path
) -> Machines:
    """Machines of an installation whose keys were moved from a folder to a database."""
    del cast
    copy = key_copies.take(database.keys, with_guests=True)
    made = Machines(tmp_path, copy.root, url_of(database), keyring_databases.empty())
    for name in ("first", "second"):
        (made.settings(name).data).mkdir(mode=0o700)
    folder = made.settings("first").key_folder
    key_copies.put_back(
        copy, keys_under(copy.root, folder, made.keyring).keyring, date.min
    )
    with database.transaction() as store:
        key_check.claim(store)
    return made


@pytest.fixture
def sql(machines: Machines) -> Sql:
    """Does a statement in the keyring's database."""

    def execute(statement: str) -> None:
        url = machines.keyring.replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement.encode())

    return execute


def ring(machines: Machines) -> Keyring:
    settings = machines.settings("first")
    return find_keys(settings.key_folder, settings.keyring).keyring


def invite(database: Database, cast: Cast, nonce: str = "nonce") -> int:
    with database.transaction() as store:
        new = casting.announcement()
        visit = invitations.invite(store, cast.hana.id, cast.senopati.id, new, nonce)
        return visit.id


def readable(database: Database) -> list[bool]:
    """Of each envelope, whether there is something to read in it."""
    with database.reading() as store:
        found = store.exec(select(Envelope)).all()
        return [bool(envelopes.opened(store, each)) for each in found]


def test_what_one_machine_seals_the_other_opens_until_either_destroys_the_day(
    machines: Machines, cast: Cast, clock: SettableClock
) -> None:
    with installation.open_database(
        machines.settings("first"), clock, AccessLog()
    ) as one:
        visit = invite(one, cast)
        with installation.open_database(machines.settings("second"), clock) as two:
            assert readable(two) == [True, True]
            with two.transaction() as store:
                restricting.restrict(
                    store, visit_state.of(store, visit), actors.OPERATOR
                )
        (entry,) = one.keys.decisions.entries()
        assert isinstance(entry, LoggedRestriction)
        clock.forward(days=40)
        one.keys.keyring.destroy_through(clock().date())
        clock.forward(days=1)
    with installation.open_database(machines.settings("second"), clock) as two:
        assert readable(two) == [False, False]
        assert two.keys.decisions.entries() == []
    for name in ("first", "second"):
        files = [each.name for each in (machines.top / name).rglob("*.*")]
        assert files == ["root.key"]


REFUSALS: dict[str, tuple[str, Callable[[Machines, Sql], object]]] = {
    "itself": (
        "leads to the database of LENCANA_DATABASE_URL",
        lambda machines, _: setattr(machines, "keyring", machines.database),
    ),
    "another's": (
        "not those of the root secret",
        lambda machines, _: setattr(machines, "root", b"r" * 32),
    ),
    "emptied": (
        "there are none in the database of LENCANA_KEYRING_URL",
        lambda _, sql: sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public"),
    ),
    "nowhere": (
        "does not let this program in (OperationalError): see LENCANA_KEYRING_URL",
        lambda machines, _: setattr(
            machines, "keyring", "postgresql+psycopg://me:secret@/x?host=/nowhere"
        ),
    ),
}


@pytest.mark.parametrize("which", REFUSALS)
def test_a_keyring_that_is_none_of_ours_is_refused_at_start(
    machines: Machines, sql: Sql, which: str
) -> None:
    sentence, spoil = REFUSALS[which]
    spoil(machines, sql)

    with (
        pytest.raises(NotReadyError) as refused,
        installation.open_database(machines.settings("first")),
    ):
        pass

    assert sentence in str(refused.value)
    assert "secret@" not in str(refused.value)


def test_a_new_installation_is_not_begun_in_one_database(
    keyring_databases: KeyringDatabases, tmp_path: Path
) -> None:
    url = keyring_databases.empty()
    settings = Settings.model_validate(
        {"data": tmp_path / "new", "database_url": url, "keyring_url": url}
    )

    with (
        pytest.raises(NotReadyError, match="of its own for the keyring"),
        installation.open_or_create(settings),
    ):
        pass
    assert not settings.key_folder.exists()


def test_a_keyring_needs_a_server_for_the_database_too() -> None:
    with pytest.raises(ValidationError, match="needs LENCANA_DATABASE_URL"):
        Settings.model_validate({"keyring_url": "postgresql+psycopg://me@host/keys"})


def test_the_doctor_looks_at_both_servers_and_at_what_is_left_in_the_folder(
    machines: Machines,
) -> None:
    settings = machines.settings("first")
    (settings.key_folder / "days").mkdir()

    grave = [each.sentence for each in doctor.examine(settings) if each.grave]
    notes = [each.sentence for each in doctor.examine(settings) if not each.grave]

    # The tests' own server does not keep what it is given.
    assert any(each.startswith("PostgreSQL's fsync is off") for each in grave)
    for sentence in (
        "Keyring: PostgreSQL's fsync is off",
        "days in the folder of the keys are of before",
    ):
        assert any(each.startswith(sentence) for each in grave), grave
    assert any("on the server of the database" in each for each in notes)


def test_a_copy_of_the_keys_is_put_back_with_a_backup_on_new_machines(
    database: Database,
    machines: Machines,
    keyring_databases: KeyringDatabases,
    cast: Cast,
    clock: SettableClock,
) -> None:
    settings = machines.settings("first")
    file, keys = machines.top / "copy.dump", machines.top / "copy.keys"
    with installation.open_database(settings, clock, AccessLog()) as one:
        visit = invite(one, cast)
        server.back_up(one, settings, Target(file))
        with one.transaction() as store:
            restricting.restrict(store, visit_state.of(store, visit), actors.OPERATOR)
        until = key_files.back_up(one, settings, Target(keys), WORDS, with_guests=True)
        assert until is not None
        before = one.keys.keyring.days()
    database.engine.dispose()
    machines.keyring = keyring_databases.empty("second")
    settings = machines.settings("third")
    shutil.rmtree(settings.key_folder)
    with pytest.raises(BackupRefused, match="give a copy of the keys"):
        restoring.restore(settings, RestoreRequest(file, replace=True), clock)

    copy = key_files.opened(keys, WORDS)
    done = restoring.restore(settings, RestoreRequest(file, copy, replace=True), clock)

    assert (done.done_again, done.unreadable) == (1, 0)
    assert ring(machines).days() == before
    with installation.open_database(settings, clock) as again:
        assert readable(again) == [True, True]
    assert [path.name for path in settings.key_folder.rglob("*")] == ["root.key"]


def test_the_proof_reads_the_keyring_and_finds_no_key_in_the_folder(
    machines: Machines, cast: Cast, clock: SettableClock
) -> None:
    settings = machines.settings("first")
    with installation.open_database(settings, clock, AccessLog()) as one:
        invite(one, cast)
        clean = prove(one, settings, [])
        (settings.key_folder / "days").mkdir()
        (settings.key_folder / "days" / "2026-12-01.key").write_bytes(b"k" * 32)
        clock.forward(days=2)
        late = prove(one, settings, [])
        purge.purge(one)

    assert clean.problems == []
    assert clean.envelopes.readable.total() == 2
    said = "\n".join(map(str, late.problems))
    assert "root/'days/2026-12-01.key'" in said
    assert "keys of days that are over are still there" in said


WEAKNESSES = {
    "CREATE TABLE diary (note TEXT)": "a table that nobody declared",
    "CREATE VIEW guests AS SELECT 1 AS n": "a view that nobody declared",
    "ALTER TABLE day_key ADD note TEXT": "day_key has 1 columns that nobody declared",
    "UPDATE month_key SET sealed = substr(sealed, 2)": "1 values of month_key.sealed",
    "UPDATE month_key SET month = 'Gita'": "1 values of month_key.month",
    "INSERT INTO decision (number, entry) VALUES (1, 'Gita')": "1 values of decision.entry",
    "UPDATE keyring SET owner = 'Gita'": "1 values of keyring.owner",
    "ALTER TABLE keyring RENAME TO rings": "a table that nobody declared",
}


def test_what_nobody_declared_in_the_keyring_is_found(
    machines: Machines, keyring_databases: KeyringDatabases, sql: Sql
) -> None:
    assert keyring_check.check(machines.keyring) == []
    root = machines.settings("first").key_folder
    for weakness, sentence in WEAKNESSES.items():
        keyring_databases.empty()
        keys_under(machines.root, root, machines.keyring).keyring.month_key("2026-11")
        sql(weakness)

        assert sentence in "\n".join(map(str, keyring_check.check(machines.keyring)))


def test_a_server_that_says_nothing_is_not_waited_for_without_end() -> None:
    """The kernel takes the connection, as of a machine that hangs; nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = (
            f"postgresql+psycopg://lencana@127.0.0.1:{silent.getsockname()[1]}/lencana"
        )

        with pytest.raises(NotReadyError), servers.connected(url):
            pass
        with pytest.raises(OperationalError):
            postgresql.Postgresql(url).engine.connect()
