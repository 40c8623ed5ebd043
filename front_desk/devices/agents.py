"""Print agents: paired by a code, revoked when they are needed no more."""

from http import HTTPStatus

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from front_desk.devices.forms import AgentForm
from front_desk.devices.labels import REVOKE_AGENT
from front_desk.devices.pages import devices_page
from visits import pairing
from visits.printing import agents
from visits.vocabulary.visits import Role
from web.access import open_to, this_member
from web.face import database, links
from web.forms import text
from web.pages import flash, page

views = Blueprint("agents", __name__, url_prefix="/agents")


@views.post("/pairing-codes")
@open_to(Role.DESK)
def offer() -> ResponseReturnValue:
    """A code is shown that makes one program a print agent."""
    form = AgentForm()
    if not form.validate():
        return devices_page(agent=form), HTTPStatus.UNPROCESSABLE_ENTITY
    with database().transaction() as store:
        code = agents.offer_pairing(store, this_member().site_id, text(form.name))
        until = store.now + pairing.LASTS
    # Only a digest is kept, so that no later page could show the code.
    server = links().desk.removesuffix("/desk")
    answer = page(
        "agent_code.html", code=code, name=text(form.name), until=until, server=server
    )
    return answer, HTTPStatus.CREATED


@views.get("/<public_id>/revocation")
@open_to(Role.DESK)
def ask(public_id: str) -> ResponseReturnValue:
    """What revoking means, before it is done."""
    with database().reading() as store:
        there = {
            one.public_id: one for one in agents.of_site(store, this_member().site_id)
        }
    if public_id not in there:
        abort(HTTPStatus.NOT_FOUND)
    act = url_for("agents.revoke", public_id=public_id)
    return page("revocation.html", device=there[public_id], words=REVOKE_AGENT, act=act)


@views.post("/<public_id>/revocation")
@open_to(Role.DESK)
def revoke(public_id: str) -> ResponseReturnValue:
    """The program is no print agent any more."""
    member = this_member()
    with database().transaction() as store:
        agents.revoke(store, member.site_id, public_id, member.id)
    flash("agent_revoked")
    return redirect(url_for("devices.show"), 303)
