"""Answers: a guest's page as the host sees it, also when something was refused there."""

from flask.typing import ResponseReturnValue

from host_portal.labels import REFUSALS
from visits import board
from visits.vocabulary.refusals import VisitRefused
from web.access import this_member
from web.face import database
from web.pages import page, refusal_text


def guest(public_id: str, problem: str = "") -> str:
    """One guest of the host's own (`NotFound`)."""
    with database().reading() as store:
        sheet = board.guest_details(store, this_member().id, public_id)
        return page("invitation.html", sheet=sheet, now=store.now, problem=problem)


def refused(public_id: str, refusal: VisitRefused) -> ResponseReturnValue:
    """The guest as they are, and why nothing was changed."""
    return guest(public_id, refusal_text(refusal, REFUSALS)), 422
