"""Printer groups: printers that stand in for each other, and the kiosks whose badges come out there."""

from http import HTTPStatus

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from front_desk.devices.filters import is_stranded
from front_desk.devices.forms import GroupForm, PrinterGroupForm, choices_with_warnings
from front_desk.devices.labels import NAME_TAKEN
from front_desk.devices.pages import devices_page
from front_desk.labels import REFUSALS
from visits.lobby import kiosks, printer_groups
from visits.printing import printers
from visits.vocabulary import actors
from visits.vocabulary.refusals import GroupInUse, NameTaken
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database
from web.forms import text
from web.pages import flash, page, refusal_text

views = Blueprint("groups", __name__)


@views.post("/printer-groups")
@open_to(Role.DESK)
def add() -> ResponseReturnValue:
    """The site has one more group of printers, still empty."""
    form, member = GroupForm(), this_member()
    if form.validate():
        try:
            with database().transaction() as store:
                printer_groups.add(
                    store,
                    member.site_id,
                    text(form.name).strip(),
                    actors.member(member.id),
                )
            return _done("group_added")
        except NameTaken:
            form.name.errors = [str(NAME_TAKEN)]
    return devices_page(group=form), HTTPStatus.UNPROCESSABLE_ENTITY


@views.post("/printer-groups/<int:group_id>/removal")
@open_to(Role.DESK)
def remove(group_id: int) -> ResponseReturnValue:
    """The site has this group no more."""
    member = this_member()
    try:
        with database().transaction() as store:
            printer_groups.remove(
                store, member.site_id, group_id, actors.member(member.id)
            )
    except GroupInUse as refusal:
        return devices_page(
            problem=refusal_text(refusal, REFUSALS)
        ), HTTPStatus.UNPROCESSABLE_ENTITY
    return _done("group_removed")


@views.get("/kiosks/<public_id>/group")
@open_to(Role.DESK)
def choose(public_id: str) -> ResponseReturnValue:
    """Where the badges of a kiosk may come out."""
    site_id = this_member().site_id
    with database().reading() as store:
        kiosk = kiosks.at_site(store, site_id, public_id)
        known, there = (
            printer_groups.of_site(store, site_id),
            printers.of_site(store, site_id),
        )
        form = PrinterGroupForm(
            known, formdata=None, data={"group": kiosk.group_id or 0}
        )
        form.group.choices = choices_with_warnings(known, there)
        return page("kiosk_group.html", kiosk=kiosk, form=form)


@views.post("/kiosks/<public_id>/group")
@open_to(Role.DESK)
def bring(public_id: str) -> ResponseReturnValue:
    """Badges of whoever arrives there come out in this group."""
    member, site_id = this_member(), this_member().site_id
    with database().reading() as store:
        form = PrinterGroupForm(printer_groups.of_site(store, site_id))
    if not form.validate():
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    with database().transaction() as store:
        printer_groups.bring_to(
            store, site_id, public_id, form.group_id(), actors.member(member.id)
        )
        stranded = is_stranded(form.group_id(), printers.of_site(store, site_id))
    return _done("kiosk_stranded" if stranded else "kiosk_moved", changed=public_id)


def _done(notice: str, changed: str | None = None) -> ResponseReturnValue:
    flash(notice)
    return redirect(url_for("devices.show", changed=changed), 303)
