"""Static files: their URLs carry a digest of the content, so browsers may cache them for good.

They are sent compressed (`web.compression`).
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

FOR_GOOD = "public, max-age=31536000, immutable"


def is_static(endpoint: str | None) -> bool:
    """True for the endpoints that serve static files."""
    return endpoint is not None and (
        endpoint == "static" or endpoint.endswith(".static")
    )


def set_up(app: Flask) -> None:
    """Add the digest to URLs of static files, and cache headers to the answers."""
    app.url_defaults(_add_version)
    app.after_request(_set_cache_control)


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    if is_static(endpoint) and "filename" in values:
        values["v"] = _version(endpoint, values["filename"])


def _set_cache_control(response: Response) -> Response:
    if is_static(request.endpoint) and response.status_code in {200, 304}:
        response.headers["Cache-Control"] = (
            # Without a digest in its URL a file may be of any version: the browser asks each time.
            FOR_GOOD if "v" in request.args else "no-cache"
        )
    return response


def _version(endpoint: str, filename: str) -> str | None:
    owner = endpoint.rpartition(".")[0]
    folder = (
        current_app.blueprints[owner].static_folder
        if owner
        else current_app.static_folder
    )
    return _digest(Path(folder or "", filename))


# Files do not change while the server runs.
@lru_cache(maxsize=256)
def _digest(path: Path) -> str | None:
    return (
        # 48 bits tell two versions of a file apart.
        hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else None
    )
