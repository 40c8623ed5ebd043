"""What every answer says to browsers."""

from dataclasses import replace

import pytest
from flask import Flask

from tests.web import sample_face
from tests.web.cast import Browser, Stage
from web.face import Links

EVERYWHERE = [
    "/sign-in",
    "/",
    "/plain",
    "/unmarked",
    "/nothing",
    "/fail",
    "/web/tokens.css",
]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_is_closed_to_other_sites(app: Flask, path: str) -> None:
    headers = Browser(app).get(path).headers
    assert headers["Content-Security-Policy"].startswith(
        "default-src 'none'; script-src 'self';"
    )
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Permissions-Policy"].startswith("camera=(),")


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_says_that_it_is_the_products(app: Flask, path: str) -> None:
    browser = Browser(app)
    answers = [
        browser.get(path),
        browser.client.post(path),
        browser.get(path, headers={"Host": "elsewhere.example"}),
    ]
    assert [answer.headers["Lencana-Face"] for answer in answers] == ["hosts"] * 3


@pytest.mark.parametrize("path", EVERYWHERE[:-1])
def test_no_page_is_kept(app: Flask, path: str) -> None:
    assert Browser(app).get(path).headers["Cache-Control"] == "no-store"


def test_a_static_file_is_kept_for_good_under_its_version(app: Flask) -> None:
    with app.test_request_context("/"):
        address = app.url_for("web.static", filename="tokens.css")
    assert "immutable" in Browser(app).get(address).headers["Cache-Control"]
    assert Browser(app).get("/web/tokens.css").headers["Cache-Control"] == "no-cache"


def test_only_the_kiosk_has_a_camera(stage: Stage) -> None:
    kiosk = sample_face.create_app(stage.settings, stage.database, name="kiosk")
    headers = Browser(kiosk).get("/plain").headers
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert "trusted-types lencana" in headers["Content-Security-Policy"]
    assert "data:" not in headers["Content-Security-Policy"]


def test_behind_https_every_answer_says_so_for_a_year(stage: Stage) -> None:
    links = Links(
        **dict.fromkeys(("kiosk", "guest", "hosts", "desk"), "https://lobby.example")
    )
    secure = sample_face.create_app(
        replace(stage.settings, links=links), stage.database
    )
    headers = (
        secure.test_client().get("/plain", base_url="https://lobby.example").headers
    )
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
