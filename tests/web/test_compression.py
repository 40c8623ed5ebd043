"""What is compressed, and what must not be."""

import gzip

import pytest
from flask import Flask

from tests.web import sample_face
from tests.web.cast import Stage

TAKING = {"Accept-Encoding": "br, gzip"}


def test_a_static_file_is_sent_compressed_to_whoever_takes_that(app: Flask) -> None:
    browser = app.test_client()
    plain = browser.get("/web/tokens.css", buffered=True)
    packed = browser.get("/web/tokens.css", headers=TAKING, buffered=True)

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) == int(packed.headers["Content-Length"]) < len(plain.data)
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]
        known = TAKING | {"If-None-Match": answer.headers["ETag"]}
        again = browser.get("/web/tokens.css", headers=known, buffered=True)
        assert again.status_code == 304


def test_a_part_of_a_file_is_that_part(app: Flask) -> None:
    asking = TAKING | {"Range": "bytes=0-9"}
    whole = app.test_client().get("/web/tokens.css", buffered=True)
    part = app.test_client().get("/web/tokens.css", headers=asking, buffered=True)

    assert (part.status_code, part.data) == (206, whole.data[:10])


@pytest.mark.parametrize("asked", ["/somewhere", "/web/nothing.css"])
@pytest.mark.parametrize(("face", "encoding"), [("guest", "gzip"), ("hosts", None)])
def test_only_a_face_without_sessions_compresses_its_pages(
    stage: Stage, face: str, encoding: str | None, asked: str
) -> None:
    app = sample_face.create_app(stage.settings, stage.database, name=face)

    answer = app.test_client().get(asked, headers=TAKING)

    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert answer.headers.get("Content-Encoding") == encoding


def test_what_would_weigh_more_is_sent_as_it_is(stage: Stage) -> None:
    app = sample_face.create_app(stage.settings, stage.database, name="guest")

    answer = app.test_client().get("/plain", headers=TAKING)

    assert answer.text == "Nothing to fill in"
    assert answer.content_encoding is None
