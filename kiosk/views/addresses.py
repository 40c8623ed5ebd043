"""Addresses: a guest without a code types where their invitation went."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kiosk import request_data
from kiosk.this_kiosk import this_kiosk
from kiosk.views.encounters import proceed
from visits.lobby import check_in
from web.access import open_to_everyone
from web.face import database
from web.pages import page

views = Blueprint("addresses", __name__)


@views.get("/address")
@open_to_everyone
def address() -> ResponseReturnValue:
    """A field for an e-mail or a phone."""
    with database().reading() as store:
        this_kiosk(store)
    return _address_page()


@views.post("/encounters")
@open_to_everyone
def announce() -> ResponseReturnValue:
    """If the address is expected here today, a code is on its way; nobody can tell."""
    try:
        with database().transaction() as store:
            encounter = check_in.announce_address(
                store, this_kiosk(store), *request_data.address()
            )
    except request_data.Mistyped:
        return _address_page(
            _("Please type a whole e-mail address or phone number.")
        ), 422
    return proceed(encounter.public_id)


def _address_page(problem: str = "") -> str:
    return page("address.html", encounter=None, problem=problem)
