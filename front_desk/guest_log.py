"""The guest log: a visit of the last weeks is found by day and name, or saved as a file.

What is searched for comes as a form and never in an address, where logs and histories keep it.
"""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from front_desk.forms import LogForm
from front_desk.template_filters import invited_name
from visits import guest_log, sites
from visits.guest_log import (
    MOST_LOOKED_AT,
    MOST_SHOWN,
    GuestLog,
    LoggedVisit,
    LogQuery,
)
from visits.vocabulary.audit import Act
from visits.vocabulary.people import Role
from visits.vocabulary.policy import Purpose
from web.access import open_to, this_member
from web.face import database
from web.files import spreadsheet_file
from web.forms import text
from web.labels import label
from web.pages import page
from web.posts import takes_form

SIX_DAYS = timedelta(days=6)

views = Blueprint("guest_log", __name__, url_prefix="/log")


def _page(form: LogForm, log: GuestLog | None = None) -> str:
    return page("guest_log.html", form=form, log=log, most=MOST_SHOWN)


@views.get("")
@open_to(Role.DESK)
def show() -> ResponseReturnValue:
    """Ask for days, a name and the reason; a week is suggested."""
    with database().reading() as store:
        site = sites.of(store, this_member().site_id)
        today = sites.day_of(site, store.now)
    return _page(LogForm(data={"first": today - SIX_DAYS, "last": today}))


@views.post("")
@open_to(Role.DESK)
@takes_form(LogForm, _page)
def search(form: LogForm) -> ResponseReturnValue:
    """Show the newest visits that are found."""
    return _page(form, _found(form, Act.LOG_SEARCHED, MOST_SHOWN))


@views.post("/file")
@open_to(Role.DESK)
@takes_form(LogForm, _page)
def save(form: LogForm) -> ResponseReturnValue:
    """Send all that are found as a file for a spreadsheet, without a contact."""
    log = _found(form, Act.LOG_EXPORTED, MOST_LOOKED_AT)
    name = f"guest-log-{form.first.data}-{form.last.data}.csv"
    rows = [_heading(), *map(_cells, log.visits)]
    # Whoever is given the file must see that it is not all.
    if log.is_cut:
        is_cut = _(
            "There are more: these are the newest. Choose fewer days or type more of the name."
        )
        rows.append([is_cut])
    return spreadsheet_file(rows, name)


def _found(form: LogForm, act: Act, most: int) -> GuestLog:
    member = this_member()
    query = LogQuery(
        site_id=member.site_id,
        member_id=member.id,
        reason=Purpose(form.reason.data),
        **form.days(),
        words=text(form.search),
    )
    with database().transaction() as store:
        guest_log.record(store, query, act)
    with database().reading() as store:
        return guest_log.search(store, query, most)


def _heading() -> Sequence[str]:
    return (
        _("Name"),
        _("Host"),
        _("Company"),
        _("Purpose of the visit"),
        _("Expected from"),
        _("Expected until"),
        _("Arrived"),
        _("Checked out"),
        _("What became of the visit"),
    )


def _cells(visit: LoggedVisit) -> Sequence[str]:
    state = visit.visit_state
    moments = (
        [state.invitation.starts_at],
        [state.invitation.ends_at],
        [came for came, _left in visit.stays],
        [left for _came, left in visit.stays if left],
    )
    zone = sites.zone(state.site)
    times = [
        ", ".join(f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in each)
        for each in moments
    ]
    return (
        invited_name(visit.guest),
        visit.host_name,
        visit.company,
        label(state.invitation.purpose),
        *times,
        label(visit.ending),
    )
