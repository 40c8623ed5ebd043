"""The front desk as a Flask application."""

from flask import Flask, current_app
from flask.typing import ResponseReturnValue
from werkzeug import exceptions

from front_desk import badges, boards, first_runs, rescues, showing, visits, waits
from front_desk.devices import agents, groups, kiosks, papers, printers
from front_desk.devices import pages as devices
from front_desk.devices import showing as devices_showing
from front_desk.rights import copies, decisions, requests
from front_desk.rights import showing as requests_showing
from front_desk.rights.words import NOTICES as REQUESTS_NOTICES
from front_desk.words import NOTICES
from visits.store.database import Database
from visits.vocabulary.refusals import NotFound
from web import account, pages, sign_in
from web.face import FaceSettings, create_face

NOUNS = (
    sign_in, badges, boards, copies, decisions, devices, first_runs, kiosks, printers, papers, agents,
    groups, requests, rescues, visits, waits,
)  # fmt: skip


def create_app(settings: FaceSettings, database: Database) -> Flask:
    """Where staff see arrivals, help, approve and reprint."""
    app = create_face("desk", __name__, settings, database)
    for noun in NOUNS:
        app.register_blueprint(noun.views)
    app.before_request(first_runs.begin_there)
    app.register_error_handler(NotFound, _not_here)
    pages.notices(app, NOTICES | REQUESTS_NOTICES)
    showing.set_up(app)
    devices_showing.set_up(app)
    requests_showing.set_up(app)
    account.set_up(app, "desk.html")
    return app


def _not_here(refusal: NotFound) -> ResponseReturnValue:
    del refusal
    return current_app.handle_http_exception(exceptions.NotFound())
