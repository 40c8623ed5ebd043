"""The watch list: two of the desk put an address on it; what is typed is compared, never shown."""

from datetime import timedelta
from typing import Any, ClassVar

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, StringField
from wtforms.validators import DataRequired, Length

from front_desk.forms import FROM_THE_LIST
from front_desk.labels import REFUSALS
from front_desk.rights.forms import Contact
from visits import sites, watch_list
from visits.people import profiles
from visits.people.accounts import SignedIn
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import (
    OtherAddress,
    OwnProposal,
    ProposedAlready,
    ReviewOutOfRange,
)
from visits.vocabulary.visits import Lookup, WatchReason
from visits.watch_list import USUAL_DAYS, NewWatch, WatchedAddress
from web.access import open_to, this_member
from web.face import database
from web.forms import FaceForm, text
from web.labels import WATCH_REASONS
from web.pages import flash, page
from web.posts import answer_refusals, takes_form

views = Blueprint("watch_list", __name__, url_prefix="/watch-list")


def _contact_field(name: str) -> StringField:
    wanted = DataRequired(_("Type an e-mail address or a phone number."))
    validators = [wanted, Length(max=254), Contact()]
    return StringField(_("E-mail or phone"), validators, id=name)


class WatchedAddressForm(FaceForm):
    """An address that is looked for on the list, or typed again to confirm it."""

    refused_at: ClassVar = {OtherAddress: "contact", OwnProposal: "contact"}

    contact = _contact_field("contact")

    def address(self) -> WatchedAddress:
        """The address; the form must be valid."""
        typed = text(self.contact)
        return WatchedAddress(Lookup.EMAIL if "@" in typed else Lookup.PHONE, typed)


class WatchProposalForm(WatchedAddressForm):
    """Whom the desk wants to hear of before they come in, why, and until when."""

    refused_at: ClassVar = {ReviewOutOfRange: "until", ProposedAlready: "contact"}

    # The page has two forms that ask for an address.
    contact = _contact_field("proposed")
    reason = RadioField(_("Why?"), [FROM_THE_LIST], coerce=WatchReason)
    until = DateField(_("Until"), [DataRequired(_("Choose a day."))])

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**given)
        self.reason.choices = list(WATCH_REASONS.items())

    def proposal(self, site_id: int, member_id: int) -> NewWatch:
        """What is proposed, and by whom; the form must be valid."""
        if self.until.data is None:
            raise ReviewOutOfRange
        return NewWatch(
            site_id=site_id,
            member_id=member_id,
            address=self.address(),
            reason=self.reason.data,
            until=self.until.data,
        )


def _page(**shown: Any) -> str:  # noqa: ANN401 - forms, what is wrong, and what was found
    site_id = this_member().site_id
    with database().reading() as store:
        listed = watch_list.listed(store, site_id)
        by = {one for it in listed for one in (it.proposed_by, it.confirmed_by) if one}
        names = profiles.names(store, by)
        today = sites.day_of(sites.of(store, site_id), store.now)
    until = today + timedelta(days=USUAL_DAYS - 1)
    forms = {
        "proposal": WatchProposalForm(formdata=None, data={"until": until}),
        "checking": WatchedAddressForm(formdata=None),
    }
    usual = {"proposal_problem": "", "checking_problem": "", "is_checked": False}
    facts = {"names": names, "listed": listed}
    return page("watch_list.html", **usual | facts | forms | shown)


def _proposal_page(form: WatchProposalForm, problem: str = "") -> str:
    return _page(proposal=form, proposal_problem=problem)


def _checking_page(form: WatchedAddressForm, problem: str = "") -> str:
    return _page(checking=form, checking_problem=problem)


def _entry_page(
    public_id: str, form: WatchedAddressForm | None = None, problem: str = ""
) -> str:
    with database().reading() as store:
        entry = watch_list.of_site(store, this_member().site_id, public_id)
        by = profiles.names(store, {entry.proposed_by} if entry.proposed_by else set())
    form = form or WatchedAddressForm(formdata=None)
    return page("watch_entry.html", entry=entry, names=by, form=form, problem=problem)


@views.get("")
@open_to(Role.DESK)
def show() -> ResponseReturnValue:
    """Show what is on the list, and what is proposed; no address is kept that could be shown."""
    return _page()


@views.post("")
@open_to(Role.DESK)
@takes_form(WatchProposalForm, _proposal_page, REFUSALS)
def propose(form: WatchProposalForm) -> ResponseReturnValue:
    """Propose an address, which counts once a colleague has confirmed it."""
    member = this_member()
    _count(member)
    with database().transaction() as store:
        watch_list.propose(store, form.proposal(member.site_id, member.id))
    flash("watch_proposed")
    return redirect(url_for(".show"), 303)


@views.post("/check")
@open_to(Role.DESK)
@takes_form(WatchedAddressForm, _checking_page, REFUSALS)
def check(form: WatchedAddressForm) -> ResponseReturnValue:
    """Say whether this address is on the list."""
    member = this_member()
    _count(member)
    with database().transaction() as store:
        found = watch_list.check(store, member.site_id, form.address())
    return _page(is_checked=True, found=found)


@views.get("/<public_id>")
@open_to(Role.DESK)
def ask(public_id: str) -> ResponseReturnValue:
    """Ask for the address of a proposal to confirm it, or of an entry to take it off."""
    return _entry_page(public_id)


@views.post("/<public_id>/confirmation")
@open_to(Role.DESK)
@takes_form(WatchedAddressForm, _entry_page, REFUSALS)
def confirm(public_id: str, form: WatchedAddressForm) -> ResponseReturnValue:
    """Put the address on the list, which somebody else has proposed."""
    member = this_member()
    _count(member)
    with database().transaction() as store:
        watch_list.confirm(store, member.site_id, member.id, public_id, form.address())
    flash("watch_confirmed")
    return redirect(url_for(".show"), 303)


@views.post("/<public_id>/decline")
@open_to(Role.DESK)
@answer_refusals(_entry_page, REFUSALS)
def decline(public_id: str) -> ResponseReturnValue:
    """Decline a proposal, or take back one's own: no address is asked for."""
    member = this_member()
    with database().transaction() as store:
        watch_list.take_off(store, member.site_id, member.id, public_id)
    return _off()


@views.post("/<public_id>/end")
@open_to(Role.DESK)
@takes_form(WatchedAddressForm, _entry_page, REFUSALS)
def take_off(public_id: str, form: WatchedAddressForm) -> ResponseReturnValue:
    """Take an entry off the list: one person is enough, who types whose it is."""
    member = this_member()
    _count(member)
    address = form.address()
    with database().transaction() as store:
        watch_list.take_off(store, member.site_id, member.id, public_id, address)
    return _off()


def _off() -> ResponseReturnValue:
    flash("watch_off")
    return redirect(url_for(".show"), 303)


def _count(member: SignedIn) -> None:
    with database().transaction() as store:
        watch_list.count_try(store, member.site_id, member.id)
