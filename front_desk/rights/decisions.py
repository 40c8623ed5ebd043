"""Decisions: what staff do about a request, having seen an ID, or why they do not."""

from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue

from front_desk.rights.answers import (
    asked,
    asked_again,
    decision,
    refused,
    said,
    settled,
)
from front_desk.rights.forms import DeclineForm, DeskCorrectionForm
from visits.rights import decisions, requests
from visits.rights.decisions import Decision
from visits.store.database import Store
from visits.vocabulary.refusals import NotFound, VisitRefused
from visits.vocabulary.rights import RequestOutcome
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database

views = Blueprint("decisions", __name__, url_prefix="/requests/<public_id>")


@views.post("/erasure")
@open_to(Role.DESK)
def erase(public_id: str) -> ResponseReturnValue:
    """The person's visits are forgotten, or will be when they leave."""
    return _decide(public_id, decisions.erase)


@views.post("/restriction")
@open_to(Role.DESK)
def restrict(public_id: str) -> ResponseReturnValue:
    """The person's visits are used for nothing any more."""
    return _decide(public_id, decisions.restrict)


@views.post("/correction")
@open_to(Role.DESK)
def correct(public_id: str) -> ResponseReturnValue:
    """What is kept of the person is right."""
    form = asked(public_id)
    if not isinstance(form, DeskCorrectionForm):
        raise NotFound
    return _decide(
        public_id, lambda store, made: decisions.correct(store, made, form.changes())
    )


@views.post("/lifting")
@open_to(Role.DESK)
def lift(public_id: str) -> ResponseReturnValue:
    """Nothing restricts the person's visits any more."""
    form = asked(public_id)
    if not form.validate():
        return asked_again(public_id, form=form)
    with database().transaction() as store:
        decisions.lift(store, decision(public_id, form))
    return said(public_id, "restriction_lifted")


@views.post("/refusal")
@open_to(Role.DESK)
def decline(public_id: str) -> ResponseReturnValue:
    """Nothing is done, for a reason from the list."""
    member, form = this_member(), DeclineForm()
    if not form.validate():
        return asked_again(public_id, decline=form)
    with database().transaction() as store:
        requests.settle(store, member.site_id, public_id, form.reason.data, member.id)
    return settled(public_id, form.reason.data)


def _decide(
    public_id: str, act: Callable[[Store, Decision], RequestOutcome]
) -> ResponseReturnValue:
    form = asked(public_id)
    if not form.validate():
        return asked_again(public_id, form=form)
    try:
        with database().transaction() as store:
            outcome = act(store, decision(public_id, form))
    except VisitRefused as refusal:
        return refused(public_id, refusal)
    return settled(public_id, outcome)
