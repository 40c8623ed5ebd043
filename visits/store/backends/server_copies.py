"""Copies of a PostgreSQL database, made and put back by pg_dump and pg_restore.

https://www.postgresql.org/docs/15/app-pgdump.html
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo
from sqlalchemy import URL

MAINTENANCE = "postgres"
"""The database that every server has, from which others are created and renamed."""
LOCALE = "C.UTF-8"
"""Where no database says how it sorts."""


class CopyFailed(Exception):
    """A tool of PostgreSQL failed; the text says which and quotes nothing of a row."""


def dump(url: URL, file: Path, snapshot: str) -> None:
    """Write everything that was committed at the snapshot into the file."""
    _run(
        "pg_dump",
        url,
        f"--snapshot={snapshot}",
        "--format=custom",
        *UNOWNED,
        f"--file={file}",
    )


def check(url: URL, file: Path) -> None:
    """Raise CopyFailed unless the file is an archive that can be read to its end."""
    _run("pg_restore", url, f"--file={os.devnull}", str(file))


def load(url: URL, file: Path) -> None:
    """Make the tables and rows of the archive in an empty database, all or none."""
    _run(
        "pg_restore",
        url,
        "--single-transaction",
        "--exit-on-error",
        *UNOWNED,
        f"--dbname={url.database}",
        str(file),
    )


def exists(url: URL) -> bool:
    """Return whether the server has the database."""
    with _maintenance(url) as connection:
        named = "SELECT 1 FROM pg_database WHERE datname = %s"
        return connection.execute(named, (url.database,)).fetchone() is not None


def create(url: URL, like: URL) -> None:
    """Create the database, empty and for every script; it sorts as the other one does."""
    with _maintenance(url) as connection:
        order = "SELECT datcollate, datctype FROM pg_database WHERE datname = %s"
        found = connection.execute(order, (like.database,)).fetchone()
        made = sql.SQL(
            "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE {} LC_CTYPE {}"
        )
        locales = map(sql.Literal, found or (LOCALE, LOCALE))
        connection.execute(made.format(_named(url), *locales))


def drop(url: URL) -> None:
    """Drop the database, if it is there, and whoever is in it."""
    with _maintenance(url) as connection:
        gone = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(gone.format(_named(url)))


def swap(draft: URL, live: URL, replaced: URL) -> None:
    """Give the draft the live database's name, which is called `replaced` from then on.

    Both at once, or neither. Raises CopyFailed while somebody is in the live one.
    """
    renamed = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    try:
        with _maintenance(live) as connection, connection.transaction():
            if exists(live):
                connection.execute(renamed.format(_named(live), _named(replaced)))
            connection.execute(renamed.format(_named(draft), _named(live)))
    except psycopg.errors.ObjectInUse:
        raise CopyFailed(
            "another program has the database open: end it first"
        ) from None


UNOWNED = ("--no-owner", "--no-privileges")
"""Roles of one server are not those of another."""


def _run(program: str, url: URL, *arguments: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - arguments of ours, and no shell
            [program, *arguments],
            env={**os.environ, **_environment(url)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except FileNotFoundError:
        raise CopyFailed(
            f"{program} is not on PATH: install PostgreSQL's client"
        ) from None
    # What it says may quote a row.
    if done.returncode != 0:
        raise CopyFailed(f"{program} ended with {done.returncode}")


def _environment(url: URL) -> Mapping[str, str]:
    # Never an argument: every user of the machine can read those, and one is a password.
    return {
        option.envvar.decode(): given
        for option in Conninfo.get_defaults()
        if option.envvar and (given := _parameters(url).get(option.keyword.decode()))
    }


def _parameters(url: URL) -> dict[str, str]:
    """Return what the connections of this URL are opened with, by libpq's names."""
    _, given = url.get_dialect()().create_connect_args(url)
    return {
        # What stands in the URL more than once is a list.
        name: ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in given.items()
    }


def _maintenance(url: URL) -> psycopg.Connection:
    parameters = {**_parameters(url), "dbname": MAINTENANCE}
    return psycopg.connect(make_conninfo("", **parameters), autocommit=True)


def _named(url: URL) -> sql.Identifier:
    return sql.Identifier(url.database or "")
