"""Channels: by what else than e-mail a host is told of guests, in which order, and does it work."""

from http import HTTPStatus

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from host_portal.channel_forms import ChannelForm
from host_portal.labels import (
    CHANNEL_HELP,
    CHANNEL_PROBLEMS,
    CHANNEL_REFUSALS,
)
from visits import host_channels
from visits.people import channels, delegates, push_key
from visits.people.channels import OF_EMAIL, ChannelOwner
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.face import database
from web.labels import CHANNEL_KINDS
from web.pages import flash, page
from web.posts import answer_refusals, takes_form

views = Blueprint("channels", __name__, url_prefix="/channels")


def _page(problem: str = "", **_: str) -> str:
    with database().reading() as store:
        own = channels.shown(store, _own())
        is_told = delegates.is_told(store, this_member().id)
    by_email = sum(channel.place < OF_EMAIL for channel in own)
    ways = [*own[:by_email], None, *own[by_email:]]
    return page(
        "channels.html",
        ways=ways,
        is_told=is_told,
        is_full=len(own) >= channels.MOST,
        names=CHANNEL_KINDS,
        push=ChannelKind.WEB_PUSH,
        push_key=push_key.public(database().keys.secrets),
        problems=CHANNEL_PROBLEMS,
        problem=problem,
    )


def _form_page(form: ChannelForm, problem: str = "", **_: str) -> str:
    return page(
        "channel.html",
        form=form,
        kind=form.kind,
        name=CHANNEL_KINDS[form.kind],
        help=CHANNEL_HELP[form.kind],
        problem=problem,
    )


def _form(kind: str) -> ChannelForm:
    if kind not in set(ChannelKind):
        abort(HTTPStatus.NOT_FOUND)
    return ChannelForm(ChannelKind(kind))


@views.get("")
@open_to(Role.HOST)
def show() -> ResponseReturnValue:
    """Show how the host is told, and whether each way works."""
    return _page()


@views.get("/new/<kind>")
@open_to(Role.HOST)
def new(kind: str) -> ResponseReturnValue:
    """Ask for what a channel of this kind needs."""
    if kind == ChannelKind.WEB_PUSH:
        return redirect(url_for(".show"))
    return _form_page(_form(kind))


@views.post("/new/<kind>")
@open_to(Role.HOST)
@takes_form(_form, _form_page, CHANNEL_REFUSALS)
def add(kind: str, form: ChannelForm) -> ResponseReturnValue:
    """Add the channel, and test it."""
    del kind
    with database().transaction() as store:
        public_id = channels.add(store, _own(), form.kind, form.typed())
        channels.test(store, _own(), public_id)
    return _done("channel_added")


@views.post("/<public_id>/test")
@open_to(Role.HOST)
@answer_refusals(_page, CHANNEL_REFUSALS)
def test(public_id: str) -> ResponseReturnValue:
    """Send a test by the channel; the page says what came of it."""
    with database().transaction() as store:
        channels.test(store, _own(), public_id)
    return redirect(url_for(".show"), 303)


@views.post("/<public_id>/first")
@open_to(Role.HOST)
def make_first(public_id: str) -> ResponseReturnValue:
    """Try the channel before the others."""
    with database().transaction() as store:
        channels.make_first(store, _own(), public_id)
    return _done("channel_first")


@views.post("/email/first")
@open_to(Role.HOST)
def make_email_first() -> ResponseReturnValue:
    """Send the e-mail before the channels are tried."""
    with database().transaction() as store:
        channels.make_first(store, _own(), None)
    return _done("channel_first")


@views.post("/<public_id>/removal")
@open_to(Role.HOST)
def remove(public_id: str) -> ResponseReturnValue:
    """Remove the channel."""
    with database().transaction() as store:
        host_channels.remove(store, _own(), public_id)
    return _done("channel_removed")


def _own() -> ChannelOwner:
    return ChannelOwner(member_id=this_member().id)


def _done(message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".show"), 303)
