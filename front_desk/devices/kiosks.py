"""Kiosks: paired by a code, released when they locked themselves, revoked when they are needed no more."""

from http import HTTPStatus

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from front_desk.devices.forms import PairingForm
from front_desk.devices.labels import REVOKE_KIOSK
from front_desk.devices.pages import devices_page
from visits import pairing
from visits.lobby import kiosks
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database, links
from web.forms import text
from web.pages import flash, page

views = Blueprint("kiosks", __name__)


@views.post("/pairing-codes")
@open_to(Role.DESK)
def offer() -> ResponseReturnValue:
    """A code is shown that makes one browser a kiosk."""
    form = PairingForm()
    if not form.validate():
        return devices_page(form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    with database().transaction() as store:
        code = kiosks.offer_pairing(store, this_member().site_id, text(form.name))
        until = store.now + pairing.LASTS
    # Only a digest is kept, so that no later page could show the code.
    return page(
        "pairing_code.html",
        code=code,
        name=text(form.name),
        until=until,
        kiosk=links().kiosk,
    ), HTTPStatus.CREATED


@views.get("/kiosks/<public_id>/revocation")
@open_to(Role.DESK)
def ask(public_id: str) -> ResponseReturnValue:
    """What revoking means, before it is done."""
    with database().reading() as store:
        there = {
            one.public_id: one for one in kiosks.of_site(store, this_member().site_id)
        }
    if public_id not in there:
        abort(HTTPStatus.NOT_FOUND)
    act = url_for("kiosks.revoke", public_id=public_id)
    return page("revocation.html", device=there[public_id], words=REVOKE_KIOSK, act=act)


@views.post("/kiosks/<public_id>/revocation")
@open_to(Role.DESK)
def revoke(public_id: str) -> ResponseReturnValue:
    """The tablet is no kiosk any more."""
    member = this_member()
    with database().transaction() as store:
        kiosks.revoke(store, member.site_id, public_id, member.id)
    flash("revoked")
    return redirect(url_for("devices.show"), 303)


@views.post("/kiosks/<public_id>/release")
@open_to(Role.DESK)
def release(public_id: str) -> ResponseReturnValue:
    """The tablet serves guests again."""
    member = this_member()
    with database().transaction() as store:
        kiosks.release(store, member.site_id, public_id, member.id)
    flash("released")
    return redirect(url_for("devices.show"), 303)
