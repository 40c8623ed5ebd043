"""The application that answers machines."""

from flask import Flask

from api import document, print_jobs, printers, problems
from visits.store.database import Database
from web.face import FaceSettings, create_machine_face

BLUEPRINT_MODULES = (document, printers, print_jobs)
# Bytes: 32 printers with long names are 12 KiB, and a waiting poll is kept with its body.
LARGEST_BODY = 16 * 1024


def create_app(settings: FaceSettings, database: Database) -> Flask:
    """The application that print agents poll; all but pairing and the description need a token."""
    app = create_machine_face("api", "api", settings, database)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.url_map.converters["number"] = print_jobs.Number
    problems.set_up(app)
    for module in BLUEPRINT_MODULES:
        app.register_blueprint(module.views)
    return app
