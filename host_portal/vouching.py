"""Vouching: a host who stands beside their guest confirms that it is them."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from host_portal.forms import VouchingForm
from host_portal.labels import REFUSALS
from visits import hosted_guests
from visits.lobby import verification
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.face import database
from web.forms import text
from web.pages import page
from web.posts import takes_form

views = Blueprint("vouching", __name__, url_prefix="/vouching")


def _vouching_page(form: VouchingForm, problem: str = "") -> str:
    return page("vouch.html", form=form, problem=problem)


@views.get("/new")
@open_to(Role.HOST)
def new() -> ResponseReturnValue:
    """Ask for the digits that the kiosk shows."""
    return _vouching_page(VouchingForm())


@views.post("")
@open_to(Role.HOST)
@takes_form(VouchingForm, _vouching_page, REFUSALS)
def vouch(form: VouchingForm) -> ResponseReturnValue:
    """Check in the guest at the kiosk, on the host's word."""
    member_id = this_member().id
    # The attempt is counted in a transaction of its own, so that a wrong one stays counted.
    with database().transaction() as store:
        verification.count_vouch_attempt(store, member_id)
    with database().transaction() as store:
        visit = verification.vouch(store, member_id, text(form.digits))
    return redirect(url_for(".show", public_id=visit.public_id), 303)


@views.get("/<public_id>")
@open_to(Role.HOST)
def show(public_id: str) -> ResponseReturnValue:
    """Show who was let in."""
    with database().reading() as store:
        details = hosted_guests.hosted(store, this_member().id, public_id)
    return page("vouched.html", details=details)
