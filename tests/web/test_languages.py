"""Languages: pages speak the reader's, moments are the site's."""

from datetime import UTC, datetime

import pytest
from babel.support import NullTranslations
from flask import Flask, g
from flask_babel import refresh

from tests.web.cast import Browser, Stage, signed_in
from tests.web.page_rules import check_page
from visits.languages import OWN_NAMES
from web.context import set_current_site
from web.dates import clock, day, when
from web.languages import OnScreen, unbroken

MOMENT = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)


def test_a_stranger_is_spoken_to_as_their_browser_asks(app: Flask) -> None:
    page = (
        Browser(app)
        .get("/sign-in", headers={"Accept-Language": "id-ID,id;q=0.9,en;q=0.5"})
        .text
    )
    check_page(page)
    assert '<html lang="id"' in page
    assert "Masuk" in page


@pytest.mark.parametrize("code", OWN_NAMES)
def test_every_page_offers_every_language_and_says_its_direction(
    app: Flask, code: str
) -> None:
    page = Browser(app).get("/sign-in", headers={"Accept-Language": f"{code}-XX"}).text
    check_page(page)
    direction = "rtl" if code == "ar" else "ltr"
    assert f'<html lang="{code}" dir="{direction}">' in page
    for other, name in OWN_NAMES.items():
        assert f'value="{other}" lang="{other}"' in page
        assert f">{name}</button>" in page


@pytest.mark.parametrize("asked", ["in-ID", "in", "IN_id", "tlh, in-ID;q=0.5"])
def test_the_former_code_of_indonesian_is_indonesian(app: Flask, asked: str) -> None:
    page = Browser(app).get("/sign-in", headers={"Accept-Language": asked}).text
    assert '<html lang="id"' in page


def test_a_list_of_languages_that_is_much_too_long_is_not_sorted(app: Flask) -> None:
    asked = ",".join(f"a{number};q=0.5" for number in range(2000)) + ",id"
    page = Browser(app).get("/sign-in", headers={"Accept-Language": asked}).text
    assert '<html lang="en"' in page


def test_a_language_nobody_speaks_here_becomes_english(app: Flask) -> None:
    assert (
        '<html lang="en"'
        in Browser(app).get("/sign-in", headers={"Accept-Language": "tlh"}).text
    )


def test_a_choice_lasts_and_brings_back(app: Flask) -> None:
    browser = Browser(app)
    answer = browser.post("/language", language="id", next="/sign-in")
    assert answer.headers["Location"] == "/sign-in"
    assert '<html lang="id"' in browser.get("/sign-in").text


@pytest.mark.parametrize("wish", ["fr", "", "../../etc", "en'--"])
def test_a_language_we_do_not_have_changes_nothing(app: Flask, wish: str) -> None:
    assert "Set-Cookie" not in Browser(app).post("/language", language=wish).headers


def test_a_member_is_spoken_to_in_their_own_language(app: Flask, stage: Stage) -> None:
    headers = {"Accept-Language": "id"}
    assert (
        '<html lang="en"'
        in signed_in(app, stage.id_of("Hana")).get("/", headers=headers).text
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Mon, 23 Nov", "14:05")), ("id", ("Sen, 23 Nov", "14.05"))],
)
def test_a_moment_is_the_sites_own(
    app: Flask, stage: Stage, language: str, words: tuple[str, str]
) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        set_current_site(stage.cast.senopati)
        g.site.language = language
        refresh()
        assert (day(MOMENT), clock(MOMENT)) == words
        assert when(MOMENT) == ", ".join(words)


def test_another_year_is_said(app: Flask, stage: Stage) -> None:
    with app.test_request_context():
        set_current_site(stage.cast.senopati)
        assert "2027" in day(MOMENT.replace(year=2027))


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Your e-mail, E-mails", "Your e\u2011mail, E\u2011mails"),
        ("Wi-Fi, check-in, one-time", "Wi-Fi, check-in, one-time"),
        # A code is copied by hand.
        ("7K3M-Q2VX-9A", "7K3M-Q2VX-9A"),
    ],
)
def test_no_line_ends_after_the_first_letter_of_a_word(said: str, shown: str) -> None:
    on_screen = OnScreen(NullTranslations())

    assert unbroken(said) == shown
    assert on_screen.gettext(said) == on_screen.ngettext(said, said, 2) == shown
