"""Calls: a guest rings the front desk, which keeps nothing but that somebody did."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.this_kiosk import this_kiosk
from visits.lobby import desk_queue
from visits.vocabulary.visits import WaitReason
from web.access import open_to_everyone
from web.face import database
from web.pages import page

views = Blueprint("calls", __name__)


@views.post("/help")
@open_to_everyone
def ring() -> ResponseReturnValue:
    """The front desk knows that somebody needs help."""
    with database().transaction() as store:
        desk_queue.note(store, this_kiosk(store), WaitReason.HELP)
    return redirect(url_for(".coming"), 303)


@views.get("/help")
@open_to_everyone
def coming() -> ResponseReturnValue:
    """Help is on its way."""
    with database().reading() as store:
        this_kiosk(store)
    return page("help.html")
