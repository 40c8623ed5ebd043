"""The kiosk itself: its pairing, the one document of its day, and what needs no encounter."""

from flask import Blueprint, Response, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from kiosk import request_data, tablet_report
from kiosk.alarm_screen import state_of
from kiosk.caching import assets
from kiosk.request_data import paired_kiosk_id, require_kiosk, this_kiosk
from kiosk.screens import (
    first_screen,
    kept_sentences,
    offline_texts,
    welcome_screen,
)
from visits import pairing, sites
from visits.codes import CodeKind
from visits.lobby import check_in, desk_queue, kiosks
from visits.lobby.departures import Goodbye
from visits.vocabulary.devices import PairedDevice
from visits.vocabulary.refusals import PairingRefused
from visits.vocabulary.visits import WaitReason
from web import qr
from web.access import open_to_everyone
from web.face import database, links
from web.pages import page

DEMO = "lencana.demo_pairing"
# Dots to a module, and modules of white around: small, because the notice around it is white, too.
MODULE, QUIET = 8, 2

views = Blueprint("kiosk", __name__)


@views.get("/")
@open_to_everyone
def document() -> ResponseReturnValue:
    """Show the one document of the day, or the pairing page to a browser that is no kiosk."""
    try:
        kiosk_id = paired_kiosk_id()
        with database().reading() as store:
            kiosk = this_kiosk(store, kiosk_id)
            first = first_screen(store, kiosk)
            language = first["language"] or first["site"].language
    except request_data.NoKiosk:
        return _pairing_page()
    # The site's language: that of the tablet's browser is whatever it was sold with.
    with force_locale(language):
        texts = {"offline": offline_texts(), "sentences": kept_sentences()}
        return page(
            "document.html", **first, **texts, guest=links().guest, assets=assets()
        )


@views.post("/pairing")
@open_to_everyone
def pair() -> ResponseReturnValue:
    """Make this browser a kiosk, if the code that staff read out is good."""
    code = request.form.get("code", "")
    if not code and DEMO in current_app.extensions:
        code = current_app.extensions[DEMO]()
    try:
        with database().reading() as store:
            pairing.check(store, code, PairedDevice.KIOSK)
        with database().transaction() as store:
            kiosk = kiosks.pair(store, code)
    except PairingRefused:
        problem = _("This code is used up or mistyped. Ask for another one.")
        return _pairing_page(problem), 422
    session["kiosk_id"] = kiosk.id
    return redirect(url_for(".document"), 303)


@views.get("/welcome")
@open_to_everyone
def welcome() -> ResponseReturnValue:
    """Show the first screen."""
    kiosk_id = paired_kiosk_id()
    with database().reading() as store:
        return welcome_screen(store, this_kiosk(store, kiosk_id))


@views.get("/status")
@open_to_everyone
def status() -> ResponseReturnValue:
    """Say whether the kiosk is open, how loud, and which files are current; note how it is."""
    kiosk_id, report = paired_kiosk_id(), tablet_report.sent()
    with database().reading() as store:
        kiosk = this_kiosk(store, kiosk_id)
        # Each tablet asks every 15 s; written each time, they would queue for the one writer.
        is_due = kiosks.is_sighting_due(store, kiosk, report)
        state = state_of(store, kiosk)
        volume = sites.of(store, kiosk.site_id).sound_volume
    if is_due:
        with database().transaction() as store:
            kiosks.seen(store, kiosk.id, report)
    return {"state": state, "assets": assets(), "volume": volume}


@views.post("/departures")
@open_to_everyone
def leave() -> ResponseReturnValue:
    """Check out the wearer of the scanned badge, or go on with one who comes back with it."""
    kiosk_id, code = paired_kiosk_id(), request_data.scanned_code(CodeKind.BADGE)
    with database().transaction() as store:
        kiosk = this_kiosk(store, kiosk_id)
        scanned = check_in.scan_badge(store, kiosk, code.digest)
        if isinstance(scanned, Goodbye):
            # Nothing of the guest: only which of two sentences they read.
            place = url_for(".goodbye", back=scanned.may_come_back or None)
        else:
            place = url_for("encounters.show", encounter_id=scanned.public_id)
    return redirect(place, 303)


@views.get("/departures")
@open_to_everyone
def goodbye() -> ResponseReturnValue:
    """Say goodbye, and how to come back to whoever may."""
    require_kiosk()
    return page("goodbye.html", may_come_back="back" in request.args)


@views.post("/help")
@open_to_everyone
def ask_help() -> ResponseReturnValue:
    """Tell the front desk that somebody needs help."""
    kiosk_id = paired_kiosk_id()
    with database().transaction() as store:
        desk_queue.note(store, this_kiosk(store, kiosk_id), WaitReason.HELP)
    return redirect(url_for(".help_coming"), 303)


@views.get("/help")
@open_to_everyone
def help_coming() -> ResponseReturnValue:
    """Say that help is on its way."""
    require_kiosk()
    return page("help.html")


@views.get("/rights.png")
@open_to_everyone
def rights() -> ResponseReturnValue:
    """Send a QR code with the address of the guest's page, for a guest's own phone."""
    require_kiosk()
    # The same for everybody: the code of a guest's own page would lie open to the next person.
    return Response(qr.png(f"{links().guest}/", MODULE, QUIET), mimetype="image/png")


def _pairing_page(problem: str = "") -> str:
    return page("pairing.html", problem=problem, is_demo=DEMO in current_app.extensions)
