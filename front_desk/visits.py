"""Visits: one of them with all its facts; a guest comes in, is refused, or leaves."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from front_desk.forms import RefusalForm, ReprintForm
from front_desk.labels import REFUSALS
from visits import board
from visits.lobby import arrivals, departures, undoing
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.face import database
from web.pages import flash, page
from web.posts import answer_refusals, takes_form

views = Blueprint("visits", __name__, url_prefix="/visits/<public_id>")


def visit_page(public_id: str, problem: str = "", **typed: FlaskForm) -> str:
    """One visit with its facts and what may be done; `typed` forms come back as they were sent."""
    forms = {
        "refusal": RefusalForm(formdata=None),
        "reprint": ReprintForm(formdata=None),
    }
    member = this_member()
    with database().reading() as store:
        row = board.row_at_site(store, member.site_id, public_id, member.id)
        others = board.party_at_site(store, row, member.id)
        facts = {"row": row, "others": others, "now": store.now, "problem": problem}
        return page("visit.html", **facts | forms | typed)


def back_to_board(message: str) -> ResponseReturnValue:
    """Redirect to the board, which shows this message once."""
    flash(message)
    return redirect(url_for("board.show"), 303)


def _refusal_page(public_id: str, form: RefusalForm, problem: str = "") -> str:
    return visit_page(public_id, problem, refusal=form)


@views.get("")
@open_to(Role.DESK)
def show(public_id: str) -> ResponseReturnValue:
    """Show one visit, with its facts in order."""
    return visit_page(public_id)


@views.post("/arrival")
@open_to(Role.DESK)
@answer_refusals(visit_page, REFUSALS)
def arrive(public_id: str) -> ResponseReturnValue:
    """Check the guest in: somebody at the desk has seen their ID."""
    member = this_member()
    with database().transaction() as store:
        # The site goes with the id: another site's guest is not found.
        arrivals.check_in_at_desk(store, member.site_id, public_id, member.id)
    return back_to_board("arrived")


@views.post("/watched-arrival")
@open_to(Role.DESK)
@answer_refusals(visit_page, REFUSALS)
def let_in_watched(public_id: str) -> ResponseReturnValue:
    """Let the guest in: the desk knows that they are on the watch list, and has seen their ID."""
    member = this_member()
    with database().transaction() as store:
        arrivals.let_in_watched(store, member.site_id, public_id, member.id)
    return back_to_board("arrived")


@views.post("/return")
@open_to(Role.DESK)
@answer_refusals(visit_page, REFUSALS)
def let_back_in(public_id: str) -> ResponseReturnValue:
    """Let the guest in again, with a new badge: somebody at the desk knows them."""
    member = this_member()
    with database().transaction() as store:
        arrivals.let_back_in(store, member.site_id, public_id, member.id)
    return back_to_board("back_in")


@views.post("/refusal")
@open_to(Role.DESK)
@takes_form(RefusalForm, _refusal_page, REFUSALS)
def refuse(public_id: str, form: RefusalForm) -> ResponseReturnValue:
    """Refuse the guest, for a reason from the list."""
    member, reason = this_member(), form.reason.data
    with database().transaction() as store:
        arrivals.refuse(store, member.site_id, public_id, reason, member.id)
    return back_to_board("refused")


@views.post("/departure")
@open_to(Role.DESK)
@answer_refusals(visit_page, REFUSALS)
def depart(public_id: str) -> ResponseReturnValue:
    """Check the guest out."""
    member = this_member()
    with database().transaction() as store:
        departures.check_out(store, member.site_id, public_id, member.id)
    return back_to_board("departed")


@views.post("/undoing")
@open_to(Role.DESK)
@answer_refusals(visit_page, REFUSALS)
def undo(public_id: str) -> ResponseReturnValue:
    """Take back the check-in, check-out or refusal that this member has just made."""
    member, said = this_member(), request.form.get("of", "")
    with database().transaction() as store:
        is_badge_out = undoing.undo(store, member.site_id, public_id, member.id, said)
    return back_to_board("undone_with_badge" if is_badge_out else "undone")
