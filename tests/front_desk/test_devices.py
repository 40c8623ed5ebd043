"""Devices: how kiosks and printers are, in words; pairing, releasing and revoking."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from front_desk.devices.labels import SET_UP_WRONG
from printers.vocabulary import Confirmation, PrinterCondition, PrintProblemKind
from tests.cast import Cast, SettableClock
from tests.front_desk.conftest import PAPER
from tests.web.cast import Browser, signed_in
from tests.web.page_rules import check_page
from visits.lobby import kiosks
from visits.store.database import Database
from visits.store.sites import Kiosk
from visits.vocabulary.devices import BrowserKind, KioskCamera, TabletReport
from visits.vocabulary.refusals import PairingRefused


def words(browser: Browser, path: str = "/devices") -> str:
    page = browser.get(path).get_data(as_text=True)
    check_page(page)
    return page


def kiosk(database: Database, cast: Cast) -> Kiosk:
    with database.reading() as store:
        return store.get_one(Kiosk, cast.kiosk.id)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "Seen just now"),
        (3, "Last seen at 09:27"),
        (30, "Not seen since 09:00"),
        (60 * 24, "Not seen since Sun, 22 Nov, 09:30"),
    ],
)
def test_a_kiosks_last_sign_of_life_is_said_in_words(
    dewi: Browser, cast: Cast, database: Database, minutes: int, said: str
) -> None:
    with database.transaction() as store:
        store.merge(cast.kiosk).last_seen_at = store.now - timedelta(minutes=minutes)
    assert said in words(dewi)


@pytest.mark.parametrize(
    ("camera", "said"),
    [
        (None, []),
        (KioskCamera.OPEN, []),
        (KioskCamera.LOST, ["Camera lost since 09:02", 'class="tile bad"']),
        (KioskCamera.NEVER_SEEN, ["No camera: guests use", 'class="tile fine"']),
    ],
)
def test_a_kiosks_camera_is_told_if_it_is_lost_or_was_never_there(
    dewi: Browser,
    cast: Cast,
    database: Database,
    camera: KioskCamera | None,
    said: list[str],
) -> None:
    with database.transaction() as store:
        since = store.now - timedelta(minutes=28)
        store.merge(cast.kiosk).sqlmodel_update(
            {"last_seen_at": store.now, "camera": camera, "camera_since": since}
        )
    page = words(dewi)
    assert [one for one in said if one not in page] == []
    assert ("amera" in page.split('id="kiosk-')[1].split("</li>")[0]) is bool(said)


@pytest.mark.parametrize(
    ("report", "said", "severity"),
    [
        (TabletReport(), [], "fine"),
        (
            TabletReport(battery=83, is_charging=True, answer_ms=40),
            ["Battery 83 %, charging · network 40 ms"],
            "fine",
        ),
        (TabletReport(battery=14, is_charging=True), ["14 %, charging"], "fine"),
        (
            TabletReport(battery=14, is_charging=False),
            ["Battery at 14 % and not charging. Plug the tablet in."],
            "bad",
        ),
        (TabletReport(answer_ms=2_400), ["an answer takes 2.4 s"], "warn"),
        (
            TabletReport(browser=BrowserKind.SAFARI, browser_version=18),
            ["Safari 18"],
            "fine",
        ),
    ],
)
def test_a_kiosks_tile_says_how_its_tablet_is(
    dewi: Browser,
    cast: Cast,
    database: Database,
    report: TabletReport,
    said: list[str],
    severity: str,
) -> None:
    with database.transaction() as store:
        kiosks.seen(store, cast.kiosk.id, report)
    before, tile = words(dewi).split('id="kiosk-')[:2]
    assert [one for one in said if one not in tile.split("</li>")[0]] == []
    assert before.endswith(f'class="tile {severity}" ')


def test_a_locked_kiosk_says_so_and_is_released_once(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        store.merge(cast.kiosk).locked_until = store.now + timedelta(minutes=10)
    assert "until 09:40 only QR codes are taken" in words(dewi)
    for _ in range(2):
        answer = dewi.post(f"/kiosks/{cast.kiosk.public_id}/release")
        assert (answer.status_code, answer.location) == (303, "/devices")
    assert kiosk(database, cast).locked_until is None
    assert "serves guests again" in words(dewi)


def test_a_kiosk_is_revoked_after_one_question(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    path = f"/kiosks/{cast.kiosk.public_id}/revocation"
    assert "checks nobody in" in words(dewi, path)
    assert kiosk(database, cast).revoked_at is None
    answer = dewi.post(path)
    assert (answer.status_code, answer.location) == (303, "/devices")
    assert kiosk(database, cast).revoked_at
    assert dewi.post(path).status_code == 404


@pytest.mark.parametrize("noun", ["revocation", "release"])
def test_another_sites_kiosk_does_not_exist(
    dieter: Browser, cast: Cast, database: Database, noun: str
) -> None:
    assert dieter.post(f"/kiosks/{cast.kiosk.public_id}/{noun}").status_code == 404
    assert dieter.get(f"/kiosks/{cast.kiosk.public_id}/revocation").status_code == 404
    assert kiosk(database, cast).revoked_at is None


@pytest.mark.parametrize("noun", ["revocation", "release"])
def test_without_the_pages_token_no_kiosk_changes(
    dewi: Browser, cast: Cast, database: Database, noun: str
) -> None:
    assert dewi.client.post(f"/kiosks/{cast.kiosk.public_id}/{noun}").status_code == 400
    assert kiosk(database, cast).revoked_at is None


def test_a_pairing_code_is_shown_large_with_the_address_to_open(
    dewi: Browser, database: Database
) -> None:
    answer = dewi.post("/pairing-codes", name="Garden gate")
    page = answer.get_data(as_text=True)
    check_page(page)
    code = "-".join(re.findall(r"<span>([0-9A-Z]{5})</span>", page))
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert "http://localhost/kiosk" in page
    assert "until 09:45" in page
    with database.transaction() as store:
        assert kiosks.pair(store, code).name == "Garden gate"
        with pytest.raises(PairingRefused):
            kiosks.pair(store, code)


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_tablet_needs_a_name_and_what_was_typed_stays(
    dewi: Browser, name: str
) -> None:
    answer = dewi.post("/pairing-codes", name=name)
    page = answer.get_data(as_text=True)
    check_page(page)
    assert answer.status_code == 422
    assert "field-error" in page
    assert f'value="{name}"' in page


def found(database: Database, cast: Cast, **seen: Any) -> None:
    """Its agent found the printer at the counter like this, just now."""
    with database.transaction() as store:
        printer = store.merge(cast.printer)
        printer.last_seen_at = store.now
        printer.sqlmodel_update(seen)


def told(page: str, kind: str = "health") -> str:
    """What the tile of the printer says."""
    tile = page.split('id="printer-')[1].split("</li>", maxsplit=1)[0]
    return tile.split(f'class="{kind}')[1].split(">")[1].split("<")[0]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (PrinterCondition.READY, "Ready"),
        (PrinterCondition.PAPER_LOW, "Paper low"),
        (PrinterCondition.PAPER_OUT, "Out of paper since 09:30"),
        (PrinterCondition.COVER_OPEN, "Cover open since 09:30"),
        (PrinterCondition.CUTTER_ERROR, "Cutter jam since 09:30"),
        (PrinterCondition.FAULT, "Fault since 09:30"),
        (PrinterCondition.OFFLINE, "Offline since 09:30"),
        (PrinterCondition.UNREACHABLE, "Not reachable since 09:30"),
    ],
)
def test_a_printer_says_how_it_is_and_what_helps(
    dewi: Browser,
    cast: Cast,
    database: Database,
    condition: PrinterCondition,
    said: str,
) -> None:
    found(database, cast, condition=condition)
    page = words(dewi)
    assert told(page) == said
    assert ('class="help"' in page) is (condition is not PrinterCondition.READY)


def test_a_printer_nobody_heard_of_yet_says_so(dewi: Browser) -> None:
    assert told(words(dewi)) == "Has not printed yet"


def test_a_printer_whose_agent_is_silent_is_not_called_ready(
    dewi: Browser, cast: Cast, database: Database, clock: SettableClock
) -> None:
    found(database, cast, condition=PrinterCondition.READY)
    clock.forward(minutes=3)
    assert told(words(dewi)) == "Not heard of since 09:30"


def test_a_printer_that_may_be_a_model_without_images_says_so(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    found(database, cast, condition=PrinterCondition.READY, width=400)
    assert "as wide as TM-U220, TM-U220B, which print no badges" in words(dewi)


def test_a_printer_that_cannot_confirm_says_so(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    found(database, cast, condition=PrinterCondition.READY, confirm=Confirmation.NONE)
    assert "Cannot confirm: it prints, but cannot say whether" in words(dewi)


@pytest.mark.parametrize("trouble", sorted(SET_UP_WRONG))
def test_a_printer_that_was_set_up_wrong_is_the_operators(
    dewi: Browser, cast: Cast, database: Database, trouble: PrintProblemKind
) -> None:
    found(database, cast, problem=trouble)
    assert "tell your operator" in told(words(dewi))


def test_what_went_wrong_with_the_last_badge_is_said_in_words(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    found(
        database, cast, condition=PrinterCondition.READY, problem=PrintProblemKind.RESET
    )
    assert (
        "may not have come out: Counter lost the connection while printing."
        in words(dewi)
    )


def test_a_virtual_printers_paper_can_be_looked_at(
    front_desk_with_paper: Flask, cast: Cast
) -> None:
    browser = signed_in(front_desk_with_paper, cast.dewi.id)
    path = f"/printers/{cast.printer.public_id}/paper"
    assert path in words(browser)
    assert f"{path}.png" in words(browser, path)
    picture = browser.client.get(f"{path}.png")
    assert (picture.data, picture.mimetype) == (PAPER, "image/png")
    assert picture.headers["Cache-Control"] == "no-store"


def test_a_real_printers_paper_cannot(dewi: Browser, cast: Cast) -> None:
    for path in ("paper", "paper.png"):
        assert dewi.get(f"/printers/{cast.printer.public_id}/{path}").status_code == 404


def test_another_sites_paper_does_not_exist(
    front_desk_with_paper: Flask, cast: Cast
) -> None:
    browser = signed_in(front_desk_with_paper, cast.dieter.id)
    for path in ("paper", "paper.png"):
        assert (
            browser.get(f"/printers/{cast.printer.public_id}/{path}").status_code == 404
        )


def test_the_devices_part_is_asked_for_by_itself(dewi: Browser) -> None:
    part = dewi.get("/devices/now").get_data(as_text=True)
    assert 'id="devices"' in part
    assert "<html" not in part
