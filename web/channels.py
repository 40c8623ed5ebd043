"""Channels: by what else than e-mail hosts, a front desk or a company are told, and does it work.

One set of pages for all of them, which differ in whose channels they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, update_wrapper
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from visits import host_channels
from visits.people import channels, delegates, push_key
from visits.people.accounts import SignedIn
from visits.people.channels import OF_EMAIL, ChannelOwner
from visits.store.database import Store
from visits.store.sites import Company
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.channel_forms import ChannelForm
from web.channel_labels import HELP, PROBLEMS, REFUSALS
from web.context import database
from web.labels import CHANNEL_KINDS
from web.pages import flash, page, register_flash_messages
from web.posts import answer_refusals, takes_form

FLASH_MESSAGES = {
    "channel_added": _("Added. A test is on its way there."),
    "channel_first": _("It is the first from now on."),
    "channel_removed": _("Removed. Nothing goes out that way any more."),
}

views = Blueprint("channels", __name__, url_prefix="/channels")


@dataclass(frozen=True)
class ChannelPages:
    """What the pages are of one kind of owner in one face."""

    role: Role
    """Who may open them there, and nobody else."""
    owner: Callable[[SignedIn], ChannelOwner]
    """Whose channels they are."""
    frame: str
    """The template that they stand in."""
    back: str = ""
    """The endpoint of the page that leads here, where the navigation does not."""
    of: str = ""
    """Whose they are, in endpoints and addresses, where the face has more than one kind."""

    @property
    def name(self) -> str:
        return f"{self.of}_{views.name}" if self.of else views.name


def set_up(app: Flask, pages: ChannelPages) -> None:
    """Add the pages to the face, open to their role: the views themselves are open to nobody."""
    prefix = f"/{pages.of}{views.url_prefix}" if pages.of else views.url_prefix
    app.register_blueprint(views, name=pages.name, url_prefix=prefix)
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith(f"{pages.name}."):
            # Another function for each face, under the name by which its forms are checked.
            own_view: Any = update_wrapper(partial(view), view)
            app.view_functions[endpoint] = open_to(pages.role)(own_view)
    app.extensions.setdefault(__name__, {})[pages.name] = pages
    register_flash_messages(app, FLASH_MESSAGES)


def _page(problem: str = "", **_: str) -> str:
    owner = _own()
    with database().reading() as store:
        own = channels.shown(store, owner)
        is_told = delegates.is_told(store, this_member().id)
        context = _context(store, owner)
    by_email = sum(channel.place < OF_EMAIL for channel in own)
    # A front desk and a company are told by all of them at once, and by no e-mail.
    ways = own if owner.site_id else [*own[:by_email], None, *own[by_email:]]
    return page(
        "channels.html",
        **context,
        ways=ways,
        is_told=is_told,
        back=_pages().back,
        is_full=len(own) >= channels.MOST,
        names=CHANNEL_KINDS,
        push=ChannelKind.WEB_PUSH,
        push_key=push_key.public(database().keys.secrets),
        problems=PROBLEMS,
        problem=problem,
    )


def _form_page(form: ChannelForm, problem: str = "", **_: str) -> str:
    with database().reading() as store:
        context = _context(store, _own())
    return page(
        "channel.html",
        **context,
        form=form,
        kind=form.kind,
        name=CHANNEL_KINDS[form.kind],
        help=HELP[form.kind],
        problem=problem,
    )


def _context(store: Store, owner: ChannelOwner) -> dict[str, Any]:
    """Return whose the channels are, and what the page stands in."""
    company = store.get(Company, owner.company_id) if owner.company_id else None
    is_of_site = owner.site_id is not None
    return {"frame": _pages().frame, "is_of_site": is_of_site, "company": company}


def _form(kind: str) -> ChannelForm:
    # A browser that is told by push is a member's own.
    is_own = kind != ChannelKind.WEB_PUSH or _own().member_id
    if kind not in set(ChannelKind) or not is_own:
        abort(HTTPStatus.NOT_FOUND)
    return ChannelForm(ChannelKind(kind))


@views.get("")
def show() -> ResponseReturnValue:
    """Show by what the owner is told, and whether each way works."""
    return _page()


@views.get("/new/<kind>")
def new(kind: str) -> ResponseReturnValue:
    """Ask for what a channel of this kind needs."""
    form = _form(kind)
    if form.kind is ChannelKind.WEB_PUSH:
        return redirect(url_for(".show"))
    return _form_page(form)


@views.post("/new/<kind>")
@takes_form(_form, _form_page, REFUSALS)
def add(kind: str, form: ChannelForm) -> ResponseReturnValue:
    """Add the channel, and test it."""
    del kind
    with database().transaction() as store:
        public_id = channels.add(store, _own(), form.kind, form.typed())
        channels.test(store, _own(), public_id)
    return _done("channel_added")


@views.post("/<public_id>/test")
@answer_refusals(_page, REFUSALS)
def test(public_id: str) -> ResponseReturnValue:
    """Send a test by the channel; the page says what came of it."""
    with database().transaction() as store:
        channels.test(store, _own(), public_id)
    return redirect(url_for(".show"), 303)


@views.post("/<public_id>/first")
def make_first(public_id: str) -> ResponseReturnValue:
    """Put the channel before the others."""
    with database().transaction() as store:
        channels.make_first(store, _own(), public_id)
    return _done("channel_first")


@views.post("/email/first")
def make_email_first() -> ResponseReturnValue:
    """Send the e-mail before the channels are tried."""
    if _own().site_id:
        abort(HTTPStatus.NOT_FOUND)
    with database().transaction() as store:
        channels.make_first(store, _own(), None)
    return _done("channel_first")


@views.post("/<public_id>/removal")
def remove(public_id: str) -> ResponseReturnValue:
    """Remove the channel."""
    with database().transaction() as store:
        host_channels.remove(store, _own(), public_id)
    return _done("channel_removed")


def _pages() -> ChannelPages:
    pages: ChannelPages = current_app.extensions[__name__][request.blueprint]
    return pages


def _own() -> ChannelOwner:
    return _pages().owner(this_member())


def _done(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".show"), 303)
