"""Compression of what is sent: guests look at their page over a telephone's network."""

import gzip
from functools import lru_cache
from http import HTTPStatus

from flask import Flask, Response, request

from visits.vocabulary.sessions import FaceName
from web.context import face_context
from web.static_files import is_static

COMPRESSED = frozenset({"text/css", "text/javascript", "image/svg+xml", "text/html"})
NOT_WHOLE = {HTTPStatus.NOT_MODIFIED, HTTPStatus.PARTIAL_CONTENT}
_FAST = 6


def set_up(app: Flask) -> None:
    """Compress static files, and pages of the face that has no sessions, for who takes gzip."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in COMPRESSED or not _tells_nothing_by_its_weight():
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code not in NOT_WHOLE and request.accept_encodings["gzip"]:
        etag, _ = response.get_etag()
        # Read through the response, which closes the file.
        response.direct_passthrough = False
        response.set_data(_compressed(response.get_data()))
        response.content_encoding = "gzip"
        if etag:
            # Two encodings of one file are the same file to who asks whether it has changed.
            response.set_etag(etag, weak=True)
    return response


def _tells_nothing_by_its_weight() -> bool:
    # Who can make a browser ask with its session, again and again, could weigh what a page holds
    # (BREACH, CVE-2013-3587). A guest's page is asked for by its link, which nobody else has.
    return is_static(request.endpoint) or face_context().name == FaceName.GUEST


def _compressed(content: bytes) -> bytes:
    if is_static(request.endpoint):
        return _compressed_once(content)
    return gzip.compress(content, _FAST)


@lru_cache(maxsize=256)
def _compressed_once(content: bytes) -> bytes:
    return gzip.compress(content)
