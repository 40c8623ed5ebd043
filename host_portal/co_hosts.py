"""Co-hosts: the host names colleagues who are told of a guest too, and answer beside them."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from host_portal.forms import ColleagueForm, colleague_form
from host_portal.invitations import guest_page, own_guest, taken_or_unknown
from host_portal.labels import CHANGE_REFUSALS, CO_HOST_REFUSALS
from visits import co_hosts
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import NotFound
from web.access import open_to, this_member
from web.face import database
from web.forms import text
from web.pages import flash
from web.posts import answer_refusals, takes_form

views = Blueprint("co_hosts", __name__, url_prefix="/invitations/<public_id>/co-hosts")
views.register_error_handler(NotFound, taken_or_unknown)


def _form(public_id: str) -> ColleagueForm:
    # A co-host's colleagues are offered for no guest of another's.
    own_guest(public_id)
    return colleague_form()


@views.post("")
@open_to(Role.HOST)
@takes_form(_form, guest_page, CO_HOST_REFUSALS)
def name(public_id: str, form: ColleagueForm) -> ResponseReturnValue:
    """Name the colleague a co-host of this guest."""
    colleague = text(form.colleague)
    with database().transaction() as store:
        is_new = co_hosts.name(store, this_member().id, public_id, colleague)
    return _done("co_host_named" if is_new else "co_host_known", public_id)


@views.post("/<colleague_id>/removal")
@open_to(Role.HOST)
@answer_refusals(guest_page, CHANGE_REFUSALS)
def dismiss(public_id: str, colleague_id: str) -> ResponseReturnValue:
    """Let the colleague be no co-host of this guest any more."""
    with database().transaction() as store:
        co_hosts.dismiss(store, this_member().id, public_id, colleague_id)
    return _done("co_host_ended", public_id)


def _done(message: str, public_id: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("invitations.show", public_id=public_id), 303)
