"""The queue: requests about people's own data wait at the desk of their site, with a deadline."""

import html
from datetime import date

import pytest
from flask import Flask
from sqlmodel import col, select

from tests.cast import EMAIL, PHONE, Cast, Invite, SettableClock
from tests.web.cast import Browser, signed_in
from visits import visit_state
from visits.audit.access_log import AccessLog
from visits.erasure import legal_holds
from visits.rights import requests
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.store.rights import RightsRequest
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.rights import RequestChannel, RequestOutcome, Right


def shown(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.get_data(as_text=True))


def noted(database: Database) -> list[RightsRequest]:
    with database.reading() as store:
        return list(store.exec(select(RightsRequest)))


def test_nothing_waits_at_first(dewi: Browser) -> None:
    page = shown(dewi, "/requests")
    assert "Nothing waits" in page
    assert "asked-count" not in page


def test_an_address_said_at_the_desk_makes_a_request_that_waits(
    dewi: Browser, database: Database
) -> None:
    dewi.get("/requests/new")
    answer = dewi.post("/requests", kind="access", contact=f" {EMAIL.upper()}")

    (request,) = noted(database)
    assert (answer.status_code, answer.location) == (
        303,
        f"/requests/{request.public_id}",
    )
    assert (request.kind, request.channel) == (Right.ACCESS, RequestChannel.IN_PERSON)
    page = shown(dewi, "/requests")
    assert "See what is kept" in page
    assert "Due Thursday, 09:30" in page
    assert 'class="asked-count">1' in page


def test_a_visits_page_leads_to_a_request_about_it(
    dewi: Browser, invite: Invite, database: Database
) -> None:
    visit = invite()
    assert f"/requests/new?visit={visit.public_id}" in shown(
        dewi, f"/visits/{visit.public_id}"
    )
    dewi.get(f"/requests/new?visit={visit.public_id}")
    dewi.post("/requests", kind="erase", visit=visit.public_id)

    (request,) = noted(database)
    assert request.visit_id == visit.id


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"kind": "access", "contact": ""}, "Ask for the address"),
        (
            {"kind": "access", "contact": "gita"},
            "Give an e\N{NON-BREAKING HYPHEN}mail address",
        ),
        ({"kind": "access", "contact": "call me"}, "or a phone number"),
        ({"kind": "access", "contact": f"{'x' * 300}@example.org"}, "At most 254"),
        ({"kind": "revenge", "contact": EMAIL}, "Choose one from the list"),
        ({"contact": EMAIL}, "Choose one from the list"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    dewi: Browser, database: Database, fields: dict[str, str], told: str
) -> None:
    dewi.get("/requests/new")
    answer = dewi.post("/requests", **fields)
    assert answer.status_code == 422
    assert told in html.unescape(answer.get_data(as_text=True))
    assert noted(database) == []


@pytest.mark.parametrize("said", [PHONE, "0812 3456 7890"])
def test_a_phone_finds_its_visits_too(
    dewi: Browser, invite: Invite, database: Database, said: str
) -> None:
    visit = invite(phone=PHONE)
    dewi.get("/requests/new")
    dewi.post("/requests", kind="erase", contact=said)
    with database.reading() as store:
        assert [
            found.id for found in requests.visits_of(store, noted(database)[0])
        ] == [visit.id]


def test_the_clock_turns_to_late_in_words_and_tone(
    dewi: Browser, cast: Cast, clock: SettableClock
) -> None:
    dewi.get("/requests/new")
    dewi.post("/requests", kind="restrict", contact=EMAIL)
    clock.forward(hours=9)
    # Whoever did nothing for hours signs in again.
    back = signed_in(dewi.client.application, cast.dewi.id)
    assert '"clock "' in shown(back, "/requests")
    clock.at("2026-11-26 09:31")
    page = shown(signed_in(dewi.client.application, cast.dewi.id), "/requests")
    assert "Late since Thu, 26 Nov, 09:30" in page
    assert '"clock bad"' in page


def test_holds_of_the_site_stand_there_with_their_review_and_without_a_name(
    dewi: Browser, dieter: Browser, invite: Invite, database: Database
) -> None:
    visit = invite()
    with database.transaction() as store:
        legal_holds.place(
            store, visit.id, HoldReason.INCIDENT, date(2026, 12, 20), actors.OPERATOR
        )
    page = shown(dewi, "/requests")
    assert "Review by Sun, 20 Dec" in page
    assert "an incident" in page
    assert f"/visits/{visit.public_id}" in page
    assert "Gita" not in page
    assert visit.public_id not in shown(dieter, "/requests")


def test_what_was_settled_stays_for_a_while_without_a_name(
    dewi: Browser, cast: Cast, invite: Invite, database: Database, clock: SettableClock
) -> None:
    visit = invite()
    with database.transaction() as store:
        requests.record_by_guest(
            store,
            visit_state.of(store, visit.id),
            Right.EXPORT,
            RequestOutcome.DONE,
            actors.GUEST_BY_LINK,
        )
    page = shown(dewi, "/requests")
    assert "Get a copy as a file" in page
    assert "on their own page" in page
    assert "Gita" not in page
    clock.forward(days=31)
    assert "as a file" not in shown(
        signed_in(dewi.client.application, cast.dewi.id), "/requests"
    )


def test_another_sites_desk_sees_and_opens_nothing(
    dewi: Browser, dieter: Browser, invite: Invite, database: Database
) -> None:
    visit = invite()
    dewi.get("/requests/new")
    dewi.post("/requests", kind="erase", contact=EMAIL)
    (request,) = noted(database)

    assert request.public_id not in shown(dieter, "/requests")
    assert dieter.get(f"/requests/{request.public_id}").status_code == 404
    assert dieter.get(f"/requests/new?visit={visit.public_id}").status_code == 404
    for act in ("erasure", "restriction", "lifting", "correction"):
        assert dieter.post(f"/requests/{request.public_id}/{act}").status_code == 404
    assert (
        dieter.post(
            f"/requests/{request.public_id}/refusal", reason="nothing_kept"
        ).status_code
        == 404
    )
    assert dieter.post(f"/requests/{request.public_id}/handover").status_code == 404
    assert (
        dieter.post("/requests", kind="erase", visit=visit.public_id).status_code == 404
    )


def test_a_host_opens_no_queue(front_desk: Flask, cast: Cast, invite: Invite) -> None:
    visit = invite()
    hana = signed_in(front_desk, cast.hana.id)
    for path in (
        "/requests",
        "/requests/new",
        f"/requests/new?visit={visit.public_id}",
    ):
        assert hana.get(path).status_code == 403
    hana.token = ""
    assert hana.post("/requests", kind="erase", contact=EMAIL).status_code in {400, 403}


def test_opening_a_request_tells_names_to_comply_and_nothing_else(
    dewi: Browser, invite: Invite, database: Database, access_log: AccessLog
) -> None:
    invite()
    dewi.get("/requests/new")
    dewi.post("/requests", kind="erase", contact=EMAIL)
    access_log.waiting.clear()
    page = shown(dewi, f"/requests/{noted(database)[0].public_id}")

    assert "Gita Pramesti" in page
    assert EMAIL not in page
    assert [(told.asking.purpose, told.items) for _, told in access_log.waiting] == [
        ("comply", ("name",))
    ]


def test_the_audit_log_says_who_noted_it(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    dewi.get("/requests/new")
    dewi.post("/requests", kind="erase", contact=EMAIL)
    with database.reading() as store:
        entry = store.exec(
            select(AuditEntry).where(col(AuditEntry.act) == Act.REQUEST_NOTED)
        ).one()
        assert (entry.actor_id, entry.visit_id) == (cast.dewi.id, None)
