"""Gita is in, and her badge waits to be printed."""

import pytest

from tests.cast import Cast, Invite, check_in
from visits.store.database import Database
from visits.store.visits import Visit


@pytest.fixture
def visit(database: Database, cast: Cast, invite: Invite) -> Visit:
    gita = invite()
    check_in(database, cast.kiosk, gita)
    return gita
