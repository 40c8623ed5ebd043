"""Absence: a colleague is told of a host's guests for some days, or nobody but the front desk.

Here also whether guests without an invitation may ask for the host.
"""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from host_portal.forms import DelegateForm, delegate_form
from host_portal.labels import ABSENCE_REFUSALS
from visits.people import delegates
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.face import database
from web.forms import text
from web.pages import flash, page
from web.posts import takes_form

views = Blueprint("absence", __name__, url_prefix="/absence")


def _page(form: DelegateForm, problem: str = "") -> str:
    member_id = this_member().id
    with database().reading() as store:
        delegate = delegates.of(store, member_id)
        is_told = delegates.is_told(store, member_id)
        takes_walk_ins = delegates.takes_walk_ins(store, member_id)
    shown = {"form": form, "delegate": delegate, "is_told": is_told}
    shown["takes_walk_ins"] = takes_walk_ins
    return page("absence.html", problem=problem, **shown)


@views.get("")
@open_to(Role.HOST)
def show() -> ResponseReturnValue:
    """Show who is told of the host's guests, and ask for a colleague."""
    return _page(delegate_form())


@views.post("/delegate")
@open_to(Role.HOST)
@takes_form(delegate_form, _page, ABSENCE_REFUSALS)
def name(form: DelegateForm) -> ResponseReturnValue:
    """Name the colleague who is told in the host's place."""
    colleague = text(form.colleague)
    with database().transaction() as store:
        delegates.name(store, this_member().id, colleague, form.absence())
    return _done("delegate_named")


@views.post("/delegate/end")
@open_to(Role.HOST)
def dismiss() -> ResponseReturnValue:
    """Let the host be told again, in place of the delegate."""
    with database().transaction() as store:
        delegates.dismiss(store, this_member().id)
    return _done("delegate_ended")


@views.post("/emails")
@open_to(Role.HOST)
def choose_emails() -> ResponseReturnValue:
    """Stop or resume e-mails about the host's guests."""
    is_wanted = request.form.get("wanted") == "yes"
    with database().transaction() as store:
        delegates.be_told(store, this_member().id, is_wanted=is_wanted)
    return _done("told_again" if is_wanted else "told_no_more")


@views.post("/walk-ins")
@open_to(Role.HOST)
def choose_walk_ins() -> ResponseReturnValue:
    """Choose whether guests without an invitation may ask for the host."""
    is_wanted = request.form.get("wanted") == "yes"
    with database().transaction() as store:
        delegates.take_walk_ins(store, this_member().id, is_wanted=is_wanted)
    return _done("walk_ins_welcome" if is_wanted else "walk_ins_refused")


def _done(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".show"), 303)
