"""The way in without a link: an address, a one-time code sent to it, and the links to its visits."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from guest_page.forms import AddressForm, CodeForm
from guest_page.labels import REFUSALS
from guest_page.language import spoken
from visits import invitations
from visits.rights import inquiries
from visits.vocabulary.refusals import WrongCode
from web.access import open_to_everyone
from web.face import database
from web.forms import text
from web.pages import page, refusal_text
from web.safety import client_address, origin

views = Blueprint("inquiries", __name__)
origin.csrf.exempt(views)


@views.get("/")
@open_to_everyone
def ask() -> ResponseReturnValue:
    """Under which address somebody may have been a guest."""
    with spoken():
        return page("inquiry.html", form=AddressForm())


@views.post("/inquiries")
@open_to_everyone
def begin() -> ResponseReturnValue:
    """If anything is kept under the address, digits are on their way; nobody can tell."""
    with spoken():
        form = AddressForm()
        if not form.validate():
            return page("inquiry.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
        language = str(get_locale())
    with database().transaction() as store:
        inquiry = inquiries.ask(
            store, text(form.address), language, client_address.client_network()
        )
    return redirect(url_for(".show", link=inquiry.public_id), 303)


@views.get("/inquiries/<link:link>")
@open_to_everyone
def show(link: str) -> ResponseReturnValue:
    """The digits are asked for; once they were right, the person's visits."""
    with spoken(), database().reading() as store:
        try:
            found = inquiries.visits(store, link)
        except WrongCode:
            return page("digits.html", link=link, form=CodeForm())
        links = [(one, invitations.link(store, one.invitation)) for one in found]
        return page("own_visits.html", links=links)


@views.post("/inquiries/<link:link>/confirmation")
@open_to_everyone
def confirm(link: str) -> ResponseReturnValue:
    """Whoever asks reads the mail of the address they typed; only this browser hears where it goes on."""
    with spoken():
        form = CodeForm()
        form.validate()
        with database().transaction() as store:
            inquiries.count_attempt(store, link)
        try:
            with database().transaction() as store:
                own = inquiries.confirm(store, link, text(form.code))
        except WrongCode as refusal:
            form.code.errors = [refusal_text(refusal, REFUSALS)]
            return page(
                "digits.html", link=link, form=form
            ), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for(".show", link=own), 303)


@views.get("/forgotten")
@open_to_everyone
def forgotten() -> ResponseReturnValue:
    """What is left to say to somebody who is forgotten."""
    with spoken():
        return page("forgotten.html")
