"""Rescues: a badge that did not come out goes to another printer, or is written by hand."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint
from flask.typing import ResponseReturnValue

from front_desk.answers import done, refused
from front_desk.devices.filters import group_name, readiness
from front_desk.forms import DetourForm, HandwritingForm
from visits import board
from visits.board import BoardRow
from visits.lobby import printer_groups
from visits.printing import badge_recovery, printers
from visits.printing.badge_recovery import BadgeReplaced
from visits.retention import deadlines
from visits.store.database import Store
from visits.store.sites import Printer, PrinterGroup
from visits.visit_state import Stage
from visits.vocabulary.refusals import NotFound, VisitRefused
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database
from web.pages import page

views = Blueprint("rescues", __name__, url_prefix="/visits/<public_id>")


@views.get("/detour")
@open_to(Role.DESK)
def choose(public_id: str) -> ResponseReturnValue:
    """The other printers of the site, those that are well first."""
    return _detour(public_id)


@views.post("/detour")
@open_to(Role.DESK)
def move(public_id: str) -> ResponseReturnValue:
    """The badge comes out of another printer, once for each copy."""
    member = this_member()
    with database().reading() as store:
        form = DetourForm(_choices(store))
    if not form.validate():
        return _detour(public_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with database().transaction() as store:
            if _copy(_line(store, public_id)) == form.replaces.data:
                badge_recovery.print_elsewhere(
                    store, member.site_id, public_id, form.printer.data, member.id
                )
    except VisitRefused as refusal:
        return refused(public_id, refusal)
    return done("badge_moved")


@views.get("/handwriting")
@open_to(Role.DESK)
def show(public_id: str) -> ResponseReturnValue:
    """What somebody writes on a badge, and nothing else."""
    return _sheet(public_id)


@views.post("/handwriting")
@open_to(Role.DESK)
def write(public_id: str) -> ResponseReturnValue:
    """The badge was written by hand: no printer brings it out any more."""
    member, form = this_member(), HandwritingForm()
    if not form.validate():
        return _sheet(public_id), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with database().transaction() as store:
            if _copy(_line(store, public_id)) != form.replaces.data:
                raise BadgeReplaced
            badge_recovery.by_hand(store, member.site_id, public_id, member.id)
    except VisitRefused as refusal:
        return refused(public_id, refusal)
    return done("by_hand")


def _sheet(public_id: str) -> str:
    with database().reading() as store:
        line = _line(store, public_id)
        arrival = line.visit_state.arrival
        if line.stage is not Stage.ON_SITE or arrival is None:
            raise NotFound
        until = deadlines.inside_until(line.site, arrival.at)
        return page("handwriting.html", line=line, until=until, replaces=_copy(line))


def _detour(public_id: str, form: DetourForm | None = None) -> str:
    with database().reading() as store:
        line = _line(store, public_id)
        choices = _choices(store, line)
        shown = form or DetourForm(
            choices, formdata=None, data={"printer": choices[0][0] if choices else None}
        )
        return page("detour.html", line=line, form=shown, replaces=_copy(line))


def _choices(store: Store, line: BoardRow | None = None) -> list[tuple[str, str]]:
    """The site's printers with how they are, those that are well first, without the one where it waits."""
    there = printers.of_site(store, this_member().site_id)
    others = [one for one in there if line is None or one.id != _headed_for(line)]
    others.sort(key=lambda printer: not printers.is_fit(printer, store.now))
    known = printer_groups.of_site(store, this_member().site_id)
    return [(one.public_id, _told(one, known, store.now)) for one in others]


def _told(printer: Printer, known: Sequence[PrinterGroup], now: datetime) -> str:
    place = f"{group_name(printer.group_id, known)}: " if known else ""
    return f"{printer.name} ({place}{readiness(printer, now).words})"


def _headed_for(line: BoardRow) -> int | None:
    job, found = line.print_job, line.problem
    if job is None:
        return None
    behind = found.printer.id if found and found.printer else None
    return job.stub_printer_id or job.asked_printer_id or behind or job.printer_id


def _copy(line: BoardRow) -> int:
    return line.badge.copy_number if line.badge else 0


def _line(store: Store, public_id: str) -> BoardRow:
    member = this_member()
    line = board.row_at_site(store, member.site_id, public_id, member.id)
    if line.badge is None:
        raise NotFound
    return line
