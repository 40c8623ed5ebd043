"""More guests for a host than the plan allows: the desk chooses for which day, how many and why."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from front_desk.forms import MoreGuestsForm
from front_desk.labels import MORE_GUESTS_REFUSALS
from visits import sites
from visits.lobby import host_search
from visits.lobby.host_search import FoundHost
from visits.people import quotas
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.face import database
from web.pages import flash, page
from web.posts import takes_form

views = Blueprint("more_guests", __name__, url_prefix="/more-guests")


def _find(typed: str) -> list[FoundHost]:
    with database().reading() as store:
        return host_search.at_desk(store, this_member().site_id, typed)


def _form() -> MoreGuestsForm:
    with database().reading() as store:
        today = sites.day_of(sites.of(store, this_member().site_id), store.now)
    return MoreGuestsForm(_find, data={"day": today})


def _page(form: MoreGuestsForm, problem: str = "") -> str:
    return page("more_guests.html", form=form, problem=problem)


@views.get("")
@open_to(Role.DESK)
def ask() -> ResponseReturnValue:
    """Ask whom more guests are allowed, for which day, how many and why."""
    return _page(_form())


@views.post("")
@open_to(Role.DESK)
@takes_form(_form, _page, MORE_GUESTS_REFUSALS)
def allow(form: MoreGuestsForm) -> ResponseReturnValue:
    """Allow so many guests beyond the plan; sent again, it is the same number."""
    staff, host_id = this_member(), form.chosen()
    with database().transaction() as store:
        host = host_search.asked(store, staff.site_id, host_id)
        quotas.allow_more(store, staff.id, host.id, *form.allowed())
    flash("more_guests")
    return redirect(url_for("board.show"), 303)
