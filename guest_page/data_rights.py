"""What a guest asks for: correction, restriction, objection, erasure, and to get no e-mails.

Each POST has one shape: the form's token, one transaction with one action, and back to the page.
"""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from guest_page import confirmed_browser, forms, own_visit
from guest_page.links import own_page
from guest_page.own_visit import OwnVisit
from visits.rights import corrections, erasing_by_guest, restricting, suppression
from visits.store.database import Store
from visits.visit_state import VisitState
from visits.vocabulary.actors import Actor
from visits.vocabulary.rights import RequestOutcome
from web.access import open_to_everyone
from web.face import database
from web.pages import page
from web.posts import require_form_token
from web.safety import origin

# The body that a mail program sends, exactly (RFC 8058).
ONE_CLICK = "One-Click"
CORRECTED = {
    RequestOutcome.DONE: "corrected",
    RequestOutcome.REFUSED_HELD: "not_corrected",
    None: "unchanged",
}
NOT_ERASED = {RequestOutcome.DEFERRED: "deferred", RequestOutcome.REFUSED_HELD: "held"}

Action = Callable[[Store, VisitState, Actor], object]
"""What is done to a visit for its guest."""

views = Blueprint("data_rights", __name__)
# There is no session to keep a token in: the link and the token made from it take its place.
origin.csrf.exempt(views)


@views.get("/<proven:link>/corrections")
@open_to_everyone
def correcting(link: str) -> ResponseReturnValue:
    """Show what the guest may correct here, and what the desk corrects."""
    with own_page(link) as (store, visit):
        form = forms.correction(visit, corrections.open_to_guest(store, visit.facts))
        return _correction_page(link, visit, form)


@views.post("/<proven:link>/corrections")
@open_to_everyone
def correct(link: str) -> ResponseReturnValue:
    """Keep what the guest typed instead of what was kept."""
    with own_page(link) as (store, visit):
        form = forms.correction(visit, corrections.open_to_guest(store, visit.facts))
        # The form is checked before the transaction: the one writer waits for nobody (ADR 1).
        if not form.validate():
            again = _correction_page(link, visit, form)
            return again, HTTPStatus.UNPROCESSABLE_ENTITY
    changes = form.changes()
    with database().transaction() as store:
        # Read again: the guest may have come, left or been refused since the form was filled in.
        own = own_visit.for_request(store, link)
        outcome = corrections.by_guest(store, own.visit, changes, own.guest)
    return _done(link, CORRECTED[outcome])


@views.post("/<proven:link>/correction-requests")
@open_to_everyone
def ask_desk(link: str) -> ResponseReturnValue:
    """Ask the desk for a correction that needs a look at an ID."""
    _act(link, forms.DeskForm, corrections.ask_desk)
    return _done(link, "desk_asked")


@views.post("/<proven:link>/restriction")
@open_to_everyone
def restrict(link: str) -> ResponseReturnValue:
    """Restrict the use of the data (GDPR art. 18)."""
    _act(link, forms.RestrictionForm, restricting.by_guest)
    return _done(link, "restricted")


@views.post("/<proven:link>/restriction/lifting")
@open_to_everyone
def lift(link: str) -> ResponseReturnValue:
    """Lift the restriction."""
    _act(link, forms.LiftingForm, restricting.lift_by_guest)
    return _done(link, "lifted")


@views.get("/<proven:link>/objection")
@open_to_everyone
def objecting(link: str) -> ResponseReturnValue:
    """Show what an objection does."""
    with own_page(link) as (_, visit):
        return page(
            "objection.html", link=link, visit=visit, form=forms.ObjectionForm()
        )


@views.post("/<proven:link>/objection")
@open_to_everyone
def object_to(link: str) -> ResponseReturnValue:
    """Object: the data is restricted until somebody has decided (GDPR art. 21)."""
    _act(link, forms.ObjectionForm, restricting.object_to)
    return _done(link, "objected")


@views.get("/<proven:link>/erasure")
@open_to_everyone
def erasing_page(link: str) -> ResponseReturnValue:
    """Show what erasing does, or why it is not possible yet."""
    with own_page(link) as (_, visit):
        return page("erasure.html", link=link, visit=visit, form=forms.ErasureForm())


@views.post("/<proven:link>/erasure")
@open_to_everyone
def erase(link: str) -> ResponseReturnValue:
    """Erase the data now, or when the guest leaves, or not while a legal hold keeps it."""
    require_form_token(forms.ErasureForm)
    with database().transaction() as store:
        own = own_visit.for_request(store, link)
        outcome = erasing_by_guest.erase(store, own.visit, own.guest)
    if outcome in NOT_ERASED:
        return _done(link, NOT_ERASED[outcome])
    confirmed_browser.forget(link)
    answer = redirect(url_for("inquiries.erased"), 303)
    # The back button must not show what was just erased.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@views.get("/<proven:link>/emails")
@open_to_everyone
def show_emails(link: str) -> ResponseReturnValue:
    """Show whether the guest gets e-mails, and how to change it."""
    with own_page(link) as (_, visit):
        return page("emails.html", link=link, visit=visit, form=forms.EmailsForm())


@views.post("/<proven:link>/emails")
@open_to_everyone
def choose_emails(link: str) -> ResponseReturnValue:
    """Stop or resume e-mails. A mail program may stop them without a form (RFC 8058)."""
    # No token can be asked for here: nobody has opened the page. It can only stop e-mails.
    is_click = request.form.get("List-Unsubscribe") == ONE_CLICK
    if not is_click:
        require_form_token(forms.EmailsForm)
    wants_emails = not is_click and request.form.get("wanted") == "yes"
    choose = suppression.lift if wants_emails else suppression.suppress
    with database().transaction() as store:
        own = own_visit.for_request(store, link)
        choose(store, own.visit, own.guest)
    if is_click:
        # A mail program shows no page.
        return "", HTTPStatus.NO_CONTENT
    return _done(link, "written" if wants_emails else "silenced")


def _act(link: str, form: type[forms.LinkForm], action: Action) -> None:
    require_form_token(form)
    with database().transaction() as store:
        own = own_visit.for_request(store, link)
        action(store, own.visit, own.guest)


def _correction_page(link: str, visit: OwnVisit, form: forms.CorrectionForm) -> str:
    desk = forms.DeskForm()
    return page("correction.html", link=link, visit=visit, form=form, desk=desk)


def _done(link: str, message: str) -> ResponseReturnValue:
    return redirect(url_for("visit.show", link=link, done=message), 303)
