"""The guest's page and the picture on it. Looking changes nothing."""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from faces.access import open_to_everyone
from faces.face import database
from faces.pages import page
from faces.places import stand_at
from guest_page import notice, own_visit, picture
from guest_page.tongues import spoken

views = Blueprint("visit", __name__)


@views.get("/<link:link>")
@open_to_everyone
def show(link: str) -> ResponseReturnValue:
    """Everything about the visit that is the guest's to know."""
    with database().reading() as store:
        visit = own_visit.find(store, link)
    stand_at(visit.site)
    with spoken(visit.facts.visit.language):
        return page("visit.html", link=link, visit=visit, notice=notice.of(visit))


@views.get("/<link:link>/code.png")
@open_to_everyone
def code(link: str) -> ResponseReturnValue:
    """The QR code as a picture."""
    with database().reading() as store:
        held = own_visit.code(store, link)
    if held is None:
        abort(404)
    return Response(picture.png(held), mimetype="image/png")
