"""Badges: another one for a guest, or the one that came out although nobody could know."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from front_desk.answers import asked_again, done, refused
from front_desk.forms import ReprintForm
from visits import board
from visits.printing import badge_recovery, badges
from visits.printing.badges import Reprint
from visits.vocabulary.refusals import VisitRefused
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database

views = Blueprint("badges", __name__, url_prefix="/visits/<public_id>")


@views.post("/badges")
@open_to(Role.DESK)
def print_again(public_id: str) -> ResponseReturnValue:
    """Another badge is on its way, once for each copy that it replaces."""
    member, form = this_member(), ReprintForm()
    if not form.validate():
        return asked_again(public_id, reprint=form)
    try:
        with database().transaction() as store:
            line = board.row_at_site(store, member.site_id, public_id, member.id)
            if line.badge is None or line.badge.copy_number == form.replaces.data:
                badges.reprint(
                    store,
                    member.site_id,
                    public_id,
                    Reprint(form.reason.data, member.id),
                )
    except VisitRefused as refusal:
        return refused(public_id, refusal)
    return done("printing_again")


@views.post("/handover")
@open_to(Role.DESK)
def hand_over(public_id: str) -> ResponseReturnValue:
    """Somebody saw the badge: it came out."""
    member = this_member()
    with database().transaction() as store:
        badge_recovery.came_out(store, member.site_id, public_id, member.id)
    return done("handed_over")
