"""Waits: somebody of the desk has seen to whoever stood there."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from visits.lobby import desk_queue
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database
from web.pages import flash

views = Blueprint("waits", __name__)


@views.post("/waits/<public_id>/settlement")
@open_to(Role.DESK)
def settle(public_id: str) -> ResponseReturnValue:
    """Nobody waits there any more."""
    with database().transaction() as store:
        desk_queue.settle(store, this_member().site_id, public_id)
    flash("settled")
    return redirect(url_for("board.show"), 303)
