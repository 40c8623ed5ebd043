"""The application that answers machines, and its own description (OpenAPI 3.1)."""

from pathlib import Path

from flask import Blueprint, Flask, Response
from flask.typing import ResponseReturnValue

from api import agents, problems
from visits.store.database import Database
from web.access import open_to_everyone
from web.face import FaceSettings, create_machine_face

# Bytes: 32 printers with long names are 12 KiB, and a waiting poll is kept with its body.
LARGEST_BODY = 16 * 1024

DOCUMENT = Path(__file__).with_name("openapi.json")

description = Blueprint("description", __name__)


def create_app(settings: FaceSettings, database: Database) -> Flask:
    """The application that print agents poll; all but pairing and the description need a token."""
    app = create_machine_face("api", "api", settings, database)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.url_map.converters["number"] = agents.Number
    problems.set_up(app)
    app.register_blueprint(agents.views)
    app.register_blueprint(description)
    return app


@description.get("/openapi.json")
@open_to_everyone
def show() -> ResponseReturnValue:
    """Show the description, which is the same on every installation."""
    return Response(DOCUMENT.read_bytes(), content_type="application/json")
