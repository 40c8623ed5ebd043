"""Backups of a server's database, and the place where one is put back.

The same promises as for a file: a consistent copy while check-ins go on, without a key and
without deleted rows; and after a crash the old database or the new one, whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import psycopg
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from lencana.backups import BackupRefused, examining, manifest, targets
from lencana.backups.places import Place, ReplacedDatabase
from lencana.backups.targets import Target
from lencana.settings import Settings
from visits.audit import entries
from visits.store import schema
from visits.store.audit import AuditSeal
from visits.store.backends import server_copies
from visits.store.backends.server_copies import CopyFailed
from visits.store.database import Database
from visits.vocabulary import actors
from visits.vocabulary.audit import Act


def back_up(database: Database, settings: Settings, target: Target) -> int:
    """Copy everything committed so far into the target, note it in the audit log; return the size.

    As `copying.back_up` does of a file.
    """
    url = database.backend.url
    try:
        with targets.written(target, settings) as draft:
            # While pg_dump runs, nothing is asked in the transaction whose snapshot it has.
            with database.reading(is_long=True) as store:
                # The head that the manifest names is that of the very rows in the copy.
                snapshot = store.execute(text("SELECT pg_export_snapshot()"))
                about = _head(store)
                server_copies.dump(url, draft, snapshot.scalar_one())
            server_copies.check(url, draft)
            manifest.remove(target.file)
        manifest.write(target.file, about)
    except CopyFailed as problem:
        raise BackupRefused(f"the database could not be copied: {problem}") from None
    with database.transaction() as store:
        entries.record(store, actors.OPERATOR, Act.BACKED_UP)
    return target.file.stat().st_size


class ServerPlace(Place):
    """A database of a server, and the draft beside it; the account may create databases."""

    def __init__(self, url: str, draft: str = "restoring") -> None:
        self._live = make_url(url)
        self._draft = self._beside(draft)
        self._replaced = self._beside("replaced")

    def is_taken(self) -> bool:
        return bool(_tables(self._live))

    def named(self) -> str:
        return f"the database {self._live.database}"

    def refuse_itself(self, file: Path) -> None:
        """Nothing: no file is a server's database."""

    @contextmanager
    def refusing(self) -> Iterator[None]:
        try:
            yield
        except (psycopg.Error, SQLAlchemyError) as problem:
            # Its text may quote a row, or the password.
            name = type(getattr(problem, "orig", None) or problem).__name__
            raise BackupRefused(
                f"the database server could not do it ({name}): see its log, and "
                "docs/postgresql.md for what it has to allow"
            ) from None

    @contextmanager
    def draft(self) -> Iterator[str]:
        try:
            server_copies.drop(self._draft)
            server_copies.create(self._draft, like=self._live)
            yield self._draft.render_as_string(hide_password=False)
        finally:
            server_copies.drop(self._draft)

    def load(self, file: Path) -> None:
        """Make what the archive holds in the draft."""
        try:
            server_copies.load(self._draft, file)
        except CopyFailed:
            raise BackupRefused(f"{file} is damaged: take another backup") from None

    def take_in(self, file: Path) -> None:
        examining.check_kind(file, examining.SERVER_HEADER)
        self.load(file)
        examining.check_revision(file, _revision(self._draft))
        with _reading(self._draft) as store:
            manifest.compare(file, _head(store))

    def replaced(self) -> ReplacedDatabase:
        if not self.is_taken():
            return ReplacedDatabase()
        with _reading(self._live) as store:
            numbers = store.execute(_NUMBERS).all()
            day = store.execute(text("SELECT max(destroyed_through) FROM purge"))
            return ReplacedDatabase(
                numbers={name: number for name, number in numbers if number},
                destroyed_through=day.scalar_one() or date.min,
            )

    def swap(self) -> None:
        try:
            server_copies.drop(self._replaced)
            server_copies.swap(self._draft, self._live, self._replaced)
            # At once: it holds guests who are erased in the new one.
            server_copies.drop(self._replaced)
        except CopyFailed as problem:
            raise BackupRefused(str(problem)) from None

    def _beside(self, what: str) -> URL:
        return self._live.set(database=f"{self._live.database}_{what}")


@contextmanager
def _reading(url: URL) -> Iterator[Session]:
    engine = create_engine(url, hide_parameters=True)
    try:
        # Only rows that nobody sealed are read: no keys are needed.
        with Session(engine) as store:
            yield store
    finally:
        engine.dispose()


def _tables(url: URL) -> list[str]:
    if not server_copies.exists(url):
        return []
    with _reading(url) as store:
        return [name for (name,) in store.execute(_TABLES)]


def _revision(url: URL) -> str | None:
    if schema.ALEMBIC_TABLE not in _tables(url):
        return None
    with _reading(url) as store, suppress(SQLAlchemyError):
        found = store.execute(text(f"SELECT version_num FROM {schema.ALEMBIC_TABLE}"))  # noqa: S608 - a name of ours
        return str(found.scalar_one())
    return None


def _head(store: Session) -> bytes | None:
    newest = select(AuditSeal).order_by(col(AuditSeal.id).desc()).limit(1)
    seal = store.exec(newest).first()
    if seal is None:
        return None
    return manifest.of_head(seal.digest.hex(), seal.through, seal.at.isoformat())


_TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
_NUMBERS = text(
    "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"
)
