"""Pairing: a browser becomes a kiosk by the code that staff read out."""

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kiosk import this_kiosk
from visits import pairing
from visits.lobby import kiosks
from visits.vocabulary.refusals import PairingRefused, TooManyTries
from web.access import open_to_everyone
from web.face import database
from web.pages import page
from web.safety import client_address

views = Blueprint("pairing", __name__)

DEMO = "lencana.demo_pairing"


@views.post("/pairing")
@open_to_everyone
def pair() -> ResponseReturnValue:
    """This browser is a kiosk from now on, if the code is good."""
    code = request.form.get("code") or _demo_code()
    try:
        with database().transaction() as store:
            pairing.count_attempt(store, client_address.client_network())
        with database().transaction() as store:
            kiosk = kiosks.pair(store, code)
    except TooManyTries:
        return pairing_page(
            _("That was tried too often. Wait a quarter of an hour, please.")
        ), 429
    except PairingRefused:
        return pairing_page(
            _("This code is used up or mistyped. Ask for another one.")
        ), 422
    this_kiosk.become(kiosk)
    return redirect(url_for("screen.document"), 303)


def pairing_page(problem: str = "") -> str:
    """The page of a browser that is no kiosk."""
    return page("pairing.html", problem=problem, is_demo=DEMO in current_app.extensions)


def _demo_code() -> str:
    offer = current_app.extensions.get(DEMO)
    return offer() if offer else ""
