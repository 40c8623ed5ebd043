"""Answers: one request's page, also when something was refused there, or once it was done."""

from http import HTTPStatus
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from front_desk.labels import REFUSALS
from front_desk.rights.forms import DecisionForm, DeclineForm, form_for
from front_desk.rights.labels import SAID_OF
from visits.rights import decisions, requests
from visits.rights.decisions import Decision
from visits.vocabulary.refusals import VisitRefused
from visits.vocabulary.rights import RequestOutcome
from web.access import this_member
from web.face import database
from web.pages import flash, page, refusal_text


def request_page(public_id: str, problem: str = "", **typed: Any) -> str:  # noqa: ANN401 - forms by their names
    """One request and the visits it is about; a form comes back as it was typed (`NotFound`)."""
    member = this_member()
    with database().reading() as store:
        sheet = decisions.details(store, member.site_id, public_id, member.id)
        choices = [visit.public_id for visit in sheet.visits]
        forms = {
            "form": form_for(sheet.request, choices, formdata=None),
            "decline": DeclineForm(formdata=None),
        }
        return page(
            "request.html", sheet=sheet, now=store.now, problem=problem, **forms | typed
        )


def asked(public_id: str) -> DecisionForm:
    """The form of the request as it was filled in (`NotFound`)."""
    with database().reading() as store:
        request = requests.of_site(store, this_member().site_id, public_id)
        return form_for(
            request,
            [found.visit.public_id for found in requests.visits_of(store, request)],
        )


def decision(public_id: str, form: DecisionForm) -> Decision:
    """Who decides about which visits; of a valid form only."""
    member = this_member()
    chosen = frozenset(form.visits.data or ())
    return Decision(
        site_id=member.site_id, member_id=member.id, public_id=public_id, visits=chosen
    )


def asked_again(public_id: str, **typed: Any) -> ResponseReturnValue:  # noqa: ANN401 - forms by their names
    """The request's page with the form that was not filled in well."""
    return request_page(public_id, **typed), HTTPStatus.UNPROCESSABLE_ENTITY


def refused(public_id: str, refusal: VisitRefused) -> ResponseReturnValue:
    """The request as it is, and why nothing was changed."""
    return request_page(
        public_id, refusal_text(refusal, REFUSALS)
    ), HTTPStatus.UNPROCESSABLE_ENTITY


def settled(public_id: str, outcome: RequestOutcome) -> ResponseReturnValue:
    """The request's page is next, and says once what came of it."""
    return said(public_id, SAID_OF.get(outcome, "request_declined"))


def said(public_id: str, notice: str) -> ResponseReturnValue:
    """The request's page is next, and says this once."""
    flash(notice)
    return redirect(url_for("requests.one", public_id=public_id), 303)
