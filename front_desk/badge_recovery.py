"""Badge recovery: a badge that did not come out goes to another printer, or is written by hand."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint
from flask.typing import ResponseReturnValue

from front_desk.devices.template_filters import group_name, readiness
from front_desk.forms import AnotherPrinterForm, HandwritingForm
from front_desk.labels import REFUSALS
from front_desk.visits import back_to_board, visit_page
from visits import board, sites
from visits.board import BoardRow
from visits.lobby import printer_groups
from visits.printing import badge_recovery, badges, printers, scheduling
from visits.store.database import Store
from visits.store.sites import Printer, PrinterGroup
from visits.visit_state import Stage
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import NotFound
from web.access import open_to, this_member
from web.face import database
from web.forms import FaceForm
from web.pages import page
from web.posts import answer_refusals, takes_form

views = Blueprint("badge_recovery", __name__, url_prefix="/visits/<public_id>")


def _printer_form(**_: str) -> AnotherPrinterForm:
    with database().reading() as store:
        return AnotherPrinterForm(_choices(store))


def _printer_page(public_id: str, form: AnotherPrinterForm | None = None) -> str:
    with database().reading() as store:
        row = _row(store, public_id)
        choices = _choices(store, row)
        first = {"printer": choices[0][0] if choices else None}
        shown = form or AnotherPrinterForm(choices, formdata=None, data=first)
        return page(
            "another_printer.html", row=row, form=shown, replaces=_copy_number(row)
        )


def _handwriting_page(public_id: str, form: HandwritingForm | None = None) -> str:
    del form
    with database().reading() as store:
        row = _row(store, public_id)
        arrival = row.visit_state.arrival
        if row.stage is not Stage.ON_SITE or arrival is None:
            raise NotFound
        invitation = row.visit_state.invitation
        until = sites.inside_until(row.site, arrival.at, invitation)
        copy = _copy_number(row)
        return page("handwriting.html", row=row, until=until, replaces=copy)


def _visit_page(public_id: str, form: FaceForm, problem: str) -> str:
    del form
    return visit_page(public_id, problem)


@views.get("/another-printer")
@open_to(Role.DESK)
def choose(public_id: str) -> ResponseReturnValue:
    """Show the other printers of the site, those that are ready first."""
    return _printer_page(public_id)


@views.post("/another-printer")
@open_to(Role.DESK)
@takes_form(_printer_form, _printer_page)
@answer_refusals(_visit_page, REFUSALS)
def move(public_id: str, form: AnotherPrinterForm) -> ResponseReturnValue:
    """Print the badge on another printer, once for each copy."""
    member, printer = this_member(), form.printer.data
    with database().transaction() as store:
        # A second tap names the copy that was moved already: same answer, nothing moves.
        copy = badges.copy_in_force(store, member.site_id, public_id)
        if copy in {0, form.replaces.data}:
            badge_recovery.print_elsewhere(
                store, member.site_id, public_id, printer, member.id
            )
    return back_to_board("badge_moved")


@views.get("/handwriting")
@open_to(Role.DESK)
def show(public_id: str) -> ResponseReturnValue:
    """Show what somebody writes on a badge, and nothing else."""
    return _handwriting_page(public_id)


@views.post("/handwriting")
@open_to(Role.DESK)
@takes_form(HandwritingForm, _handwriting_page)
@answer_refusals(_visit_page, REFUSALS)
def write(public_id: str, form: HandwritingForm) -> ResponseReturnValue:
    """Record that the badge was written by hand, and cancel its print job."""
    member, copy = this_member(), form.replaces.data
    with database().transaction() as store:
        badge_recovery.by_hand(store, member.site_id, public_id, member.id, copy)
    return back_to_board("by_hand")


def _choices(store: Store, row: BoardRow | None = None) -> list[tuple[str, str]]:
    """The site's printers with their state, ready ones first, without the one that has the job."""
    site_id = this_member().site_id
    site_printers = printers.of_site(store, site_id)
    current = _printer_of(row, site_printers) if row else None
    others = [printer for printer in site_printers if printer.id != current]
    others.sort(key=lambda printer: not printers.is_fit(printer, store.now))
    groups = printer_groups.of_site(store, site_id)
    return [
        (printer.public_id, _choice(printer, groups, store.now)) for printer in others
    ]


def _choice(printer: Printer, groups: Sequence[PrinterGroup], now: datetime) -> str:
    place = f"{group_name(printer.group_id, groups)}: " if groups else ""
    return f"{printer.name} ({place}{readiness(printer, now).text})"


def _printer_of(row: BoardRow, site_printers: Sequence[Printer]) -> int | None:
    """The id of the printer that has the job; None when there is no job, or no printer for it.

    It is the one that the job must come out of, else the one whose problem it waits for, else
    the one that took it.
    """
    job, problem = row.print_job, row.problem
    if job is None:
        return None
    blocking = problem.printer.id if problem and problem.printer else None
    return scheduling.bond(job, site_printers) or blocking or job.printer_id


def _copy_number(row: BoardRow) -> int:
    return (row.badge and row.badge.copy_number) or 0


def _row(store: Store, public_id: str) -> BoardRow:
    member = this_member()
    row = board.row_at_site(store, member.site_id, public_id, member.id)
    if row.badge is None:
        raise NotFound
    return row
