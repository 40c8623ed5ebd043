"""PostgreSQL's tools are told where the server is as the program's own connections are."""

from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from visits.store.backends import server_copies
from visits.store.database import Database

URL = (
    "postgresql+psycopg://gate:secret@/lencana?host=one:5432&host=two:5433&connect_timeout=3"
    "&sslrootcert=/etc/root.pem&target_session_attrs=read-write&keepalives=1"
    "&application_name=copies"
)


def test_what_the_url_says_reaches_the_tools_by_their_own_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "pg_dump"
    tool.write_text('#!/bin/sh\nfor last; do :; done\nenv > "${last#--file=}"\n')
    tool.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")

    server_copies.dump(make_url(URL), tmp_path / "said", "snapshot")

    said = (tmp_path / "said").read_text().splitlines()
    assert {line for line in said if line.startswith("PG")} == {
        "PGHOST=one,two",
        "PGPORT=5432,5433",
        "PGUSER=gate",
        "PGPASSWORD=secret",
        "PGDATABASE=lencana",
        "PGCONNECT_TIMEOUT=3",
        "PGSSLROOTCERT=/etc/root.pem",
        "PGTARGETSESSIONATTRS=read-write",
        "PGAPPNAME=copies",
    }


@pytest.mark.parametrize("kind_of_store", ["postgresql"], indirect=True)
def test_a_draft_sorts_as_the_live_database_does(database: Database) -> None:
    draft = database.backend.url.set(database="draft")
    live = draft.set(database="live")
    orders = []
    try:
        for like in (live, draft):
            if like == draft:
                make_in_plain_order(database)
            server_copies.create(draft, like=live)
            orders.append(order(database))
            server_copies.drop(draft)
    finally:
        server_copies.drop(live)
    assert orders == ["C.UTF-8", "C"]


def make_in_plain_order(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(
            text("CREATE DATABASE live TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8'")
        )


def order(database: Database) -> str:
    with database.engine.connect() as connection:
        found = text("SELECT datcollate FROM pg_database WHERE datname = 'draft'")
        return str(connection.execute(found).scalar_one())
