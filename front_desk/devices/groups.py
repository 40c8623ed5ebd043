"""Printer groups: printers that stand in for each other, and the kiosks whose badges they print."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from front_desk.devices.forms import (
    MAIN,
    GroupForm,
    PrinterGroupForm,
    choices_with_warnings,
)
from front_desk.devices.pages import back_to_devices, devices_page
from front_desk.devices.template_filters import has_no_printer
from front_desk.labels import REFUSALS
from visits.lobby import kiosks, printer_groups
from visits.printing import printers
from visits.vocabulary import actors
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.face import database
from web.forms import text
from web.pages import page
from web.posts import answer_refusals, takes_form

views = Blueprint("groups", __name__)


def _devices_page(
    form: GroupForm | None = None,
    **others: Any,  # noqa: ANN401 - a page's own
) -> str:
    return devices_page(**others, **({"group": form} if form else {}))


def group_form(**_: str) -> PrinterGroupForm:
    """A form with the site's groups to choose from."""
    with database().reading() as store:
        return PrinterGroupForm(printer_groups.of_site(store, this_member().site_id))


def _group_page(public_id: str, form: PrinterGroupForm | None = None) -> str:
    site_id = this_member().site_id
    with database().reading() as store:
        kiosk = kiosks.at_site(store, site_id, public_id)
        groups = printer_groups.of_site(store, site_id)
        present = {"group": kiosk.group_id or MAIN}
        form = form or PrinterGroupForm(groups, formdata=None, data=present)
        form.group.choices = choices_with_warnings(
            groups, printers.of_site(store, site_id)
        )
        return page("kiosk_group.html", kiosk=kiosk, form=form)


@views.post("/printer-groups")
@open_to(Role.DESK)
@takes_form(GroupForm, _devices_page, REFUSALS)
def add(form: GroupForm) -> ResponseReturnValue:
    """Add a group of printers to the site, still empty."""
    member, name = this_member(), text(form.name).strip()
    with database().transaction() as store:
        printer_groups.add(store, member.site_id, name, actors.member(member.id))
    return back_to_devices("group_added")


@views.post("/printer-groups/<int:group_id>/removal")
@open_to(Role.DESK)
@answer_refusals(_devices_page, REFUSALS)
def remove(group_id: int) -> ResponseReturnValue:
    """Remove a group that no printer and no kiosk is in."""
    member = this_member()
    with database().transaction() as store:
        printer_groups.remove(store, member.site_id, group_id, actors.member(member.id))
    return back_to_devices("group_removed")


@views.get("/kiosks/<public_id>/group")
@open_to(Role.DESK)
def choose(public_id: str) -> ResponseReturnValue:
    """Show where the badges of a kiosk may come out."""
    return _group_page(public_id)


@views.post("/kiosks/<public_id>/group")
@open_to(Role.DESK)
@takes_form(group_form, _group_page)
def bring(public_id: str, form: PrinterGroupForm) -> ResponseReturnValue:
    """Print the badges of whoever arrives at this kiosk in this group."""
    site_id, actor = this_member().site_id, actors.member(this_member().id)
    with database().transaction() as store:
        printer_groups.bring_to(store, site_id, public_id, form.group_id(), actor)
        # Not refused: a group may get its kiosk before its printer. But staff are told.
        is_without = has_no_printer(form.group_id(), printers.of_site(store, site_id))
    return back_to_devices(
        "kiosk_stranded" if is_without else "kiosk_moved", changed=public_id
    )
