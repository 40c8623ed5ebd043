"""Hosts, sites and tokens: who may ask for a change."""

import pytest
from flask import Flask

from tests.web.cast import Browser, Stage, signed_in

HOSTILE = [
    "evil.example",
    "localhost.evil.example",
    "localhost:81",
    "localhost@evil.example",
    "",
]


@pytest.mark.parametrize("host", HOSTILE)
def test_another_host_is_refused(app: Flask, host: str) -> None:
    answer = Browser(app).get("/plain", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize("path", ["/sign-out", "/sign-in", "/guest", "/fail"])
def test_a_change_without_its_token_is_refused_calmly(
    app: Flask, stage: Stage, path: str
) -> None:
    browser = signed_in(app, stage.id_of("Hana"))
    browser.token = ""
    answer = browser.post(path)
    assert answer.status_code == 400
    assert "open too long" in answer.text


def test_a_token_of_another_browser_does_not_serve(app: Flask, stage: Stage) -> None:
    hers, his = signed_in(app, stage.id_of("Hana")), signed_in(app, stage.id_of("Raka"))
    hers.get("/")
    his.get("/")
    his.token = hers.token
    assert his.post("/sign-out").status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://localhost"},
    ],
)
def test_a_page_of_another_site_changes_nothing(
    app: Flask, headers: dict[str, str]
) -> None:
    browser = Browser(app)
    browser.get("/guest")
    answer = browser.client.post(
        "/guest", data={"csrf_token": browser.token}, headers=headers
    )
    assert answer.status_code == 403
    assert (
        browser.client.post(
            "/language", data={"language": "id"}, headers=headers
        ).status_code
        == 403
    )


def test_our_own_page_may_ask(app: Flask) -> None:
    browser = Browser(app)
    browser.get("/guest")
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = browser.client.post(
        "/guest", data={"csrf_token": browser.token}, headers=headers
    )
    assert answer.status_code == 422
