"""Compression of what is sent: guests look at their page over a telephone's network."""

import gzip
import secrets
from functools import lru_cache
from http import HTTPStatus

from flask import Flask, Response, g, request

from visits.vocabulary.sessions import FaceName
from web.context import face_context
from web.static_files import is_static

COMPRESSED = frozenset({"text/css", "text/javascript", "image/svg+xml", "text/html"})
NOT_WHOLE = {HTTPStatus.NOT_MODIFIED, HTTPStatus.PARTIAL_CONTENT}
PADDING = 100
"""Bytes; as many, less one, are added at most to a page of a session."""
_FAST = 6
# What a board weighs is mostly random ids: it is a tenth longer, in a third of the time.
_FASTEST = 1
# RFC 1952: where a header of ten bytes has its flags, and the flag that a file's name follows.
_FLAGS, _HAS_NAME, _HEADER = 3, 8, 10


def set_up(app: Flask) -> None:
    """Compress, for who takes gzip, static files, pages asked by link, and `with_padding`."""
    app.after_request(_compress)


def with_padding() -> None:
    """Compress the page of this request, though it is one of a session: it weighs very much.

    Only for pages that repeat nothing of what they are asked with.
    """
    g.is_padded = True


def _compress(response: Response) -> Response:
    # An error is a page of the face, also where a file was asked for.
    is_error = response.status_code >= HTTPStatus.BAD_REQUEST
    is_file = is_static(request.endpoint) and not is_error
    if response.mimetype not in COMPRESSED or not (
        is_file or _is_asked_by_link() or "is_padded" in g
    ):
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code not in NOT_WHOLE and request.accept_encodings["gzip"]:
        # Read through the response, which closes the file.
        response.direct_passthrough = False
        plain = response.get_data()
        packed = _packed_file(plain) if is_file else _packed_page(plain)
        if len(packed) < len(plain):
            _send_packed(response, packed)
    return response


def _is_asked_by_link() -> bool:
    # Who can make a browser ask with its session, again and again, could weigh what a page holds
    # (BREACH, CVE-2013-3587). A guest's page is asked for by its link, which nobody else has.
    return face_context().name == FaceName.GUEST


def _packed_page(plain: bytes) -> bytes:
    if _is_asked_by_link():
        return gzip.compress(plain, _FAST)
    return _padded(gzip.compress(plain, _FASTEST, mtime=0))


def _padded(packed: bytes) -> bytes:
    # Heal the Breach (Palacios et al., 2022), as Django has it: a file's name of random length,
    # which every browser skips, hides by how few bytes two answers differ (ADR 53).
    header = bytearray(packed[:_HEADER])
    header[_FLAGS] |= _HAS_NAME
    name = b"a" * secrets.randbelow(PADDING)
    return bytes(header) + name + b"\0" + packed[_HEADER:]


def _send_packed(response: Response, packed: bytes) -> None:
    etag, _ = response.get_etag()
    response.set_data(packed)
    response.content_encoding = "gzip"
    if etag:
        # Two encodings of one file are the same file to who asks whether it has changed.
        response.set_etag(etag, weak=True)


@lru_cache(maxsize=256)
def _packed_file(content: bytes) -> bytes:
    return gzip.compress(content)
