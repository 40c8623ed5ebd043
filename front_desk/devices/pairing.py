"""Pairing: a code makes a tablet a kiosk, or a program a print agent; staff may revoke either."""

from http import HTTPStatus

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from front_desk.devices.forms import AgentForm, PairingForm
from front_desk.devices.labels import REVOKE_AGENT, REVOKE_KIOSK
from front_desk.devices.pages import back_to_devices, devices_page
from visits import pairing
from visits.lobby import kiosks
from visits.printing import agents
from visits.vocabulary.people import Role
from web.access import open_to, this_member
from web.face import database, links
from web.forms import text
from web.pages import page
from web.posts import takes_form

views = Blueprint("pairing", __name__)


def _kiosk_form_page(form: PairingForm) -> str:
    return devices_page(form=form)


def _agent_form_page(form: AgentForm) -> str:
    return devices_page(agent=form)


# Only a digest of a pairing code is kept: the answer to the POST is the one page that can show it.


@views.post("/pairing-codes")
@open_to(Role.DESK)
@takes_form(PairingForm, _kiosk_form_page)
def offer_kiosk(form: PairingForm) -> ResponseReturnValue:
    """Show a code that makes one browser a kiosk."""
    with database().transaction() as store:
        code = kiosks.offer_pairing(store, this_member().site_id, *form.offer())
        offered = {"code": code, "name": text(form.name)}
        until = store.now + pairing.LASTS
    answer = page("pairing_code.html", until=until, kiosk=links().kiosk, **offered)
    return answer, HTTPStatus.CREATED


@views.post("/agents/pairing-codes")
@open_to(Role.DESK)
@takes_form(AgentForm, _agent_form_page)
def offer_agent(form: AgentForm) -> ResponseReturnValue:
    """Show a code that makes one program a print agent."""
    with database().transaction() as store:
        code = agents.offer_pairing(store, this_member().site_id, *form.offer())
        offered = {"code": code, "name": text(form.name)}
        until = store.now + pairing.LASTS
    # The API lies beside the desk under one address (/desk, /api).
    server = links().desk.removesuffix("/desk")
    answer = page("agent_code.html", until=until, server=server, **offered)
    return answer, HTTPStatus.CREATED


@views.get("/kiosks/<public_id>/revocation")
@open_to(Role.DESK)
def ask_kiosk(public_id: str) -> ResponseReturnValue:
    """Show what revoking a kiosk means, before it is done."""
    with database().reading() as store:
        kiosk = kiosks.at_site(store, this_member().site_id, public_id)
    act = url_for(".revoke_kiosk", public_id=public_id)
    return page("revocation.html", device=kiosk, question=REVOKE_KIOSK, act=act)


@views.get("/agents/<public_id>/revocation")
@open_to(Role.DESK)
def ask_agent(public_id: str) -> ResponseReturnValue:
    """Show what revoking a print agent means, before it is done."""
    with database().reading() as store:
        agent = agents.at_site(store, this_member().site_id, public_id)
    act = url_for(".revoke_agent", public_id=public_id)
    return page("revocation.html", device=agent, question=REVOKE_AGENT, act=act)


@views.post("/kiosks/<public_id>/revocation")
@open_to(Role.DESK)
def revoke_kiosk(public_id: str) -> ResponseReturnValue:
    """Revoke the kiosk: its tablet can check nobody in any more."""
    member = this_member()
    with database().transaction() as store:
        kiosks.revoke(store, member.site_id, public_id, member.id)
    return back_to_devices("revoked")


@views.post("/agents/<public_id>/revocation")
@open_to(Role.DESK)
def revoke_agent(public_id: str) -> ResponseReturnValue:
    """Revoke the print agent: its token is not accepted any more."""
    member = this_member()
    with database().transaction() as store:
        agents.revoke(store, member.site_id, public_id, member.id)
    return back_to_devices("agent_revoked")


@views.post("/kiosks/<public_id>/release")
@open_to(Role.DESK)
def release(public_id: str) -> ResponseReturnValue:
    """Let a locked tablet serve guests again."""
    member = this_member()
    with database().transaction() as store:
        kiosks.release(store, member.site_id, public_id, member.id)
    return back_to_devices("released")
