"""What a host answers when their guest is here: in the portal, or by the link in the e-mail.

The link opens a page with buttons, because mail programs open links by themselves. It needs no
sign-in, and shows initials only.
"""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from host_portal.forms import AnswerForm, ColleagueForm, colleague_form
from host_portal.invitations import guest_page, taken_or_unknown
from host_portal.labels import ANSWER_REFUSALS, CHANGE_REFUSALS
from visits import host_answers, parties
from visits.host_answers import AskedMember
from visits.lobby import departures
from visits.store.database import Store
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import (
    NobodyWaits,
    NotFound,
    TakenOver,
    TooManyTries,
    VisitRefused,
)
from web.access import open_to, open_to_everyone, this_member
from web.context import set_current_site
from web.face import database
from web.forms import text
from web.pages import flash, page, refusal_text
from web.posts import answer_refusals, takes_form

STATUS: dict[type[VisitRefused], HTTPStatus] = {
    TakenOver: HTTPStatus.CONFLICT,
    TooManyTries: HTTPStatus.TOO_MANY_REQUESTS,
}

views = Blueprint("answers", __name__)


@views.get("/answers/<proven:link>")
@open_to_everyone
def show(link: str) -> ResponseReturnValue:
    """Show who is here, by their initials, and the answers. Looking changes nothing."""
    return _page(link)


@views.post("/answers/<proven:link>")
@open_to_everyone
def answer(link: str) -> ResponseReturnValue:
    """Keep the answer of whoever has the link."""
    chosen = AnswerForm().chosen()

    def keep(store: Store, asked: AskedMember) -> None:
        if chosen:
            host_answers.answer(store, asked, chosen)

    return _do(link, keep)


@views.post("/answers/<proven:link>/takeover")
@open_to_everyone
def take_over(link: str) -> ResponseReturnValue:
    """Make the colleague who was told the visit's host."""
    return _do(link, host_answers.take_over)


@views.post("/invitations/<public_id>/colleague")
@open_to(Role.HOST)
@takes_form(colleague_form, guest_page, ANSWER_REFUSALS)
def hand_over(public_id: str, form: ColleagueForm) -> ResponseReturnValue:
    """Tell the colleague who comes in the host's place."""
    with database().transaction() as store:
        asked = host_answers.of_host(store, this_member().id, public_id)
        host_answers.hand_over(store, asked, text(form.colleague))
    flash("handed_to")
    return redirect(url_for("invitations.show", public_id=public_id), 303)


@views.post("/invitations/<public_id>/departure")
@open_to(Role.HOST)
@answer_refusals(guest_page, CHANGE_REFUSALS)
def say_left(public_id: str) -> ResponseReturnValue:
    """Check out a guest who has left without doing so."""
    came_at = request.form.get("came_at")
    with database().transaction() as store:
        departures.say_left(store, this_member().id, public_id, came_at)
    flash("departed")
    return redirect(url_for("invitations.show", public_id=public_id), 303)


@views.post("/invitations/<public_id>/takeover")
@open_to(Role.HOST)
@answer_refusals(guest_page, ANSWER_REFUSALS)
def take_over_signed_in(public_id: str) -> ResponseReturnValue:
    """Make the co-host the visit's host."""
    with database().transaction() as store:
        asked = host_answers.of_host(store, this_member().id, public_id)
        host_answers.take_over(store, asked)
    flash("taken_over")
    return redirect(url_for("invitations.show", public_id=public_id), 303)


@views.post("/invitations/<public_id>/answers")
@open_to(Role.HOST)
@answer_refusals(guest_page, ANSWER_REFUSALS)
def answer_signed_in(public_id: str) -> ResponseReturnValue:
    """Keep the answer of the host, or a co-host, about their guest."""
    chosen = AnswerForm().chosen()
    with database().transaction() as store:
        asked = host_answers.of_host(store, this_member().id, public_id)
        if chosen:
            host_answers.answer(store, asked, chosen)
    if chosen:
        flash("answered")
    return redirect(url_for("invitations.show", public_id=public_id), 303)


def _do(link: str, act: Callable[[Store, AskedMember], None]) -> ResponseReturnValue:
    try:
        with database().transaction() as store:
            act(store, host_answers.by_link(store, link))
    except (TakenOver, TooManyTries) as refusal:
        problem = refusal_text(refusal, ANSWER_REFUSALS)
        return _page(link, problem), STATUS[type(refusal)]
    return redirect(url_for(".show", link=link), 303)


def _page(link: str, problem: str = "") -> str:
    with database().reading() as store:
        asked = host_answers.by_link(store, link)
        guest_here = host_answers.guest_here(store, asked)
        set_current_site(guest_here.site)
        stays = parties.others_to_come(store, asked.visit)
        shown = {"guest_here": guest_here, "visit": asked.visit, "problem": problem}
        return page("answer.html", link=link, stays=stays, **shown)


def _over(refusal: Exception) -> ResponseReturnValue:
    """The same page for a link that is over and one that never was: neither tells anything."""
    if "public_id" in (request.view_args or {}) and isinstance(refusal, NotFound):
        return taken_or_unknown(refusal)
    return page("nobody_waits.html"), HTTPStatus.NOT_FOUND


def _taken(_refusal: Exception) -> ResponseReturnValue:
    """What the host of before is told; by whom, the portal says to whoever signs in."""
    is_read = request.method == "GET"
    status = HTTPStatus.OK if is_read else STATUS[TakenOver]
    return page("taken_over.html", taken=None), status


for kind in (NotFound, NobodyWaits):
    views.register_error_handler(kind, _over)
views.register_error_handler(TakenOver, _taken)
