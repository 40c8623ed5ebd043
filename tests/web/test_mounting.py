"""A face works under the common roof, behind a proxy, and alone."""

from dataclasses import replace

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from tests.web import sample_face
from tests.web.cast import Stage
from tests.web.page_rules import check_page
from web.face import Links

OUTSIDE = Links(
    *[f"https://lobby.example/{place}" for place in ("kiosk", "guest", "hosts", "desk")]
)
FORWARDED = {"Host": "lobby.example", "X-Forwarded-Proto": "https"}


@pytest.fixture
def mounted(stage: Stage) -> Client:
    face = sample_face.create_app(stage.settings, stage.database)
    return Client(DispatcherMiddleware(lambda *_: [], {"/hosts": face}))


def test_under_a_roof_every_address_stays_in_the_face(mounted: Client) -> None:
    page = mounted.get("/hosts/sign-in").text
    check_page(page)
    assert 'action="/hosts/sign-in"' in page
    assert 'href="/hosts/web/pages.css?v=' in page


def test_under_a_roof_a_stranger_is_brought_back_into_the_face(mounted: Client) -> None:
    assert mounted.get("/hosts/").headers["Location"] == "/hosts/sign-in?next=/"
    answer = mounted.post("/hosts/language", data={"language": "id", "next": "/guest"})
    assert answer.headers["Location"] == "/hosts/guest"
    assert "Path=/;" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("hops", [1, 0])
def test_nobody_says_in_a_header_of_their_own_which_host_was_asked(
    stage: Stage, hops: int
) -> None:
    settings = replace(stage.settings, links=OUTSIDE, proxy_hops=hops)
    client = sample_face.create_app(settings, stage.database).test_client()
    assert client.get("/plain", headers=FORWARDED).status_code == 200
    forged = {"Host": "evil.example", "X-Forwarded-Host": "lobby.example"}
    assert client.get("/plain", headers=forged).status_code == 400


def test_a_form_is_taken_through_the_proxy(stage: Stage) -> None:
    settings = replace(stage.settings, links=OUTSIDE, proxy_hops=1)
    client = sample_face.create_app(settings, stage.database).test_client()
    headers = FORWARDED | {"Origin": "https://lobby.example"}
    assert (
        client.post("/language", data={"language": "id"}, headers=headers).status_code
        == 303
    )
