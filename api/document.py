"""The API's description (OpenAPI 3.1), served to whoever writes a program against it."""

from pathlib import Path

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from web.access import open_to_everyone

DOCUMENT = Path(__file__).with_name("openapi.json")

views = Blueprint("document", __name__)


@views.get("/openapi.json")
@open_to_everyone
def show() -> ResponseReturnValue:
    """Show the description, which is the same on every installation."""
    return Response(DOCUMENT.read_bytes(), content_type="application/json")
