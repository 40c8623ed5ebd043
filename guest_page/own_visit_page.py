"""The guest's own page, its QR code, and a copy of everything. Looking changes nothing."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from guest_page import forms, my_data, own_visit
from guest_page.labels import FLASH_MESSAGES
from guest_page.links import own_page, picture
from visits.rights import access
from web.access import open_to_everyone
from web.face import database
from web.pages import json_file, page

views = Blueprint("visit", __name__)


@views.get("/<proven:link>")
@open_to_everyone
def show(link: str) -> ResponseReturnValue:
    """Show everything about the visit that its guest may know."""
    with own_page(link) as (_, visit):
        return page(
            "visit.html",
            link=link,
            visit=visit,
            notice=my_data.visit_notice(visit),
            kept=my_data.items(visit),
            # The address carries a code and no text: nobody can put words on this page.
            message=FLASH_MESSAGES.get(request.args.get("done", "")),
            restriction=forms.RestrictionForm(),
            lifting=forms.LiftingForm(),
        )


@views.get("/<proven:link>/code.png")
@open_to_everyone
def code(link: str) -> ResponseReturnValue:
    """Send the QR code as a picture, while it can be used."""
    with database().reading() as store:
        content = own_visit.code(store, link)
    return picture(content)


@views.get("/<proven:link>/copy.json")
@open_to_everyone
def copy(link: str) -> ResponseReturnValue:
    """Send everything that is kept as a JSON file (GDPR art. 20)."""
    with own_page(link) as (_, visit):
        document = access.as_document(visit.everything, str(get_locale()))
    return json_file(document, "lencana.json")
