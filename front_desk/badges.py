"""Badges: another copy for a guest, or a badge that somebody saw come out."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from front_desk.forms import ReprintForm
from front_desk.labels import REFUSALS
from front_desk.visits import back_to_board, visit_page
from visits.printing import badge_recovery, badges
from visits.printing.badges import Reprint
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.face import database
from web.posts import takes_form

views = Blueprint("badges", __name__, url_prefix="/visits/<public_id>")


def _reprint_page(public_id: str, form: ReprintForm, problem: str = "") -> str:
    return visit_page(public_id, problem, reprint=form)


@views.post("/badges")
@open_to(Role.DESK)
@takes_form(ReprintForm, _reprint_page, REFUSALS)
def print_again(public_id: str, form: ReprintForm) -> ResponseReturnValue:
    """Print another copy, once for each copy that it replaces."""
    member = this_member()
    site_id, reprint = member.site_id, Reprint(form.reason.data, member.id)
    with database().transaction() as store:
        copy = badges.copy_in_force(store, site_id, public_id)
        # A second tap names a copy that was replaced already: no third one is printed.
        if copy in {0, form.replaces.data}:
            badges.reprint(store, site_id, public_id, reprint)
    return back_to_board("printing_again")


@views.post("/handover")
@open_to(Role.DESK)
def hand_over(public_id: str) -> ResponseReturnValue:
    """Record that somebody saw the badge: it came out."""
    member = this_member()
    with database().transaction() as store:
        badge_recovery.came_out(store, member.site_id, public_id, member.id)
    return back_to_board("handed_over")
