"""The way in without a link: a one-time code sent to an address opens the pages of its visits."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from guest_page.forms import AddressForm, CodeForm, SendingForm
from guest_page.labels import REFUSALS
from guest_page.links import in_language
from visits import sites, watch_list
from visits.rights import inquiries, proofs
from visits.store.database import Store
from visits.vocabulary.refusals import WrongCode
from web.access import open_to_everyone
from web.face import database
from web.forms import text
from web.pages import page, refusal_text
from web.safety import client_address, origin

views = Blueprint("inquiries", __name__)
# No session holds a token here: `LinkToken` makes each form's own.
origin.csrf.exempt(views)


@views.get("/")
@open_to_everyone
def ask() -> ResponseReturnValue:
    """Ask under which address somebody may have been a guest."""
    with in_language():
        return page("inquiry.html", form=AddressForm())


@views.post("/inquiries")
@open_to_everyone
def begin() -> ResponseReturnValue:
    """Send a one-time code if anything is kept under the address; the answer is always the same."""
    with in_language():
        form = AddressForm()
        if not form.validate():
            return page("inquiry.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
        address_and_language = text(form.address), str(get_locale())
    network = client_address.client_network()
    with database().transaction() as store:
        # Nobody is looked up here, only in the mail job: a stranger costs the same (ADR 13).
        inquiry = inquiries.ask(store, *address_and_language, network, text(form.nonce))
    return redirect(url_for(".show", link=inquiry.public_id), 303)


@views.get("/inquiries/<shared:link>")
@open_to_everyone
def show(link: str) -> ResponseReturnValue:
    """Ask for the one-time code; once it was right, show the person's visits."""
    with in_language(), database().reading() as store:
        try:
            visits = inquiries.visits(store, link)
        except WrongCode:
            return _page_for_digits(store, link, CodeForm())
        links = [(visit, proofs.link_by_digits(link, visit)) for visit in visits]
        found_by = [inquiries.of(store, link).contact_digest]
        watched = [
            (entry, sites.of(store, entry.site_id))
            for entry in watch_list.of_contacts(store, found_by)
        ]
        return page("own_visits.html", links=links, watched=watched)


@views.post("/inquiries/<shared:link>/sendings")
@open_to_everyone
def send_again(link: str) -> ResponseReturnValue:
    """Send the same digits once more; the answer is the same if nothing is kept."""
    after, network = SendingForm().after(), client_address.client_network()
    with database().transaction() as store:
        inquiries.send_again(store, link, network, after)
    return redirect(url_for(".show", link=link), 303)


@views.post("/inquiries/<shared:link>/confirmation")
@open_to_everyone
def confirm(link: str) -> ResponseReturnValue:
    """Show the visits to whoever received the code; only this browser learns where."""
    with in_language():
        form = CodeForm()
        # What cannot be a code is counted and answered like a wrong one.
        typed = text(form.code) if form.validate() else ""
        with database().transaction() as store:
            # In a transaction of its own: a wrong code rolls the next one back, and stays counted.
            inquiries.count_attempt(store, link)
        try:
            with database().transaction() as store:
                own_link = inquiries.confirm(store, link, typed)
        except WrongCode as refusal:
            form.code.errors = [refusal_text(refusal, REFUSALS)]
            with database().reading() as store:
                answer = _page_for_digits(store, link, form)
            return answer, HTTPStatus.UNPROCESSABLE_ENTITY
    # Another address than before: who began the inquiry for somebody else cannot see it.
    return redirect(url_for(".show", link=own_link), 303)


def _page_for_digits(store: Store, link: str, form: CodeForm) -> str:
    sent = inquiries.sendings(store, link)
    return page(
        "digits.html", link=link, form=form, sending=SendingForm(), sendings=sent
    )


@views.get("/erased")
@open_to_everyone
def erased() -> ResponseReturnValue:
    """Say that everything is erased."""
    with in_language():
        return page("erased.html")
