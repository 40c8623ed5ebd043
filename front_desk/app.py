"""The front desk as a Flask application."""

from flask import Flask

from front_desk import (
    alarms,
    arrival_counts,
    badge_recovery,
    badges,
    board,
    colleague,
    first_run,
    guest_log,
    more_guests,
    roll_call,
    template_filters,
    visits,
    walk_ins,
    watch_list,
)
from front_desk.devices import groups, pages, pairing, printers, tablets, virtual_paper
from front_desk.devices import template_filters as device_filters
from front_desk.labels import FLASH_MESSAGES
from front_desk.rights import decisions, requests
from front_desk.rights import template_filters as request_filters
from visits.audit import anchor
from visits.audit.anchor import AuditHead
from visits.people.accounts import SignedIn
from visits.people.channels import ChannelOwner
from visits.store.database import Database
from visits.vocabulary.people import Role
from web import account, channels, sign_in
from web.channels import ChannelPages
from web.context import database
from web.face import FaceSettings, create_face
from web.link_converters import SharedLinkConverter
from web.pages import register_flash_messages

BLUEPRINT_MODULES = (
    sign_in,
    first_run,
    board,
    visits,
    walk_ins,
    alarms,
    roll_call,
    more_guests,
    badges,
    badge_recovery,
    colleague,
    arrival_counts,
    guest_log,
    watch_list,
    requests,
    decisions,
    pages,
    pairing,
    printers,
    groups,
    virtual_paper,
)


def create_app(settings: FaceSettings, database: Database) -> Flask:
    """The face of the staff: its views, filters and flash messages."""
    app = create_face("desk", __name__, settings, database)
    app.url_map.converters["shared"] = SharedLinkConverter
    for module in BLUEPRINT_MODULES:
        app.register_blueprint(module.views)
    # After the checks of every face: the first run, too, answers to our own pages only.
    app.before_request(first_run.redirect_to_first_run)
    register_flash_messages(app, FLASH_MESSAGES)
    template_filters.set_up(app)
    app.jinja_env.globals["audit_head"] = _audit_head
    device_filters.set_up(app)
    tablets.set_up(app)
    request_filters.set_up(app)
    account.set_up(app, "desk.html")
    channels.set_up(
        app,
        ChannelPages(
            Role.DESK, _channels_of_site, frame="desk.html", back="devices.show"
        ),
    )
    return app


def _channels_of_site(member: SignedIn) -> ChannelOwner:
    return ChannelOwner(site_id=member.site_id, changed_by=member.id)


def _audit_head() -> AuditHead | None:
    """Return the head of the audit log; None as long as nothing was sealed."""
    with database().reading() as store:
        return anchor.head(store)
