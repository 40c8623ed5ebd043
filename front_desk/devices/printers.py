"""Printers: added by their address, put in order and in groups, retired when no longer needed."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from front_desk.devices.forms import MAIN, PrinterForm, PrinterGroupForm
from front_desk.devices.groups import group_form
from front_desk.devices.labels import UNFIT, UNFIT_FIELDS
from front_desk.devices.pages import back_to_devices
from front_desk.devices.virtual_paper import pictures
from front_desk.labels import REFUSALS
from visits.lobby import printer_groups
from visits.printing import agents, printer_setup, printers
from visits.printing.printer_setup import NotAPrinter, PrinterCheck
from visits.printing.printers import PrinterSetup
from visits.vocabulary import actors
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import NameTaken, StillDriven
from web.access import open_to, this_member
from web.face import database, settings
from web.pages import page, refusal_text
from web.posts import answer_refusals, takes_form

views = Blueprint("printers", __name__, url_prefix="/printers")


def _printer_page(public_id: str, form: PrinterGroupForm | None = None) -> str:
    facts = _facts(public_id)
    present = {"group": facts["printer"].group_id or MAIN}
    form = form or PrinterGroupForm(facts["groups"], formdata=None, data=present)
    return page("printer.html", form=form, **facts)


def _retirement_page(public_id: str, problem: str = "") -> str:
    with database().reading() as store:
        printer = printers.at_site(store, this_member().site_id, public_id)
        if printers.is_driven(printer, store.now):
            problem = str(REFUSALS[StillDriven])
    return page("retirement.html", printer=printer, problem=problem)


@views.get("/new")
@open_to(Role.DESK)
def describe() -> ResponseReturnValue:
    """Show the form that describes a printer."""
    _printer_check()
    return page("new_printer.html", form=_form(formdata=None))


@views.post("")
@open_to(Role.DESK)
def add() -> ResponseReturnValue:
    """Add a printer to the site; what is wrong with it is shown beside its fields."""
    check, form = _printer_check(), _form()
    setup = _described(check, form)
    if setup is None or not _is_added(setup, form):
        return page("new_printer.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    return back_to_devices("printer_added")


@views.get("/<public_id>")
@open_to(Role.DESK)
def show(public_id: str) -> ResponseReturnValue:
    """Show one printer with its state and its settings."""
    return _printer_page(public_id)


@views.get("/<public_id>/now")
@open_to(Role.DESK)
def now(public_id: str) -> ResponseReturnValue:
    """Render the part that changes."""
    return page("_printer.html", **_facts(public_id))


@views.post("/<public_id>/group")
@open_to(Role.DESK)
@takes_form(group_form, _printer_page)
def place(public_id: str, form: PrinterGroupForm) -> ResponseReturnValue:
    """Move the printer to another group."""
    site_id, actor = this_member().site_id, actors.member(this_member().id)
    with database().transaction() as store:
        printer_groups.place(store, site_id, public_id, form.group_id(), actor)
    return back_to_devices("printer_moved", changed=public_id)


@views.post("/<public_id>/precedence")
@open_to(Role.DESK)
def put_first(public_id: str) -> ResponseReturnValue:
    """Try this printer before the others of its group."""
    member = this_member()
    with database().transaction() as store:
        printers.put_first(store, member.site_id, public_id, actors.member(member.id))
    return back_to_devices("printer_first", changed=public_id)


@views.get("/<public_id>/retirement")
@open_to(Role.DESK)
def ask(public_id: str) -> ResponseReturnValue:
    """Show what retiring means, before it is done."""
    return _retirement_page(public_id)


@views.post("/<public_id>/retirement")
@open_to(Role.DESK)
@answer_refusals(_retirement_page, REFUSALS)
def retire(public_id: str) -> ResponseReturnValue:
    """Take the printer out of the site."""
    member = this_member()
    with database().transaction() as store:
        printers.retire(store, member.site_id, public_id, actors.member(member.id))
    return back_to_devices("printer_retired")


def _printer_check() -> PrinterCheck:
    check = settings().check_printer
    # Where no printers are driven from here, none can be added by its address.
    return check if check is not None else abort(HTTPStatus.NOT_FOUND)


def _form(**given: object) -> PrinterForm:
    with database().reading() as store:
        return PrinterForm(
            printer_groups.of_site(store, this_member().site_id), **given
        )


def _described(check: PrinterCheck, form: PrinterForm) -> PrinterSetup | None:
    """The printer that the form describes; None if anything is wrong, shown at its fields."""
    # Both checks run, so that all that is wrong is shown at once. The second asks the network:
    # no transaction may be open meanwhile (ADR 1).
    is_filled = form.validate()
    try:
        setup = check(form.described())
    except NotAPrinter as refusal:
        _show_problems(form, refusal)
        return None
    return replace(setup, group_id=form.group_id()) if is_filled else None


def _is_added(setup: PrinterSetup, form: PrinterForm) -> bool:
    site_id, actor = this_member().site_id, actors.member(this_member().id)
    try:
        with database().transaction() as store:
            printer_setup.admit(store, site_id, setup, actor)
    except NotAPrinter as refusal:
        _show_problems(form, refusal)
    except NameTaken as refusal:
        form.show_at_field(refusal, refusal_text(refusal, REFUSALS))
    else:
        return True
    return False


def _show_problems(form: PrinterForm, refusal: NotAPrinter) -> None:
    for reason, hint in refusal.problems.items():
        field = form[UNFIT_FIELDS[reason]]
        # A field that is wrong in itself has its message already.
        field.errors = field.errors or [str(UNFIT[reason]) % {"hint": hint}]


def _facts(public_id: str) -> dict[str, Any]:
    site_id = this_member().site_id
    with database().reading() as store:
        site_printers = printers.of_site(store, site_id)
        return {
            "printer": printers.at_site(store, site_id, public_id),
            "printers": site_printers,
            "groups": printer_groups.of_site(store, site_id),
            "agents": agents.of_site(store, site_id),
            "pictures": pictures(site_printers),
            "now": store.now,
        }
