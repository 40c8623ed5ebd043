"""The page of a guest without an invitation, who came to it from the kiosk."""

import re

from flask.testing import FlaskClient

from tests.cast import Cast, ask_for
from visits import host_answers, visit_state
from visits.erasure import erasing
from visits.lobby import arrivals
from visits.rights import proofs
from visits.store.database import Database
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.rights import RequestOutcome
from visits.vocabulary.visits import Answer, RefusalReason


def link(database: Database, visit: Visit) -> str:
    with database.reading() as store:
        return "/" + proofs.walk_in_link(store, visit_state.of(store, visit.id))


def test_a_walk_in_sees_what_is_kept_and_no_more_of_the_host_than_the_kiosk_shows(
    database: Database, cast: Cast, anybody: FlaskClient
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    with database.transaction() as store:
        asked = host_answers.of_host(store, cast.hana.id, visit.public_id)
        host_answers.answer(store, asked, Answer.WAIT)
    address = link(database, visit)
    shown = anybody.get(address).get_data(as_text=True)
    copy = anybody.get(f"{address}/copy.json").get_json()

    assert "You ask for <bdi>Hana W.</bdi>" in shown
    assert "Gita Pramesti" in shown
    assert "code.png" not in shown
    assert "your host, or you without an invitation" in shown
    kept = {entry["name"]: entry["value"] for entry in copy["kept"]}
    assert kept["host"][0]["host"] == "Hana W."
    assert "walk_in" in kept
    assert "email" not in kept
    assert "Wijaya" not in shown + str(copy)


def test_a_walk_in_erases_everything_at_once_and_the_page_is_gone(
    database: Database, cast: Cast, anybody: FlaskClient
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    address = link(database, visit)

    with database.transaction() as store:
        state = visit_state.of(store, visit.id)
        outcome = erasing.erase(store, state, actors.GUEST_BY_LINK)

    assert outcome is RequestOutcome.DONE
    assert anybody.get(address).status_code == 404


def test_the_page_of_a_walk_in_follows_what_becomes_of_them(
    database: Database, cast: Cast, anybody: FlaskClient
) -> None:
    visit, _ = ask_for(database, cast.kiosk, cast.hana)
    address = link(database, visit)
    page = anybody.get(address).get_data(as_text=True)
    before = anybody.get(f"{address}/news.json").get_json()["state"]
    with database.transaction() as store:
        which = (cast.senopati.id, visit.public_id)
        arrivals.refuse(store, *which, RefusalReason.HOST_DECLINED, cast.dewi.id)

    after = anybody.get(f"{address}/news.json").get_json()["state"]
    assert re.search(r'<script [^>]*src="[^"]*news\.js\b(?!on)', page)
    assert (before, after) == ("asking", "at_desk")
    assert f'data-state="{before}"' in page
