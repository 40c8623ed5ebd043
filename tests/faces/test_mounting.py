"""A face works under the common roof, behind a proxy, and alone."""

from dataclasses import replace

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from faces.face import Links
from tests.faces import sample_face
from tests.faces.cast import Stage
from tests.faces.page_rules import check_page

OUTSIDE = Links(*[f"https://lobby.example/{place}" for place in ("kiosk", "guest", "hosts", "desk")])
FORWARDED = {"X-Forwarded-Host": "lobby.example", "X-Forwarded-Proto": "https"}


@pytest.fixture
def roof(stage: Stage) -> Client:
    face = sample_face.create_app(stage.settings, stage.database)
    return Client(DispatcherMiddleware(lambda *_: [], {"/hosts": face}))


def test_under_a_roof_every_address_stays_in_the_face(roof: Client) -> None:
    page = roof.get("/hosts/sign-in").text
    check_page(page)
    assert 'action="/hosts/sign-in"' in page
    assert 'href="/hosts/faces/pages.css?v=' in page


def test_under_a_roof_a_stranger_is_brought_back_into_the_face(roof: Client) -> None:
    assert roof.get("/hosts/").headers["Location"] == "/hosts/sign-in?next=/"
    answer = roof.post("/hosts/language", data={"language": "id", "next": "/guest"})
    assert answer.headers["Location"] == "/hosts/guest"
    assert "Path=/;" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(("hops", "status"), [(1, 200), (0, 400)])
def test_only_a_configured_proxy_says_which_host_was_asked(stage: Stage, hops: int, status: int) -> None:
    settings = replace(stage.settings, links=OUTSIDE, proxy_hops=hops)
    face = sample_face.create_app(settings, stage.database)
    answer = face.test_client().get("/plain", headers=FORWARDED)
    assert answer.status_code == status
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_form_is_taken_through_the_proxy(stage: Stage) -> None:
    settings = replace(stage.settings, links=OUTSIDE, proxy_hops=1)
    client = sample_face.create_app(settings, stage.database).test_client()
    headers = FORWARDED | {"Origin": "https://lobby.example"}
    assert client.post("/language", data={"language": "id"}, headers=headers).status_code == 303
