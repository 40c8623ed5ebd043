"""The first run: once, with the code on the console, and nothing typed is lost."""

import html
from typing import Any

import pytest
from flask import Flask
from sqlmodel import select

from tests import cast as casting
from tests.web.cast import Browser
from tests.web.page_rules import check_page
from visits.people import accounts, credentials, first_run
from visits.store.database import Database
from visits.store.sites import Company, Site
from visits.vocabulary.people import Role

PASSWORD = "a lobby full of light"


@pytest.fixture
def stranger(front_desk: Flask) -> Browser:
    """Whoever opens a fresh installation."""
    browser = Browser(front_desk)
    browser.client.get("/")
    browser.get("/first-run")
    return browser


@pytest.fixture
def answers(database: Database) -> dict[str, Any]:
    with database.reading() as store:
        code = first_run.first_run_code(store)
    return {
        "code": code,
        "site": "Menara Utara",
        "company": "Kopi Pagi",
        "time_zone": "Asia/Makassar",
        "region": "ID",
        "language": "id",
        "closes_at": "19:30",
        "privacy_contact": "privacy@menara.example",
        "name": "Dewi Anggraini",
        "email": "dewi@menara.example",
        "password": PASSWORD,
    }


def has_members(database: Database) -> bool:
    with database.reading() as store:
        return accounts.any_member(store)


@pytest.mark.parametrize("path", ["/", "/board", "/devices", "/sign-in", "/visits/x"])
def test_before_anybody_is_there_every_page_leads_to_it(
    stranger: Browser, path: str
) -> None:
    answer = stranger.client.get(path, follow_redirects=True)
    assert answer.request.path == "/first-run"
    check_page(answer.get_data(as_text=True))


def test_the_lobby_is_founded_and_its_first_member_signed_in(
    stranger: Browser, answers: dict[str, Any], database: Database
) -> None:
    answer = stranger.post("/first-run", **answers)
    assert (answer.status_code, answer.location) == (
        303,
        "/second-factor?next=/devices",
    )
    assert "Lobi Anda sudah buka" in stranger.get("/devices").get_data(as_text=True)
    with database.reading() as store:
        site, company = (
            store.exec(select(Site)).one(),
            store.exec(select(Company)).one(),
        )
        assert (site.name, site.time_zone, site.closes_at, site.language) == (
            "Menara Utara",
            "Asia/Makassar",
            19 * 60 + 30,
            "id",
        )
        assert company.name == "Kopi Pagi"
        member = credentials.sign_in(store, "dewi@menara.example", PASSWORD)
        assert accounts.roles(store, member.id) == {Role.HOST, Role.DESK}


def test_it_happens_once(
    stranger: Browser, answers: dict[str, Any], front_desk: Flask
) -> None:
    stranger.post("/first-run", **answers)
    other = Browser(front_desk)
    other.get("/sign-in")
    assert other.get("/first-run").status_code == 404
    other.get("/sign-in")
    assert other.post("/first-run", **answers).status_code == 404


@pytest.mark.parametrize(
    ("typed", "minutes"), [("02:00", 120), ("00:00", 0), ("24:00", 0)]
)
def test_a_lobby_may_close_at_midnight_or_after_it(
    stranger: Browser,
    answers: dict[str, Any],
    database: Database,
    typed: str,
    minutes: int,
) -> None:
    assert "before noon is in the night after" in stranger.client.get(
        "/first-run", headers={"Accept-Language": "en"}
    ).get_data(as_text=True)

    answer = stranger.post("/first-run", **answers | {"closes_at": typed})

    assert answer.status_code == 303
    with database.reading() as store:
        assert store.exec(select(Site)).one().closes_at == minutes


def test_another_process_that_founded_it_closes_it_here(
    stranger: Browser, answers: dict[str, Any], database: Database
) -> None:
    casting.enter(database)
    assert has_members(database)
    assert stranger.post("/first-run", **answers).status_code == 404


def test_a_wrong_code_founds_nothing_and_keeps_what_was_typed(
    stranger: Browser, answers: dict[str, Any], database: Database
) -> None:
    answer = stranger.post("/first-run", **answers | {"code": "0000-0000-00"})
    page = answer.get_data(as_text=True)
    check_page(page)
    assert answer.status_code == 422
    assert "not the code on the console" in page
    assert 'value="Menara Utara"' in page
    assert PASSWORD not in page
    assert not has_members(database)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("site", " "),
        ("time_zone", "Mars/Olympus"),
        ("region", "XX"),
        ("language", "tlh"),
        ("closes_at", "late"),
        ("privacy_contact", "nobody"),
        ("company", ""),
        ("name", ""),
        ("email", "dewi"),
        ("password", "short"),
    ],
)
def test_what_cannot_be_is_said_at_its_place(
    stranger: Browser,
    answers: dict[str, Any],
    database: Database,
    field: str,
    typed: str,
) -> None:
    answer = stranger.post("/first-run", **answers | {field: typed})
    page = answer.get_data(as_text=True)
    check_page(page)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert not has_members(database)


def test_a_common_password_is_refused(
    stranger: Browser, answers: dict[str, Any], database: Database
) -> None:
    answer = stranger.post("/first-run", **answers | {"password": "password1234"})
    assert answer.status_code == 422
    assert not has_members(database)


def test_wrong_codes_never_keep_the_operator_out(
    stranger: Browser, answers: dict[str, Any]
) -> None:
    for _ in range(60):
        wrong = stranger.post("/first-run", **answers | {"code": "0000-0000-00"})
        assert wrong.status_code == 422
    assert stranger.post("/first-run", **answers).status_code == 303


@pytest.mark.parametrize(
    "weak", ["password1234", "Menara Utara 2026", "lencana lencana"]
)
def test_a_weak_password_founds_nothing(
    stranger: Browser, answers: dict[str, Any], database: Database, weak: str
) -> None:
    answer = stranger.post("/first-run", **answers | {"password": weak})
    assert answer.status_code == 422
    assert "too easy to guess" in html.unescape(answer.get_data(as_text=True))
    assert not has_members(database)


def test_without_the_pages_token_no_lobby_is_opened(
    stranger: Browser, answers: dict[str, Any], database: Database
) -> None:
    assert stranger.client.post("/first-run", data=answers).status_code == 400
    assert not has_members(database)
