"""The kiosk face, put together."""

from flask import Flask

from kiosk import caching
from kiosk.refusals import answer_refusals
from kiosk.views import (
    addresses,
    arrivals,
    departures,
    desk_help,
    encounters,
    pairing,
    screen,
    verification,
)
from visits.store.database import Database
from web.face import FaceSettings, create_face

NOUNS = (
    screen,
    pairing,
    arrivals,
    departures,
    addresses,
    encounters,
    verification,
    desk_help,
)


def create_app(settings: FaceSettings, database: Database) -> Flask:
    """The application of the lobby's tablets; everything but pairing answers to enrolled ones only.

    A demo puts a maker of pairing codes under `app.extensions["lencana.demo_pairing"]`.
    """
    app = create_face("kiosk", "kiosk", settings, database)
    caching.set_up(app)
    answer_refusals(app)
    for noun in NOUNS:
        app.register_blueprint(noun.views)
    return app
