"""Printers: described in a page, put in order and in groups, retired after one question."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from front_desk.app import create_app
from lencana import printer_setup
from printers.vocabulary import PrinterCondition, PrintProblemKind
from tests.cast import Cast
from tests.front_desk.test_queue import second
from tests.web.cast import Browser, signed_in
from tests.web.page_rules import check_page
from visits.lobby import printer_groups
from visits.printing import agents, printers
from visits.printing.agents import AnnouncedPrinter
from visits.store.database import Database
from visits.store.sites import Printer
from web.face import FaceSettings

GATE = {
    "name": "Gate",
    "address": "tcp://192.0.2.8:9100",
    "width": "576",
    "group": "0",
    "cutter": "y",
}


@pytest.fixture
def front_desk(database: Database, settings: FaceSettings) -> Flask:
    """With the printer desk that the product has."""
    return create_app(replace(settings, check_printer=printer_setup.machine), database)


def there(database: Database, cast: Cast) -> list[Printer]:
    with database.reading() as store:
        return printers.of_site(store, cast.senopati.id)


def names(database: Database, cast: Cast) -> list[str]:
    return [printer.name for printer in there(database, cast)]


def test_the_form_asks_for_what_is_written_on_a_printer(dewi: Browser) -> None:
    page = dewi.get("/printers/new").get_data(as_text=True)
    check_page(page)
    assert 'name="address"' in page
    assert "/printers/new" in dewi.get("/devices").get_data(as_text=True)


def test_a_printer_that_was_described_is_the_sites(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    answer = dewi.post("/printers", **GATE)
    assert (answer.status_code, answer.location) == (303, "/devices")
    added = there(database, cast)[-1]
    assert (added.name, added.address, added.width, added.cutter) == (
        "Gate",
        GATE["address"],
        576,
        True,
    )
    check_page(dewi.get("/devices").get_data(as_text=True))


def test_a_model_brings_its_width_and_a_tear_bar_its_feed(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    dewi.post("/printers", **GATE | {"model": "TM-T88V", "width": "", "cutter": ""})
    added = there(database, cast)[-1]
    assert (added.width, added.cutter) == (512, False)


@pytest.mark.sampled(7)
@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"name": " "}, "name", "Please fill this in."),
        ({"name": "Counter"}, "name", "called that already"),
        ({"name": "Counter\u3164"}, "name", "signs that can be seen"),
        ({"name": "\u202eretnuoC"}, "name", "signs that can be seen"),
        ({"address": ""}, "address", "Please fill this in."),
        ({"address": "file:///dev/usb/lp0"}, "address", "such as 192.168.1.50"),
        ({"address": "tcp://192.0.2.8:22"}, "address", "9100, 515 or 631"),
        (
            {"address": "tcp://printer.invalid"},
            "address",
            "Nothing in your network is called that",
        ),
        (
            {"address": "localhost:22"},
            "address",
            "That address is this computer itself",
        ),
        (
            {"address": "tcp://0x7f.1"},
            "address",
            "That address is this computer itself",
        ),
        (
            {"address": "tcp://2130706433"},
            "address",
            "That address is this computer itself",
        ),
        (
            {"address": "tcp://[::ffff:127.0.0.1]"},
            "address",
            "That address is this computer itself",
        ),
        ({"address": "127.0.0.1"}, "address", "That address is this computer itself"),
        ({"address": "::1"}, "address", "That address is this computer itself"),
        (
            {"address": "tcp://169.254.169.254"},
            "address",
            "No printer of your network stands at",
        ),
        ({"model": "Teleporter"}, "model", "No model of this name"),
        ({"model": "TM-T88W"}, "model", "Close to it: TM-T88V"),
        ({"width": "9999"}, "width", "384 to 640 dots"),
        ({"width": "wide"}, "width", "Give a whole number."),
        ({"width": ""}, "width", "Give the model or the width"),
    ],
)
def test_what_cannot_be_a_printer_is_refused_in_one_sentence_and_nothing_is_kept(
    dewi: Browser,
    cast: Cast,
    database: Database,
    change: dict[str, str],
    field: str,
    said: str,
) -> None:
    answer = dewi.post("/printers", **GATE | change)
    page = answer.get_data(as_text=True)
    check_page(page)
    assert answer.status_code == 422
    assert said in page.split(f'id="{field}-error">')[1].split("</p>")[0]
    assert page.count('class="field-error"') == 1
    assert names(database, cast) == ["Counter"]


def test_all_that_is_wrong_is_said_at_once(dewi: Browser) -> None:
    wrong = {"name": "", "address": "localhost", "model": "Teleporter"}
    page = dewi.post("/printers", **GATE | wrong).get_data(as_text=True)
    check_page(page)
    assert all(f'id="{field}-error"' in page for field in wrong)


def test_an_address_that_the_site_has_is_another_printers(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    assert dewi.post("/printers", **GATE | {"address": "192.0.2.8"}).status_code == 303
    answer = dewi.post("/printers", **GATE | {"name": "Garden"})
    assert (answer.status_code, "That is the address of Gate." in answer.text) == (
        422,
        True,
    )
    assert names(database, cast) == ["Counter", "Gate"]


def test_a_model_is_known_in_any_case_and_its_width_counts_more_than_the_usual_one(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    assert 'value="576"' in dewi.get("/printers/new").text
    dewi.post("/printers", **GATE | {"model": "tm-t88v"})
    assert there(database, cast)[-1].width == 512


def test_an_address_that_was_refused_stays_to_be_mended(dewi: Browser) -> None:
    page = dewi.post("/printers", **GATE | {"address": "tcp://192.0.2.8:22"}).get_data(
        as_text=True
    )
    assert 'value="tcp://192.0.2.8:22"' in page


def test_without_a_printer_desk_no_page_adds_a_printer(
    database: Database, settings: FaceSettings, cast: Cast
) -> None:
    browser = signed_in(create_app(settings, database), cast.dewi.id)
    assert "/printers/new" not in browser.get("/devices").get_data(as_text=True)
    assert browser.get("/printers/new").status_code == 404
    assert browser.post("/printers", **GATE).status_code == 404


def test_a_printer_is_made_first_and_says_so(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    gate = second(database, cast)
    page = dewi.get("/devices").get_data(as_text=True)
    assert "Main printers</bdi>, prints first" in page
    assert "Main printers</bdi>, takes over second" in page
    for _ in range(2):
        assert dewi.post(f"/printers/{gate}/precedence").status_code == 303
    assert names(database, cast) == ["Gate", "Counter"]


def test_what_was_done_to_a_printer_is_said_once_with_its_name(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    gate = second(database, cast)
    done = dewi.post(f"/printers/{gate}/precedence").location
    assert "Gate prints first now." in dewi.get(done).text
    assert "Gate prints first now." not in dewi.get(done).text
    dewi.post(f"/printers/{gate}/precedence")
    assert "… prints first now." in dewi.get("/").text


def test_a_printers_own_page_says_the_same_of_it_as_its_tile(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        counter = store.get_one(Printer, cast.printer.id)
        counter.condition, counter.condition_since = PrinterCondition.OFFLINE, store.now
        counter.last_seen_at, counter.problem = store.now, PrintProblemKind.UNCONFIRMED
    path = f"/printers/{cast.printer.public_id}"
    for page in (
        dewi.get("/devices").text,
        dewi.get(path).text,
        dewi.get(f"{path}/now").text,
    ):
        assert "It does not answer as it should." in page
        assert "Its last badge may not have come out" in page
    assert f'data-from="{path}/now"' in dewi.get(path).text


def test_a_printer_whose_agent_is_gone_says_so(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        store.get_one(Printer, cast.printer.id).address = None
    assert "no print agent drives it any more" in dewi.get("/devices").text
    assert (
        "nobody: its print agent is gone"
        in dewi.get(f"/printers/{cast.printer.public_id}").text
    )


def test_a_printers_own_page_says_where_it_belongs(dewi: Browser, cast: Cast) -> None:
    page = dewi.get(f"/printers/{cast.printer.public_id}").get_data(as_text=True)
    check_page(page)
    for said in (
        "Counter",
        "prints alone",
        "this server",
        "tcp://127.0.0.1:9100",
        "576 dots",
    ):
        assert said in page


def test_a_printer_is_put_into_a_group(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        group = printer_groups.add(store, cast.senopati.id, "Garden").id
    path = f"/printers/{cast.printer.public_id}"
    check_page(dewi.get(path).get_data(as_text=True))
    assert (
        "Counter moved to Garden."
        in dewi.get(dewi.post(f"{path}/group", group=group).location).text
    )
    assert [printer.group_id for printer in there(database, cast)] == [group]
    assert "Garden</bdi>, prints alone" in dewi.get("/devices").get_data(as_text=True)
    dewi.post(f"{path}/group", group=0)
    assert [printer.group_id for printer in there(database, cast)] == [None]


def test_a_printer_is_retired_after_one_question(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    path = f"/printers/{cast.printer.public_id}/retirement"
    page = dewi.get(path).get_data(as_text=True)
    check_page(page)
    assert "No badge goes there any more" in page
    assert names(database, cast) == ["Counter"]
    assert dewi.post(path).status_code == 303
    assert names(database, cast) == []
    assert dewi.post(path).status_code == 404


NOUNS: list[tuple[str, dict[str, Any]]] = [
    ("group", {"group": 0}),
    ("precedence", {}),
    ("retirement", {}),
]


@pytest.mark.parametrize(("noun", "typed"), NOUNS)
def test_another_sites_printer_does_not_exist(
    dieter: Browser, cast: Cast, database: Database, noun: str, typed: dict[str, Any]
) -> None:
    assert (
        dieter.post(f"/printers/{cast.printer.public_id}/{noun}", **typed).status_code
        == 404
    )
    for path in ("", "/now", "/retirement"):
        assert (
            dieter.get(f"/printers/{cast.printer.public_id}{path}").status_code == 404
        )
    assert names(database, cast) == ["Counter"]


def test_another_sites_group_takes_no_printer(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        theirs = printer_groups.add(store, cast.mitte.id, "Hof").id
    answer = dewi.post(f"/printers/{cast.printer.public_id}/group", group=theirs)
    assert answer.status_code == 422
    assert dewi.post("/printers", **GATE | {"group": str(theirs)}).status_code == 422
    assert [(one.name, one.group_id) for one in there(database, cast)] == [
        ("Counter", None)
    ]


@pytest.mark.parametrize(("noun", "typed"), NOUNS)
def test_without_the_pages_token_no_printer_changes(
    dewi: Browser, cast: Cast, database: Database, noun: str, typed: dict[str, Any]
) -> None:
    path = f"/printers/{cast.printer.public_id}/{noun}"
    assert dewi.client.post(path, data=typed).status_code == 400
    assert dewi.client.post("/printers", data=GATE).status_code == 400
    assert names(database, cast) == ["Counter"]


def test_a_printer_that_an_agent_drives_is_not_retired_but_taken_out_of_its_file(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        agent, _token = agents.pair(
            store, agents.offer_pairing(store, cast.senopati.id, "Cellar")
        )
        agents.record_announcement(
            store, agent, [AnnouncedPrinter("North", 576, PrinterCondition.READY)]
        )
        north = printers.named(store, cast.senopati.id, "North")
    assert north is not None
    path = f"/printers/{north.public_id}/retirement"

    assert "take it out of the agent" in dewi.get(path).text
    assert dewi.post(path).status_code == 422
