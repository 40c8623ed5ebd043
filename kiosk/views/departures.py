"""Departures: a guest shows the code of their badge."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.request_data import code_of
from kiosk.this_kiosk import this_kiosk
from visits.codes import CodeKind
from visits.lobby import departures
from web.access import open_to_everyone
from web.face import database
from web.pages import page

views = Blueprint("departures", __name__)


@views.post("/departures")
@open_to_everyone
def leave() -> ResponseReturnValue:
    """The wearer of this badge has left."""
    with database().transaction() as store:
        departures.leave(store, this_kiosk(store), code_of(CodeKind.BADGE))
    return redirect(url_for(".goodbye"), 303)


@views.get("/departures")
@open_to_everyone
def goodbye() -> ResponseReturnValue:
    """A last word to whoever left."""
    with database().reading() as store:
        this_kiosk(store)
    return page("goodbye.html")
