"""Guests: who comes today and in the days after."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from host_portal import agenda as days
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database
from web.pages import page

views = Blueprint("guests", __name__)


@views.get("/")
@open_to(Role.HOST)
def show() -> ResponseReturnValue:
    """The host's guests, today's first."""
    with database().reading() as store:
        agenda = days.agenda(store, this_member().id)
        return page("guests.html", agenda=agenda, now=store.now)
