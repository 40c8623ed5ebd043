"""A keyring in a small PostgreSQL database of its own, shared by several machines.

Whoever adds a key locks the row of `keyring` for sharing, whoever destroys keys locks it alone:
so no key is made for a day that is being destroyed. Keys lie there sealed under the root secret,
which the database does not have: its backups, logs and replicas open nothing without it.
"""

import hmac
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    delete,
    func,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError, ProgrammingError

from visits.keys.keyring.base import (
    KeyDestroyedError,
    KeyMissingError,
    Keyring,
    KeyringGoneError,
)
from visits.keys.keyring.database_log import DatabaseDecisionLog
from visits.keys.keyring.key_seal import KeySeal
from visits.keys.keyring.tables import day_key, engine_of, keyring, metadata, month_key
from visits.keys.secrets import OtherKeysError, Secrets
from visits.vocabulary.refusals import OperatorError

ASKED_EVERY = 5.0
"""Seconds for which a process believes what it knows, such as that a key is not destroyed."""
BELIEVED_FOR = 60.0
"""Seconds for which it does while the server does not answer, as during a restart."""


class NoKeyringError(OperatorError):
    """The database has tables of something else."""


@dataclass
class _Known:
    """What the database said when it was asked; months are named by text."""

    owner: bytes
    destroyed_through: date
    keys: dict[date | str, bytes] = field(repr=False)
    lost: set[date | str] = field(default_factory=set)
    """Keys that something lies under, and that are not there."""


class DatabaseKeyring(Keyring):
    """The keyring in the database at `url`; `folder` has the root secret only.

    Each process asks for all keys at once, at most every `ASKED_EVERY` seconds. So one that
    another machine destroyed is in use and in memory for so long at most, and for `BELIEVED_FOR`
    where the server does not answer.
    """

    def __init__(
        self,
        url: str,
        folder: Path,
        secrets: Secrets,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(folder, secrets)
        self.engine = engine_of(url)
        self.decisions = DatabaseDecisionLog(self.engine, self._writing)
        self._owner = secrets.digest("whose keyring this is")
        self._seal = KeySeal(secrets)
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._last: _Known | None = None
        self._asked_at = self._heard_at = 0.0

    def claim(self) -> None:
        """Make the tables if there are none, and note whose keys they are for.

        A keyring without keys may be given to another root secret. Raises OtherKeysError and
        NoKeyringError.
        """
        with self.engine.begin() as connection:
            # Two machines may be installed at once.
            connection.execute(_ONE_AT_A_TIME)
            if set(inspect(connection).get_table_names()) - set(metadata.tables):
                raise NoKeyringError(
                    "the database of LENCANA_KEYRING_URL holds other tables: create one for the "
                    "keyring alone"
                )
            metadata.create_all(connection)
            # Locked before it is looked for keys: another machine may be making the first.
            owner = connection.scalar(select(keyring.c.owner).with_for_update())
            if connection.execute(_IS_UNUSED).scalar_one():
                connection.execute(delete(keyring))
                row = {"id": 1, "owner": self._owner, "destroyed_through": date.min}
                connection.execute(insert(keyring).values(row))
            elif not self._is_ours(owner):
                raise OtherKeysError

    def check(self) -> None:
        """Raise KeyringGoneError if there is no keyring, OtherKeysError if it is another's."""
        try:
            owner = self._ask_now().owner
        except ProgrammingError:
            raise KeyringGoneError from None
        if not owner:
            raise KeyringGoneError
        if not self._is_ours(owner):
            raise OtherKeysError

    def living_day_key(self, day: date) -> bytes:
        if day <= self.destroyed_through():
            raise KeyDestroyedError(day.isoformat())
        return self._living(day, day.isoformat())

    def living_month_key(self, month: str) -> bytes:
        return self._living(month, month)

    def add_day(self, day: date, key: bytes) -> None:
        row = {"day": day, "sealed": self._seal.sealed(day.isoformat(), key)}
        with self._writing(is_shared=True) as connection:
            # Asked again under the lock: another machine may have destroyed the day since.
            if day <= connection.execute(_DESTROYED_THROUGH).scalar_one():
                raise KeyDestroyedError(day.isoformat())
            connection.execute(insert(day_key).values(row).on_conflict_do_nothing())
        self.forget()

    def add_month(self, month: str, key: bytes) -> None:
        row = {"month": month, "sealed": self._seal.sealed(month, key)}
        with self._writing(is_shared=True) as connection:
            connection.execute(insert(month_key).values(row).on_conflict_do_nothing())
        self.forget()

    def destroy_through(self, day: date) -> int:
        with self._writing() as connection:
            is_later = keyring.c.destroyed_through < day
            connection.execute(
                update(keyring).where(is_later).values(destroyed_through=day)
            )
            count = self._destroy(connection, day_key, day_key.c.day <= day)
        self.forget()
        self.decisions.compact(day)
        return count

    def destroy_month(self, month: str) -> None:
        with self._writing() as connection:
            self._destroy(connection, month_key, month_key.c.month == month)
        self.forget()

    def destroyed_through(self) -> date:
        return self._known().destroyed_through

    def days(self) -> list[str]:
        names = self._ask_now().keys
        return sorted(name.isoformat() for name in names if isinstance(name, date))

    def months(self) -> list[str]:
        return sorted(name for name in self._ask_now().keys if isinstance(name, str))

    def has_day(self, day: date) -> bool:
        return self._has(day)

    def has_month(self, month: str) -> bool:
        return self._has(month)

    def forget(self) -> None:
        with self._lock:
            self._last = None

    def require_present(self) -> None:
        super().require_present()
        if not self._is_ours(self._known().owner):
            raise KeyringGoneError

    def _has(self, name: date | str) -> bool:
        # Another process may have made it a moment ago.
        return name in self._known().keys or name in self._ask_now().keys

    def _living(self, name: date | str, written: str) -> bytes:
        known = self._known()
        if name not in known.keys and name not in known.lost:
            known = self._ask_now()
            # Else each of a thousand envelopes under a lost key would ask anew.
            known.lost.add(name)
        if isinstance(name, date) and name <= known.destroyed_through:
            raise KeyDestroyedError(written)
        if name not in known.keys:
            raise KeyMissingError(written)
        return self._seal.opened(written, known.keys[name])

    def _known(self) -> _Known:
        """Return what is known, not older than `ASKED_EVERY`."""
        with self._lock:
            now, last = self._monotonic(), self._last
            if last is not None and now - self._asked_at < ASKED_EVERY:
                return last
            try:
                return self._ask()
            except OperationalError:
                if last is None or now - self._heard_at > BELIEVED_FOR:
                    raise
                # Counted from the answer: whoever waited for this lock would wait as long again.
                self._asked_at = self._monotonic()
                return last

    def _ask_now(self) -> _Known:
        with self._lock:
            lost = self._last.lost if self._last else set()
            known = self._ask()
            known.lost |= lost - known.keys.keys()
            return known

    def _ask(self) -> _Known:
        asked_at = self._monotonic()
        with self._reading() as connection:
            row = connection.execute(select(keyring)).first()
            keys = [
                *connection.execute(select(day_key)),
                *connection.execute(select(month_key)),
            ]
        owner, through = (row.owner, row.destroyed_through) if row else (b"", date.min)
        self._last = _Known(owner, through, dict(keys))
        self._asked_at = self._heard_at = asked_at
        return self._last

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """Yield one moment of the database."""
        with self.engine.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ")
            # Before its first look, or a table that is written anew meanwhile would seem empty.
            connection.execute(
                text("LOCK TABLE day_key, month_key IN ACCESS SHARE MODE")
            )
            yield connection

    @contextmanager
    def _writing(self, *, is_shared: bool = False) -> Iterator[Connection]:
        """Yield a transaction that is committed after the block; raises KeyringGoneError.

        It is the only one, but for others that are shared.
        """
        with self.engine.begin() as connection:
            owner = select(keyring.c.owner).with_for_update(read=is_shared)
            if not self._is_ours(connection.scalar(owner)):
                raise KeyringGoneError
            yield connection

    @staticmethod
    def _destroy(
        connection: Connection, table: Table, dead: ColumnElement[bool]
    ) -> int:
        """Write the living keys of the table into a new file, and return how many others it had.

        A deleted row would stay in its page, and in a table that VACUUM writes anew too, for as
        long as anybody's older transaction could see it.
        """
        count = connection.execute(
            select(func.count()).select_from(table).where(dead)
        ).scalar_one()
        if count:
            living = connection.execute(select(table).where(~dead)).mappings().all()
            connection.execute(text(f"TRUNCATE {table.name}"))
            if living:
                connection.execute(insert(table), [dict(row) for row in living])
        return int(count)

    def _is_ours(self, owner: bytes | None) -> bool:
        return owner is not None and hmac.compare_digest(owner, self._owner)


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('lencana keyring'))")
_DESTROYED_THROUGH = select(keyring.c.destroyed_through)
_IS_UNUSED = text(
    "SELECT NOT EXISTS (SELECT FROM day_key) AND NOT EXISTS (SELECT FROM month_key) "
    "AND NOT EXISTS (SELECT FROM decision) "
    "AND NOT EXISTS (SELECT FROM keyring WHERE destroyed_through > '0001-01-01')"
)
