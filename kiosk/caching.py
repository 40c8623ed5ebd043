"""ETags: what a tablet has is not sent again, and it learns when its files are outdated."""

import hashlib
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, current_app, request

EXTENSION = "lencana.assets"
# Catalogues, too: a changed text changes a page that the tablet keeps all day.
SUFFIXES = {".js", ".css", ".html", ".po"}


def set_up(app: Flask) -> None:
    """Give every page an ETag, and answer 304 to a request that names it."""
    # What the document loads from all faces' files counts, too.
    shared = app.blueprints["web"].static_folder or ""
    app.extensions[EXTENSION] = _digest(Path(app.root_path), Path(shared))
    app.after_request(_make_conditional)


def assets() -> str:
    """The version of the files that a tablet keeps; when it changes, the tablet reloads."""
    return str(current_app.extensions[EXTENSION])


def _digest(*folders: Path) -> str:
    files = sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in SUFFIXES
    )
    content = b"".join(path.read_bytes() for path in files)
    # 48 bits tell two releases apart; nobody attacks this digest.
    return hashlib.sha256(content).hexdigest()[:12]


def _make_conditional(response: Response) -> Response:
    is_page = request.method == "GET" and response.status_code == HTTPStatus.OK
    # A file from static/ is passed through and has an ETag already.
    if is_page and not response.direct_passthrough:
        response.add_etag()
        response.make_conditional(request)
    return response
