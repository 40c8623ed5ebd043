"""One process drives the printers, and goes on when the database server has forgotten that."""

import time

import pytest

from lencana.sole_printing import printing
from tests.visits.store.test_postgresql import end_sessions_with_a_lock
from visits.store.database import Database

PATIENCE = 60


@pytest.mark.parametrize("kind_of_store", ["postgresql"], indirect=True)
def test_a_process_that_lost_its_turn_takes_another(database: Database) -> None:
    with printing(database):
        while (first := whose_turn(database)) is None:
            pass
        end_sessions_with_a_lock(database)
        until = time.monotonic() + PATIENCE
        while (second := whose_turn(database)) in {None, first}:
            assert time.monotonic() < until

    assert second != first


def whose_turn(database: Database) -> int | None:
    """The session that drives the printers."""
    holders = (
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with database.engine.connect() as connection:
        return connection.exec_driver_sql(holders).scalar()
