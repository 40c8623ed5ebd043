"""Waits: the desk has seen to somebody."""

import pytest

from tests import cast as casting
from tests.cast import Cast
from tests.web.cast import Browser
from visits.lobby import desk_queue
from visits.store.database import Database
from visits.vocabulary.visits import WaitReason


@pytest.fixture
def wait_id(cast: Cast, database: Database) -> str:
    """Somebody asked for help in the lobby of Senopati."""
    with database.transaction() as store:
        desk_queue.note(store, store.merge(cast.kiosk), WaitReason.HELP)
        return desk_queue.at_desk(store, cast.senopati.id)[0].public_id


def test_who_was_seen_to_waits_no_more_and_a_second_tap_is_harmless(
    dewi: Browser, cast: Cast, database: Database, wait_id: str
) -> None:
    for _ in range(2):
        answer = dewi.post(f"/waits/{wait_id}/settlement")
        assert (answer.status_code, answer.location) == (303, "/")
    assert casting.waits(database, cast.senopati) == []


def test_another_sites_wait_does_not_exist(
    dieter: Browser, cast: Cast, database: Database, wait_id: str
) -> None:
    assert dieter.post(f"/waits/{wait_id}/settlement").status_code == 404
    assert casting.waits(database, cast.senopati) == [WaitReason.HELP]


def test_without_the_pages_token_they_still_wait(
    dewi: Browser, cast: Cast, database: Database, wait_id: str
) -> None:
    assert dewi.client.post(f"/waits/{wait_id}/settlement").status_code == 400
    assert casting.waits(database, cast.senopati) == [WaitReason.HELP]
