"""Past guests: a host finds a guest of the last weeks again, as long as the name is kept.

What is searched for comes as a form and never in an address, where logs and histories keep it;
what became of a visit, and the page, may stand in one.
"""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from werkzeug.datastructures import MultiDict

from host_portal.forms import PastGuestsForm
from host_portal.labels import SEARCH_REFUSALS
from visits import past_guests, sites
from visits.past_guests import MOST_LOOKED_AT, Ending, Wanted
from visits.policy import notice
from visits.retention import deadlines
from visits.vocabulary.people import Role
from visits.vocabulary.policy import Period
from web.access import open_to, this_member
from web.face import database
from web.pages import page
from web.posts import takes_form

FURTHEST = 1_000_000
"""Visits to skip: more than any host has, and a number that every store takes."""

views = Blueprint("past_guests", __name__, url_prefix="/past-guests")


@views.get("")
@open_to(Role.HOST)
def show() -> ResponseReturnValue:
    """Show past guests, the newest first, or those whose visit ended in one way."""
    ending = request.args.get("ending", type=Ending)
    form = PastGuestsForm(data={"ending": ending or ""})
    return _page(form, Wanted(ending=ending, skipped=_skipped(request.args)))


@views.post("")
@open_to(Role.HOST)
@takes_form(PastGuestsForm, lambda form, **_: _page(form, Wanted()), SEARCH_REFUSALS)
def search(form: PastGuestsForm) -> ResponseReturnValue:
    """Show those who are called so."""
    wanted = form.wanted(_skipped(request.form))
    if not wanted.words:
        # A page that Back and a reload bring again without a question.
        return redirect(url_for(".show", ending=wanted.ending or None), 303)
    with database().transaction() as store:
        past_guests.count_search(store, this_member().id)
    return _page(form, wanted)


def _page(form: PastGuestsForm, wanted: Wanted) -> str:
    member = this_member()
    with database().reading() as store:
        past = past_guests.of_host(store, member.id, wanted)
        site = sites.of(store, member.site_id)
        keeps = {
            period: deadlines.site_period(store, site.id, period)
            for period in (Period.LOG, Period.NO_SHOW)
        }
    words = notice.in_language(str(get_locale()))
    kept = {period: words.after_visit(period, time) for period, time in keeps.items()}
    shown = {"form": form, "past": past, "wanted": wanted, "site": site, "kept": kept}
    return page("past_guests.html", **shown, most_looked_at=MOST_LOOKED_AT)


def _skipped(given: MultiDict[str, str]) -> int:
    return min(max(given.get("skipped", 0, type=int), 0), FURTHEST)
