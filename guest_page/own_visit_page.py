"""The guest's own page, its QR code, and a copy of everything. Looking changes nothing."""

from io import BytesIO

from flask import Blueprint, Response, abort, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from guest_page import confirmed_browser, forms, my_data, own_visit
from guest_page.labels import FLASH_MESSAGES
from guest_page.links import in_language, own_page, read_in
from printers.drawing import layout
from visits.rights import access
from visits.vocabulary.visits import Lateness
from web import host_news, qr
from web.access import open_to_everyone
from web.face import database
from web.files import json_file
from web.pages import page

MODULE = 20
"""Dots to a module: as large and sharp on a phone as a kiosk's camera likes it."""

views = Blueprint("visit", __name__)


@views.get("/<proven:link>")
@open_to_everyone
def show(link: str) -> ResponseReturnValue:
    """Show everything about the visit that its guest may know."""
    done, confirmed = request.args.get("done", ""), _confirmed(link)
    if confirmed != link:
        return redirect(url_for(".show", link=confirmed, done=done or None), 303)
    with own_page(link) as (_, visit):
        return page(
            "visit.html",
            link=link,
            visit=visit,
            notice=my_data.visit_notice(visit),
            kept=my_data.items(visit),
            # The address carries a code and no text: nobody can put words on this page.
            message=FLASH_MESSAGES.get(done),
            lateness=forms.LateForm(),
            latenesses=Lateness,
            declining=forms.CancellationForm(),
            confirming=forms.ConfirmationForm(),
            restriction=forms.RestrictionForm(),
            lifting=forms.LiftingForm(),
        )


@views.get("/<proven:link>/news.json")
@open_to_everyone
def news(link: str) -> ResponseReturnValue:
    """Send how the visit stands, for the page that is open; 304 if that is what it shows."""
    with database().reading() as store:
        now = own_visit.news(store, link, read_in)
    with in_language(now.visit.visit.language):
        said = host_news.text(now.host) if now.host else ""
    answer = jsonify(state=now.state, said=said)
    answer.add_etag()
    return answer.make_conditional(request)


@views.get("/<proven:link>/code.png")
@open_to_everyone
def code(link: str) -> ResponseReturnValue:
    """Send the QR code as a picture, while it can be used."""
    with database().reading() as store:
        content = own_visit.code(store, link)
    return picture(content)


@views.get("/<proven:link>/badge.png")
@open_to_everyone
def badge(link: str) -> ResponseReturnValue:
    """Send a picture of the badge, without the foot that makes it valid."""
    with own_page(link) as (_, visit):
        content = own_visit.badge(visit)
    if content is None:
        abort(404)
    picture = BytesIO()
    layout.preview(content).save(picture, "PNG")
    return Response(picture.getvalue(), mimetype="image/png")


@views.get("/<proven:link>/copy.json")
@open_to_everyone
def copy(link: str) -> ResponseReturnValue:
    """Send everything that is kept as a JSON file (GDPR art. 20)."""
    with own_page(link) as (store, visit):
        days = own_visit.everything_of_each_day(store, visit)
        documents = [access.as_document(day, str(get_locale())) for day in days]
    whole = documents[0] if len(documents) == 1 else {"visits": documents}
    return json_file(whole, "lencana.json")


def _confirmed(link: str) -> str:
    """The confirmed link, if this browser knows it; else the link itself (`NotFound`)."""
    with database().reading() as store:
        return confirmed_browser.confirmed_link(store, link) or link


def picture(content: str | None) -> Response:
    """Send the code as a picture, or 404 if there is none."""
    # A code that no kiosk accepts any more would only send its guest there in vain.
    if content is None:
        abort(404)
    return Response(qr.png(content, MODULE), mimetype="image/png")
