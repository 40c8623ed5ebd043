"""Freshness: what a tablet has already is not sent again, and it learns when its own files are old."""

import hashlib
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, current_app, request

EXTENSION = "lencana.assets"
KINDS = {".js", ".css", ".html", ".po"}


def set_up(app: Flask) -> None:
    """Answers carry the digest of their words; asked for by it, they say only that nothing changed."""
    app.extensions[EXTENSION] = _digest(Path(app.root_path))
    app.after_request(_spare)


def assets() -> str:
    """The version of everything a tablet keeps in its memory."""
    return str(current_app.extensions[EXTENSION])


def _digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.suffix in KINDS)
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[
        :12
    ]


def _spare(response: Response) -> Response:
    if (
        request.method == "GET"
        and response.status_code == HTTPStatus.OK
        and not response.direct_passthrough
    ):
        response.add_etag()
        response.make_conditional(request)
    return response
