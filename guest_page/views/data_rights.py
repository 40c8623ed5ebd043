"""What a guest does about their own data: each a noun that a form of their page asks for."""

from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from guest_page import forms, own_visit
from guest_page.labels import HOLDS
from guest_page.own_pages import own_page
from visits.erasure import erasing
from visits.rights import corrections, requests, restricting, suppression
from visits.vocabulary import actors
from visits.vocabulary.rights import RequestOutcome, Right
from web.access import open_to_everyone
from web.face import database
from web.pages import page
from web.safety import origin

ONE_CLICK = "One-Click"
CORRECTED = {
    RequestOutcome.DONE: "corrected",
    RequestOutcome.REFUSED_HELD: "not_corrected",
    None: "unchanged",
}
ERASED = {RequestOutcome.DEFERRED: "deferred", RequestOutcome.REFUSED_HELD: "held"}

views = Blueprint("data_rights", __name__)
# No session stands behind these forms: the link and the form's own token are what a browser must know.
origin.csrf.exempt(views)


@views.get("/<link:link>/corrections")
@open_to_everyone
def correcting(link: str) -> ResponseReturnValue:
    """What may be corrected here, and what the desk corrects."""
    with own_page(link) as (store, visit):
        form = forms.correction(visit, corrections.open_to_guest(store, visit.facts))
        return page(
            "correction.html",
            link=link,
            visit=visit,
            form=form,
            desk=forms.DeskForm(),
            holds=HOLDS,
        )


@views.post("/<link:link>/corrections")
@open_to_everyone
def correct(link: str) -> ResponseReturnValue:
    """What was typed is what is kept from now on."""
    with own_page(link) as (store, visit):
        form = forms.correction(visit, corrections.open_to_guest(store, visit.facts))
        if not form.validate():
            told = page(
                "correction.html",
                link=link,
                visit=visit,
                form=form,
                desk=forms.DeskForm(),
                holds=HOLDS,
            )
            return told, HTTPStatus.UNPROCESSABLE_ENTITY
    with database().transaction() as store:
        outcome = corrections.by_guest(
            store, own_visit.for_a_deed(store, link), form.changes()
        )
    return _done(link, CORRECTED[outcome])


@views.post("/<link:link>/correction-requests")
@open_to_everyone
def ask_desk(link: str) -> ResponseReturnValue:
    """The desk knows that something is to be corrected, which it must see an ID for."""
    forms.DeskForm().validate()
    with database().transaction() as store:
        corrections.ask_desk(store, own_visit.for_a_deed(store, link))
    return _done(link, "desk_asked")


@views.post("/<link:link>/restriction")
@open_to_everyone
def restrict(link: str) -> ResponseReturnValue:
    """The data is left alone."""
    forms.RestrictionForm().validate()
    with database().transaction() as store:
        restricting.by_guest(store, own_visit.for_a_deed(store, link))
    return _done(link, "restricted")


@views.post("/<link:link>/restriction/lifting")
@open_to_everyone
def lift(link: str) -> ResponseReturnValue:
    """The data is used again."""
    forms.LiftingForm().validate()
    with database().transaction() as store:
        restricting.lift(store, own_visit.for_a_deed(store, link), actors.GUEST)
    return _done(link, "lifted")


@views.get("/<link:link>/objection")
@open_to_everyone
def objecting(link: str) -> ResponseReturnValue:
    """What an objection does."""
    with own_page(link) as (_, visit):
        return page(
            "objection.html", link=link, visit=visit, form=forms.ObjectionForm()
        )


@views.post("/<link:link>/objection")
@open_to_everyone
def object_to(link: str) -> ResponseReturnValue:
    """The data is left alone until somebody decided."""
    forms.ObjectionForm().validate()
    with database().transaction() as store:
        restricting.object_to(store, own_visit.for_a_deed(store, link))
    return _done(link, "objected")


@views.get("/<link:link>/erasure")
@open_to_everyone
def erasing_page(link: str) -> ResponseReturnValue:
    """What erasing does, before it is done; or why it cannot be done yet."""
    with own_page(link) as (_, visit):
        return page(
            "erasure.html",
            link=link,
            visit=visit,
            form=forms.ErasureForm(),
            holds=HOLDS,
        )


@views.post("/<link:link>/erasure")
@open_to_everyone
def erase(link: str) -> ResponseReturnValue:
    """The guest is forgotten, or will be when they leave, or cannot be yet."""
    forms.ErasureForm().validate()
    with database().transaction() as store:
        found = own_visit.for_a_deed(store, link)
        outcome = erasing.erase(store, found, actors.GUEST)
        requests.record_by_guest(store, found, Right.ERASE, outcome)
    if outcome in ERASED:
        return _done(link, ERASED[outcome])
    answer = redirect(url_for("inquiries.forgotten"), 303)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@views.get("/<link:link>/messages")
@open_to_everyone
def messaging(link: str) -> ResponseReturnValue:
    """Whether messages come, and how to have none."""
    with own_page(link) as (_, visit):
        return page("messages.html", link=link, visit=visit, form=forms.MessagesForm())


@views.post("/<link:link>/messages")
@open_to_everyone
def choose_messages(link: str) -> ResponseReturnValue:
    """Messages come no more, or again. A mail program may say so by one click, without a form (RFC 8058)."""
    is_click = request.form.get("List-Unsubscribe") == ONE_CLICK
    if not is_click:
        forms.MessagesForm().validate()
    wanted = not is_click and request.form.get("wanted") == "yes"
    with database().transaction() as store:
        found = own_visit.for_a_deed(store, link)
        if wanted:
            suppression.lift(store, found)
        else:
            suppression.suppress(store, found)
    return ("", 204) if is_click else _done(link, "written" if wanted else "silenced")


def _done(link: str, what: str) -> ResponseReturnValue:
    return redirect(url_for("visit.show", link=link, done=what), 303)
