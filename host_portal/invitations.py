"""Invitations: a host announces a guest, and may change or withdraw that until they come."""

from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from host_portal.forms import (
    BadgeNameForm,
    ColleagueForm,
    InvitationForm,
    RescheduleForm,
    again_form,
    badge_name_form,
    colleague_form,
    invitation_form,
    schedule_form,
)
from host_portal.labels import CHANGE_REFUSALS, REFUSALS
from host_portal.plan_forms import quotas_left
from visits import (
    asked_members,
    guest_lists,
    hosted_guests,
    invitations,
    parties,
    party_invitations,
    past_guests,
    series,
)
from visits.hosted_guests import GuestDetails
from visits.rights import corrections
from visits.visit_state import Stage
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import NotFound
from visits.vocabulary.visits import MOST_DAYS, MOST_GUESTS
from web.access import open_to, this_member
from web.face import database
from web.forms import text
from web.pages import flash, page
from web.posts import answer_refusals, takes_form
from web.safety import errors

views = Blueprint("invitations", __name__, url_prefix="/invitations")


def own_guest(public_id: str) -> GuestDetails:
    """Return one guest of the host's own; not one whom they co-host (`NotFound`)."""
    with database().reading() as store:
        # The host goes into the query: another's guest is not found, which is 404.
        return hosted_guests.own(store, this_member().id, public_id)


def _hosted_guest(public_id: str) -> GuestDetails:
    with database().reading() as store:
        return hosted_guests.hosted(store, this_member().id, public_id)


def _invite_page(
    form: InvitationForm, problem: str = "", *, is_again: bool = False
) -> str:
    return page(
        "invite.html",
        form=form,
        problem=problem,
        is_again=is_again,
        quotas=quotas_left(form),
        most_days=MOST_DAYS,
        most_guests=MOST_GUESTS,
    )


def guest_page(
    public_id: str, problem: str = "", form: ColleagueForm | None = None, **_: str
) -> str:
    """The page about one guest whom the member hosts or co-hosts (`NotFound`)."""
    details, now = _hosted_guest(public_id), database().clock()
    if details.row.stage in {Stage.EXPECTED, Stage.ASKING, Stage.ON_SITE}:
        is_to_come = details.row.stage is Stage.EXPECTED
        form = form or colleague_form(details.co_hosts if is_to_come else ())
    shown = {"details": details, "now": now, "form": form}
    return page("invitation.html", problem=problem, **shown)


def _schedule_form(public_id: str) -> RescheduleForm:
    return schedule_form(own_guest(public_id))


def _schedule_page(public_id: str, form: RescheduleForm, problem: str = "") -> str:
    details = own_guest(public_id)
    return page("schedule.html", details=details, form=form, problem=problem)


def _badge_name_page(public_id: str, form: BadgeNameForm, problem: str = "") -> str:
    details = own_guest(public_id)
    form.show(details)
    return page("badge_name.html", details=details, form=form, problem=problem)


@views.get("/new")
@open_to(Role.HOST)
def new() -> ResponseReturnValue:
    """Show an empty invitation."""
    return _invite_page(invitation_form())


@views.get("/<public_id>/again")
@open_to(Role.HOST)
def new_again(public_id: str) -> ResponseReturnValue:
    """Show an invitation that says of the guest what one before said, but for the contact."""
    with database().reading() as store:
        past = past_guests.to_invite_again(store, this_member().id, public_id)
    return _invite_page(again_form(past), is_again=True)


@views.post("")
@open_to(Role.HOST)
@takes_form(invitation_form, _invite_page, REFUSALS)
def invite(form: InvitationForm) -> ResponseReturnValue:
    """Invite the guests, all or none; their e-mails are queued in the same transaction.

    Several days are shown before, as a slip would send a guest to a closed door for weeks; and so
    is who is invited already for the same time.
    """
    host, site, party = this_member().id, form.place(), form.party()
    with database().reading() as store:
        is_made = party_invitations.is_made(store, host, site.id, party)
        known = guest_lists.invited_before(store, host, site, party.guests)
    is_shown = len(party.guests) > 1 or form.has_shown_days()
    is_said = is_made or form.has_said(known)
    if not (is_shown and is_said):
        return _invite_page(form)
    with database().transaction() as store:
        # By the nonce a second tap returns the visit that the first one made.
        visit = party_invitations.invite(store, host, site.id, party)
    return redirect(url_for(".confirm", public_id=visit.public_id), 303)


@views.get("/<public_id>/confirmation")
@open_to(Role.HOST)
def confirm(public_id: str) -> ResponseReturnValue:
    """Show what the guest gets now."""
    details, now = own_guest(public_id), database().clock()
    return page("invited.html", details=details, now=now)


@views.get("/<public_id>")
@open_to(Role.HOST)
def show(public_id: str) -> ResponseReturnValue:
    """Show one guest, and what may still be changed."""
    return guest_page(public_id)


@views.get("/<public_id>/schedule")
@open_to(Role.HOST)
def choose_time(public_id: str) -> ResponseReturnValue:
    """Ask for another day and time."""
    return _schedule_page(public_id, _schedule_form(public_id))


@views.post("/<public_id>/schedule")
@open_to(Role.HOST)
@takes_form(_schedule_form, _schedule_page, REFUSALS)
def reschedule(public_id: str, form: RescheduleForm) -> ResponseReturnValue:
    """Move the visit to the new time, and the days after it or its party too if that was ticked."""
    host, window, with_rest = this_member().id, form.window(), form.rest.data
    with database().transaction() as store:
        invitations.reschedule(store, host, public_id, window, with_rest=with_rest)
    return _done("rescheduled", public_id)


@views.get("/<public_id>/badge-name")
@open_to(Role.HOST)
def choose_badge_name(public_id: str) -> ResponseReturnValue:
    """Ask what the badge shall say."""
    return _badge_name_page(public_id, badge_name_form(own_guest(public_id)))


@views.post("/<public_id>/badge-name")
@open_to(Role.HOST)
@takes_form(lambda **_: BadgeNameForm(), _badge_name_page, CHANGE_REFUSALS)
def name_badge(public_id: str, form: BadgeNameForm) -> ResponseReturnValue:
    """Put this name on the badge, or the guest's own if it is empty."""
    host, name, was_shown = this_member().id, text(form.badge_name), form.shown.data
    with database().transaction() as store:
        corrections.badge_name_by_host(store, host, public_id, name, was_shown)
    return _done("badge_named", public_id)


@views.get("/<public_id>/withdrawal")
@open_to(Role.HOST)
def confirm_withdrawal(public_id: str) -> ResponseReturnValue:
    """Ask whether the host is sure."""
    return page("withdraw.html", details=own_guest(public_id))


@views.post("/<public_id>/withdrawal")
@open_to(Role.HOST)
@answer_refusals(guest_page, CHANGE_REFUSALS)
def withdraw(public_id: str) -> ResponseReturnValue:
    """Withdraw the invitation, of this day or guest or of the rest too: its code opens nothing."""
    with_rest = "rest" in request.form
    with database().transaction() as store:
        host = this_member().id
        visit = invitations.withdraw(store, host, public_id, with_rest=with_rest)
        days, others = series.to_come(store, visit), parties.with_rest(store, visit)[1:]
    what = "day_withdrawn" if days else "guest_withdrawn" if others else "withdrawn"
    return _done(what, public_id)


@views.post("/<public_id>/emails")
@open_to(Role.HOST)
@answer_refusals(guest_page, CHANGE_REFUSALS)
def resend(public_id: str) -> ResponseReturnValue:
    """Queue the invitation's e-mail once more; a second tap queues none."""
    after = request.form.get("sendings", type=int)
    with database().transaction() as store:
        invitations.resend(store, this_member().id, public_id, after)
    return _done("resent", public_id)


def taken_or_unknown(refusal: Exception) -> ResponseReturnValue:
    """Say to a host of before that a colleague has taken the visit, wherever their link led to."""
    public_id = (request.view_args or {}).get("public_id", "")
    try:
        with database().reading() as store:
            taken = asked_members.taken(store, this_member().id, public_id)
    except NotFound:
        return errors.unknown(refusal)
    status = HTTPStatus.OK if request.method == "GET" else HTTPStatus.CONFLICT
    return page("taken_over.html", taken=taken), status


views.register_error_handler(NotFound, taken_or_unknown)


def _done(message: str, public_id: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".show", public_id=public_id), 303)
