"""The language of a guest's pages and e-mails: the guest chooses another than their host did."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from guest_page.forms import OwnLanguageForm
from guest_page.links import is_proven
from visits import guest_answers
from visits.rights import proofs
from web.access import open_to_everyone, way_back
from web.context import current_site
from web.face import database
from web.forms import text
from web.safety import origin

views = Blueprint("language", __name__)
# There is no session to keep a token in: the link and the token made from it take its place.
origin.csrf.exempt(views)


@views.post("/<proven:link>/language")
@open_to_everyone
def choose(link: str) -> ResponseReturnValue:
    """Speak this language from now on: on this page, in e-mails, and at the kiosk."""
    form = OwnLanguageForm()
    is_one_of_ours = form.validate()
    with database().transaction() as store:
        visit = proofs.proven(store, link).visit
        if is_one_of_ours:
            guest_answers.speak(store, visit, text(form.language))
    return redirect(way_back(), 303)


def form() -> OwnLanguageForm | None:
    """The form that chooses for the visit behind this page's link; None on every other page."""
    link = (request.view_args or {}).get("link", "")
    # The page of a link that leads nowhere is the same for each, and of no site.
    is_own_page = is_proven(link) and current_site() is not None
    return OwnLanguageForm(formdata=None) if is_own_page else None
