"""The screen: one document all day, its first step, and how the tablet itself stands."""

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from kiosk import picture
from kiosk.caching import assets
from kiosk.screens import first_screen, offline_words, welcome_screen
from kiosk.this_kiosk import NoKiosk, this_kiosk
from kiosk.views.pairing import pairing_page
from visits import sites
from visits.lobby import kiosks
from web.access import open_to_everyone
from web.face import database, links
from web.pages import page

views = Blueprint("screen", __name__)


@views.get("/")
@open_to_everyone
def document() -> ResponseReturnValue:
    """The one document of the day, or the page that makes this browser a kiosk."""
    with database().reading() as store:
        try:
            kiosk = this_kiosk(store)
        except NoKiosk:
            return pairing_page()
        with force_locale(sites.of(store, kiosk.site_id).language):
            return page(
                "document.html",
                **first_screen(store, kiosk),
                offline=offline_words(),
                assets=assets(),
            )


@views.get("/welcome")
@open_to_everyone
def welcome() -> ResponseReturnValue:
    """The first screen, as a fragment."""
    with database().reading() as store:
        return welcome_screen(store, this_kiosk(store))


@views.get("/status")
@open_to_everyone
def status() -> ResponseReturnValue:
    """How the tablet stands; noted at most once a minute."""
    with database().reading() as store:
        kiosk = this_kiosk(store)
        is_due = kiosks.is_sighting_due(store, kiosk)
    if is_due:
        with database().transaction() as store:
            kiosks.seen(store, kiosk.id)
    return jsonify(state="locked" if kiosk.locked_at else "open", assets=assets())


@views.get("/rights.png")
@open_to_everyone
def rights() -> ResponseReturnValue:
    """Where guests see on their own phone what is kept of them, as a picture."""
    with database().reading() as store:
        this_kiosk(store)
    return Response(picture.png(f"{links().guest}/"), mimetype="image/png")
