"""The guest's page, the picture on it, and a copy of everything to take along. Looking changes nothing."""

import json

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from guest_page import forms, my_data, notice, own_visit, picture
from guest_page.labels import DONE, HOLDS
from guest_page.own_pages import own_page
from visits.rights import access
from web.access import open_to_everyone
from web.face import database
from web.pages import page

views = Blueprint("visit", __name__)


@views.get("/<link:link>")
@open_to_everyone
def show(link: str) -> ResponseReturnValue:
    """Everything about the visit that is the guest's to know."""
    with own_page(link) as (_, visit):
        return page(
            "visit.html",
            link=link,
            visit=visit,
            notice=notice.of(visit),
            kept=my_data.of(visit),
            done=DONE.get(request.args.get("done", "")),
            holds=HOLDS,
            restriction=forms.RestrictionForm(),
            lifting=forms.LiftingForm(),
        )


@views.get("/<link:link>/code.png")
@open_to_everyone
def code(link: str) -> ResponseReturnValue:
    """The QR code as a picture."""
    with database().reading() as store:
        held = own_visit.code(store, link)
    if held is None:
        abort(404)
    return Response(picture.png(held), mimetype="image/png")


@views.get("/<link:link>/copy.json")
@open_to_everyone
def copy(link: str) -> ResponseReturnValue:
    """Everything that is kept, as a file for a machine to read."""
    with own_page(link) as (_, visit):
        document = access.as_document(visit.everything, str(get_locale()))
    answer = Response(
        json.dumps(document, ensure_ascii=False, indent=2), mimetype="application/json"
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="lencana.json"'
    return answer
