"""Agents and their printers: pair, announce, and ask for something to print."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from api import hold
from api.access import for_agents
from api.bodies import AnnouncementBody, PairingBody, PollBody, parse_body
from visits import pairing, sites
from visits.printing import agents
from visits.printing import poll as printing
from visits.store.sites import PrintAgent
from web.access import open_to_everyone
from web.face import database
from web.safety import client_address

views = Blueprint("printers", __name__)


@views.post("/agents")
@open_to_everyone
def pair() -> ResponseReturnValue:
    """The program that knows the code is a print agent from now on, and hears its token this once."""
    code = parse_body(PairingBody).code
    with database().transaction() as store:
        pairing.count_attempt(store, client_address.client_network())
    with database().transaction() as store:
        agent, token = agents.pair(store, code)
        site = sites.of(store, agent.site_id)
    return jsonify(token=token, name=agent.name, site=site.name), 201


@views.post("/announcements")
@for_agents
def announce(agent: PrintAgent) -> ResponseReturnValue:
    """Record how the agent's printers are."""
    announced = parse_body(AnnouncementBody).announced
    printing.announce(database(), agent, announced, polls=False)
    return "", 204


@views.post("/polls")
@for_agents
def poll(agent: PrintAgent) -> ResponseReturnValue:
    """The same, and its jobs in hand stay the agent's; it gets what to print, if not at once then later."""
    asked = parse_body(PollBody)
    if hold.is_again():
        keys = [one.key for one in asked.announced]
        attempts = printing.next_attempts(database(), agent, keys)
    else:
        attempts = printing.poll(database(), agent, asked.announced)
    answer: Response = jsonify(attempts=[asdict(attempt) for attempt in attempts])
    return answer if attempts else hold.until_news(answer, asked.wait, agent)
