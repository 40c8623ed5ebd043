"""Guests: who comes today and in the days after."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from faces.access import open_to, this_member
from faces.face import database
from faces.pages import page
from host_portal import days
from visits.words import Role

views = Blueprint("guests", __name__)


@views.get("/")
@open_to(Role.HOST)
def show() -> ResponseReturnValue:
    """The host's guests, today's first."""
    with database().reading() as store:
        agenda = days.agenda(store, this_member().id)
        return page("guests.html", agenda=agenda, now=store.now)
