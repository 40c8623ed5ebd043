"""Printers: added by their address, put in order and in groups, retired when they are needed no more."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from front_desk.devices.forms import PrinterForm, PrinterGroupForm
from front_desk.devices.labels import NAME_TAKEN, UNFIT, UNFIT_FIELDS
from front_desk.devices.virtual_paper import pictures
from front_desk.labels import REFUSALS
from visits.lobby import printer_groups
from visits.printing import agents, printer_setup, printers
from visits.printing.printer_setup import NotAPrinter, PrinterDesk
from visits.printing.printers import PrinterSetup
from visits.vocabulary import actors
from visits.vocabulary.refusals import NameTaken, StillDriven
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database, settings
from web.pages import flash, page

views = Blueprint("printers", __name__, url_prefix="/printers")


@views.get("/new")
@open_to(Role.DESK)
def describe() -> ResponseReturnValue:
    """What must be known of a printer."""
    _desk()
    return page("new_printer.html", form=_form(formdata=None))


@views.post("")
@open_to(Role.DESK)
def add() -> ResponseReturnValue:
    """The site has one more printer, or nothing is kept of it."""
    form = _form()
    if _is_kept(_described(_desk(), form), form):
        return _done("printer_added")
    return page("new_printer.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY


@views.get("/<public_id>")
@open_to(Role.DESK)
def show(public_id: str) -> ResponseReturnValue:
    """One printer as it is, and its settings."""
    facts = _facts(public_id)
    form = PrinterGroupForm(
        facts["groups"], formdata=None, data={"group": facts["printer"].group_id or 0}
    )
    return page("printer.html", form=form, **facts)


@views.get("/<public_id>/now")
@open_to(Role.DESK)
def now(public_id: str) -> ResponseReturnValue:
    """The part that changes."""
    return page("_printer.html", **_facts(public_id))


@views.post("/<public_id>/group")
@open_to(Role.DESK)
def place(public_id: str) -> ResponseReturnValue:
    """The printer belongs to another group."""
    form, member = _place_form(), this_member()
    if not form.validate():
        abort(HTTPStatus.UNPROCESSABLE_ENTITY)
    with database().transaction() as store:
        printer_groups.place(
            store, member.site_id, public_id, form.group_id(), actors.member(member.id)
        )
    return _done("printer_moved", changed=public_id)


@views.post("/<public_id>/precedence")
@open_to(Role.DESK)
def put_first(public_id: str) -> ResponseReturnValue:
    """The printer is the first of its group that is tried."""
    member = this_member()
    with database().transaction() as store:
        printers.put_first(store, member.site_id, public_id, actors.member(member.id))
    return _done("printer_first", changed=public_id)


@views.get("/<public_id>/retirement")
@open_to(Role.DESK)
def ask(public_id: str) -> ResponseReturnValue:
    """What retiring means, before it is done."""
    return _question(public_id)


@views.post("/<public_id>/retirement")
@open_to(Role.DESK)
def retire(public_id: str) -> ResponseReturnValue:
    """The site has this printer no more."""
    member = this_member()
    try:
        with database().transaction() as store:
            printers.retire(store, member.site_id, public_id, actors.member(member.id))
    except StillDriven:
        return _question(public_id), HTTPStatus.UNPROCESSABLE_ENTITY
    return _done("printer_retired")


def _question(public_id: str) -> str:
    with database().reading() as store:
        printer = printers.at_site(store, this_member().site_id, public_id)
        driven = printers.is_driven(printer, store.now)
        return page(
            "retirement.html",
            printer=printer,
            problem=REFUSALS[StillDriven] if driven else "",
        )


def _desk() -> PrinterDesk:
    desk = settings().printer_desk
    return desk if desk is not None else abort(HTTPStatus.NOT_FOUND)


def _form(**given: object) -> PrinterForm:
    with database().reading() as store:
        return PrinterForm(
            printer_groups.of_site(store, this_member().site_id), **given
        )


def _place_form() -> PrinterGroupForm:
    with database().reading() as store:
        return PrinterGroupForm(printer_groups.of_site(store, this_member().site_id))


def _described(desk: PrinterDesk, form: PrinterForm) -> PrinterSetup | None:
    """What the form describes; whatever is wrong stands beside its fields."""
    is_filled = form.validate()
    try:
        machine = desk(form.described())
    except NotAPrinter as refusal:
        _complain(form, refusal)
        return None
    return replace(machine, group_id=form.group_id()) if is_filled else None


def _is_kept(machine: PrinterSetup | None, form: PrinterForm) -> bool:
    member = this_member()
    if machine is None:
        return False
    try:
        with database().transaction() as store:
            printer_setup.admit(
                store, member.site_id, machine, actors.member(member.id)
            )
    except NotAPrinter as refusal:
        _complain(form, refusal)
        return False
    except NameTaken:
        form.name.errors = [str(NAME_TAKEN)]
        return False
    return True


def _complain(form: PrinterForm, refusal: NotAPrinter) -> None:
    for reason, hint in refusal.problems.items():
        field = form[UNFIT_FIELDS[reason]]
        field.errors = field.errors or [str(UNFIT[reason]) % {"hint": hint}]


def _facts(public_id: str) -> dict[str, Any]:
    site_id = this_member().site_id
    with database().reading() as store:
        there = printers.of_site(store, site_id)
        return {
            "printer": printers.at_site(store, site_id, public_id),
            "printers": there,
            "groups": printer_groups.of_site(store, site_id),
            "agents": agents.of_site(store, site_id),
            "pictures": pictures(there),
            "now": store.now,
        }


def _done(notice: str, changed: str | None = None) -> ResponseReturnValue:
    flash(notice)
    return redirect(url_for("devices.show", changed=changed), 303)
