"""Answers: a visit's own page, also when something was refused there, or the board once it was done."""

from http import HTTPStatus

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from front_desk.forms import RefusalForm, ReprintForm
from front_desk.labels import REFUSALS
from visits import board
from visits.vocabulary.refusals import VisitRefused
from web.access import this_member
from web.face import database
from web.pages import flash, page, refusal_text


def visit_page(public_id: str, problem: str = "", **typed: FlaskForm) -> str:
    """One visit with its facts and what may be done; a form comes back as it was typed (`NotFound`)."""
    forms = {
        "refusal": RefusalForm(formdata=None),
        "reprint": ReprintForm(formdata=None),
    } | typed
    member = this_member()
    with database().reading() as store:
        line = board.row_at_site(store, member.site_id, public_id, member.id)
        return page("visit.html", line=line, now=store.now, problem=problem, **forms)


def asked_again(public_id: str, **typed: FlaskForm) -> ResponseReturnValue:
    """The visit's page with the form that was not filled in well."""
    return visit_page(public_id, **typed), HTTPStatus.UNPROCESSABLE_ENTITY


def refused(public_id: str, refusal: VisitRefused) -> ResponseReturnValue:
    """The visit as it is, and why nothing was changed."""
    return visit_page(
        public_id, refusal_text(refusal, REFUSALS)
    ), HTTPStatus.UNPROCESSABLE_ENTITY


def done(notice: str) -> ResponseReturnValue:
    """The board is next, and says once what was done."""
    flash(notice)
    return redirect(url_for("board.show"), 303)
