"""Requests: the queue, recording one at the desk, and one with what may be done about it."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from front_desk.rights.decisions import request_page
from front_desk.rights.forms import ContactForm, VisitForm
from visits import visit_state
from visits.rights import decisions, requests
from visits.store.database import Store
from visits.store.visits import Visit
from visits.vocabulary.people import Role
from visits.vocabulary.visits import Lookup
from web.access import open_to, this_member
from web.face import database
from web.forms import text
from web.pages import flash, page
from web.posts import takes_form

views = Blueprint("requests", __name__, url_prefix="/requests")


def _request_form() -> VisitForm | ContactForm:
    return VisitForm() if "visit" in request.form else ContactForm()


def _request_form_page(form: VisitForm | ContactForm) -> str:
    return page("new_request.html", form=form)


@views.get("")
@open_to(Role.DESK)
def show() -> ResponseReturnValue:
    """Show what waits with deadlines, visits under a legal hold, and what was settled lately."""
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
    """Ask which right is used, and by whom."""
    visit = request.args.get("visit", "")
    if not visit:
        return _request_form_page(ContactForm())
    with database().reading() as store:
        # Only a visit of this site may be asked about: any other is not found.
        visit_state.at_site(store, this_member().site_id, visit)
    return _request_form_page(VisitForm(visit=visit))


@views.post("")
@open_to(Role.DESK)
@takes_form(_request_form, _request_form_page)
def note(form: VisitForm | ContactForm) -> ResponseReturnValue:
    """Record the request; from now on its deadline runs."""
    member, kind = this_member(), form.kind.data
    with database().transaction() as store:
        about = _about(store, form)
        recorded = requests.record_at_desk(
            store, member.site_id, kind, member.id, about
        )
    flash("request_noted")
    return redirect(url_for(".one", public_id=recorded.public_id), 303)


@views.get("/<public_id>")
@open_to(Role.DESK)
def one(public_id: str) -> ResponseReturnValue:
    """Show one request: its visits, and what may be done."""
    return request_page(public_id)


def _about(store: Store, form: VisitForm | ContactForm) -> Visit | tuple[Lookup, str]:
    if isinstance(form, ContactForm):
        return form.lookup()
    return visit_state.at_site(store, this_member().site_id, text(form.visit)).visit
