"""Vouchers: a host beside their guest tells the lobby that it is them."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from host_portal.forms import VoucherForm
from visits import board
from visits.lobby import verification
from visits.vocabulary.refusals import VisitRefused
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database
from web.forms import text
from web.pages import page

views = Blueprint("vouchers", __name__, url_prefix="/vouchers")


@views.get("/new")
@open_to(Role.HOST)
def new() -> ResponseReturnValue:
    """Ask for the digits that the kiosk shows."""
    return page("vouch.html", form=VoucherForm())


@views.post("")
@open_to(Role.HOST)
def vouch() -> ResponseReturnValue:
    """The guest at the kiosk is in, on the host's word."""
    form = VoucherForm()
    if not form.validate():
        return page("vouch.html", form=form), 422
    try:
        with database().transaction() as store:
            verification.count_vouch_attempt(store, this_member().id)
        with database().transaction() as store:
            visit = verification.vouch(store, this_member().id, text(form.digits))
    except VisitRefused as refusal:
        form.refuse(refusal)
        return page("vouch.html", form=form), 422
    return redirect(url_for(".show", public_id=visit.public_id), 303)


@views.get("/<public_id>")
@open_to(Role.HOST)
def show(public_id: str) -> ResponseReturnValue:
    """Who was let in."""
    with database().reading() as store:
        return page(
            "vouched.html",
            sheet=board.guest_details(store, this_member().id, public_id),
        )
