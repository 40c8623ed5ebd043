"""Changes: a host thinks again about a guest who has not come yet."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from host_portal import form_defaults
from host_portal.answers import refused
from visits import board, invitations
from visits.vocabulary.refusals import VisitRefused
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database
from web.pages import flash, page

views = Blueprint("changes", __name__, url_prefix="/invitations/<public_id>")


@views.get("/schedule")
@open_to(Role.HOST)
def think_of_times(public_id: str) -> ResponseReturnValue:
    """Which other time it could be."""
    with database().reading() as store:
        sheet = board.guest_details(store, this_member().id, public_id)
    return page("schedule.html", sheet=sheet, form=form_defaults.schedule(sheet))


@views.post("/schedule")
@open_to(Role.HOST)
def reschedule(public_id: str) -> ResponseReturnValue:
    """The guest is expected at the new time."""
    with database().reading() as store:
        sheet = board.guest_details(store, this_member().id, public_id)
    form = form_defaults.schedule(sheet)
    if not form.validate():
        return page("schedule.html", sheet=sheet, form=form), 422
    try:
        with database().transaction() as store:
            invitations.reschedule(store, this_member().id, public_id, form.window())
    except VisitRefused as refusal:
        form.refuse(refusal)
        return page("schedule.html", sheet=sheet, form=form), 422
    return done("rescheduled", public_id)


@views.get("/withdrawal")
@open_to(Role.HOST)
def think_of_withdrawing(public_id: str) -> ResponseReturnValue:
    """Whether the host is sure."""
    with database().reading() as store:
        return page(
            "withdraw.html",
            sheet=board.guest_details(store, this_member().id, public_id),
        )


@views.post("/withdrawal")
@open_to(Role.HOST)
def withdraw(public_id: str) -> ResponseReturnValue:
    """The invitation opens no door any more."""
    try:
        with database().transaction() as store:
            invitations.withdraw(store, this_member().id, public_id)
    except VisitRefused as refusal:
        return refused(public_id, refusal)
    return done("withdrawn", public_id)


@views.post("/letters")
@open_to(Role.HOST)
def resend(public_id: str) -> ResponseReturnValue:
    """The invitation's letter is on its way once more."""
    try:
        with database().transaction() as store:
            invitations.resend(store, this_member().id, public_id)
    except VisitRefused as refusal:
        return refused(public_id, refusal)
    return done("resent", public_id)


def done(notice: str, public_id: str) -> ResponseReturnValue:
    """The guest's own page says once what was done."""
    flash(notice)
    return redirect(url_for("invitations.show", public_id=public_id), 303)
