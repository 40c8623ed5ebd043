"""Visits: one of them with all its facts; a guest comes in, is turned away, or leaves."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from front_desk.answers import asked_again, done, refused, visit_page
from front_desk.forms import RefusalForm
from visits.lobby import arrivals, departures
from visits.vocabulary.refusals import VisitRefused
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database

views = Blueprint("visits", __name__, url_prefix="/visits/<public_id>")


@views.get("")
@open_to(Role.DESK)
def show(public_id: str) -> ResponseReturnValue:
    """One visit, with its facts in order."""
    return visit_page(public_id)


@views.post("/arrival")
@open_to(Role.DESK)
def arrive(public_id: str) -> ResponseReturnValue:
    """The guest is in: their ID was seen."""
    member = this_member()
    try:
        with database().transaction() as store:
            arrivals.check_in_by_hand(store, member.site_id, public_id, member.id)
    except VisitRefused as refusal:
        return refused(public_id, refusal)
    return done("arrived")


@views.post("/refusal")
@open_to(Role.DESK)
def refuse(public_id: str) -> ResponseReturnValue:
    """The guest is turned away."""
    member, form = this_member(), RefusalForm()
    if not form.validate():
        return asked_again(public_id, refusal=form)
    try:
        with database().transaction() as store:
            arrivals.refuse(
                store, member.site_id, public_id, form.reason.data, member.id
            )
    except VisitRefused as refusal:
        return refused(public_id, refusal)
    return done("turned_away")


@views.post("/departure")
@open_to(Role.DESK)
def depart(public_id: str) -> ResponseReturnValue:
    """The guest has left."""
    member = this_member()
    try:
        with database().transaction() as store:
            departures.check_out(store, member.site_id, public_id, member.id)
    except VisitRefused as refusal:
        return refused(public_id, refusal)
    return done("departed")
