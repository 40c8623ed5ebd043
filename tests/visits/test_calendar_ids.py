"""Calendar ids: an entry is found again, wherever the server is."""

from pathlib import Path

import pytest

from lencana import installation
from lencana.settings import Settings
from tests.cast import Invite
from visits import calendar_ids
from visits.store.database import Database
from visits.store.visits import Visit


def moved_to(host: str, folder: Path, database: Database) -> None:
    settings = Settings(data=folder, base_url=f"https://{host}")
    installation.bring_forward(settings, database)


def uid(database: Database, visit: Visit) -> str:
    with database.reading() as store:
        return calendar_ids.of(store, store.get_one(Visit, visit.id))


def test_an_id_names_no_host(
    database: Database, invite: Invite, tmp_path: Path
) -> None:
    moved_to("lobby.example.org", tmp_path, database)
    visit = invite()
    moved_to("check-in.example.net", tmp_path, database)

    assert uid(database, visit) == f"{visit.public_id}@lencana"


@pytest.mark.parametrize("host", ["lobby.example.org", "127.0.0.1", "[::1]"])
def test_what_was_sent_with_a_host_keeps_it_after_a_move(
    database: Database, invite: Invite, tmp_path: Path, host: str
) -> None:
    visit = invite()

    moved_to(host, tmp_path, database)
    moved_to("check-in.example.net", tmp_path, database)

    assert uid(database, visit) == f"{visit.public_id}@{host.strip('[]')}"
