"""Confirming one's address beforehand, so that the kiosk asks for no digits."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from guest_page import confirmed_browser, own_visit
from guest_page.forms import CodeForm, ConfirmationForm, SendingForm
from guest_page.labels import REFUSALS
from guest_page.links import own_page
from visits.rights import inquiries, proofs
from visits.store.database import Store
from visits.visit_state import VisitState
from visits.vocabulary.actors import GUEST_BY_DIGITS
from visits.vocabulary.refusals import NotFound, WrongCode
from web.access import open_to_everyone
from web.face import database
from web.forms import text
from web.pages import page, refusal_text
from web.safety import client_address, origin

views = Blueprint("confirmation", __name__)
# There is no session to keep a token in: the link and the token made from it take its place.
origin.csrf.exempt(views)


@views.post("/<proven:link>/confirmation")
@open_to_everyone
def begin(link: str) -> ResponseReturnValue:
    """Send digits to the guest's address, or go on at once if they were typed already."""
    form = ConfirmationForm()
    if not form.validate():
        raise CSRFError
    nonce, network = text(form.nonce), client_address.client_network()
    with database().transaction() as store:
        own = own_visit.for_request(store, link)
        if not own_visit.may_confirm(store, own.visit):
            return _page_of(link)
        if own.guest == GUEST_BY_DIGITS:
            return _page_of(_confirmed_link(store, own.visit, link))
        inquiry = inquiries.about(store, own.visit, network, nonce)
    return redirect(url_for(".show", link=link, inquiry=inquiry.public_id), 303)


@views.get("/<proven:link>/confirmation/<shared:inquiry>")
@open_to_everyone
def show(link: str, inquiry: str) -> ResponseReturnValue:
    """Ask for the digits."""
    with database().reading() as store:
        inquiries.refuse_over(store, inquiry)
    return _page_for_digits(link, inquiry, CodeForm())


@views.post("/<proven:link>/confirmation/<shared:inquiry>/sendings")
@open_to_everyone
def send_again(link: str, inquiry: str) -> ResponseReturnValue:
    """Send the same digits once more."""
    after, network = SendingForm().after(), client_address.client_network()
    with database().transaction() as store:
        visit = proofs.proven(store, link).visit
        inquiries.send_again(store, inquiry, network, after, visit.id)
    return redirect(url_for(".show", link=link, inquiry=inquiry), 303)


@views.post("/<proven:link>/confirmation/<shared:inquiry>")
@open_to_everyone
def confirm(link: str, inquiry: str) -> ResponseReturnValue:
    """Lead whoever typed the digits to the page whose code the kiosk takes without any."""
    form = CodeForm()
    # What cannot be a code is counted and answered like a wrong one.
    typed = text(form.code) if form.validate() else ""
    with database().transaction() as store:
        # In a transaction of its own: a wrong code rolls the next one back, and stays counted.
        inquiries.count_attempt(store, inquiry)
    try:
        with database().transaction() as store:
            return _page_of(_link_by_digits(store, link, inquiry, typed))
    except WrongCode as refusal:
        form.code.errors = [refusal_text(refusal, REFUSALS)]
    return _page_for_digits(link, inquiry, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _link_by_digits(store: Store, link: str, inquiry: str, typed: str) -> str:
    visit = proofs.proven(store, link).visit
    confirmed = inquiries.confirm(store, inquiry, typed)
    # Begun behind another visit's link, it proves somebody else's address.
    if not inquiries.proves(store, confirmed, visit.id):
        raise NotFound
    # Asked again: the host may have moved the visit to another day.
    may = own_visit.may_confirm(store, visit)
    return _confirmed_link(store, visit, link) if may else link


def _confirmed_link(store: Store, visit: VisitState, link: str) -> str:
    confirmed = proofs.confirmed_link(store, visit, link)
    confirmed_browser.remember(store, visit, confirmed)
    return confirmed


def _page_for_digits(link: str, inquiry: str, form: CodeForm) -> str:
    with own_page(link) as (store, _):
        shown = {"form": form, "sending": SendingForm()}
        sent = inquiries.sendings(store, inquiry)
        return page(
            "confirmation.html", link=link, inquiry=inquiry, sendings=sent, **shown
        )


def _page_of(link: str) -> ResponseReturnValue:
    return redirect(url_for("visit.show", link=link), 303)
