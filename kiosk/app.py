"""The kiosk face, put together."""

from flask import Flask

from kiosk import caching
from kiosk.refusals import answer_refusals
from kiosk.views import encounters, kiosk
from visits.store.database import Database
from web.face import FaceSettings, create_face


def create_app(settings: FaceSettings, database: Database) -> Flask:
    """The application for the lobby's tablets; everything but pairing answers only to paired ones.

    A demo puts a function that makes pairing codes into `app.extensions["lencana.demo_pairing"]`.
    """
    app = create_face("kiosk", "kiosk", settings, database)
    caching.set_up(app)
    answer_refusals(app)
    app.register_blueprint(kiosk.views)
    app.register_blueprint(encounters.views)
    return app
