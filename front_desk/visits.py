"""Visits: one of them with all its facts, and what the desk may do about it."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from faces.access import open_to, this_member
from faces.face import database
from faces.pages import page, say_next, words
from front_desk.forms import RefusalForm, ReprintForm
from front_desk.papers import pictures
from front_desk.words import REFUSALS
from visits import board
from visits.lobby import arrivals, departures
from visits.paper import badges
from visits.refusals import VisitRefused
from visits.words import Role

views = Blueprint("visits", __name__, url_prefix="/visits/<public_id>")


@views.get("")
@open_to(Role.DESK)
def show(public_id: str) -> ResponseReturnValue:
    """One visit, with its facts in order."""
    return _visit(public_id)


@views.post("/arrival")
@open_to(Role.DESK)
def arrive(public_id: str) -> ResponseReturnValue:
    """The guest is in: their ID was seen."""
    member = this_member()
    try:
        with database().transaction() as store:
            arrivals.check_in_by_hand(store, member.site_id, public_id, member.id)
    except VisitRefused as refusal:
        return _refused(public_id, refusal)
    return _done("arrived")


@views.post("/refusal")
@open_to(Role.DESK)
def refuse(public_id: str) -> ResponseReturnValue:
    """The guest is turned away."""
    member, form = this_member(), RefusalForm()
    if not form.validate():
        return _visit(public_id, refusal=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with database().transaction() as store:
            arrivals.refuse(store, member.site_id, public_id, form.reason.data, member.id)
    except VisitRefused as refusal:
        return _refused(public_id, refusal)
    return _done("turned_away")


@views.post("/departure")
@open_to(Role.DESK)
def depart(public_id: str) -> ResponseReturnValue:
    """The guest has left."""
    member = this_member()
    try:
        with database().transaction() as store:
            departures.check_out(store, member.site_id, public_id, member.id)
    except VisitRefused as refusal:
        return _refused(public_id, refusal)
    return _done("departed")


@views.post("/badges")
@open_to(Role.DESK)
def print_again(public_id: str) -> ResponseReturnValue:
    """Another badge is on its way, once for each copy that it replaces."""
    member, form = this_member(), ReprintForm()
    if not form.validate():
        return _visit(public_id, reprint=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with database().transaction() as store:
            line = board.line_at_site(store, member.site_id, public_id)
            if line.badge is None or line.badge.copy_number == form.replaces.data:
                badges.reprint(store, member.site_id, public_id, form.reason.data, member.id)
    except VisitRefused as refusal:
        return _refused(public_id, refusal)
    return _done("printing_again")


def _done(notice: str) -> ResponseReturnValue:
    say_next(notice)
    return redirect(url_for("board.show"), 303)


def _refused(public_id: str, refusal: VisitRefused) -> ResponseReturnValue:
    return _visit(public_id, problem=words(refusal, REFUSALS)), HTTPStatus.UNPROCESSABLE_ENTITY


def _visit(public_id: str, problem: str = "", **typed: FlaskForm) -> str:
    forms = {"refusal": RefusalForm(formdata=None), "reprint": ReprintForm(formdata=None)} | typed
    with database().reading() as store:
        line = board.line_at_site(store, this_member().site_id, public_id)
        shown = pictures(store, line.site.id)
        return page("visit.html", line=line, pictures=shown, problem=problem, **forms)
