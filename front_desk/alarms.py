"""Alarms at the desk: one is raised, followed by what marshals mark, and ended."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from front_desk import roll_call
from front_desk.forms import AlarmForm, OpenAlarmForm, RollForm
from visits import alarms, roll_calls
from visits.printing import rolls
from visits.store.database import Store
from visits.vocabulary import actors
from visits.vocabulary.people import Role
from visits.vocabulary.policy import Purpose
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.visits import AlarmKind
from web import qr
from web.access import open_to, this_member
from web.face import database
from web.pages import flash, page
from web.posts import takes_form

views = Blueprint("alarms", __name__, url_prefix="/alarm")

QR_DOTS = 6
"""To a module: several people scan it from one screen."""


def _show(form: AlarmForm | OpenAlarmForm | RollForm | None = None) -> str:
    begun = form if isinstance(form, AlarmForm) else AlarmForm(formdata=None)
    with database().reading() as store:
        site_id = this_member().site_id
        return page(
            "alarm.html",
            form=begun,
            past=alarms.past(store, site_id),
            **_now(store, site_id),
        )


@views.get("")
@open_to(Role.DESK)
def show() -> ResponseReturnValue:
    """Offer to raise an alarm or begin a drill; while there is one, show how its roll stands."""
    return _show()


@views.get("/now")
@open_to(Role.DESK)
def now() -> ResponseReturnValue:
    """Render the part that changes."""
    with database().reading() as store:
        return page("_alarm.html", **_now(store, this_member().site_id))


@views.post("")
@open_to(Role.DESK)
@takes_form(AlarmForm, _show)
def begin(form: AlarmForm) -> ResponseReturnValue:
    """Raise the alarm, or begin a drill, and print its roll; one that is raised already goes on."""
    member, kind = this_member(), form.kind.data
    with database().transaction() as store:
        rolls.raise_alarm(store, member.site_id, kind, member.id)
    return _back("alarm_raised")


@views.post("/end")
@open_to(Role.DESK)
@takes_form(OpenAlarmForm, _show)
def end(form: OpenAlarmForm) -> ResponseReturnValue:
    """End the alarm that the page showed."""
    member, alarm_id = this_member(), form.alarm.data or 0
    with database().transaction() as store:
        alarms.end(store, member.site_id, alarm_id, member.id)
    return _back("alarm_ended")


@views.post("/link")
@open_to(Role.DESK)
@takes_form(OpenAlarmForm, _show)
def renew_link(form: OpenAlarmForm) -> ResponseReturnValue:
    """Make another link in place of the one that the page showed."""
    member, shown = this_member(), (form.alarm.data or 0, form.generation.data or 0)
    with database().transaction() as store:
        alarms.renew_link(store, member.site_id, *shown, member.id)
    return _back("roll_link_renewed")


@views.post("/roll")
@open_to(Role.DESK)
@takes_form(RollForm, _show)
def print_roll(form: RollForm) -> ResponseReturnValue:
    """Print the roll again, as it stands now, at every main printer that is ready."""
    member, shown = this_member(), (form.alarm.data or 0, form.copies.data or 0)
    with database().transaction() as store:
        is_coming = rolls.print_again(store, member.site_id, *shown, member.id)
    return _back("roll_printed" if is_coming else "roll_not_printed")


@views.get("/link.png")
@open_to(Role.DESK)
def link() -> ResponseReturnValue:
    """Send the QR code by which marshals open the roll."""
    with database().reading() as store:
        alarm = alarms.current(store, this_member().site_id)
        if alarm is None:
            raise NotFound
        address = roll_call.address(store, alarm)
    return Response(qr.png(address, QR_DOTS), mimetype="image/png")


def _now(store: Store, site_id: int) -> dict[str, Any]:
    alarm = alarms.current(store, site_id)
    if alarm is None:
        return {"alarm": None, "called": None}
    desk = actors.as_desk(this_member().id, Purpose.PROTECT)
    roll = roll_calls.read(store, alarm)
    asked, copies = rolls.copies(store, alarm)
    return {
        "alarm": alarm,
        # What the page calls it: another desk may have made a drill real since.
        "called": request.args.get("called", alarm.kind, AlarmKind),
        "address": roll_call.address(store, alarm),
        "now": store.now,
        "roll": roll,
        "rows": roll_call.rows(store, roll, desk),
        "asked": asked,
        "copies": copies,
    }


def _back(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".show"), 303)
