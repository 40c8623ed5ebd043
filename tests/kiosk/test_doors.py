"""Doors: only enrolled tablets are answered, and a revoked or locked one stops at once."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlmodel import select

from tests.cast import Cast, Invite, SettableClock, invitation_code, party_code
from tests.kiosk.tablet import Tablet, sent_digits
from visits.lobby import kiosks
from visits.people import sessions
from visits.store.database import Database
from visits.store.people import RateLimitEvent
from visits.vocabulary.devices import KioskCamera
from visits.vocabulary.people import RateLimited
from visits.vocabulary.visits import CODE_DIGITS

OPEN = {
    "kiosk.document",
    "kiosk.pair",
    "static",
    "web.static",
    "bootstrap.static",
    "theme.send",
}
OPEN |= {"languages.choose"}


def closed_addresses(face: Flask) -> list[tuple[str, str]]:
    return [
        (method, re.sub(r"<[^>]+>", "0" * 26, rule.rule))
        for rule in face.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
        if rule.endpoint not in OPEN
    ]


def test_a_browser_that_is_no_kiosk_gets_the_pairing_page_and_nothing_else(
    face: Flask, stranger: Tablet
) -> None:
    assert "Pairing code" in stranger.get("/").text
    for method, address in closed_addresses(face):
        answer = stranger.get(address) if method == "GET" else stranger.post(address)
        assert (answer.status_code, address) == (403, address)


def test_a_code_makes_the_browser_a_kiosk_once(
    face: Flask, stranger: Tablet, database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        code = kiosks.offer_pairing(store, cast.senopati.id, "Door")
    answer = stranger.post("/pairing", code=code.lower())
    assert stranger.step == "welcome"
    assert "?" not in answer.request.full_path.rstrip("?")
    assert Tablet(face).post("/pairing", code=code).status_code == 422


def test_the_cookie_is_the_tablets_alone(
    stranger: Tablet, database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        code = kiosks.offer_pairing(store, cast.senopati.id, "Door")
    headers = {"X-CSRFToken": stranger.token}
    answer = stranger.client.post("/pairing", data={"code": code}, headers=headers)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-lencana-kiosk=")
    assert all(
        word in cookie for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/")
    )


def test_in_a_demo_one_button_pairs(
    face: Flask, stranger: Tablet, database: Database, cast: Cast
) -> None:
    assert "demo" not in stranger.get("/").text

    def offer() -> str:
        with database.transaction() as store:
            return kiosks.offer_pairing(store, cast.senopati.id, "Demo")

    face.extensions["lencana.demo_pairing"] = offer
    assert "This is a demo" in stranger.get("/").text
    stranger.post("/pairing", code="")
    assert stranger.step == "welcome"


def test_without_a_demo_nothing_pairs_without_a_code(stranger: Tablet) -> None:
    assert stranger.post("/pairing", code="").status_code == 422


def test_wrong_pairing_codes_keep_no_staff_from_pairing(
    stranger: Tablet, database: Database, cast: Cast
) -> None:
    for _ in range(40):
        assert stranger.post("/pairing", code="AAAAA-AAAAA").status_code == 422
    with database.transaction() as store:
        code = kiosks.offer_pairing(store, cast.senopati.id, "Lobby")

    stranger.post("/pairing", code=code)
    assert stranger.step == "welcome"


def test_a_revoked_tablet_is_no_kiosk_from_its_next_request_on(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        kiosks.revoke(store, cast.senopati.id, cast.kiosk.public_id, cast.dewi.id)
    assert tablet.get("/status").status_code == 403
    assert tablet.scan("LC1:" + "7" * 26).status_code in {400, 403}
    assert "Pairing code" in tablet.get("/").text


def test_made_up_codes_lock_nothing(tablet: Tablet) -> None:
    for number in range(20):
        assert tablet.scan(f"LC1:{number:026d}").status_code == 422
    tablet.get("/welcome")
    assert "I have no code" in tablet.shown


def test_ten_wrong_digits_end_typing_and_no_scanning(
    tablet: Tablet, database: Database, cast: Cast, invite: Invite
) -> None:
    guest = invite(email="gita@example.org")
    with database.transaction() as store:
        for _ in range(10):
            kiosks.note_wrong(store, cast.kiosk.id)
    assert tablet.post("/encounters", address="gita@example.org").status_code == 422
    assert tablet.step == "welcome"
    assert "I have no code" not in tablet.shown
    assert "please see the front desk" in tablet.shown

    tablet.scan(invitation_code(database, guest))
    tablet.do("confirmation", code=sent_digits(database))
    assert tablet.step == "arrived"

    with database.transaction() as store:
        kiosks.release(store, cast.senopati.id, cast.kiosk.public_id, cast.dewi.id)
    tablet.get("/welcome")
    assert "I have no code" in tablet.shown


def test_the_status_is_written_once_a_minute_and_sent_once(
    tablet: Tablet, database: Database, cast: Cast, clock: SettableClock
) -> None:
    clock.forward(minutes=2)
    version = tablet.get("/status").headers["ETag"]
    clock.forward(seconds=15)
    assert tablet.get("/status", version).status_code == 304
    with database.reading() as store:
        seen = kiosks.paired(store, cast.kiosk.id).last_seen_at
    assert (clock.now - seen).total_seconds() == 15


def test_the_status_tells_at_once_how_the_camera_is(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    def camera(said: str) -> KioskCamera | None:
        assert tablet.get(f"/status{said}").status_code == 200
        with database.reading() as store:
            return kiosks.paired(store, cast.kiosk.id).camera

    reports = ("", "?camera=on fire", "?camera=open", "?camera=absent", "?camera=open")
    assert [camera(said) for said in reports] == [
        None,
        None,
        KioskCamera.OPEN,
        KioskCamera.LOST,
        KioskCamera.OPEN,
    ]


def test_a_locked_tablet_hears_of_it_by_its_status(
    tablet: Tablet, database: Database, cast: Cast
) -> None:
    version = tablet.get("/status").headers["ETag"]
    with database.transaction() as store:
        store.merge(cast.kiosk).locked_until = store.now + kiosks.LOCKS.first
    answer = tablet.get("/status", version)
    assert answer.json is not None
    assert answer.json["state"] == "locked"


def test_the_kiosk_keeps_its_session_for_long(
    database: Database, cast: Cast, clock: SettableClock
) -> None:
    with database.transaction() as store:
        cookie = sessions.open(
            store, "kiosk", sessions.SessionData(kiosk_id=cast.kiosk.id)
        )
    clock.forward(days=399)
    with database.reading() as store:
        assert sessions.find(store, "kiosk", cookie)


@pytest.mark.parametrize(
    "header", ["Content-Security-Policy", "Permissions-Policy", "Cache-Control"]
)
def test_every_fragment_is_kept_nowhere_and_runs_nothing(
    tablet: Tablet, header: str
) -> None:
    value = tablet.get("/welcome").headers[header]
    wanted = {"Cache-Control": "no-store", "Permissions-Policy": "camera=(self)"}
    assert wanted.get(header, "trusted-types lencana") in value


def another_code(digits: str) -> str:
    return str((int(digits) + 1) % 10**CODE_DIGITS).zfill(CODE_DIGITS)


@pytest.mark.parametrize(
    ("deed", "field"), [("confirmation", "code"), ("family-name", "family_name")]
)
def test_sixteen_wrong_tries_side_by_side_are_five_comparisons(
    face: Flask, database: Database, cast: Cast, invite: Invite, deed: str, field: str
) -> None:
    tablets = [Tablet(face, cast.kiosk.id) for _ in range(16)]
    if deed == "family-name":
        tablets[0].scan(party_code(database, cast))
        wrong = "Nobody"
    else:
        tablets[0].scan(invitation_code(database, invite()))
        wrong = another_code(sent_digits(database))
    at = f"{tablets[0].place}/{deed}"

    with ThreadPoolExecutor(len(tablets)) as at_once:
        answers = list(
            at_once.map(
                lambda tablet: tablet.post(at, **{field: wrong}).status_code, tablets
            )
        )

    with database.reading() as store:
        judged = store.exec(
            select(RateLimitEvent).where(
                RateLimitEvent.kind == RateLimited.WRONG_AT_KIOSK
            )
        ).all()
    assert (len(judged), set(answers)) == (5, {422})


def test_a_tablet_without_scripts_does_not_ask_for_a_code(tablet: Tablet) -> None:
    document = tablet.get("/").text
    told = document.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "Please see the front desk." in told
    # Until scripts listen, nothing can be tapped.
    assert re.search(r"<main[^>]* inert>", document)
