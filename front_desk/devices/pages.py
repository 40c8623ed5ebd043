"""The devices page: the site's kiosks, printers and print agents with their state."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from front_desk.devices.forms import AgentForm, GroupForm, PairingForm
from front_desk.devices.virtual_paper import pictures
from visits.languages import comma
from visits.lobby import kiosks, printer_groups
from visits.printing import agents, printers
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.face import database, settings
from web.pages import flash, page

views = Blueprint("devices", __name__)


@views.get("/devices")
@open_to(Role.DESK)
def show() -> ResponseReturnValue:
    """Show all devices, and the forms that add others."""
    return devices_page(changed=request.args.get("changed", ""))


@views.get("/devices/now")
@open_to(Role.DESK)
def now() -> ResponseReturnValue:
    """Render the part that changes."""
    return page("_devices.html", **_devices())


def devices_page(**typed: Any) -> str:  # noqa: ANN401 - forms by their names
    """All devices and the forms that add others; `typed` forms come back as they were sent."""
    forms = {"form": PairingForm, "agent": AgentForm, "group": GroupForm}
    blank = {
        name: kind(formdata=None) for name, kind in forms.items() if name not in typed
    }
    usual = {
        "may_add_printer": settings().check_printer is not None,
        "problem": "",
        "changed": "",
    }
    return page("devices.html", **usual | blank | typed | _devices())


def back_to_devices(message: str, changed: str | None = None) -> ResponseReturnValue:
    """Redirect to the devices with this message, which may name the device that was `changed`."""
    flash(message)
    # The next page looks the device's name up: the session keeps no name, only a code.
    return redirect(url_for("devices.show", changed=changed), 303)


def _devices() -> dict[str, Any]:
    site_id, writable_scripts = this_member().site_id, settings().writable_scripts
    with database().reading() as store:
        site_printers = printers.of_site(store, site_id)
        return {
            "kiosks": kiosks.of_site(store, site_id),
            "printers": site_printers,
            "agents": agents.of_site(store, site_id),
            "groups": printer_groups.of_site(store, site_id),
            "pictures": pictures(site_printers),
            # The scripts that no installed font can print.
            "unwritable": comma(get_locale()).join(writable_scripts.missing())
            if writable_scripts
            else "",
            "now": store.now,
        }
