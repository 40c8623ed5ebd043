"""Your company: its administrator sees the hosts at their site, adds one, or closes an account."""

from typing import Any, ClassVar

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms import EmailField, RadioField, StringField
from wtforms.validators import DataRequired, Length

from host_portal.labels import HOST_REFUSALS
from visits import host_channels, sites
from visits.erasure import account_closure
from visits.languages import OWN_NAMES
from visits.people import company_admins
from visits.vocabulary import actors
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import AlreadyMember, TooManyTries
from web import account, sign_in
from web.access import open_to, this_member
from web.account import CloseAccountForm
from web.face import database
from web.forms import EmailAddress, FaceForm, PersonName, text
from web.pages import flash, page
from web.posts import answer_refusals, takes_form

views = Blueprint("company", __name__, url_prefix="/company")


class NewHostForm(FaceForm):
    """A colleague who may invite guests from now on."""

    refused_at: ClassVar = {AlreadyMember: "email", TooManyTries: "email"}

    name = StringField(
        _("Name"), [DataRequired(_("Who is it? Write their name.")), PersonName()]
    )
    # 254: no address is longer (RFC 5321).
    email = EmailField(_("E-mail"), [DataRequired(), Length(max=254), EmailAddress()])
    language = RadioField(_("Language of pages and e-mails"))

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**options)
        self.language.choices = list(OWN_NAMES.items())


def _hosts_page(problem: str = "", **_: str) -> str:
    member = this_member()
    with database().reading() as store:
        hosts = company_admins.members(store, member.id)
        company = company_admins.company(store, member.id)
        unreached = host_channels.unreached(store, member.site_id)
    deaf = {one.public_id for one in unreached}
    shown = {"company": company, "hosts": hosts, "deaf": deaf}
    return page("company_hosts.html", problem=problem, **shown)


def _new_host_form() -> NewHostForm:
    with database().reading() as store:
        language = sites.of(store, this_member().site_id).language
    return NewHostForm(data={"language": language})


def _new_host_page(form: NewHostForm, problem: str = "") -> str:
    return page("company_host.html", form=form, problem=problem)


def _closing_page(public_id: str, form: CloseAccountForm, problem: str = "") -> str:
    with database().reading() as store:
        host = company_admins.member(store, this_member().id, public_id)
        meant = account_closure.consequences(store, host.id)
    shown = {"host": host, "meant": meant, "form": form}
    return page("company_closing.html", problem=problem, **shown)


@views.get("")
@open_to(Role.COMPANY_ADMIN)
def show() -> ResponseReturnValue:
    """Show the company's members at the site."""
    return _hosts_page()


@views.get("/hosts/new")
@open_to(Role.COMPANY_ADMIN)
def new() -> ResponseReturnValue:
    """Ask who the new host is."""
    return _new_host_page(_new_host_form())


@views.post("/hosts")
@open_to(Role.COMPANY_ADMIN)
@takes_form(_new_host_form, _new_host_page, HOST_REFUSALS)
def add(form: NewHostForm) -> ResponseReturnValue:
    """Add the host, who is sent a link to set a password."""
    admin_id, name, email = this_member().id, text(form.name), text(form.email)
    # Before it is known whether the address has an account: each question counts.
    with database().transaction() as store:
        company_admins.count_new(store, admin_id)
    with database().transaction() as store:
        is_new = company_admins.add(store, admin_id, name, email, form.language.data)
    return _done("host_added" if is_new else "host_known")


@views.post("/hosts/<public_id>/welcome")
@open_to(Role.COMPANY_ADMIN)
@answer_refusals(_hosts_page, HOST_REFUSALS)
def welcome(public_id: str) -> ResponseReturnValue:
    """Send the host another link; a second tap sends none."""
    seen = request.form.get("until", "")
    with database().transaction() as store:
        company_admins.welcome_again(store, this_member().id, public_id, seen)
    return _done("welcome_sent")


@views.get("/hosts/<public_id>/closure")
@open_to(Role.COMPANY_ADMIN)
def ask_closure(public_id: str) -> ResponseReturnValue:
    """Show what closing the host's account means, and ask for the administrator's password."""
    return _closing_page(public_id, CloseAccountForm())


@views.post("/hosts/<public_id>/closure")
@open_to(Role.COMPANY_ADMIN)
@takes_form(lambda **_: CloseAccountForm(), _closing_page, account.REFUSALS)
def close(public_id: str, form: CloseAccountForm) -> ResponseReturnValue:
    """Close the host's account."""
    admin_id = this_member().id
    sign_in.confirm_password(admin_id, text(form.password))
    with database().reading() as store:
        host_id = company_admins.to_close(store, admin_id, public_id)
    if host_id:
        account.close_in_turns(host_id, actors.member(admin_id))
    return _done("host_closed")


def _done(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".show"), 303)
