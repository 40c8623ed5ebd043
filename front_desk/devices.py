"""Devices: the site's kiosks and printers, and how they are."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from faces.access import open_to, this_member
from faces.face import database
from faces.pages import page
from front_desk.forms import PairingForm
from front_desk.papers import pictures
from visits.lobby import kiosks
from visits.paper import printers
from visits.words import Role

views = Blueprint("devices", __name__)


@views.get("/devices")
@open_to(Role.DESK)
def show() -> ResponseReturnValue:
    """All of them, and how to pair another."""
    return devices_page(PairingForm())


@views.get("/devices/now")
@open_to(Role.DESK)
def now() -> ResponseReturnValue:
    """The part that changes."""
    return page("_devices.html", **_devices())


def devices_page(form: PairingForm) -> str:
    """All devices, and the form that pairs another."""
    return page("devices.html", form=form, **_devices())


def _devices() -> dict[str, Any]:
    site_id = this_member().site_id
    with database().reading() as store:
        return {
            "kiosks": kiosks.of_site(store, site_id),
            "printers": printers.of_site(store, site_id),
            "pictures": pictures(store, site_id),
            "now": store.now,
        }
