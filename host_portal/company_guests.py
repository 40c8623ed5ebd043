"""A company's guests: its administrator sees who comes to whom, and stands in for a host."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from host_portal.forms import RescheduleForm, schedule_form
from host_portal.guests import by_day
from host_portal.labels import CHANGE_REFUSALS, PERIODS
from visits import company_guests, sites
from visits.hosted_guests import GuestDetails
from visits.people import company_admins, quotas
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.face import database
from web.pages import flash, page
from web.posts import answer_refusals, takes_form

views = Blueprint("company_guests", __name__, url_prefix="/company/guests")


def _guest(public_id: str) -> GuestDetails:
    with database().reading() as store:
        return company_guests.one(store, this_member().id, public_id)


def _guest_page(
    public_id: str, problem: str = "", form: RescheduleForm | None = None
) -> str:
    details, now = _guest(public_id), database().clock()
    form = form or schedule_form(details)
    shown = {"details": details, "form": form, "now": now, "problem": problem}
    return page("company_guest.html", **shown)


def _schedule_form(public_id: str) -> RescheduleForm:
    return schedule_form(_guest(public_id))


@views.get("")
@open_to(Role.COMPANY_ADMIN)
def show() -> ResponseReturnValue:
    """Show today's guests of the company, and those to come."""
    with database().reading() as store:
        member, now = this_member(), store.now
        company = company_admins.company(store, member.id)
        days = by_day(company_guests.to_come(store, member.id), now)
        today = sites.day_of(sites.of(store, member.site_id), now)
        uses = quotas.of_company(store, member.id, today)
    shown = {"company": company, "days": days, "now": now, "uses": uses}
    return page("company_guests.html", **shown, periods=PERIODS)


@views.get("/<public_id>")
@open_to(Role.COMPANY_ADMIN)
def show_one(public_id: str) -> ResponseReturnValue:
    """Show one of them, and what the administrator may do in the host's place."""
    return _guest_page(public_id)


@views.post("/<public_id>/schedule")
@open_to(Role.COMPANY_ADMIN)
@takes_form(_schedule_form, _guest_page, CHANGE_REFUSALS)
def reschedule(public_id: str, form: RescheduleForm) -> ResponseReturnValue:
    """Move the visit in the host's place, and what goes with it if that was ticked."""
    admin_id, window, with_rest = this_member().id, form.window(), form.rest.data
    with database().transaction() as store:
        company_guests.reschedule(
            store, admin_id, public_id, window, with_rest=with_rest
        )
    return _done("company_moved", public_id)


@views.post("/<public_id>/withdrawal")
@open_to(Role.COMPANY_ADMIN)
@answer_refusals(_guest_page, CHANGE_REFUSALS)
def withdraw(public_id: str) -> ResponseReturnValue:
    """Withdraw the invitation in the host's place."""
    with_rest = "rest" in request.form
    with database().transaction() as store:
        admin_id = this_member().id
        company_guests.withdraw(store, admin_id, public_id, with_rest=with_rest)
    return _done("company_withdrawn", public_id)


@views.post("/<public_id>/takeover")
@open_to(Role.COMPANY_ADMIN)
@answer_refusals(_guest_page, CHANGE_REFUSALS)
def take_over(public_id: str) -> ResponseReturnValue:
    """Make the administrator the visit's host."""
    with database().transaction() as store:
        company_guests.take_over(store, this_member().id, public_id)
    flash("taken_over")
    return redirect(url_for("invitations.show", public_id=public_id), 303)


def _done(message: str, public_id: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".show_one", public_id=public_id), 303)
