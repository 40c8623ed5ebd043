"""Pairing: a code makes one program an agent, once; guessing costs."""

from flask import Flask

from tests.api.conftest import paired
from tests.api.machine import Machine
from tests.cast import Cast, SettableClock
from visits.lobby import kiosks
from visits.printing import agents
from visits.store.database import Database


def offer(database: Database, cast: Cast) -> str:
    with database.transaction() as store:
        return agents.offer_pairing(store, cast.senopati.id, "Beside the counter")


def test_a_code_works_once(stranger: Machine, database: Database, cast: Cast) -> None:
    code = offer(database, cast)

    first = stranger.pair(code)
    assert (first.status_code, (first.json or {})["site"]) == (201, "Senopati")
    again = stranger.pair(code)
    assert (again.status_code, (again.json or {})["code"]) == (422, "pairing_refused")


def test_a_code_lasts_a_quarter_of_an_hour(
    stranger: Machine, database: Database, cast: Cast, clock: SettableClock
) -> None:
    code = offer(database, cast)
    clock.forward(minutes=15)

    assert stranger.pair(code).status_code == 422


def test_a_kiosks_code_makes_no_agent(
    stranger: Machine, database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        code = kiosks.offer_pairing(store, cast.senopati.id, "Lobby")

    assert stranger.pair(code).status_code == 422


def test_guesses_keep_nobody_from_pairing_and_write_nothing(
    stranger: Machine, database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        code = agents.offer_pairing(store, cast.senopati.id, "Lobby")
    commits = database.commits
    for number in range(40):
        assert stranger.pair(f"GUESS-{number:05}").status_code == 422
    assert database.commits == commits

    assert stranger.pair(code).status_code == 201


def test_the_store_has_no_token(face: Flask, database: Database, cast: Cast) -> None:
    machine = paired(face, database, cast.senopati.id)
    with database.reading() as store:
        (known,) = agents.of_site(store, cast.senopati.id)

    assert machine.token.encode() not in known.token
    assert len(machine.token) == 52
