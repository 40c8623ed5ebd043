"""`/health`: problems from a closed list, and no personal data."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select
from werkzeug.test import Client, TestResponse

import host_portal.app
from lencana import app
from lencana.health import Health
from tests.cast import Invite, SettableClock
from tests.web.cast import face_of
from visits import mail_health
from visits.erasure import purge
from visits.store.database import Database
from visits.store.visits import Envelope, Visit
from visits.vault.sealing import seal
from visits.vocabulary.mail import MailProblem
from web.face import FaceSettings

Ask = Callable[[], TestResponse]


UNDECLARED = "an item that the register does not name"


def plant(database: Database, visit: Visit, weakness: str) -> None:
    """As another program would leave it."""
    with database.transaction() as store:
        if weakness is not UNDECLARED:
            store.execute(text(weakness))
            return
        for envelope in store.exec(
            select(Envelope).where(Envelope.visit_id == visit.id)
        ):
            key = store.keys.keyring.day_key(envelope.key_day)
            envelope.body = seal(
                key,
                f"visit {visit.id} {envelope.retention_class.value}",
                {"horoscope": "Libra"},
            )


def under_the_roof(database: Database, url: str = "http://localhost") -> Client:
    settings = FaceSettings(links=app.links(url), secrets=database.keys.secrets)
    portal = face_of(host_portal.app.create_app, settings, database)
    return Client(app.mount({"hosts": portal}, health=Health(database)))


@pytest.fixture
def ask(database: Database) -> Ask:
    """The page as it is now, nothing remembered."""
    return lambda: under_the_roof(database).get("/health")


def test_a_store_that_was_just_made_is_well(ask: Ask) -> None:
    answer = ask()

    assert (answer.status_code, answer.json) == (200, {"ok": True, "wrong": []})


def test_thirty_six_hours_without_a_purge_are_red(
    database: Database, clock: SettableClock, ask: Ask
) -> None:
    purge.purge(database)
    clock.forward(hours=36)
    assert ask().status_code == 200

    clock.forward(seconds=1)

    assert (ask().status_code, ask().json) == (503, {"ok": False, "wrong": ["overdue"]})


def test_a_store_that_never_erased_is_red_once_somebody_is_overdue(
    clock: SettableClock, invite: Invite, ask: Ask
) -> None:
    invite()
    clock.at("2026-11-25 23:00")
    assert ask().status_code == 200

    clock.forward(seconds=1)

    assert ask().json == {"ok": False, "wrong": ["overdue"]}


def test_a_clock_that_jumped_is_red(
    database: Database, clock: SettableClock, invite: Invite, ask: Ask
) -> None:
    invite()
    purge.purge(database)
    clock.forward(hours=49)
    purge.purge(database)

    assert ask().json == {"ok": False, "wrong": ["clock_doubted", "overdue"]}


def test_a_clock_that_is_behind_is_red(
    database: Database, clock: SettableClock, ask: Ask
) -> None:
    purge.purge(database)
    clock.forward(minutes=-59)
    assert ask().status_code == 200

    clock.forward(minutes=-2)

    assert ask().json == {"ok": False, "wrong": ["clock_behind"]}


def test_a_store_that_cannot_be_read_is_red(
    database: Database, tmp_path: Path, ask: Ask
) -> None:
    database.close()
    (tmp_path / "lencana.db").write_bytes(
        b"this is no database, and no table is in it" * 100
    )

    assert ask().json == {"ok": False, "wrong": ["store_unreadable"]}


@pytest.mark.parametrize(
    "weakness",
    [
        "UPDATE envelope SET key_day = 'someday'",
        "UPDATE envelope SET expires_at = 'some day'",
        UNDECLARED,
    ],
)
def test_what_does_not_belong_in_the_store_is_red_and_no_error(
    database: Database, invite: Invite, ask: Ask, weakness: str
) -> None:
    plant(database, invite(), weakness)

    assert (ask().status_code, ask().json) == (
        503,
        {"ok": False, "wrong": ["store_unreadable"]},
    )


@pytest.mark.parametrize("lost", ["", "days", "months", "root.key"])
def test_keys_that_are_gone_are_red_though_they_are_in_memory(
    tmp_path: Path, invite: Invite, ask: Ask, lost: str
) -> None:
    invite()
    assert ask().status_code == 200
    folder = tmp_path / "keys"

    (folder / lost).rename(tmp_path / "elsewhere")
    assert (ask().status_code, ask().json) == (
        503,
        {"ok": False, "wrong": ["keys_lost"]},
    )

    (tmp_path / "elsewhere").rename(folder / lost)
    assert ask().status_code == 200


def test_a_watermark_that_says_no_day_is_red(tmp_path: Path, ask: Ask) -> None:
    (tmp_path / "keys" / "destroyed_through").write_text("yesterday")

    assert ask().json == {"ok": False, "wrong": ["store_unreadable"]}


def test_who_asks_again_within_a_second_asks_the_store_nothing(
    database: Database, clock: SettableClock
) -> None:
    seconds = [100.0]
    health = Health(database, monotonic=lambda: seconds[0])
    assert health.problems() == []
    purge.purge(database)
    clock.now += timedelta(days=9)

    seconds[0] += 0.99
    assert health.problems() == []
    seconds[0] += 0.01
    assert health.problems() == ["overdue"]


@pytest.mark.parametrize("path", ["/", "/health", "/health/store", "/nothing"])
@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:81", "localhost.evil.example", "127.0.0.1", ""]
)
def test_another_host_is_told_nothing(database: Database, path: str, host: str) -> None:
    answer = under_the_roof(database).get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert "ok" not in answer.text


@pytest.mark.parametrize("host", ["lobby.example", "LOBBY.example:443"])
def test_our_own_host_is_told_however_it_is_written(
    database: Database, host: str
) -> None:
    client = under_the_roof(database, "https://lobby.example")
    environ = {"wsgi.url_scheme": "https"}
    for path, status in (("/health", 200), ("/", 302)):
        answer = client.get(path, headers={"Host": host}, environ_overrides=environ)
        assert answer.status_code == status


def test_nothing_lies_below_and_nothing_is_done_there(database: Database) -> None:
    client = under_the_roof(database)

    assert [
        client.get("/health/store").status_code,
        client.post("/health").status_code,
    ] == [404, 404]


def test_e_mails_that_do_not_go_out_are_red_until_one_does(
    database: Database, ask: Ask
) -> None:
    with database.transaction() as store:
        mail_health.failed(store, 1, MailProblem.REFUSED, "554 5.7.1")
    assert ask().json == {"ok": False, "wrong": ["mail_failing"]}

    with database.transaction() as store:
        mail_health.accepted(store)
    assert ask().json == {"ok": True, "wrong": []}
