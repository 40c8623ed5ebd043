"""What holds for every address of every face, whoever asks and however."""

import re
from http import HTTPStatus
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from tests.cast import Cast, Invite
from tests.kiosk.tablet import Tablet
from tests.security.conftest import Faces
from tests.web.cast import signed_in
from visits.store.database import Database

A_LINK = "A" * 26


@pytest.fixture
def clients(faces: Faces, cast: Cast) -> dict[str, FlaskClient]:
    """Somebody who may: the desk, a host, a paired tablet, a guest, an agent without a token."""
    return {
        "kiosk": Tablet(faces.apps["kiosk"], cast.kiosk.id).client,
        "hosts": signed_in(faces.apps["hosts"], cast.hana.id).client,
        "desk": signed_in(faces.apps["desk"], cast.dewi.id).client,
        "guest": faces.apps["guest"].test_client(),
        "api": faces.apps["api"].test_client(),
    }


def is_closed(answer: TestResponse) -> bool:
    """Nothing of it is guessed, framed, shared with another site or kept by a cache."""
    headers = answer.headers
    is_versioned_file = "immutable" in headers["Cache-Control"]
    return (
        "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        and headers["X-Content-Type-Options"] == "nosniff"
        and headers["Referrer-Policy"] == "same-origin"
        and "Access-Control-Allow-Origin" not in headers
        and (headers["Cache-Control"] in {"no-store", "no-cache"} or is_versioned_file)
        and "Server" not in headers
    )


def says_what_it_is(answer: TestResponse) -> bool:
    """A body has a type, and text says its character set (JSON has one only: RFC 8259, 8.1)."""
    kind = answer.headers.get("Content-Type", "")
    is_text = kind.startswith("text/")
    return not answer.data or bool(kind and (not is_text or "charset=utf-8" in kind))


def test_every_answer_is_closed_and_says_what_it_is(
    faces: Faces, clients: dict[str, FlaskClient], invite: Invite
) -> None:
    visit = invite()
    weak = []
    for name, path in faces.addresses("GET", public_id=visit.public_id, link=A_LINK):
        for address in (path, path + "/nothing-here"):
            answer = clients[name].get(address, buffered=True)
            if not (is_closed(answer) and says_what_it_is(answer)):
                weak.append((name, address, answer.status_code, dict(answer.headers)))
    assert weak == []


def test_looking_changes_nothing(
    faces: Faces, clients: dict[str, FlaskClient], invite: Invite, database: Database
) -> None:
    visit = invite()
    tables = ("visit", "arrival", "departure", "badge", "printjob", "wait", "email")
    before = [counted(database, table) for table in tables]
    for name, path in faces.addresses("GET", public_id=visit.public_id, link=A_LINK):
        clients[name].get(path, buffered=True)
    assert [counted(database, table) for table in tables] == before


def counted(database: Database, table: str) -> list[object]:
    with database.reading() as store:
        return list(store.execute(text(f"SELECT * FROM {table}")))  # noqa: S608 - our own names


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH"])
def test_a_method_that_no_page_needs_is_refused(
    clients: dict[str, FlaskClient], method: str
) -> None:
    for name, client in clients.items():
        answer = client.open("/", method=method, buffered=True)
        refused = {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_FOUND}
        assert answer.status_code in refused, name


def test_a_form_without_its_token_changes_nothing_anywhere(
    faces: Faces, clients: dict[str, FlaskClient], invite: Invite
) -> None:
    visit = invite()
    tried = 0
    for name, path in faces.addresses("POST", public_id=visit.public_id, link=A_LINK):
        if name != "api":
            answer = clients[name].post(path, data={"name": "x"})
            # A language is chosen on pages without a form, and is nobody's secret.
            assert answer.status_code >= HTTPStatus.BAD_REQUEST or path == "/language"
            tried += 1
    assert tried > len(clients) * 5


PARTS = ["9" * 30, "\0", "\ud800", "\u202e", "Zqxwvy\r\nSet-Cookie: x=1", "a" * 3_000]
"""What no address of ours has in it; `make test` tries one."""
QUERY = ("camera", "changed", "done", "language", "next", "v", "visit")
"""What our addresses ask for."""


@pytest.mark.parametrize(
    "part",
    [PARTS[0], *(pytest.param(part, marks=pytest.mark.whole) for part in PARTS[1:])],
)
def test_no_address_is_a_failure(
    faces: Faces,
    clients: dict[str, FlaskClient],
    caplog: pytest.LogCaptureFixture,
    part: str,
) -> None:
    written = quote(part, safe="", errors="surrogatepass")
    query = "&".join(f"{asked}={written}" for asked in QUERY)
    tokens = {name: form_token(client) for name, client in clients.items()}
    failed = []
    for method in ("GET", "POST", "PUT"):
        for name, rule in faces.rules(method):
            if rule.arguments or method == "GET":
                answer = clients[name].open(
                    f"{re.sub('<[^>]*>', written, rule.rule)}?{query}",
                    method=method,
                    headers={"X-CSRFToken": tokens[name]},
                )
                if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                    failed.append((name, method, rule.rule))
    assert failed == []
    assert "Zqxwvy" not in caplog.text


def form_token(client: FlaskClient) -> str:
    """The token of a form on the face's first page, or of its script."""
    page = client.get("/", follow_redirects=True).text
    found = re.search(r'(?:data-token|name="csrf_token"[^>]*value)="([^"]+)"', page)
    return found[1] if found else ""


def test_every_page_of_a_member_offers_to_sign_out(
    faces: Faces, clients: dict[str, FlaskClient], invite: Invite
) -> None:
    visit = invite()
    without = []
    for name, path in faces.addresses("GET", public_id=visit.public_id, link=A_LINK):
        if name in {"hosts", "desk"}:
            answer = clients[name].get(path, buffered=True)
            is_page = answer.data.startswith(b"<!doctype html>")
            if (
                is_page
                and answer.status_code == HTTPStatus.OK
                and b"/sign-out" not in answer.data
            ):
                without.append((name, path))
    assert without == []
