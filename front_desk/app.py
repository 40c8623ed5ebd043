"""The front desk as a Flask application."""

from flask import Flask, current_app
from flask.typing import ResponseReturnValue
from werkzeug import exceptions

from front_desk import (
    audit_head,
    badge_recovery,
    badges,
    boards,
    desk_queue,
    filters,
    setup,
    visits,
)
from front_desk.devices import agents, groups, kiosks, printers, virtual_paper
from front_desk.devices import filters as devices_showing
from front_desk.devices import pages as devices
from front_desk.labels import NOTICES
from front_desk.rights import copies, decisions, requests
from front_desk.rights import filters as requests_showing
from front_desk.rights.labels import NOTICES as REQUESTS_NOTICES
from visits.store.database import Database
from visits.vocabulary.refusals import NotFound
from web import account, pages, sign_in
from web.face import FaceSettings, create_face

NOUNS = (
    sign_in,
    badges,
    boards,
    copies,
    decisions,
    devices,
    setup,
    kiosks,
    printers,
    virtual_paper,
    agents,
    groups,
    requests,
    badge_recovery,
    visits,
    desk_queue,
)


def create_app(settings: FaceSettings, database: Database) -> Flask:
    """Where staff see arrivals, help, approve and reprint."""
    app = create_face("desk", __name__, settings, database)
    for noun in NOUNS:
        app.register_blueprint(noun.views)
    app.before_request(setup.begin_there)
    app.register_error_handler(NotFound, _not_here)
    pages.register_flash_messages(app, NOTICES | REQUESTS_NOTICES)
    filters.set_up(app)
    audit_head.set_up(app)
    devices_showing.set_up(app)
    requests_showing.set_up(app)
    account.set_up(app, "desk.html")
    return app


def _not_here(refusal: NotFound) -> ResponseReturnValue:
    del refusal
    return current_app.handle_http_exception(exceptions.NotFound())
