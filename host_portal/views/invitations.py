"""Invitations: a host announces a guest, and looks at what became of it."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from host_portal import answers, form_defaults
from visits import board, invitations
from visits.vocabulary.refusals import VisitRefused
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database
from web.forms import text
from web.pages import page

views = Blueprint("invitations", __name__, url_prefix="/invitations")


@views.get("/new")
@open_to(Role.HOST)
def new() -> ResponseReturnValue:
    """An empty invitation."""
    return page("invite.html", form=form_defaults.invitation())


@views.post("")
@open_to(Role.HOST)
def invite() -> ResponseReturnValue:
    """The guest is expected, and their letter on its way."""
    form = form_defaults.invitation()
    if not form.validate():
        return page("invite.html", form=form), 422
    try:
        with database().transaction() as store:
            host, nonce = this_member().id, text(form.nonce)
            visit = invitations.invite(
                store, host, form.place().id, form.announcement(), nonce
            )
    except VisitRefused as refusal:
        form.refuse(refusal)
        return page("invite.html", form=form), 422
    return redirect(url_for(".confirm", public_id=visit.public_id), 303)


@views.get("/<public_id>/confirmation")
@open_to(Role.HOST)
def confirm(public_id: str) -> ResponseReturnValue:
    """What the guest gets now."""
    with database().reading() as store:
        return page(
            "invited.html",
            sheet=board.guest_details(store, this_member().id, public_id),
        )


@views.get("/<public_id>")
@open_to(Role.HOST)
def show(public_id: str) -> ResponseReturnValue:
    """One guest, and what may still be changed."""
    return answers.guest(public_id)
