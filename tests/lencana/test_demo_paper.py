"""The printer's page: it shows the paper and the state, and everything that can be switched."""

import html
from collections.abc import Iterator

import pytest
from flask import Flask

from lencana.demo import paper
from lencana.demo.paper import (
    AT_THE_COUNTER,
    FAULTS,
    LABELS,
    ON_THE_LINE,
    in_plain_words,
)
from printers.virtual import Fault, VirtualPrinter
from tests.printers.virtual.caller import JOB, PATIENCE, calling, say
from tests.web.cast import ORIGIN, Browser
from visits.keys.keyring import Keys
from visits.store.database import Database
from web.face import FaceSettings, Links


@pytest.fixture
def printer() -> VirtualPrinter:
    return VirtualPrinter()


@pytest.fixture
def face(database: Database, keys: Keys, printer: VirtualPrinter) -> Flask:
    links = Links(kiosk=ORIGIN, guest=ORIGIN, hosts=ORIGIN, desk=ORIGIN)
    return paper.create_app(FaceSettings(links, keys.secrets), database, printer)


@pytest.fixture
def reader(face: Flask, printer: VirtualPrinter) -> Iterator[Browser]:
    reader = Browser(face)
    with printer:
        yield reader


def shown(reader: Browser) -> str:
    return html.unescape(reader.get("/paper").get_data(as_text=True))


def press(reader: Browser, way: str, switch: Fault) -> None:
    shown(reader)
    answer = reader.post(f"/paper/switches/{way}", switch=switch)
    assert (answer.status_code, answer.location) == (303, f"/paper#{switch}")


def test_every_switch_has_its_words() -> None:
    assert set(LABELS) == set(Fault)
    assert not AT_THE_COUNTER.keys() & ON_THE_LINE.keys()


@pytest.mark.sampled(4)
@pytest.mark.parametrize("switch", list(Fault))
def test_each_button_says_what_pressing_it_does(
    reader: Browser, printer: VirtualPrinter, switch: Fault
) -> None:
    words = LABELS[switch]
    assert f">{words.on}</button>" in shown(reader)
    press(reader, "on", switch)
    assert printer.switches.is_set(switch)
    page = shown(reader)
    assert f"<strong>{words.meanwhile}</strong>" in page
    assert f">{words.off}</button>" in page

    press(reader, "off", switch)

    assert not printer.switches.is_set(switch)
    assert "<strong>Ready</strong>" in shown(reader)


def test_a_held_badge_is_shown_as_such(
    reader: Browser, printer: VirtualPrinter
) -> None:
    printer.switches.turn_on(Fault.PAPER_OUT)
    with calling(printer) as line:
        line.sendall(JOB)
        assert printer.wait_until(lambda: printer.waiting, PATIENCE)

        assert "It holds a badge" in shown(reader)


def test_a_stub_is_shown_as_such(reader: Browser, printer: VirtualPrinter) -> None:
    say(printer, JOB[:3000])

    page = shown(reader)
    assert "A badge that was not finished hangs out of it." in page
    assert "A job broke off in the middle." in page
    assert (
        "<small lang=en dir=ltr>the sender left inside a command</small>"
        in page.replace('"', "")
    )


def test_faults_are_gone_once_they_were_cleared(
    reader: Browser, printer: VirtualPrinter
) -> None:
    say(printer, JOB[:3000])
    assert "What it did not understand" in shown(reader)

    assert reader.post("/paper/faults/removal").status_code == 303

    assert "What it did not understand" not in shown(reader)
    assert printer.faults == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_said_in_plain_words_and_an_unheard_of_one_too(fault: str) -> None:
    assert in_plain_words(f"{fault} of 1d 56") == str(FAULTS[fault])
    assert in_plain_words("smoke") == str(paper.ANOTHER_FAULT)


def test_the_badge_is_a_picture_until_it_is_thrown_away(
    reader: Browser, printer: VirtualPrinter
) -> None:
    assert reader.client.get("/paper.png").status_code == 404
    say(printer, JOB)
    assert 'src="/paper.png?copy=1"' in shown(reader)
    assert reader.client.get("/paper.png").content_type == "image/png"

    shown(reader)
    assert reader.post("/paper/removal").status_code == 303

    assert reader.client.get("/paper.png").status_code == 404
    assert "Nothing yet." in shown(reader)


def test_the_page_has_news_whenever_it_would_look_different(
    reader: Browser, printer: VirtualPrinter
) -> None:
    def version() -> str:
        return reader.get("/paper").headers["Lencana-Demo-Version"]

    seen = [version()]
    printer.switches.turn_on(Fault.NEAR_END)
    seen.append(version())
    say(printer, JOB)
    seen.append(version())
    say(printer, b"Gita")
    seen.append(version())
    printer.clear()
    seen.append(version())

    assert len(set(seen)) == len(seen)
    assert version() == seen[-1]


@pytest.mark.parametrize(
    "path", ["/paper/switches/on", "/paper/removal", "/paper/faults/removal"]
)
def test_nothing_is_switched_or_thrown_away_without_the_pages_token(
    reader: Browser, path: str
) -> None:
    assert reader.client.post(path, data={"switch": "mute"}).status_code == 400


def test_a_switch_that_there_is_not_is_refused(reader: Browser) -> None:
    shown(reader)

    assert reader.post("/paper/switches/on", switch="fire").status_code == 422
    assert reader.post("/paper/switches/up", switch="mute").status_code == 404


def test_alone_it_begins_with_the_paper_and_knows_no_demo(reader: Browser) -> None:
    assert reader.get("/").location == "/paper"
    assert "How to begin" not in shown(reader)
