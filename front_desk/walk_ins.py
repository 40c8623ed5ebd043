"""Walk-ins at the desk: a guest without an invitation, whose ID somebody has seen, gets a badge."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from front_desk.forms import WalkInForm
from front_desk.labels import REFUSALS
from front_desk.visits import back_to_board
from visits.lobby import host_search, walk_ins
from visits.lobby.host_search import FoundHost
from visits.lobby.walk_ins import NewWalkIn
from visits.vocabulary.people import Role
from visits.vocabulary.visits import VisitPurpose
from web.access import open_to, this_member
from web.face import database
from web.forms import text
from web.pages import page
from web.posts import takes_form

views = Blueprint("walk_ins", __name__, url_prefix="/walk-ins")


def _find(typed: str) -> list[FoundHost]:
    with database().reading() as store:
        return host_search.at_desk(store, this_member().site_id, typed)


def _form() -> WalkInForm:
    return WalkInForm(_find)


def _page(form: WalkInForm, problem: str = "") -> str:
    return page("walk_in.html", form=form, problem=problem)


@views.get("/new")
@open_to(Role.DESK)
def new() -> ResponseReturnValue:
    """Ask who is there, whom they visit, and what for."""
    return _page(_form())


@views.post("")
@open_to(Role.DESK)
@takes_form(_form, _page, REFUSALS)
def note(form: WalkInForm) -> ResponseReturnValue:
    """Check the guest in: somebody at the desk has seen their ID."""
    member = this_member()
    new = NewWalkIn(
        name=text(form.name),
        host=form.chosen(),
        purpose=VisitPurpose(form.purpose.data),
        language=str(get_locale()),
        nonce=text(form.nonce),
    )
    with database().transaction() as store:
        walk_ins.note_at_desk(store, member.site_id, new, member.id)
    return back_to_board("arrived")
