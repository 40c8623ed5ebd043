"""Decisions: what staff do about a request once they have seen an ID, or why they do not."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from front_desk.labels import MESSAGE_AFTER, REFUSALS
from front_desk.rights.forms import (
    DecisionForm,
    DeclineForm,
    DeskCorrectionForm,
    form_for,
)
from visits.rights import access, decisions, requests
from visits.rights.decisions import Decision
from visits.store.database import Store
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.rights import RequestOutcome
from web.access import open_to, this_member
from web.face import database
from web.files import json_file
from web.pages import flash, page
from web.posts import takes_form

views = Blueprint("decisions", __name__, url_prefix="/requests/<public_id>")

Act = Callable[[Store, Decision], RequestOutcome]


def request_page(
    public_id: str,
    problem: str = "",
    **typed: Any,  # noqa: ANN401 - forms by their names
) -> str:
    """One request and the visits it is about; `typed` forms come back as they were sent."""
    member = this_member()
    with database().reading() as store:
        details = decisions.details(store, member.site_id, public_id, member.id)
        choices = [visit.public_id for visit in details.visits]
        forms = {
            "form": form_for(details.request, choices, formdata=None),
            "decline": DeclineForm(formdata=None),
        }
        facts = {"details": details, "now": store.now, "problem": problem}
        return page("request.html", **facts | forms | typed)


def _decision_form(public_id: str) -> DecisionForm:
    with database().reading() as store:
        request = requests.of_site(store, this_member().site_id, public_id)
        states = requests.visits_of(store, request)
        return form_for(request, [state.visit.public_id for state in states])


def _correction_form(public_id: str) -> DecisionForm:
    form = _decision_form(public_id)
    # The address of a correction exists for such requests only.
    if not isinstance(form, DeskCorrectionForm):
        raise NotFound
    return form


def _declining_page(public_id: str, form: DeclineForm) -> str:
    return request_page(public_id, decline=form)


@views.post("/erasure")
@open_to(Role.DESK)
@takes_form(_decision_form, request_page, REFUSALS)
def erase(public_id: str, form: DecisionForm) -> ResponseReturnValue:
    """Erase the person's visits, or have them erased when they leave."""
    return _decide(public_id, form, decisions.erase)


@views.post("/restriction")
@open_to(Role.DESK)
@takes_form(_decision_form, request_page, REFUSALS)
def restrict(public_id: str, form: DecisionForm) -> ResponseReturnValue:
    """Restrict the person's visits: their data is kept and not used."""
    return _decide(public_id, form, decisions.restrict)


@views.post("/correction")
@open_to(Role.DESK)
@takes_form(_correction_form, request_page, REFUSALS)
def correct(public_id: str, form: DeskCorrectionForm) -> ResponseReturnValue:
    """Correct what is kept of the person."""
    changes = form.changes()
    return _decide(
        public_id, form, lambda store, made: decisions.correct(store, made, changes)
    )


@views.post("/lifting")
@open_to(Role.DESK)
@takes_form(_decision_form, request_page)
def lift(public_id: str, form: DecisionForm) -> ResponseReturnValue:
    """Lift the restriction of the person's visits."""
    with database().transaction() as store:
        decisions.lift(store, _decision(public_id, form))
    return _done(public_id, "restriction_lifted")


@views.post("/refusal")
@open_to(Role.DESK)
@takes_form(DeclineForm, _declining_page)
def decline(public_id: str, form: DeclineForm) -> ResponseReturnValue:
    """Do nothing, for a reason from the list."""
    return _settle(public_id, form.reason.data)


# A copy is asked for by POST, since an ID was seen for this one; no page that is opened later can
# show it.


@views.post("/printable-copy")
@open_to(Role.DESK)
@takes_form(_decision_form, request_page)
def show_copy(public_id: str, form: DecisionForm) -> ResponseReturnValue:
    """Show all that is kept, to be printed and handed over."""
    with database().transaction() as store:
        copies = decisions.copies(store, _decision(public_id, form), as_file=False)
    now = database().clock()
    return page("copies.html", copies=copies, public_id=public_id, now=now)


@views.post("/file")
@open_to(Role.DESK)
@takes_form(_decision_form, request_page)
def save_copy(public_id: str, form: DecisionForm) -> ResponseReturnValue:
    """Send all that is kept as a JSON file."""
    with database().transaction() as store:
        # The audit log records that a file was made; the access log, who read it.
        copies = decisions.copies(store, _decision(public_id, form), as_file=True)
    visits = [
        access.as_document(copy, copy.visit_state.visit.language) for copy in copies
    ]
    return json_file({"visits": visits}, "lencana-data.json")


@views.post("/handover")
@open_to(Role.DESK)
def hand_over(public_id: str) -> ResponseReturnValue:
    """Record that the person has a copy of what is kept in their hands."""
    return _settle(public_id, RequestOutcome.DONE)


def _decide(public_id: str, form: DecisionForm, act: Act) -> ResponseReturnValue:
    with database().transaction() as store:
        outcome = act(store, _decision(public_id, form))
    return _done(public_id, MESSAGE_AFTER.get(outcome, "request_declined"))


def _settle(public_id: str, outcome: RequestOutcome) -> ResponseReturnValue:
    member = this_member()
    with database().transaction() as store:
        requests.settle(store, member.site_id, public_id, outcome, member.id)
    return _done(public_id, MESSAGE_AFTER.get(outcome, "request_declined"))


def _decision(public_id: str, form: DecisionForm) -> Decision:
    """The member's decision about the chosen visits; the form must be valid."""
    member, chosen = this_member(), frozenset(form.visits.data or ())
    return Decision(
        site_id=member.site_id, member_id=member.id, public_id=public_id, visits=chosen
    )


def _done(public_id: str, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("requests.one", public_id=public_id), 303)
