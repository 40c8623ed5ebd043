"""The host portal as an application."""

from flask import Flask
from flask_babel import lazy_gettext as _

from host_portal import (
    absence,
    answers,
    co_hosts,
    company,
    company_guests,
    company_place,
    guest_lists,
    guests,
    home_screen,
    invitations,
    past_guests,
    vouching,
)
from host_portal.labels import NOT_SENT, WAITS
from visits.co_hosts import MOST
from visits.lobby.admission import level_for
from visits.people.accounts import SignedIn
from visits.people.channels import ChannelOwner
from visits.store.database import Database
from visits.vocabulary.people import Role
from visits.vocabulary.visits import Answer
from web import account, channels, names, sign_in
from web.channels import ChannelPages
from web.face import FaceSettings, create_face, links
from web.link_converters import ProvenLinkConverter
from web.pages import register_flash_messages

FLASH_MESSAGES = {
    "rescheduled": _("The new time is set. Your guest's code stays the same."),
    "withdrawn": _("The invitation is withdrawn. Its code no longer works."),
    "day_withdrawn": _("It is withdrawn. The code stays good for the other days."),
    "guest_withdrawn": _("It is withdrawn. The code stays good for the other guests."),
    "delegate_named": _("Your colleague is told of your guests on these days."),
    "delegate_ended": _("No colleague is told in your place any more."),
    "told_no_more": _("You are told of no guests; the front desk hears at once."),
    "told_again": _("You are told of your guests again."),
    "walk_ins_welcome": _("Guests without an invitation may ask for you again."),
    "walk_ins_refused": _("The kiosk does not show you to anybody any more."),
    "handed_to": _("Your colleague is told, and your guest hears that they come."),
    "co_host_named": _("Your colleague is told of this guest too, and may answer."),
    "co_host_known": _(
        "Nothing was changed: your colleague is a co-host of this guest already."
    ),
    "departed": _("Your guest is checked out, and the badge is not valid any more."),
    "company_moved": _(
        "The new time is set, and the host is told. The code stays the same."
    ),
    "company_withdrawn": _("It is withdrawn, and the host is told."),
    "floor_written": _("Guests read this from now on."),
    "host_added": _("Your colleague gets an e-mail with a link to choose a password."),
    "host_known": _(
        "Nothing was changed: a colleague with this e-mail address is here already."
    ),
    "welcome_sent": _(
        "An e-mail with a new link is on its way; an older link is void."
    ),
    "host_closed": _(
        "The account is closed: your colleague cannot open your company's pages."
    ),
    "co_host_ended": _("Your colleague is no longer told of this guest."),
    "taken_over": _("The guest is yours now: you are told instead of your colleague."),
    "answered": _("Your guest and the front desk see your answer."),
    "resent": _("The invitation is on its way once more."),
    "badge_named": _("The badge will show this name."),
    "guests_invited": _(
        "Your guests are invited. Anybody without an e-mail address needs the link on their page."
    ),
    "guests_known": _("Nothing was changed: all of them were invited before."),
}


MODULES = (
    sign_in,
    guests,
    invitations,
    past_guests,
    guest_lists,
    co_hosts,
    vouching,
    answers,
    absence,
    company,
    company_guests,
    company_place,
    home_screen,
)


def create_app(settings: FaceSettings, database: Database) -> Flask:
    """The face of the hosts: its views, filters and flash messages."""
    app = create_face("hosts", __package__, settings, database)
    app.url_map.converters["proven"] = ProvenLinkConverter
    for module in MODULES:
        app.register_blueprint(module.views)
    app.jinja_env.globals.update(
        level_for=level_for,
        links=links,
        not_sent=NOT_SENT,
        waits=WAITS,
        answers=list(Answer),
        most_co_hosts=MOST,
    )
    app.jinja_env.filters["initials"] = names.initials
    register_flash_messages(app, FLASH_MESSAGES)
    account.set_up(app, "portal.html")
    channels.set_up(app, ChannelPages(Role.HOST, _own_channels, "portal.html"))
    of_company = Role.COMPANY_ADMIN, _channels_of_company, "company_frame.html"
    channels.set_up(app, ChannelPages(*of_company, of="company"))
    return app


def _own_channels(member: SignedIn) -> ChannelOwner:
    return ChannelOwner(member_id=member.id)


def _channels_of_company(admin: SignedIn) -> ChannelOwner:
    place = {"site_id": admin.site_id, "company_id": admin.company_id}
    return ChannelOwner(**place, changed_by=admin.id)
