"""Requests: the queue, one that somebody makes at the desk, and one of them with what may be done."""

from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from front_desk.rights.answers import request_page
from front_desk.rights.forms import ContactForm, VisitForm
from visits import visit_state
from visits.rights import decisions, requests
from visits.store.database import Store
from visits.store.visits import Visit
from visits.vocabulary.visits import Lookup, Role
from web.access import open_to, this_member
from web.face import database
from web.forms import text
from web.pages import flash, page

views = Blueprint("requests", __name__, url_prefix="/requests")


@views.get("")
@open_to(Role.DESK)
def show() -> ResponseReturnValue:
    """What waits, with its clocks; who is remembered longer; and what was settled lately."""
    site_id = this_member().site_id
    with database().reading() as store:
        return page(
            "requests.html",
            waiting=requests.waiting(store, site_id),
            now=store.now,
            held=decisions.held_visits(store, site_id),
            settled=requests.settled_lately(store, site_id),
        )


@views.get("/new")
@open_to(Role.DESK)
def ask() -> ResponseReturnValue:
    """Which right, and of whom."""
    visit = request.args.get("visit", "")
    if not visit:
        return page("new_request.html", form=ContactForm())
    with database().reading() as store:
        visit_state.at_site(store, this_member().site_id, visit)
    return page("new_request.html", form=VisitForm(visit=visit))


@views.post("")
@open_to(Role.DESK)
def note() -> ResponseReturnValue:
    """The request waits, with its clock."""
    member = this_member()
    form: VisitForm | ContactForm = (
        VisitForm() if "visit" in request.form else ContactForm()
    )
    if not form.validate():
        return page("new_request.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    with database().transaction() as store:
        noted = requests.record_at_desk(
            store, member.site_id, form.kind.data, member.id, _about(store, form)
        )
    flash("request_noted")
    return redirect(url_for(".one", public_id=noted.public_id), 303)


@views.get("/<public_id>")
@open_to(Role.DESK)
def one(public_id: str) -> ResponseReturnValue:
    """One request: which visits it is about, and what may be done."""
    return request_page(public_id)


def _about(store: Store, form: VisitForm | ContactForm) -> Visit | tuple[Lookup, str]:
    if isinstance(form, ContactForm):
        return form.said()
    return visit_state.at_site(store, this_member().site_id, text(form.visit)).visit
